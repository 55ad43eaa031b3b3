using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Bridge.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class MessageIds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_messages_chat_id_sender_xmpp_id",
                table: "messages");

            migrationBuilder.CreateIndex(
                name: "ix_messages_chat_id_xmpp_id",
                table: "messages",
                columns: new[] { "chat_id", "xmpp_id" },
                filter: "xmpp_id IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_messages_chat_id_xmpp_id",
                table: "messages");

            migrationBuilder.CreateIndex(
                name: "ix_messages_chat_id_sender_xmpp_id",
                table: "messages",
                columns: new[] { "chat_id", "sender", "xmpp_id" });
        }
    }
}
