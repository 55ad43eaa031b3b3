using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Admin;
using Bridge.Gateway.Archives;
using Bridge.Gateway.Commands;
using Bridge.Gateway.Components;
using Bridge.Gateway.Configuration;
using Bridge.Gateway.Delivery;
using Bridge.Gateway.Media;
using Bridge.Gateway.Media.Remote;
using Bridge.Gateway.Options;
using Bridge.Gateway.Plugins;
using Bridge.Gateway.Privileges;
using Bridge.Gateway.Rooms;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway;

/// <summary>The gateway: the store, and a <see cref="NetworkService"/> for each configured network.</summary>
internal sealed partial class BridgeService(
    BridgeConfiguration configuration, IReadOnlyList<ConfiguredNetwork> configured, GatewayStore store, ILoggerFactory loggers, TimeProvider time) : BackgroundService, IHealthSource
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5), KeepTrace = TimeSpan.FromDays(7);

    private readonly ILogger _log = loggers.CreateLogger<BridgeService>();
    private readonly List<NetworkService> _networks = [];
    private readonly RemoteFiles _files = new(configuration.Media, configuration.DataDirectory, time);
    private readonly GatewayMedia _media = new(configuration, store.Files, time, loggers);
    private long _writeFailedAt;

    /// <summary>What serves the files in the gateway's own store; null when there is none. Run by whoever runs this.</summary>
    public MediaServer? FileServer => _media.Server;

    /// <inheritdoc/>
    public string Name => "XMPP server";

    /// <inheritdoc/>
    public string? Trouble
    {
        get
        {
            var down = _networks.Where(static network => network.State != LinkState.Up).Select(static network => $"{network.Domain}: {network.State}").ToList();
            return _networks.Count == 0 ? "starting" : down.Count == 0 ? null : string.Join(", ", down);
        }
    }

    /// <summary>Serves until cancelled; then sessions are ended first, what they still raised is stored, and the streams are closed last.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var stop = stoppingToken;
        using var stopLinks = new CancellationTokenSource();
        using var stopKeeper = new CancellationTokenSource();
        var journal = store.Journal;
        journal.WriteFailed += WriteFailed;
        journal.Refused += cause => LogRefused(_log, cause);
        var keeper = new RoomKeeper(store.Rooms, time, loggers.CreateLogger<RoomKeeper>());
        var (inbox, outbox) = await journal.LoadAsync(stop);
        DeliveryRecovery.DiscardNobodys(journal, store.Accounts, inbox, loggers.CreateLogger<DeliveryRecovery>());
        foreach (var network in configured)
        {
            _networks.Add(Make(network.Configuration, network.Adapter, keeper, stop));
        }

        foreach (var network in _networks)
        {
            await network.RestoreAsync(store.Rooms, inbox, outbox, stop);
        }

        var keeping = keeper.RunAsync(stopKeeper.Token);
        var upkeep = Task.WhenAll(PruneAsync(stop), MemoryTrim.RunAsync(time, Release, stop));
        var links = Task.WhenAll(_networks.Select(network => network.RunAsync(stopLinks.Token)));
        await Task.WhenAny(links, Task.Delay(Timeout.Infinite, stop).ContinueWith(static _ => { }, TaskScheduler.Default));
        await EndAsync(stopLinks, stopKeeper, links, keeping, upkeep);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _files.Dispose();
        _media.Dispose();
        base.Dispose();
    }

    private async Task EndAsync(CancellationTokenSource stopLinks, CancellationTokenSource stopKeeper, Task links, Task keeping, Task upkeep)
    {
        LogStopping(_log);
        foreach (var network in _networks)
        {
            network.AnnounceStop();
        }

        await stopKeeper.CancelAsync();
        await keeping;
        await Task.WhenAll(_networks.Select(static network => network.SessionsEndedAsync())).WaitAsync(DrainTime, time)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await store.Journal.FlushAsync().WaitAsync(DrainTime, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_networks.Select(static network => network.WhenProvedAsync())).WaitAsync(DrainTime, time)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await stopLinks.CancelAsync();
        await links;
        await upkeep;
        await store.Journal.FlushAsync().WaitAsync(DrainTime, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Release()
    {
        store.Writer.Release();
        foreach (var network in _networks)
        {
            network.Release();
        }
    }

    private NetworkService Make(NetworkConfiguration network, INetworkAdapter adapter, RoomKeeper keeper, CancellationToken stop)
    {
        var options = new ComponentOptions
        {
            Host = configuration.Server.Host,
            Port = configuration.Server.Port,
            Domain = network.Domain,
            Secret = network.Secret.Reveal(),
        };
        var link = new ComponentLink(network.Name, options, time, loggers.CreateLogger<ComponentLink>());
        var requests = new OwnRequests(link, time);
        var privileges = new ServerPrivileges(link, requests, store.OwnCopies, time, loggers, stop);
        return new NetworkService(
            new Network
            {
                Name = network.Name,
                Adapter = adapter,
                Link = link,
                Journal = store.Journal,
                AccountStore = store.Accounts,
                Options = new UserOptions(network.Name, adapter, store.Accounts, store.Options),
                SubscriptionStore = store.Subscriptions,
                ContactStore = store.Contacts,
                RoomKeeper = keeper,
                RoomShows = new RoomShows(link, loggers.CreateLogger<RoomShows>()),
                OwnDomains = configured.Select(static other => Jid.Parse(other.Configuration.Domain).Domain).ToHashSet(StringComparer.Ordinal),
                AccountsPerUser = network.AccountsPerUser,
                Seats = new SeatPool(store.OccupantIds),
                WatchedContacts = network.WatchedContacts,
                Archives = new RoomArchives(network.Name, network.Archive, store.Archives, time),
                Avatars = store.Avatars,
                Files = _files,
                Requests = requests,
                Privileges = privileges,
                Media = _media.ForNetwork(new UploadServices(link, requests, privileges, time)),
                Time = time,
                Loggers = loggers,
            },
            new AccessPolicy(configuration.Access),
            [.. configuration.Access.Admins.Select(static admin => "xmpp:" + admin)],
            store.Settings,
            () => [.. _networks.Select(static service => new StreamState(service.Name, service.Domain, service.State))],
            stop);
    }

    /// <summary>Every transaction fails while a disk is full; once a minute is enough to know.</summary>
    private void WriteFailed(Exception cause)
    {
        if (_writeFailedAt == 0 || time.GetElapsedTime(_writeFailedAt) > TimeSpan.FromMinutes(1))
        {
            _writeFailedAt = time.GetTimestamp();
            LogWriteFailed(_log, cause.Message);
            LogWriteFailedDetails(_log, cause);
        }
    }

    private async Task PruneAsync(CancellationToken stop)
    {
        // Once soon after the start: a gateway that never runs for an hour would keep everything.
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                timer.Period = TimeSpan.FromHours(1);
                try
                {
                    await store.Journal.PruneAsync((time.GetUtcNow() - KeepTrace).ToUnixTimeMilliseconds(), stop);
                    foreach (var network in _networks)
                    {
                        await network.PruneArchivesAsync(stop);
                    }

                    await store.Avatars.PruneAsync(stop);
                    await _media.PruneAsync(stop);
                    await store.Journal.PruneMapAsync((time.GetUtcNow() - configuration.KeepIds).ToUnixTimeMilliseconds(), stop);
                }
                catch (StoreException e)
                {
                    WriteFailed(e);
                }
#pragma warning disable CA1031 // The next hour may go well; without any, the database would grow for ever.
                catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
                {
                    LogPruneFailed(_log, e);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    [LoggerMessage(1030, LogLevel.Error, "the delivery journal could not be written; what users send is refused and what networks send is delivered without it until that is mended: {Problem}")]
    private static partial void LogWriteFailed(ILogger log, string problem);

    [LoggerMessage(1034, LogLevel.Debug, "where the delivery journal failed")]
    private static partial void LogWriteFailedDetails(ILogger log, Exception cause);

    [LoggerMessage(1032, LogLevel.Error, "something that the delivery journal was given cannot be stored; a message is refused, an event delivered without it")]
    private static partial void LogRefused(ILogger log, Exception cause);

    [LoggerMessage(1033, LogLevel.Error, "what is too old could not be removed from the database; trying again in an hour")]
    private static partial void LogPruneFailed(ILogger log, Exception cause);

    [LoggerMessage(1031, LogLevel.Information, "stopping")]
    private static partial void LogStopping(ILogger log);
}
