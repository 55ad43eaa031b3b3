using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Archives;
using Bridge.Gateway.Commands;
using Bridge.Gateway.Components;
using Bridge.Gateway.Configuration;
using Bridge.Gateway.Contacts;
using Bridge.Gateway.Delivery;
using Bridge.Gateway.Discovery;
using Bridge.Gateway.Logins;
using Bridge.Gateway.Media;
using Bridge.Gateway.Options;
using Bridge.Gateway.Privileges;
using Bridge.Gateway.Profiles;
using Bridge.Gateway.Puppets;
using Bridge.Gateway.Rooms;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway;

/// <summary>One network in service: its stream, its accounts, its rooms, put together.</summary>
internal sealed partial class NetworkService
{
    private readonly Network _network;
    private readonly AccountDirectory _accounts;
    private readonly UserAccess _access;
    private readonly StanzaRouter _router;
    private readonly DeliveryWatch _watch;
    private readonly CommandQueue _commands;
    private readonly LoginRuns _logins;
    private readonly AccountRemoval _removal;
    private readonly ArchiveRequests _archives;
    private readonly Subscriptions _subscriptions;
    private readonly UserPresences _users = new();
    private readonly RosterAccess _rosters;
    private readonly PuppetPresence _presence;
    private readonly PresenceRound _presenceRound;
    private readonly OccupantRound _occupantRound;
    private readonly PrivilegeAdvice _advice;
    private readonly AdminAdvice<UploadProblem> _uploadAdvice;

    public NetworkService(
        Network network, AccessPolicy access, IReadOnlyList<string> adminAddresses, SettingStore settings, Func<IReadOnlyList<StreamState>> streams, CancellationToken stop)
    {
        _network = network;
        _accounts = new AccountDirectory(network, stop);
        _access = new UserAccess(access, network.Domain.Domain);
        var addresses = new AddressBook(network.Adapter.Addresses);
        var rooms = new RoomDirectory(network, _accounts, new RoomInvitations(network, _access));
        var profiles = new EntityProfiles(network.Adapter.Descriptor, adminAddresses, addresses.OfDomain is not null && network.Adapter.Descriptor.HasGroups);
        var own = new OwnAccounts(network, _accounts);
        _subscriptions = new Subscriptions(network);
        _rosters = new RosterAccess(network.Privileges, network.Time);
        var sync = new RosterSync(network, network.Requests, _subscriptions, _rosters);
        var contacts = new ContactLists(network, _accounts, _subscriptions, _users, _rosters, sync);
        network.Blocked = contacts;
        _logins = new LoginRuns(network, _accounts, _subscriptions, stop);
        _removal = new AccountRemoval(
            network, _accounts, _subscriptions, addresses, [new RosterRemover(_rosters, sync), new BookmarkRemover(network, addresses), new FileRemover(network.Media)], stop);
        var table = new CommandTable(network, _accounts, own, _access, contacts, new RegistrationCommands(network, _accounts, own, _logins, _removal).All, streams);
        _commands = new CommandQueue(network.Loggers.CreateLogger<CommandQueue>(), stop);
        var adHoc = new AdHocCommands(network, own, table, _commands);
        _archives = new ArchiveRequests(network, stop);
        var control = new ControlContact(network, own, new ChatCommands(network, table), _commands);
        _logins.Moved += run => control.TellOf(run.User, run);
        var registration = new RegisterRequests(network, own, table, _commands, _logins, _removal, control);
        var people = new SessionPresences(network, _accounts, addresses, _subscriptions, _users, contacts);
        var clients = new ClientQuestions();
        var avatars = new ContactAvatars(network, contacts);
        var cards = new ContactCards(avatars);
        var answers = new IqAnswers(
            network, addresses, _accounts, new RoomRequests(network, rooms, new OccupantRequests(network, profiles, clients, cards), _archives), adHoc, profiles, people, clients,
            registration, cards, new PuppetNodes(network, avatars, cards));
        _watch = new DeliveryWatch(network, _accounts);
        _presence = new PuppetPresence(network, _accounts, addresses, profiles, _access, _subscriptions, _users, people, contacts, avatars, stop);
        _presenceRound = new PresenceRound(network, _subscriptions, _presence, stop);
        var ownProfile = new OwnProfile(network, _accounts, network.Requests);
        _occupantRound = new OccupantRound(network, _accounts, network.Requests, stop);
        _advice = new PrivilegeAdvice(network, access, settings, stop);
        _uploadAdvice = new AdminAdvice<UploadProblem>(
            network, access, settings, "upload-advice", (domain, software, problem) => new UploadTexts(network.Domain, domain, software).Of(problem), stop);
        network.Media.Uploads.Noted += _uploadAdvice.Note;
        _router = new StanzaRouter(
            network, _accounts, _access, addresses, answers, rooms, _presence,
            _users, ownProfile, control, contacts, network.Loggers.CreateLogger<StanzaRouter>());
    }

