using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Bridge.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ContactLists : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ux_contacts_account_id_node",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "node",
                table: "contacts");

            migrationBuilder.AddColumn<int>(
                name: "flags",
                table: "contacts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "groups",
                table: "contacts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "roster_groups",
                table: "contacts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "roster_name",
                table: "contacts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "talked_at",
                table: "contacts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "flags",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "groups",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "roster_groups",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "roster_name",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "talked_at",
                table: "contacts");

            migrationBuilder.AddColumn<string>(
                name: "node",
                table: "contacts",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateIndex(
                name: "ux_contacts_account_id_node",
                table: "contacts",
                columns: new[] { "account_id", "node" },
                unique: true);
        }
    }
}
