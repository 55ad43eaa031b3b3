using System.Collections.Concurrent;
using Bridge.Adapters;
using Bridge.Gateway.Components;
using Bridge.Gateway.Conversations;
using Bridge.Gateway.Delivery;
using Bridge.Gateway.Options;
using Bridge.Gateway.Rooms;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Accounts;

/// <summary>One user's account on a network: its session, kept up while it is wanted, and its chats.</summary>
internal sealed partial class Account : IEventSink
{
    private static readonly TimeSpan DirectIdle = TimeSpan.FromMinutes(10), Kept = TimeSpan.FromMinutes(10), JoinTimeout = TimeSpan.FromSeconds(90), RejoinPause = TimeSpan.FromSeconds(15),
        LongestRejoinPause = TimeSpan.FromHours(1), DemandPause = TimeSpan.FromSeconds(5);

    /// <summary>Stanzas that may wait for clients that are being shown a room.</summary>
    private const int MaxHeld = 2000;

    private readonly Lock _gate = new();
    private readonly ILogger _log;
    private ConcurrentDictionary<string, DirectChat>? _chats;
    private Dictionary<string, Backfill>? _backfills;
    private readonly AccountChat _own;
    private readonly Disuse _disuse;
    private CancellationTokenSource? _running;
    private Task _supervision = Task.CompletedTask;
    private volatile INetworkSession? _session;
    private TaskCompletionSource? _demand;
    private long _lastDirect;
    private Capabilities? _groupCarries, _directCarries;
    private int _held;

    public Account(Network network, StoredAccount stored, Jid user, CancellationToken stop)
    {
        Network = network;
        Id = stored.Id;
        User = user;
        Key = new AccountKey(stored.Key);
        PreferredName = stored.PreferredName;
        _disuse = new Disuse(network.Time);
        _log = network.LogOf<Account>();
        Tasks = new OwnedTasks(_log, stop);
        _own = new AccountChat(this);
        Stopping = stop;
    }

    public Network Network { get; }

    public long Id { get; }

    /// <summary>The user's bare JID.</summary>
    public Jid User { get; }

    public AccountKey Key { get; }

    /// <summary>What its options are set for.</summary>
    public OptionTarget Target => new(User, Key);

    /// <summary>Whether the user wants it to be connected though no client needs it.</summary>
    public bool IsPersistent => Network.StaysConnected(Target);

    /// <summary>Whether the user has set a name to appear under.</summary>
    public bool IsNamed => Network.Options.Find(CoreOptions.Nick) is { } nick && Network.Options.Resolve(nick, Target).Value is { Length: > 0 };

    /// <summary>Whether it may connect by itself: the user has not disconnected it.</summary>
    public bool IsEnabled => Network.AccountStore.Find(Id) is { Enabled: true };

    /// <summary>Work for this account that outlives a stanza.</summary>
    public OwnedTasks Tasks { get; }

    /// <summary>What it may send, where the network says how much.</summary>
    public RateBucket Bucket => field ?? Interlocked.CompareExchange(ref field, new RateBucket(Network.Time), null) ?? field;

    /// <summary>The rooms that XMPP users are in, or are coming back to.</summary>
    public ConcurrentDictionary<string, Room> Rooms { get; } = new(concurrencyLevel: 1, capacity: 1, StringComparer.Ordinal);

    /// <summary>The session while it is connected.</summary>
    public INetworkSession? Session => _session;

    /// <summary>What a chat carries: while there is no session, as the last one said of such a chat; null when there was none.</summary>
    public Capabilities? CapabilitiesOf(ChatId chat, ChatKind kind)
    {
        ref var last = ref kind == ChatKind.Group ? ref _groupCarries : ref _directCarries;
        return _session is { } session && Limits.Ask(session, chat, _log) is { } limits ? last = limits.Capabilities : last;
    }

    /// <summary>The account's state and a sentence about it.</summary>
    public SessionState State { get; private set; } = SessionState.Disconnected;

    public string? StateText { get; private set; }

    /// <summary>What the presence of its address says.</summary>
    public AccountPresence Presence => AccountPresence.Of(State, StateText);

    /// <summary>The name the user asked to appear under last.</summary>
    public string? PreferredName { get; private set; }

    private CancellationToken Stopping { get; }

    /// <summary>What waits for the network in all its conversations.</summary>
    public WaitingBytes Waits { get; } = new();

    /// <summary>More or less waits for clients that are still being shown their rooms.</summary>
    /// <param name="stanzas">How much more; negative for less.</param>
    public void Held(int stanzas) => Interlocked.Add(ref _held, stanzas);

    /// <summary>Whether so much waits for the user, or for the server, that the network is to be made to wait.</summary>
    private bool IsCongested =>
        Volatile.Read(ref _held) > (Network.Link.State == LinkState.Up ? MaxHeld : ComponentLink.MaxBacklog) || IsServiceCongested;