    /// <summary>The state of the stream.</summary>
    public LinkState State => _network.Link.State;

    public string Name => _network.Name;

    public string Domain => _network.Domain.Domain;

    /// <summary>Takes up what was under way when the process ended.</summary>
    public async Task RestoreAsync(RoomStore rooms, IReadOnlyList<StoredInboxRow> inbox, IReadOnlyList<StoredOutboxRow> outbox, CancellationToken stop)
    {
        await _subscriptions.LoadAsync(stop);
        await TakeOverLoginsAsync(stop);
        new DeliveryRecovery(_network, _accounts, _access, rooms).Restore(await rooms.LoadAsync(_network.Name, stop), inbox, outbox);
        foreach (var room in _accounts.All.SelectMany(static account => account.Rooms.Values))
        {
            foreach (var occupant in room.ListOccupants())
            {
                _users.Enter(occupant.Jid, room.Jid);
            }
        }

        foreach (var stored in _network.AccountStore.FindOfNetwork(Name).Where(static account => account.Enabled))
        {
            var key = new AccountKey(stored.Key);
            if (Jid.TryParse(stored.User, out var user) && _network.StaysConnected(new OptionTarget(user, key)) && _access.MayUse(user)
                && _network.WhyUnusable(user, key) is null)
            {
                _accounts.GetOrCreate(user, key).Start();
            }
        }
    }

    private async Task TakeOverLoginsAsync(CancellationToken stop)
    {
        if (_network.Adapter.Descriptor.Accounts != AccountPolicy.OnFirstUse)
        {
            return;
        }

        try
        {
            await _network.Options.TakeOverLoginsAsync(stop);
        }
        catch (StoreException e)
        {
            LogLogins(_network.Loggers.CreateLogger<NetworkService>(), Name, e.Message);
        }
    }

    /// <summary>Serves until cancelled.</summary>
    /// <param name="stopLink">Ends the stream.</param>
    public async Task RunAsync(CancellationToken stopLink)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopLink);
        var watch = _watch.RunAsync(ended.Token);
        var shows = _network.RoomShows.RunAsync(ended.Token);
        try
        {
            await _network.Link.RunAsync(_router.Route, Up, _network.Privileges.Down, stopLink);
        }
        finally
        {
            await ended.CancelAsync();
            await _presenceRound.EndAsync();
            await _occupantRound.EndAsync();
            await shows;
            await watch.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>Tells everybody in a room that the gateway stops, and subscribers that nobody is there any more.</summary>
    public void AnnounceStop()
    {
        _presence.AnnounceStop();
        foreach (var room in _accounts.All.SelectMany(static account => account.Rooms.Values))
        {
            room.AnnounceStop();
        }
    }

    /// <summary>Gives up the memory that a burst took and that is not in use.</summary>
    public void Release() => _network.Link.Release();

    /// <summary>Completes when the server has read all that was written, or the stream is down.</summary>
    public Task WhenProvedAsync() => _network.Link.WhenProvedAsync(CancellationToken.None);

    /// <summary>Removes what is too old or too much in the archives of rooms.</summary>
    public Task PruneArchivesAsync(CancellationToken stop) => _network.Archives.PruneAsync(stop);

    /// <summary>Completes when all sessions and commands have ended, after the token given to the constructor was cancelled.</summary>
    public async Task SessionsEndedAsync()
    {
        await _logins.DrainAsync();
        await _removal.DrainAsync();
        await _commands.DrainAsync();
        await _archives.DrainAsync();
        await _presence.DrainAsync();
        await _network.Privileges.DrainAsync();
        await _advice.DrainAsync();
        await _uploadAdvice.DrainAsync();
        await _accounts.StoppedAsync();
    }

    private void Up()
    {
        _network.Privileges.Up();
        _network.Media.Uploads.Forget();
        _users.Doubt();
        _rosters.Up();
        _presenceRound.Start();
        _occupantRound.Start();
        _removal.Resume();
    }

    [LoggerMessage(1040, LogLevel.Error, "{Network}: the logins of an earlier version cannot be read: {Problem}")]
    private static partial void LogLogins(ILogger log, string network, string problem);
}
