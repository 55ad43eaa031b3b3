using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Conversations;
using Bridge.Gateway.Media;
using Bridge.Gateway.Media.Remote;
using Bridge.Store;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Delivery;

/// <summary>One chat of one account, with its <see cref="Lane"/>. A conversation at rest costs only these objects.</summary>
internal abstract class Conversation
{
    private const int MaxId = 1_023, RememberedMessages = 64, RememberedSends = Lane.MaxBatch;

    private static readonly TimeSpan ShownDelay = TimeSpan.FromSeconds(10), ConfirmedWithin = TimeSpan.FromMinutes(5), SameTime = TimeSpan.FromMinutes(2);

    private readonly Lane _lane;
    private Queue<MappedMessage>? _sent;
    private OwnActs? _acts;
    private string? _displayed;
    private Queue<(OutgoingDelivery Delivery, long Since)>? _unconfirmed;
    private IncomingDelivery? _lastHeld;
    private int _expected, _held;
    private bool _toldOfRetraction;

    protected Conversation()
    {
        _lane = new Lane(this);
    }

    /// <summary>Messages that may wait for the network in one chat before more are refused.</summary>
    public const int MaxWaiting = 10_000;

    /// <summary>How long the network may take over one send.</summary>
    public static readonly TimeSpan SendTimeout = TimeSpan.FromMinutes(30);

    /// <summary>Messages waiting for the network, those being sent among them.</summary>
    public int Waiting => _lane.Waiting;

    /// <summary>Whether so much waits already that the user's messages are refused.</summary>
    protected bool IsFull => _lane.Load >= MaxWaiting || Waits.IsFull || Journal.IsCongested;

    /// <summary>Whether nothing is under way and nothing waits, in either direction, also in the journal.</summary>
    public bool IsAtRest => Volatile.Read(ref _expected) == 0 && _lane.IsAtRest;

    /// <summary>The session that takes messages now, or null.</summary>
    protected internal abstract INetworkSession? SendingSession { get; }

    /// <summary>What waits in all conversations of the account.</summary>
    protected internal abstract WaitingBytes Waits { get; }

    /// <summary>For failures of the lane itself.</summary>
    protected internal abstract ILogger Log { get; }

    /// <summary>The network that it is on.</summary>
    protected internal abstract Network Network { get; }

    /// <summary>What fetches the files that the user sends.</summary>
    internal RemoteFiles Files => Network.Files;

    protected internal DeliveryJournal Journal => Network.Journal;

    protected internal TimeProvider Time => Network.Time;

    /// <summary>An event was made for it, which the journal has first.</summary>
    public void Expect() => Interlocked.Increment(ref _expected);

    /// <summary>The journal has answered for an event.</summary>
    /// <param name="delivery">The event; null for one that is not to be delivered.</param>
    public void Post(IncomingDelivery? delivery)
    {
        if (delivery is not null)
        {
            _lane.Post(delivery);
        }

        Interlocked.Decrement(ref _expected);
    }

    /// <summary>Looks again whether something can be sent: the session came up, the room was joined, time has passed.</summary>
    public void Wake() => _lane.Wake();

    /// <summary>Takes a new message of the user: it is accepted once the journal has it.</summary>
    protected void Accept(OutgoingDelivery delivery) => Journal.Accept(delivery, _lane.BeginAccept(delivery));

    /// <summary>The journal has stored a state of a message.</summary>
    public void Stored(OutgoingDelivery delivery, OutboxState state) => _lane.Stored(delivery, state);

    /// <summary>The journal could not store a message: it is not accepted.</summary>
    public void NotAccepted(OutgoingDelivery delivery)
    {
        _lane.NotAccepted(delivery);
        NotStored(delivery);
    }

    /// <summary>Tells the sender that a message could not be stored.</summary>
    protected abstract void NotStored(OutgoingDelivery delivery);

    /// <summary>Messages that wait, for the watch and for people.</summary>
    public IReadOnlyList<OutgoingDelivery> ListWaiting() => _lane.ListWaiting();

    /// <summary>Takes a message out of the queue unless the network is being given it.</summary>
    public bool TryRemove(OutgoingDelivery delivery) => _lane.TryRemove(delivery);

