using System.Runtime.CompilerServices;
using System.Text;
using Bridge.Store;
using Microsoft.Data.Sqlite;

namespace Bridge.EndToEnd.Tests;

/// <summary>What Bridge has stored of deliveries, read beside it while it runs, or after it was killed.</summary>
/// <param name="Outbox">The messages of clients that are not proved to be answered, by the ids that their clients gave them. What has an id of the network counts as accepted.</param>
/// <param name="Inbox">The stored form of the events that are not proved to be delivered.</param>
/// <param name="Finished">The ids of the messages of clients that are done with.</param>
internal sealed record StoredDeliveries(IReadOnlyList<(string Id, OutboxState State)> Outbox, IReadOnlyList<string> Inbox, IReadOnlyList<string> Finished)
{
    private const string Unanswered = """
        SELECT o.xmpp_id, CASE WHEN o.state = 1 AND m.id IS NOT NULL THEN 2 ELSE o.state END
        FROM outbox o LEFT JOIN messages m ON m.id = o.id + (1 << 60) ORDER BY o.id
        """;

    public static StoredDeliveries Read(string dataDirectory)
    {
        // Binds the SQLite library.
        RuntimeHelpers.RunModuleConstructor(typeof(OutboxState).Module.ModuleHandle);
        using var connection = new SqliteConnection($"Data Source={Path.Combine(dataDirectory, "bridge.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return new StoredDeliveries(
            [.. Rows(connection, Unanswered, row => (row.IsDBNull(0) ? "" : row.GetString(0), (OutboxState)row.GetInt32(1)))],
            [.. Rows(connection, "SELECT payload FROM inbox WHERE done_at IS NULL ORDER BY id", row => Encoding.UTF8.GetString((byte[])row[0]))],
            [.. Rows(connection, "SELECT xmpp_id FROM trace WHERE direction = 0 AND xmpp_id IS NOT NULL", row => row.GetString(0))]);
    }

    private static List<T> Rows<T>(SqliteConnection connection, string sql, Func<SqliteDataReader, T> read)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The constants above.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var rows = command.ExecuteReader();
        var result = new List<T>();
        while (rows.Read())
            result.Add(read(rows));
        return result;
    }
}
