using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Bridge.Store;

/// <summary>Opens the database, and creates or updates it where needed.</summary>
public static partial class StoreStart
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Opens the database for this process alone.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="logger">For migrations and the writer.</param>
    /// <param name="stop">Ends a migration between two of its steps.</param>
    /// <exception cref="StoreException">With one sentence for the operator, whatever is wrong.</exception>
    public static async Task<BridgeStore> OpenAsync(StoreOptions options, ILogger logger, CancellationToken stop)
    {
        var path = FindFile(options.ConnectionString);
        var folder = Path.GetDirectoryName(path)!;
        CreateFolder(folder);
        var owned = StoreLock.Take(folder);
        SqliteConnection? connection = null;
        try
        {
            CreateFile(path);
            connection = Connect(options, path);
            if (MigrationHistory.IsBehind(connection, options.Migrations, path))
                await MigrateAsync(connection, options, path, logger, stop);
            var writer = new StoreWriter(connection, path, options.GatherTime, logger);
            return new BridgeStore(path, owned, writer, ConnectionString(path, SqliteOpenMode.ReadOnly, options, pooling: true));
        }
        catch (Exception e)
        {
            connection?.Dispose();
            owned.Dispose();
            if (e is SqliteException failure)
                throw StoreFault.Explain(failure, path);
            throw;
        }
    }

    private static string FindFile(string connectionString)
    {
        string source;
        try
        {
            source = new SqliteConnectionStringBuilder(connectionString).DataSource;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // Not the text itself: people put passwords into connection strings.
            throw new StoreException("Bridge:Database is not a SQLite connection string: write for example \"Data Source=data/bridge.db\".", e);
        }
        if (source.Length == 0 || source == ":memory:" || source.StartsWith("file:", StringComparison.Ordinal))
            throw new StoreException("Bridge:Database names no file: write for example \"Data Source=data/bridge.db\".");
        return Path.GetFullPath(source);
    }

    private static void CreateFolder(string folder)
    {
        try
        {
            if (!Directory.Exists(folder))
                Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                $"The folder {folder} for the database cannot be created ({e.Message.TrimEnd('.')}): create it, or change Bridge:Database.", e);
        }
    }

    // SQLite would create it readable for all; its -wal and -shm files take the mode of the database.
    private static void CreateFile(string path)
    {
        try
        {
            using var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite,
                UnixCreateMode = OwnerOnly,
            });
            // Root may write in spite of the mode, but somebody took the right away on purpose.
            if ((File.GetUnixFileMode(file.SafeFileHandle) & (UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == 0)
                throw StoreFault.ReadOnly(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreFault.ReadOnly(path, e);
        }
    }

    private static SqliteConnection Connect(StoreOptions options, string path)
    {
        var connection = new SqliteConnection(ConnectionString(path, SqliteOpenMode.ReadWrite, options, pooling: false));
        try
        {
            connection.Open();
            // First: the others may meet a program that has the database open.
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {(int)options.BusyTimeout.TotalMilliseconds}"));
            Execute(connection, "PRAGMA journal_mode = WAL");
            Execute(connection, options.Synchronous == SqliteSynchronous.Full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            Execute(connection, "PRAGMA foreign_keys = ON");
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA cache_size = {-options.CacheKibibytes}"));
            // Rows come and go within seconds: with a longer log most of them never reach the main file (pages of 4 KiB).
            Execute(connection, "PRAGMA wal_autocheckpoint = 4000");
            // What a burst made of the log is given back (bytes).
            Execute(connection, "PRAGMA journal_size_limit = 67108864");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static async Task MigrateAsync(
        SqliteConnection connection, StoreOptions options, string path, ILogger logger, CancellationToken stop)
    {
        LogMigrating(logger, path);
        RemoveStaleLock(connection);
        var db = new BridgeDb(new DbContextOptionsBuilder<BridgeDb>()
            .UseSqlite(connection, sqlite => sqlite.MigrationsAssembly(options.Migrations)).Options);
        await using (db)
            await db.Database.MigrateAsync(stop);
    }

    // EF marks a running migration by a row and waits for ever while there is one. We hold bridge.lock, so no Bridge that lives can
    // have written it; SQLite has undone what a killed one left half done.
    private static void RemoveStaleLock(SqliteConnection connection)
    {
        using var find = new Statement(connection, "SELECT count(*) FROM sqlite_master WHERE name = '__EFMigrationsLock'");
        find.Read();
        var exists = find.GetLong(0) > 0;
        find.Reset();
        if (exists)
            Execute(connection, "DELETE FROM __EFMigrationsLock");
    }

    private static string ConnectionString(string path, SqliteOpenMode mode, StoreOptions options, bool pooling) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = pooling,
            ForeignKeys = true,
            DefaultTimeout = Math.Max(1, (int)Math.Ceiling(options.BusyTimeout.TotalSeconds)),
        }.ConnectionString;

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var statement = new Statement(connection, sql);
        statement.Run();
    }

    [LoggerMessage(EventId = 3110, Level = LogLevel.Information, Message = "Bringing the database {Path} up to date")]
    private static partial void LogMigrating(ILogger logger, string path);
}
