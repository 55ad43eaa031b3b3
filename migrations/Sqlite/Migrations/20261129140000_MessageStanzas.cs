using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Bridge.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class MessageStanzas : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "pk_reactions",
                table: "reactions");

            migrationBuilder.AddColumn<int>(
                name: "part",
                table: "reactions",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "poll",
                table: "messages",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "stanzas",
                table: "messages",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<bool>(
                name: "wants_receipt",
                table: "messages",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddPrimaryKey(
                name: "pk_reactions",
                table: "reactions",
                columns: new[] { "message_id", "part", "sender" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "pk_reactions",
                table: "reactions");

            migrationBuilder.DropColumn(
                name: "part",
                table: "reactions");

            migrationBuilder.DropColumn(
                name: "poll",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "stanzas",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "wants_receipt",
                table: "messages");

            migrationBuilder.AddPrimaryKey(
                name: "pk_reactions",
                table: "reactions",
                columns: new[] { "message_id", "sender" });
        }
    }
}
