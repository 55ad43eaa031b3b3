using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Bridge.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class OneRowForAMessage : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ux_messages_chat_id_stanza_id",
                table: "messages");

            migrationBuilder.AddColumn<string>(
                name: "network_id",
                table: "messages",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            // The stanza id is made from the key, so that the column said nothing. By ALTER TABLE: EF would copy the table.
            migrationBuilder.Sql(
                """
                UPDATE messages SET network_id = COALESCE((SELECT network_id FROM message_parts WHERE message_id = messages.id ORDER BY part LIMIT 1), '');
                DELETE FROM messages WHERE network_id = '' OR id NOT IN (SELECT MIN(id) FROM messages GROUP BY chat_id, network_id);
                DELETE FROM message_parts WHERE network_id = (SELECT network_id FROM messages WHERE id = message_id);
                ALTER TABLE messages DROP COLUMN stanza_id;
                """);

            migrationBuilder.CreateIndex(
                name: "ux_messages_chat_id_network_id",
                table: "messages",
                columns: new[] { "chat_id", "network_id" },
                unique: true);

            migrationBuilder.Sql(
                """
                CREATE VIEW message_ids AS SELECT id AS message_id, chat_id, network_id, 0 AS part FROM messages
                UNION ALL SELECT message_id, chat_id, network_id, part FROM message_parts;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP VIEW message_ids;");

            migrationBuilder.DropIndex(
                name: "ux_messages_chat_id_network_id",
                table: "messages");

            migrationBuilder.AddColumn<string>(
                name: "stanza_id",
                table: "messages",
                type: "TEXT",
                nullable: true);

            migrationBuilder.Sql(
                """
                INSERT INTO message_parts (chat_id, network_id, part, message_id) SELECT chat_id, network_id, 0, id FROM messages;
                ALTER TABLE messages DROP COLUMN network_id;
                """);

            migrationBuilder.CreateIndex(
                name: "ux_messages_chat_id_stanza_id",
                table: "messages",
                columns: new[] { "chat_id", "stanza_id" },
                unique: true,
                filter: "stanza_id IS NOT NULL");
        }
    }
}