    /// <summary>The conversation is over: what waits, and what is still being stored, is given up.</summary>
    protected void Abandon(SendResult result)
    {
        _lane.Abandon(result);
        foreach (var waiting in ListWaiting().Where(TryRemove))
        {
            GiveUp(waiting, result);
        }
    }

    /// <summary>A message that will not be sent, or of which nobody knows: stored as such, and its sender told.</summary>
    public void GiveUp(OutgoingDelivery delivery, SendResult result, TraceOutcome? outcome = null)
    {
        delivery.Reason = result.Reason;
        if (result.Outcome == SendOutcome.Uncertain && delivery.Request.Kind == OutgoingKind.Message)
        {
            AwaitConfirmation(delivery);
        }

        delivery.Outcome = outcome ?? (result.Outcome == SendOutcome.Uncertain ? TraceOutcome.Uncertain : TraceOutcome.Refused);
        Journal.Change(delivery, result.Outcome == SendOutcome.Uncertain ? OutboxState.Uncertain : OutboxState.Failed);
        Failed(delivery, result);
    }

    /// <summary>The account in the database.</summary>
    protected abstract long AccountId { get; }

    /// <summary>The user's bare JID.</summary>
    public abstract string User { get; }

    /// <summary>What was said last.</summary>
    public RecentMessages Recent { get; } = new();

    /// <summary>The files that the user has described here.</summary>
    protected SharedFiles Shared => field ??= new SharedFiles();

    /// <summary>What the user does here, as the network is told.</summary>
    protected OwnActivity Activity => field ??= new OwnActivity(this, Tasks);

    /// <summary>Work that outlives a stanza.</summary>
    protected abstract OwnedTasks Tasks { get; }

    /// <summary>The chat on the network.</summary>
    public abstract ChatId Chat { get; }

    /// <summary>Whether the chat is direct or a group.</summary>
    protected abstract ChatKind Kind { get; }

    /// <summary>Whether an event tells of a message that went out through this conversation, which then is no news.</summary>
    /// <param name="delivery">The event.</param>
    /// <param name="late">The message, when its sender was told that it may not have been delivered.</param>
    protected bool IsEcho(IncomingDelivery delivery, out OutgoingDelivery? late)
    {
        late = null;
        switch (delivery.Event)
        {
            case SendEcho echo:
                late = Confirmed(echo.Token, echo.Ids);
                return true;
            case MessageReceived { FromMe: true, Echo: { } token } message:
                late = Confirmed(token, message.Ids);
                return true;
            case MessageReceived { FromMe: true, EditOf: null } message:
                // What was accepted just now may not have been in the map when the event was stored.
                if (message.Ids.Any(id => delivery.About(id) is { Direction: MessageDirection.ToNetwork }))
                {
                    return true;
                }

                var sent = delivery.Backfill is null ? null : FindUnconfirmed(message);
                late = sent is null ? null : Confirmed(new SendToken(sent.StanzaId), message.Ids);
                return sent is not null;
            default:
                return _acts?.Contains(delivery.Event) == true;
        }
    }

    /// <summary>When a message was said, when that is long enough ago to be shown (XEP-0203): clients sort by it, and clocks differ.</summary>
    protected DateTimeOffset? LateStamp(IncomingDelivery delivery, MessageReceived message)
    {
        var at = message.At ?? DateTimeOffset.FromUnixTimeMilliseconds(delivery.ReceivedAt);
        return delivery.IsReplayed || Time.GetUtcNow() - at > ShownDelay ? at : null;
    }

    /// <summary>Whether an event, and all behind it, must wait for something that wakes the lane when it is there. Must neither wait nor call the lane.</summary>
    /// <param name="delivery">The event whose turn it is.</param>
    protected internal virtual bool MustHold(IncomingDelivery delivery) => false;

    /// <summary>Whether an event, and all behind it, must wait for its files to have addresses; begins that. As <see cref="MustHold"/>.</summary>
    internal bool MustPrepare(IncomingDelivery delivery)
    {
        if (delivery is { Files: null, Event: MessageReceived message } && FilePreparation.Concerns(message) && ShowsFiles(delivery, message))
        {
            delivery.Files = new FilePreparation(this, Media, delivery, message);
            Tasks.Run(delivery.Files.RunAsync);
        }

        if (delivery.Files is { IsDone: false } files)
        {
            Preparing = files;
            CountHeld(delivery);
            return true;
        }

        Preparing = null;
        CountHeld(null);
        return false;
    }

