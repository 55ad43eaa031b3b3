using System.Buffers;
using Bridge.Adapters;
using Bridge.Gateway.Archives;
using Bridge.Gateway.Components;
using Bridge.Gateway.Media;
using Bridge.Gateway.Rooms;
using Bridge.Store;

namespace Bridge.Gateway.Delivery;

/// <summary>An event of a network on its way to an XMPP user.</summary>
internal sealed class IncomingDelivery : InboxEntry, IProvable
{
    /// <summary>What another clock may be ahead by.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan IdPatience = TimeSpan.FromSeconds(3);

    /// <summary>More than anybody deletes or reads at once.</summary>
    private const int MaxConcerned = 256, MaxReaction = 64;

    private readonly Conversation _conversation;
    private readonly DeliveryJournal _journal;
    private int _outstanding;

    public IncomingDelivery(Conversation conversation, DeliveryJournal journal, NetworkEvent networkEvent)
    {
        _conversation = conversation;
        _journal = journal;
        Event = WithPossibleTime(networkEvent, conversation.Time.GetUtcNow());
        conversation.Expect();
    }

    /// <summary>What happened; with the addresses of files once those are there.</summary>
    public NetworkEvent Event { get; private set; }

    /// <summary>The work for its files; null when there are none, or it has not begun.</summary>
    public FilePreparation? Files { get; set; }

    /// <summary>True for what was found in the inbox at start: it is late, and clients may have it already under the same id.</summary>
    public bool IsReplayed { get; init; }

    /// <summary>The id of the stanza made from it: the same whenever it is sent again.</summary>
    public string StanzaId => DeliveryIds.ForIncoming(Id);

    /// <summary>What waits behind it in its lane; the lane's alone.</summary>
    public IncomingDelivery? Next { get; set; }

    /// <summary>What fetched it, when it is of the past; else null.</summary>
    public Backfill? Backfill { get; init; }

    public override IReadOnlyList<string> Concerns => Event switch
    {
        DeliveryFailed failed => [failed.Target.Value],
        MessageReceived { EditOf: { } edited, ReplyTo.Target: { } answered } => [edited.Value, answered.Value],
        MessageReceived { EditOf: { } edited } => [edited.Value],
        MessageReceived { ReplyTo.Target: { } answered, Ids: [var id, ..] } message when MayBeKnown(message) => [id.Value, answered.Value],
        MessageReceived { ReplyTo.Target: { } answered } => [answered.Value],
        MessageReceived { Ids: [var id, ..] } message when MayBeKnown(message) => [id.Value],
        ReactionsChanged reactions => [reactions.Target.Value],
        MessagesRetracted retracted => Last(retracted.Targets),
        ReceiptReceived receipt => Last(receipt.Targets),
        _ => [],
    };

    public override ReactionUpdate? Reacts => Event is not ReactionsChanged changed ? null : new ReactionUpdate(
        AccountId, _conversation.Chat.Value, changed.Target.Value, changed.FromMe ? _conversation.User : changed.Sender.Value,
        [.. changed.Reactions.Where(static emoji => emoji.Length is > 0 and <= MaxReaction && !emoji.Any(char.IsWhiteSpace)).Take(MaxConcerned)],
        changed.Change switch
        {
            SetChange.Add => ReactionUpdateKind.Add,
            SetChange.Remove => ReactionUpdateKind.Remove,
            _ => ReactionUpdateKind.Replace,
        });

    public override long? OwnSaidAt => Backfill is not null && Event is MessageReceived { FromMe: true, EditOf: null, Private: false, Ids.Count: > 0 } said
        ? (said.At ?? DateTimeOffset.FromUnixTimeMilliseconds(ReceivedAt)).ToUnixTimeMilliseconds()
        : null;

    /// <summary>What the user wrote elsewhere is kept when it is known to be no echo.</summary>
    public override MappedMessage? Mapped => Event is MessageReceived { FromMe: false } message ? _conversation.MappedOf(this, message) : null;

    /// <summary>Whether it has to wait for the outcome of what is being handed over, however long that takes: it may be the echo of that.</summary>
    public bool AwaitsSend(OutgoingKind underWay) => Event switch
    {
        MessageReceived { FromMe: true } or SendEcho => true,
        ReactionsChanged { FromMe: true } => underWay == OutgoingKind.Reactions,
        MessagesRetracted => underWay == OutgoingKind.Retraction,
        _ => false,
    };

    /// <summary>
    /// How long it waits for what is being handed over, which may be the message it speaks of and be just getting its ids. Anybody can speak of a message
    /// that does not exist, so that this must not be for long.
    /// </summary>
    public TimeSpan AwaitsIds(OutgoingKind underWay)
    {
        if (underWay == OutgoingKind.Retraction || Backfill is not null || Concerned.Count > 0 || Concerns.Count == 0)
        {
            return TimeSpan.Zero;
        }

        var left = DateTimeOffset.FromUnixTimeMilliseconds(ReceivedAt) + IdPatience - _conversation.Time.GetUtcNow();
        return left < IdPatience ? left : IdPatience;
    }

    /// <summary>The message it says something of, by the network's id; null when it is not known.</summary>
    public MappedMessage? About(MessageId id)
    {
        foreach (var message in Concerned)
        {
            if (message.NetworkIds.Contains(id.Value))
            {
                return message.At(id.Value);
            }
        }

        return _conversation.FindSent(id)?.At(id.Value);
    }

    public override bool IsDurable => EventPayload.IsDurable(Event);

    /// <summary>Says how many stanzas the event became, before the first of them is sent; 0 when nobody was there to receive it.</summary>
    public void ExpectProofs(int stanzas)
    {
        _outstanding = stanzas;
        if (stanzas == 0)
        {
            _journal.Finish(this, TraceOutcome.Undeliverable);
        }
    }

    /// <summary>The files of a message have addresses now, or it is known why they have none.</summary>
    public void Prepared(MessageReceived message) => Event = message;

    /// <summary>It told of a message sent from here, and clients need not hear of it.</summary>
    public void Settled() => _journal.Finish(this, TraceOutcome.Echo);

    /// <summary>Its recipient wants nothing of its author.</summary>
    public void Dropped() => _journal.Finish(this, TraceOutcome.Dropped);

    public void Proved()
    {
        if (Interlocked.Decrement(ref _outstanding) == 0)
        {
            _journal.Finish(this, Files is { HasWithheld: true } ? TraceOutcome.DeliveredWithout : TraceOutcome.Delivered);
        }
    }

    /// <summary>What is fetched may be there already, and an own message may be one that was sent from here.</summary>
    private bool MayBeKnown(MessageReceived message) => Backfill is not null || message is { FromMe: true, Echo: null };

    private static string[] Last(IReadOnlyList<MessageId> targets) => [.. targets.TakeLast(MaxConcerned).Select(static target => target.Value)];

    protected override MappedMessage? Recognize(ArchivedMessage archived, int parts) =>
        Event is MessageReceived said ? OwnHistory.Recognize(said, archived, parts, _conversation.User) : null;

    protected override void WritePayload(IBufferWriter<byte> output) => EventPayload.Write(Event, output);

    /// <summary>Clients sort by the time and keep what is of the future at the end for ever.</summary>
    private static NetworkEvent WithPossibleTime(NetworkEvent networkEvent, DateTimeOffset now) =>
        networkEvent.At > now + Ahead ? networkEvent with { At = now } : networkEvent;

    protected override void Stored()
    {
        if (IsDuplicate)
        {
            Backfill?.Handled();
        }

        _conversation.Post(IsDuplicate ? null : this);
    }
}
