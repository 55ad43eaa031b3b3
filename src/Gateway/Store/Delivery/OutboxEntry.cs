namespace Bridge.Store;

/// <summary>
/// A message of an XMPP user on its way to a network. The owner derives from it; the journal assigns <see cref="Id"/> and calls <see cref="Stored"/>
/// in the order of <see cref="DeliveryJournal.Accept"/>.
/// </summary>
public abstract class OutboxEntry
{
    /// <summary>Monotonic over the life of the database; 0 until accepted by the journal.</summary>
    public long Id { get; internal set; }

    /// <summary>The account that sends it.</summary>
    public required long AccountId { get; init; }

    /// <summary>The chat on the network.</summary>
    public required string Chat { get; init; }

    /// <summary>The state as last given to the journal.</summary>
    public OutboxState State { get; internal set; }

    /// <summary>The full JID that sent it.</summary>
    public required string Sender { get; init; }

    /// <summary>The JID it was sent to.</summary>
    public required string Recipient { get; init; }

    /// <summary>The id attribute of the stanza, or null.</summary>
    public string? XmppId { get; init; }

    /// <summary>When it was accepted, Unix milliseconds.</summary>
    public required long AcceptedAt { get; init; }

    /// <summary>Times it was handed to the network.</summary>
    public int Attempts { get; set; }

    /// <summary>Why it is not sent, or null.</summary>
    public string? Reason { get; set; }

    /// <summary>The network's first id for it, once accepted, or null.</summary>
    public string? NetworkId { get; set; }

    /// <summary>The message that it changes or reacts to, to be looked up when it is stored as being sent; or null.</summary>
    public virtual MessageKey? TargetKey => null;

    /// <summary>The message under <see cref="TargetKey"/>; null when it is not known.</summary>
    public MappedMessage? Target { get; internal set; }

    /// <summary>The sender's reactions to <see cref="Target"/> so far.</summary>
    public IReadOnlyList<string> FormerReactions { get; internal set; } = [];

    /// <summary>The message that it answers, to be looked up when it is stored as being sent; or null.</summary>
    public virtual MessageKey? AnsweredKey => null;

    /// <summary>The message under <see cref="AnsweredKey"/>; null when it is not known.</summary>
    public MappedMessage? Answered { get; internal set; }

    /// <summary>Writes the payload; called again when the transaction failed because of something else in it.</summary>
    protected internal abstract void WritePayload(System.Buffers.IBufferWriter<byte> output);

    /// <summary>
    /// Called after the commit of <see cref="DeliveryJournal.Accept"/> or <see cref="DeliveryJournal.Change"/>, in order, on the journal's work item:
    /// must not block or throw. Never called before: a change that fails is tried again.
    /// </summary>
    /// <param name="state">The state that is stored now.</param>
    protected internal abstract void Stored(OutboxState state);

    /// <summary>Called instead of <see cref="Stored"/> when <see cref="DeliveryJournal.Accept"/> failed: the message is not accepted, its sender must be told.</summary>
    /// <param name="cause">Why.</param>
    protected internal abstract void NotStored(Exception cause);
}