    /// <summary>What is being fetched for the event whose turn it is, or null.</summary>
    public FilePreparation? Preparing { get; private set; }

    /// <summary>What gives files an address.</summary>
    protected abstract MediaService Media { get; }

    /// <summary>Whether anybody will see the files of a message. Never waits.</summary>
    protected virtual bool ShowsFiles(IncomingDelivery delivery, MessageReceived message) =>
        message is not { FromMe: true } || (message.Echo is null && !message.Ids.Any(id => delivery.About(id) is { Direction: MessageDirection.ToNetwork }));

    /// <summary>Tells the user, where the message will be, that it takes a while.</summary>
    internal abstract void TellOfWait(IncomingDelivery delivery, string text);

    /// <summary>More or less waits here; the network is made to wait when it becomes too much.</summary>
    protected abstract void Held(int more);

    /// <summary>Counts what waits behind an event that is held; null when nothing is held any more.</summary>
    protected void CountHeld(IncomingDelivery? first)
    {
        var before = _held;
        if (first is null)
        {
            (_held, _lastHeld) = (0, null);
        }
        else
        {
            for (var next = _lastHeld is null ? first : _lastHeld.Next; next is not null; next = next.Next)
            {
                _lastHeld = next;
                _held++;
            }
        }

        if (_held != before)
        {
            Held(_held - before);
        }
    }

    /// <summary>Turns an event into stanzas. Called in order, never twice at a time.</summary>
    protected internal abstract void Handle(IncomingDelivery delivery);

    /// <summary>A message was accepted by the network: reflect or confirm it.</summary>
    protected abstract void Accepted(OutgoingDelivery delivery);

    /// <summary>A message will not be sent, or nobody knows: tell the sender.</summary>
    protected abstract void Failed(OutgoingDelivery delivery, SendResult result);

    /// <summary>Takes a token of the account's rate limit; false, and how long to wait, when there is none.</summary>
    protected internal abstract bool TryTakeToken(RateLimit rate, out TimeSpan wait);

    /// <summary>Takes what a message says beside, or instead of, a text: what the user does, and up to where they have read.</summary>
    protected void Note(XElement stanza)
    {
        if (ChatMarkers.ReadDisplayed(stanza) is { Length: <= MaxId } id && id != _displayed && DisplayedMark.IsPossible(this))
        {
            _displayed = id;
            Journal.LookUp(new DisplayedMark(this, Tasks) { AccountId = AccountId, Chat = Chat.Value, Key = MessageKey.OfClient(id, User) });
        }

        if (ChatStates.Read(stanza) is { } state)
        {
            Activity.Tell(state);
        }
    }

    /// <summary>The message that a client names so; null when it is not known.</summary>
    public Task<MappedMessage?> FindAsync(string id)
    {
        var lookup = new AwaitedLookup { AccountId = AccountId, Chat = Chat.Value, Key = MessageKey.OfClient(id, User) };
        Journal.LookUp(lookup);
        return lookup.Task;
    }

    /// <summary>Adds to a request what is known of the message it speaks of.</summary>
    /// <param name="request">The request.</param>
    /// <param name="stanza">What it was read from.</param>
    /// <param name="nameIn">The name of the author of a message, by its id and what the client says of it.</param>
    protected OutgoingRequest Complete(OutgoingRequest request, XElement stanza, Func<string, string?, string?> nameIn)
    {
        if (request is { Kind: OutgoingKind.Reactions, Target: { } target })
        {
            return request with
            {
                Author = nameIn(target, Replies.Read(stanza)?.To),
                Excerpt = Recent.Find(target)?.Excerpt ?? RequestReader.QuoteIn(stanza),
                FormerReactions = Recent.React(target, request.Reactions),
            };
        }

        if (request is { Kind: OutgoingKind.Retraction, Target: { } retracted })
        {
            return Recent.Find(retracted) is { } known ? request with { Author = known.Author, Excerpt = known.Excerpt } : request;
        }

        return request.Reply is { } reply
            ? request with { Reply = reply with { Author = nameIn(reply.Id, reply.To), Quote = reply.Quote ?? Recent.Find(reply.Id)?.Excerpt, IsLatest = Recent.IsLatest(reply.Id) } }
            : request;
    }

