using Bridge.Store;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Xunit;

namespace Bridge.Gateway.Tests.Store;

/// <summary>A database that takes nothing more, as with a disk that is full or mounted read-only, until it is mended.</summary>
internal sealed class BrokenDisk
{
    private readonly sqlite3 _database;

    private BrokenDisk(sqlite3 database) => _database = database;

    /// <summary>From the next transaction on, nothing can be written.</summary>
    public static async Task<BrokenDisk> BreakAsync(StoreWriter writer)
    {
        SqliteConnection? connection = null;
        await writer.RunAsync(store =>
        {
            connection = store.Connection;
            store.Prepare("PRAGMA query_only = 1").Run();
        }, StoreFolder.Stop);
        return new BrokenDisk(Statement.HandleOf(connection!));
    }

    /// <summary>What is tried from now on succeeds.</summary>
    public void Mend() => Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(_database, "PRAGMA query_only = 0"));
}
