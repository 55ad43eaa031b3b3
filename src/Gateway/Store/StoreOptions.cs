using System.Reflection;

namespace Bridge.Store;

/// <summary>Where the store is and how it works.</summary>
public sealed record StoreOptions
{
    /// <summary>A SQLite connection string, for example <c>Data Source=data/bridge.db</c>. Must name a file.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The assembly that holds the migrations.</summary>
    public required Assembly Migrations { get; init; }

    /// <summary>What a commit waits for.</summary>
    public SqliteSynchronous Synchronous { get; init; } = SqliteSynchronous.Normal;

    /// <summary>
    /// The shortest time between the starts of two transactions under load: what comes in between is written in one. A write that
    /// comes after a pause is never held back, nor are the next few. 0 to 1 s; 0 writes as fast as the disk allows.
    /// </summary>
    public TimeSpan GatherTime { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>How long another program may hold the database before a statement fails.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many KiB of the database the writer keeps in memory, once it has used them. What a transaction changes has to fit: the rest is written early,
    /// and again.
    /// </summary>
    public int CacheKibibytes { get; init; } = DefaultCacheKibibytes;

    /// <summary>Enough for the transactions of a gateway under load.</summary>
    public const int DefaultCacheKibibytes = 8_192;
}