    /// <summary>After a refusal of reactions: those that there are; null when it was of something else.</summary>
    protected IReadOnlyList<string>? TakeBack(OutgoingDelivery delivery)
    {
        if (delivery.Request is not { Kind: OutgoingKind.Reactions, Target: { } target })
        {
            return null;
        }

        var former = delivery.Target is null ? delivery.Request.FormerReactions : delivery.FormerReactions;
        Recent.React(target, former);
        return former;
    }

    /// <summary>
    /// What the sender has to know of a retraction that was only put in words, once for each chat; null for anything else. Their client shows the message
    /// as gone.
    /// </summary>
    protected string? KeptText(OutgoingDelivery delivery)
    {
        if (_toldOfRetraction || delivery is not { Request.Kind: OutgoingKind.Retraction, Step: HandoverStep.Send })
        {
            return null;
        }

        _toldOfRetraction = true;
        return "This network cannot delete messages: what you took back stays readable there, and a line has told the others that you take it back.";
    }

    /// <summary>The network has taken a message, or it will not be sent, or nobody knows.</summary>
    internal void Ended(OutgoingDelivery delivery, SendResult result)
    {
        if (result.Outcome != SendOutcome.Accepted)
        {
            GiveUp(delivery, result);
            return;
        }

        delivery.NetworkId = result.Ids.Count > 0 ? result.Ids[0].Value : delivery.Target?.NetworkId;
        (_acts ??= new()).Add(delivery.Step);
        if (delivery.Step is HandoverStep.Send && result.Ids.Count > 0)
        {
            Map(delivery, result.Ids);
        }
        else if (delivery.Step is HandoverStep.Send)
        {
            AwaitConfirmation(delivery);
        }

        if (delivery is { Request.Kind: OutgoingKind.Reactions, Target.NetworkId: { } target })
        {
            Journal.React(new ReactionUpdate(delivery.AccountId, Chat.Value, target, User, delivery.Request.Reactions));
        }

        Accepted(delivery);

        // Word of it may come for a while yet, and needs no more than its ids.
        delivery.Stanza = null;
    }

    /// <summary>The network had a message when the process ended; its sender may not have been told.</summary>
    public void AcceptedBefore(OutgoingDelivery delivery) => Accepted(delivery);

    /// <summary>A message of the network as the map keeps it; null when it has no ids.</summary>
    protected internal MappedMessage? MappedOf(IncomingDelivery delivery, MessageReceived message) => message.Ids.Count == 0 || message.EditOf is not null ? null : new MappedMessage
    {
        DeliveryId = delivery.Id,
        Direction = MessageDirection.FromNetwork,
        AccountId = delivery.AccountId,
        Chat = Chat.Value,
        Kind = Kind,
        Sender = message.Sender.Value,
        SentAt = delivery.ReceivedAt,
        NetworkIds = Texts(message.Ids),
        Stanzas = StanzasOf(message),
        Poll = Polls.Keep(message.Content),
    };

    /// <summary>How many stanzas a message of the network becomes.</summary>
    protected virtual int StanzasOf(MessageReceived message) => 1;

    /// <summary>Whether the network will say when a message has arrived.</summary>
    protected virtual bool ConfirmsDelivery => false;

    /// <summary>Keeps the network's ids of what the user wrote elsewhere: of all other messages they are kept with the event.</summary>
    /// <param name="delivery">The event.</param>
    /// <param name="message">The message.</param>
    /// <param name="shownAs">The id that clients have of it as their user's, or null.</param>
    /// <param name="isWhole">Whether clients have it as one stanza, whatever its parts.</param>
    protected internal void MapOwn(IncomingDelivery delivery, MessageReceived message, string? shownAs = null, bool isWhole = false)
    {
        if (message.FromMe && MappedOf(delivery, message) is { } mapped)
        {
            Map(mapped with { XmppId = shownAs, Stanzas = isWhole ? 1 : mapped.Stanzas });
        }
    }

