using Bridge.Migrations.Sqlite;
using Bridge.Store;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Bridge.Gateway.Tests.Store;

/// <summary>A folder of its own for one test, with a database in it.</summary>
internal sealed class StoreFolder : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("bridge-store-").FullName;

    public string Database => Path.Combine(Folder, "bridge.db");

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public Task<BridgeStore> OpenAsync(string? connectionString = null, TimeSpan? busy = null) => StoreStart.OpenAsync(new StoreOptions
    {
        ConnectionString = connectionString ?? "Data Source=" + Database,
        Migrations = SqliteMigrations.Assembly,
        BusyTimeout = busy ?? TimeSpan.FromSeconds(5),
    }, NullLogger.Instance, Stop);

    public Secrets Secrets() => new(Folder);

    public async Task<AccountStore> AccountsAsync(BridgeStore store)
    {
        var accounts = new AccountStore(store.Writer, Secrets(), TimeProvider.System);
        await accounts.LoadAllAsync(Stop);
        return accounts;
    }

    public RoomStore Rooms(BridgeStore store) => new(store.Writer, Secrets(), TimeProvider.System);

    /// <summary>What an operator could do to the file with a shell.</summary>
    public void Tamper(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        return connection;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
