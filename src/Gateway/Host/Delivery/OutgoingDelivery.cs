using System.Buffers;
using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Components;
using Bridge.Store;

namespace Bridge.Gateway.Delivery;

/// <summary>A message of an XMPP user, or what they do about one, on its way to a network.</summary>
internal sealed class OutgoingDelivery : OutboxEntry, IProvable
{
    private readonly Conversation _conversation;
    private readonly DeliveryJournal _journal;
    private int _outstanding;

    public OutgoingDelivery(Conversation conversation, DeliveryJournal journal, OutgoingRequest request)
    {
        _conversation = conversation;
        _journal = journal;
        Request = request;
    }

    /// <summary>The chat.</summary>
    public Conversation Conversation => _conversation;

    /// <summary>What the user asks for.</summary>
    public OutgoingRequest Request { get; }

    /// <summary>What it says.</summary>
    public MessageContent Content => Request.Content;

    public override MessageKey? TargetKey => Request.Target is not { } id ? null
        : Request.Kind == OutgoingKind.Correction ? MessageKey.OwnOfClient(id, _conversation.User)
        : MessageKey.OfClient(id, _conversation.User);

    public override MessageKey? AnsweredKey => Request.Reply is { } reply ? MessageKey.OfClient(reply.Id, _conversation.User) : null;

    /// <summary>
    /// Whether it says something of another message, which must have got its ids before: it is neither stored as being sent before its turn, nor
    /// handed over with others. Nor is what may have to be written longer than it came.
    /// </summary>
    public bool GoesAlone => Request.Target is not null || Request.Reply is not null || Content.Flags != MessageFlags.None
        || Content.Subject is not null || Content.Parts.Count > 0;

    /// <summary>What it was handed over as.</summary>
    public HandoverStep? Step { get; set; }

    /// <summary>What is reflected to the clients in a room; null after a restart, in a direct chat, and once it was reflected.</summary>
    public XElement? Stanza { get; set; }

    /// <summary>How much memory it takes about, in bytes. Elements take a multiple of what they take on the wire.</summary>
    public long Size => 1024 + (2L * (Content.Text?.Plain.Length ?? 0)) + (1024L * Content.Parts.Count) + (8L * ReflectedBytes);

    /// <summary>How long what is reflected is on the wire, in bytes.</summary>
    public int ReflectedBytes { get; init; }

    /// <summary>Whether the lane counts it among what waits. The lane's.</summary>
    public bool IsCounted { get; set; }

    /// <summary>Whether the sender asked for a receipt (XEP-0184).</summary>
    public bool WantsReceipt { get; init; }

    /// <summary>The room nick it was sent to (a private message in a room), or null.</summary>
    public string? ViaRoom { get; init; }

    /// <summary>How it ended, for the trace.</summary>
    public TraceOutcome Outcome { get; set; } = TraceOutcome.Sent;

    /// <summary>Whether the sender was told that it waits.</summary>
    public bool IsNoticed { get; set; }

    /// <summary>Whether it was given to the journal for the first time and has not been stored. The lane's.</summary>
    public bool IsAccepting { get; set; }

    /// <summary>Whether the journal was asked for <see cref="OutboxState.Sending"/> and has not answered.</summary>
    public bool IsChanging { get; set; }

    /// <summary>Whether it was longer than the chat takes at once, and given to the session in pieces.</summary>
    public bool IsSplit { get; set; }

    /// <summary>How often one of its files could not be fetched.</summary>
    public int FileTries { get; set; }

    /// <summary>Its place in the lane, or null. The lane's.</summary>
    public LinkedListNode<OutgoingDelivery>? Position { get; set; }

    /// <summary>The earliest time of another try, or null.</summary>
    public long? NotBefore { get; set; }

    /// <summary>The id of the reflection of it, the same after a restart.</summary>
    public string StanzaId => DeliveryIds.ForOutgoing(Id);

    /// <summary>Says how many stanzas tell of the outcome, before the first of them is sent.</summary>
    public void ExpectProofs(int stanzas)
    {
        _outstanding = stanzas;
        if (stanzas == 0)
        {
            _journal.Finish(this, Outcome);
        }
    }

    public void Proved()
    {
        if (Interlocked.Decrement(ref _outstanding) == 0)
        {
            _journal.Finish(this, Outcome);
        }
    }

    protected override void WritePayload(IBufferWriter<byte> output) => OutgoingPayload.Write(this, output);

    protected override void Stored(OutboxState state) => _conversation.Stored(this, state);

    protected override void NotStored(Exception cause) => _conversation.NotAccepted(this);
}
