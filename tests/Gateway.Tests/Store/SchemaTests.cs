using Bridge.Migrations.Sqlite;
using Bridge.Store;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Xunit;

namespace Bridge.Gateway.Tests.Store;

public sealed class SchemaTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Fact]
    public async Task The_migrations_are_complete()
    {
        await using var db = new BridgeDb(new DbContextOptionsBuilder<BridgeDb>()
            .UseSqlite("Data Source=" + _folder.Database, sqlite => sqlite.MigrationsAssembly(SqliteMigrations.Assembly)).Options);

        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task The_tables_are_named_in_snake_case()
    {
        await using (await _folder.OpenAsync())
        {
        }

        var tables = Names("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_\\_EF%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'");
        Assert.Equal(["accounts", "archive", "avatars", "chats", "contacts", "cursors", "files", "inbox", "members", "message_parts", "messages", "occupants", "options", "outbox",
            "pictures", "reactions", "rooms", "settings", "subscriptions", "trace", "users"], tables);
        Assert.Contains("dedupe_key", Names("SELECT name FROM pragma_table_info('inbox')"));
    }

    [Theory]
    [InlineData("inbox", 1)]
    [InlineData("outbox", 0)]
    [InlineData("trace", 0)]
    public async Task Hot_tables_have_no_more_indexes_than_needed(string table, int indexes)
    {
        await using (await _folder.OpenAsync())
        {
        }

        Assert.Equal(indexes, Names($"SELECT name FROM pragma_index_list('{table}')").Count);
        Assert.DoesNotContain("AUTOINCREMENT", Names($"SELECT sql FROM sqlite_master WHERE name = '{table}'")[0], StringComparison.Ordinal);
        Assert.Empty(Names($"SELECT \"table\" FROM pragma_foreign_key_list('{table}')"));
    }

    [Fact]
    public async Task The_ids_of_messages_are_found_after_an_upgrade()
    {
        await using (var db = new BridgeDb(new DbContextOptionsBuilder<BridgeDb>()
            .UseSqlite("Data Source=" + _folder.Database, sqlite => sqlite.MigrationsAssembly(SqliteMigrations.Assembly)).Options))
            await db.GetService<IMigrator>().MigrateAsync("20261129090000_ArchiveIdOrder", TestContext.Current.CancellationToken);
        const long Sent = MessageMap.FirstToNetwork + 7;
        _folder.Tamper($"""
            INSERT INTO users (jid) VALUES ('a@b');
            INSERT INTO accounts (user_id, network, account_key, enabled, created_at) VALUES (1, 'irc', '', 1, 0);
            INSERT INTO chats (network, account_id, network_id, kind) VALUES ('irc', 1, '#c', 1);
            INSERT INTO messages (id, chat_id, direction, sender, xmpp_id, stanza_id, sent_at)
            VALUES (7, 1, 1, 'ada', NULL, '{DeliveryIds.ForIncoming(7)}', 5), ({Sent}, 1, 0, 'a@b/c', 'm1', '{DeliveryIds.ForOutgoing(7)}', 6), (8, 1, 1, 'bob', NULL, 'odd', 5);
            INSERT INTO message_parts (message_id, chat_id, network_id, part) VALUES (7, 1, 'n1', 0), ({Sent}, 1, 'n2', 0), ({Sent}, 1, 'n3', 1), (8, 1, 'n3', 0);
            INSERT INTO reactions (message_id, sender, reactions) VALUES (7, 'bob', '👍');
            """);

        await using var store = await _folder.OpenAsync();

        Assert.Equal([$"{Sent} n2 0", $"{Sent} n3 1", "7 n1 0", "8 n3 0"], Names("SELECT message_id || ' ' || network_id || ' ' || part FROM message_ids").Order(StringComparer.Ordinal));
        Assert.Equal("1", Assert.Single(Names("SELECT COUNT(*) FROM message_parts")));
        Assert.Equal("👍", Assert.Single(Names("SELECT reactions FROM reactions")));
        var found = await store.Writer.RunAsync(
            static db => (MessageMap.Find(db, 1, "#c", MessageKey.OfClient(DeliveryIds.ForOutgoing(7), "a@b")), MessageMap.Find(db, 1, "#c", MessageKey.OnNetwork("n1"))),
            TestContext.Current.CancellationToken);
        Assert.Equal(("m1", "n2,n3"), (found.Item1?.XmppId, string.Join(',', found.Item1?.NetworkIds ?? [])));
        Assert.Equal((DeliveryIds.ForIncoming(7), "ada"), (found.Item2?.StanzaId, found.Item2?.Sender));
    }

    [Theory]
    [InlineData("INSERT INTO users (jid) VALUES ('a@b')")]
    [InlineData("INSERT INTO accounts (user_id, network, account_key, enabled, created_at) VALUES (NULL, 'irc', '', 1, 0)")]
    [InlineData("INSERT INTO accounts (user_id, network, account_key, enabled, created_at) VALUES (1, 'irc', '', 1, 0)")]
    [InlineData("INSERT INTO chats (network, account_id, network_id, kind) VALUES ('irc', NULL, '#c', 1)")]
    [InlineData("INSERT INTO chats (network, account_id, network_id, kind) VALUES ('irc', 1, '#c', 1)")]
    [InlineData("INSERT INTO messages (id, chat_id, direction, sender, network_id, sent_at) VALUES (9, 1, 0, 'a@b', 'n1', 0)")]
    [InlineData("INSERT INTO message_parts (message_id, chat_id, network_id, part) VALUES (1, 1, 'p1', 1)")]
    [InlineData("INSERT INTO inbox (id, account_id, dedupe_key, received_at) VALUES (9, 1, 'k', 0)")]
    [InlineData("INSERT INTO contacts (account_id, network_id, flags, talked_at, updated_at) VALUES (1, 'Nick', 1, 0, 0)")]
    public async Task What_is_unique_cannot_be_there_twice(string again)
    {
        await using (await _folder.OpenAsync())
        {
        }
        _folder.Tamper("""
            INSERT INTO users (jid) VALUES ('a@b');
            INSERT INTO accounts (user_id, network, account_key, enabled, created_at) VALUES (1, 'irc', '', 1, 0), (NULL, 'irc', '', 1, 0);
            INSERT INTO contacts (account_id, network_id, flags, talked_at, updated_at) VALUES (1, 'Nick', 1, 0, 0);
            INSERT INTO chats (network, account_id, network_id, kind) VALUES ('irc', 1, '#c', 1), ('irc', 2, '#c', 1), ('irc', NULL, '#c', 1);
            INSERT INTO messages (id, chat_id, direction, sender, network_id, sent_at) VALUES (1, 1, 0, 'a@b', 'n1', 0), (2, 1, 0, 'a@b', 'n2', 0), (3, 2, 0, 'a@b', 'n1', 0);
            INSERT INTO message_parts (message_id, chat_id, network_id, part) VALUES (1, 1, 'p1', 1), (1, 1, 'p1', 2), (1, 1, 'p2', 1);
            INSERT INTO inbox (id, account_id, dedupe_key, received_at) VALUES (1, 1, 'k', 0), (2, 1, NULL, 0), (3, 1, NULL, 0), (4, 2, 'k', 0);
            """);

        var refused = Assert.Throws<SqliteException>(() => _folder.Tamper(again));

        Assert.Equal(SQLitePCL.raw.SQLITE_CONSTRAINT, refused.SqliteErrorCode);
    }

    public void Dispose() => _folder.Dispose();

    private List<string> Names(string sql)
    {
        using var connection = _folder.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var names = new List<string>();
        while (rows.Read())
            names.Add(rows.GetString(0));
        names.Sort(StringComparer.Ordinal);
        return names;
    }
}
