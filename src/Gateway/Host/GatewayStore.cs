using Bridge.Gateway.Configuration;
using Bridge.Gateway.Privileges;
using Bridge.Gateway.Rooms;
using Bridge.Migrations.Sqlite;
using Bridge.Store;

namespace Bridge.Gateway;

/// <summary>The open database with the parts of it that the gateway uses.</summary>
internal sealed class GatewayStore : IAsyncDisposable
{
    private readonly BridgeStore _store;

    private GatewayStore(BridgeStore store, OccupantIds occupantIds, OwnCopies ownCopies, Secrets secrets, TimeProvider time)
    {
        _store = store;
        OccupantIds = occupantIds;
        OwnCopies = ownCopies;
        Settings = new SettingStore(store.Writer);
        Journal = new DeliveryJournal(store.Writer, time);
        Accounts = new AccountStore(store.Writer, secrets, time);
        Rooms = new RoomStore(store.Writer, secrets, time);
        Subscriptions = new SubscriptionStore(store.Writer);
        Contacts = new ContactStore(store.Writer, time);
        Options = new OptionStore(store.Writer, secrets);
        Archives = new ArchiveStore(store.Writer, store.Reader, Journal);
        Avatars = new AvatarStore(store.Writer, store.Reader);
        Files = new FileStore(store.Writer, store.Reader);
    }

    /// <summary>The database's writer.</summary>
    public StoreWriter Writer => _store.Writer;

    public OccupantIds OccupantIds { get; }

    public OwnCopies OwnCopies { get; }

    public SettingStore Settings { get; }

    public DeliveryJournal Journal { get; }

    public AccountStore Accounts { get; }

    public RoomStore Rooms { get; }

    public SubscriptionStore Subscriptions { get; }

    public ContactStore Contacts { get; }

    public OptionStore Options { get; }

    public ArchiveStore Archives { get; }

    public AvatarStore Avatars { get; }

    public FileStore Files { get; }

    /// <summary>Opens the database and brings it up to date.</summary>
    /// <param name="configuration">Where it is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">For what goes wrong.</param>
    /// <param name="stop">Ends it before it is open.</param>
    /// <param name="cacheKibibytes">See <see cref="StoreOptions.CacheKibibytes"/>.</param>
    /// <exception cref="StoreException">It cannot be used; the message says what to mend.</exception>
    public static async Task<GatewayStore> OpenAsync(
        BridgeConfiguration configuration, TimeProvider time, ILoggerFactory loggers, CancellationToken stop, int cacheKibibytes = StoreOptions.DefaultCacheKibibytes)
    {
        var options = new StoreOptions { ConnectionString = configuration.Database.Reveal(), Migrations = SqliteMigrations.Assembly, CacheKibibytes = cacheKibibytes };
        var store = await StoreStart.OpenAsync(options, loggers.CreateLogger("Bridge.Store"), stop);
        var settings = new SettingStore(store.Writer);
        var ids = await OccupantIds.LoadAsync(settings, stop);
        var opened = new GatewayStore(store, ids, await OwnCopies.LoadAsync(settings, stop), new Secrets(configuration.DataDirectory), time);
        await opened.Accounts.LoadAllAsync(stop);
        await opened.Options.LoadAllAsync(stop);
        return opened;
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
