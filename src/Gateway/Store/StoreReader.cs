using Microsoft.Data.Sqlite;

namespace Bridge.Store;

/// <summary>
/// Reads beside the writer, so that who asks for much keeps nobody from writing: on a connection of its own, one question at a time, and what is
/// committed only. The connection is made with the first question.
/// </summary>
/// <param name="connectionString">Of a connection that refuses to write.</param>
public sealed class StoreReader(string connectionString) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private StoreTransaction? _store;
    private bool _isClosed;

    /// <summary>Asks, in its turn, off the caller's thread.</summary>
    /// <param name="read">Asks by prepared statements and writes nothing.</param>
    /// <param name="stop">Ends the wait for its turn.</param>
    /// <exception cref="ObjectDisposedException">The database is closed.</exception>
    /// <exception cref="SqliteException">The database cannot be read.</exception>
    public async Task<T> RunAsync<T>(Func<StoreTransaction, T> read, CancellationToken stop)
    {
        await _turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            return await Task.Run(() => read(_store ??= Open()), stop).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        _isClosed = true;
        _store?.Close();
        _store = null;
        _turn.Release();
    }

    private StoreTransaction Open()
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        return new StoreTransaction(connection);
    }
}