    /// <summary>A message of the user's of a short while ago, by the network's id: word of it may come before its ids are in the map.</summary>
    public MappedMessage? FindSent(MessageId id)
    {
        foreach (var message in _sent ?? [])
        {
            if (message.NetworkIds.Contains(id.Value))
            {
                return message;
            }
        }

        return null;
    }

    /// <summary>All reactions of a person to a message, after an event.</summary>
    protected IReadOnlyList<string> ReactionsAfter(IncomingDelivery delivery)
    {
        if (delivery.Concerned.Count == 0 && delivery.Reacts is { } update)
        {
            // Its message has got its ids since.
            Journal.React(update);
        }

        return delivery.Reactions;
    }

    private void Map(OutgoingDelivery delivery, IReadOnlyList<MessageId> ids)
    {
        var mapped = new MappedMessage
        {
            DeliveryId = delivery.Id,
            Direction = MessageDirection.ToNetwork,
            AccountId = delivery.AccountId,
            Chat = Chat.Value,
            Kind = Kind,
            Sender = delivery.Sender,
            XmppId = delivery.XmppId,
            SentAt = delivery.AcceptedAt,
            NetworkIds = Texts(ids),
            WantsReceipt = delivery.WantsReceipt && ConfirmsDelivery,
        };
        Map(mapped);
    }

    /// <summary>Into the map, and at hand until it is there for the events that are stored meanwhile.</summary>
    private void Map(MappedMessage mapped)
    {
        _sent ??= new();
        if (_sent.Count == RememberedMessages)
        {
            _sent.Dequeue();
        }

        _sent.Enqueue(mapped);
        Journal.Map(mapped);
    }

    /// <summary>A message that went out without an id, by its text and time; one that was accepted rather than one of which nobody knows.</summary>
    private OutgoingDelivery? FindUnconfirmed(MessageReceived said)
    {
        var (text, at) = (MessageText.Of(said.Content), said.At ?? Time.GetUtcNow());
        lock (_lane)
        {
            return (_unconfirmed ?? []).Select(static sent => sent.Delivery)
                .Where(sent => (DateTimeOffset.FromUnixTimeMilliseconds(sent.AcceptedAt) - at).Duration() < SameTime && MessageText.Of(sent.Content) == text)
                .OrderBy(static sent => sent.Outcome == TraceOutcome.Uncertain).FirstOrDefault();
        }
    }

    private OutgoingDelivery? Confirmed(SendToken token, IReadOnlyList<MessageId> ids)
    {
        OutgoingDelivery? found = null;
        lock (_lane)
        {
            for (var left = _unconfirmed?.Count ?? 0; left > 0; left--)
            {
                var sent = _unconfirmed!.Dequeue();
                if (found is null && sent.Delivery.StanzaId == token.Value)
                {
                    found = sent.Delivery;
                }
                else
                {
                    _unconfirmed!.Enqueue(sent);
                }
            }
        }

        if (found is not null && ids.Count > 0)
        {
            Map(found, ids);
        }

        return found is { Outcome: TraceOutcome.Uncertain } ? found : null;
    }

    /// <summary>What was cut into pieces is never confirmed: that one has arrived says nothing of the rest.</summary>
    private void AwaitConfirmation(OutgoingDelivery delivery)
    {
        if (delivery.IsSplit)
        {
            return;
        }

        lock (_lane)
        {
            _unconfirmed ??= new();

            // Who was told nothing wrong misses nothing when the network says no more of it.
            while (_unconfirmed.TryPeek(out var first)
                && (_unconfirmed.Count == RememberedSends || (first.Delivery.Outcome == TraceOutcome.Sent && Time.GetElapsedTime(first.Since) > ConfirmedWithin)))
            {
                _unconfirmed.Dequeue();
            }

            _unconfirmed.Enqueue((delivery, Time.GetTimestamp()));
        }
    }

    private static string[] Texts(IReadOnlyList<MessageId> ids)
    {
        var texts = new string[ids.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = ids[i].Value;
        }

        return texts;
    }
}
