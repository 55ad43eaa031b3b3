using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Store;

/// <summary>
/// The open database. Disposing writes what was posted, closes the file and lets another process have it. Nothing else in this
/// process may open the file meanwhile: closing it again would drop SQLite's locks (a property of POSIX locks).
/// </summary>
public sealed class BridgeStore : IAsyncDisposable
{
    private readonly StoreLock _lock;
    private readonly string _readOnly;
    private readonly Lazy<DbContextOptions<BridgeDb>> _options;

    internal BridgeStore(string path, StoreLock @lock, StoreWriter writer, string readOnly)
    {
        Path = path;
        Writer = writer;
        Reader = new StoreReader(readOnly);
        _lock = @lock;
        _readOnly = readOnly;
        _options = new(() => new DbContextOptionsBuilder<BridgeDb>().UseSqlite(_readOnly).Options);
    }

    /// <summary>The database file, absolute.</summary>
    public string Path { get; }

    /// <summary>The one writer.</summary>
    public StoreWriter Writer { get; }

    /// <summary>Reads beside it.</summary>
    public StoreReader Reader { get; }

    /// <summary>
    /// A context for reading, on a connection that refuses to write: what writes goes through <see cref="Writer"/>. It sees what is
    /// committed; call <see cref="StoreWriter.FlushAsync"/> first to see what was just posted. The first one in a process builds EF's
    /// model, which takes some hundred milliseconds.
    /// </summary>
    public BridgeDb CreateDb() => new(_options.Value);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // What cannot be written keeps nothing from being closed.
        await Writer.FlushAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Reader.DisposeAsync();
        // Before the writer's, whose connection then is the last and moves the log into the file.
        using (var connection = new SqliteConnection(_readOnly))
            SqliteConnection.ClearPool(connection);
        await Writer.DisposeAsync();
        _lock.Dispose();
    }
}