    private bool IsServiceCongested => Network.Link.IsCongested || Network.Journal.IsCongested;

    /// <summary>The direct chat with a person.</summary>
    public DirectChat Chat(ContactId contact)
    {
        var chats = LazyInitializer.EnsureInitialized(ref _chats, static () => new(concurrencyLevel: 1, capacity: 1, StringComparer.Ordinal));
        while (true)
        {
            var chat = chats.GetOrAdd(contact.Value, static (id, account) => new DirectChat(account, new ContactId(id)), this);
            if (chat.TryUse())
            {
                return chat;
            }

            chats.TryRemove(new KeyValuePair<string, DirectChat>(contact.Value, chat));
        }
    }

    /// <summary>How many direct chats are in memory.</summary>
    public int DirectChats => _chats?.Count ?? 0;

    /// <summary>Forgets direct chats that nobody has used for some time; anybody on a network can begin as many as they like.</summary>
    public void ForgetChats()
    {
        foreach (var chat in _chats ?? [])
        {
            if (chat.Value.TryEnd())
            {
                _chats!.TryRemove(chat);
            }
        }
    }

    /// <summary>Notes that somebody has found the account and is about to use it.</summary>
    /// <returns>False when it was just given up: another takes its place.</returns>
    public bool TryUse() => _disuse.TryUse();

    /// <summary>Gives the account up when nobody has used it for some time. It can be made again from what is stored.</summary>
    public bool TryEnd()
    {
        if (!_disuse.TryEnd(Kept, IsAtRest))
        {
            return false;
        }

        // What its subscribers see must be what they are told when they ask.
        SetState(SessionState.Disconnected, null);
        return true;
    }

    /// <summary>What a chat lacks begins to be fetched.</summary>
    /// <returns>What fetched it before and may still be under way, or null.</returns>
    public Backfill? Begin(ChatId chat, Backfill backfill)
    {
        lock (_gate)
        {
            _backfills ??= new(StringComparer.Ordinal);
            var former = _backfills.GetValueOrDefault(chat.Value);
            _backfills[chat.Value] = backfill;
            return former;
        }
    }

    /// <summary>All that it fetched is handled.</summary>
    public void End(Backfill backfill)
    {
        lock (_gate)
        {
            foreach (var (chat, current) in _backfills ?? [])
            {
                if (current == backfill)
                {
                    _backfills!.Remove(chat);
                }
            }

            // Most accounts fetch once, when they come into a room.
            _backfills = _backfills is { Count: > 0 } ? _backfills : null;
        }
    }

    /// <summary>Remembers the name the user asks to appear under; null for none.</summary>
    public void Prefer(string? name)
    {
        // Once more when it could not be stored.
        if (name != PreferredName || name != Network.AccountStore.Find(Id)?.PreferredName)
        {
            PreferredName = name;
            Tasks.Run("", stop => Network.AccountStore.SetPreferredNameAsync(Id, name, stop));
        }
    }

    /// <summary>
    /// Takes the name that a client joins a room with for the whole account, unless that is settled: by a room that the user is in, or, for a connection
    /// that there is already, by what they have set.
    /// </summary>
    public void PreferFor(Room room, string name)
    {
        var isByOption = PreferredName is null && IsNamed;
        var isInRoom = Rooms.Values.Any(other => other != room && other.WantedNick.Length > 0);
        if (isByOption ? !isInRoom && _session is null : !isInRoom || PreferredName is null)
        {
            Prefer(name);
        }
    }

    /// <summary>All conversations, for the watch.</summary>
    public IEnumerable<Conversation> Conversations => Rooms.Values.Concat<Conversation>(_chats?.Values ?? []).Append(_own);

    /// <summary>The user wrote to somebody directly: the session stays up for a while.</summary>
    public void TouchDirect() => _lastDirect = Network.Time.GetTimestamp();

    /// <summary>Sees to it that the session is up or coming up: somebody needs it, so that it is tried soon however often it has failed.</summary>
    public void Start()
    {
        if (Network.WhyUnusable(User, Key) is { } reason)
        {
            SetState(SessionState.LoggedOut, reason);
            return;
        }

        if (!IsEnabled)
        {
            Tasks.Run(stop => Network.AccountStore.SetEnabledAsync(Id, true, stop));
        }

        lock (_gate)
        {
            if (_running is not null || Stopping.IsCancellationRequested)
            {
                _demand?.TrySetResult();
                return;
            }

            _running = CancellationTokenSource.CreateLinkedTokenSource(Stopping);
            SetState(SessionState.Connecting, StateText);
            _supervision = SuperviseAsync(_supervision, _running);
        }
    }

