using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Bridge.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ArchiveIdOrder : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ux_archive_chat_id_stanza_id",
                table: "archive");

            migrationBuilder.CreateIndex(
                name: "ux_archive_stanza_id_chat_id",
                table: "archive",
                columns: new[] { "stanza_id", "chat_id" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ux_archive_stanza_id_chat_id",
                table: "archive");

            migrationBuilder.CreateIndex(
                name: "ux_archive_chat_id_stanza_id",
                table: "archive",
                columns: new[] { "chat_id", "stanza_id" },
                unique: true);
        }
    }
}