    /// <summary>Ends the session when nobody needs it: it is not persistent, no room, nothing waiting, no direct chat of late.</summary>
    public void StopIfIdle()
    {
        lock (_gate)
        {
            if (_running is null || IsWanted())
            {
                return;
            }

            // A room that is joined from now on belongs to the next session, not to the one that says good-bye.
            _session = null;
            _running.Cancel();
            _running = null;
        }
    }

    /// <summary>Completes when the session has ended.</summary>
    public async Task StoppedAsync()
    {
        await _supervision;
        await Tasks.DrainAsync();
    }

    /// <summary>Joins a room on the network when the session is up; else it will be joined when it is.</summary>
    public void JoinWhenUp(Room room)
    {
        Start();
        if (_session is { } session)
        {
            Tasks.Run(room.Chat.Value, stop => JoinAsync(session, room, stop));
        }
    }

    /// <inheritdoc/>
    public ValueTask PublishAsync(NetworkEvent networkEvent, CancellationToken stop)
    {
        if (networkEvent is SessionStateChanged change)
        {
            Changed(change);
            return ValueTask.CompletedTask;
        }

        if (networkEvent is ChatReidentified moved)
        {
            Expect(moved);
        }

        networkEvent = AsTold(networkEvent);

        if (networkEvent is PresenceChanged or ContactChanged or ContactRenamed)
        {
            Network.RaisePersonChanged(this, networkEvent);
        }
        else if (Find(networkEvent) is { } conversation)
        {
            Network.Journal.Receive(new IncomingDelivery(conversation, Network.Journal, networkEvent)
            {
                AccountId = Id,
                Chat = networkEvent.Chat?.Value,
                DedupeKey = networkEvent.DedupeKey,
                ReceivedAt = Network.Time.GetUtcNow().ToUnixTimeMilliseconds(),
            });
        }

        return IsCongested ? new ValueTask(WaitAsync(alsoForClients: true, stop)) : ValueTask.CompletedTask;
    }

    /// <summary>
    /// Completes when what was published is not too much for the journal and the XMPP server. What is kept back for clients does not count: it may be kept
    /// for the sake of the caller.
    /// </summary>
    public ValueTask WhenUncongestedAsync(CancellationToken stop) =>
        IsServiceCongested ? new ValueTask(WaitAsync(alsoForClients: false, stop)) : ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async Task StoredAsync(CancellationToken stop)
    {
        try
        {
            await Network.Journal.FlushAsync(Id).WaitAsync(stop);
        }
        catch (StoreException e)
        {
            // The session ends, and the next one gets from the network again what it has not confirmed.
            throw new NetworkException(NetworkError.Unknown, "the gateway could not store what came", e);
        }
    }

    /// <summary>Tells the user something that no client in a room would hear.</summary>
    public void Tell(string text) => Tell(new Notice(text));

    private void Tell(NetworkEvent told)
    {
        Network.Journal.Receive(new IncomingDelivery(_own, Network.Journal, told)
        {
            AccountId = Id,
            Chat = told.Chat?.Value,
            ReceivedAt = Network.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        });
    }

    /// <summary>The conversation an event belongs to; null for what concerns a group that nobody is in.</summary>
    public Conversation? Find(NetworkEvent networkEvent)
    {
        if (networkEvent.Chat is not { } chat || networkEvent is GroupInvited)
        {
            return _own;
        }

        if (Rooms.TryGetValue(chat.Value, out var room))
        {
            return room;
        }

        return networkEvent switch
        {
            MembersListed or MembersChanged or ChatInfoChanged or GroupJoined or GroupLeft => null,
            MessageReceived message when message.Sender.Value != chat.Value && (!message.FromMe || IsUnasked(chat)) => null,
            Notice { IsError: false } when _chats?.ContainsKey(chat.Value) == true => Chat(new ContactId(chat.Value)),
            Notice => _own,
            _ => Chat(new ContactId(chat.Value)),
        };
    }

    private async Task WaitAsync(bool alsoForClients, CancellationToken stop)
    {
        while (alsoForClients ? IsCongested : IsServiceCongested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), Network.Time, stop);
        }
    }

    private bool IsWanted() => IsPersistent || !Rooms.IsEmpty || _chats?.Values.Any(static chat => chat.Waiting > 0) == true
        || (_lastDirect != 0 && Network.Time.GetElapsedTime(_lastDirect) < DirectIdle);

    /// <summary>
    /// A login that was refused stays told until the user has mended it; and while the stream is down, what the server has read last is not
    /// known.
    /// </summary>
    private bool IsAtRest()
    {
        lock (_gate)
        {
            return _running is null && _supervision.IsCompleted && State is not (SessionState.BadCredentials or SessionState.LoggedOut)
                && Network.Link.State == LinkState.Up && Rooms.IsEmpty && _chats is not { IsEmpty: false } && _own.IsAtRest && Tasks.IsIdle;
        }
    }
}
