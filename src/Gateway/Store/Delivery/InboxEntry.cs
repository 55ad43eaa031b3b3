namespace Bridge.Store;

/// <summary>
/// An event of a network on its way to XMPP. The owner derives from it; the journal assigns <see cref="Id"/> and calls <see cref="Stored"/>
/// in the order of <see cref="DeliveryJournal.Receive"/>.
/// </summary>
public abstract class InboxEntry
{
    /// <summary>Monotonic over the life of the database; 0 until received by the journal, and for ever when <see cref="IsDurable"/> is false.</summary>
    public long Id { get; internal set; }

    /// <summary>The account that received it.</summary>
    public required long AccountId { get; init; }

    /// <summary>The chat on the network, or null.</summary>
    public string? Chat { get; init; }

    /// <summary>The same for the same occurrence within the account; null when the network never repeats anything.</summary>
    public string? DedupeKey { get; init; }

    /// <summary>When it was received, Unix milliseconds.</summary>
    public required long ReceivedAt { get; init; }

    /// <summary>False for what is only kept in order with the rest, never written down (presence, typing).</summary>
    public abstract bool IsDurable { get; }

    /// <summary>True once the journal found the same <see cref="DedupeKey"/> stored before: not to be delivered again.</summary>
    public bool IsDuplicate { get; internal set; }

    /// <summary>The ids, on the network, of messages that it says something of, to be looked up; none for most.</summary>
    public virtual IReadOnlyList<string> Concerns => [];

    /// <summary>The messages under <see cref="Concerns"/>, each once, as far as they are known.</summary>
    public IReadOnlyList<MappedMessage> Concerned { get; internal set; } = [];

    /// <summary>What it says of somebody's reactions, to be stored with it; or null. Its target is one of <see cref="Concerns"/>.</summary>
    public virtual ReactionUpdate? Reacts => null;

    /// <summary>All reactions of that person after <see cref="Reacts"/>.</summary>
    public IReadOnlyList<string> Reactions { get; internal set; } = [];

    /// <summary>
    /// About when it was said, Unix milliseconds, when it is the user's own message and may be one that the archive has without an id of the network;
    /// else null.
    /// </summary>
    public virtual long? OwnSaidAt => null;

    /// <summary>Whether it is an own message of the archive, or the next part of one.</summary>
    /// <param name="archived">The message.</param>
    /// <param name="parts">How many of its ids on the network are known.</param>
    /// <returns>How the map is to keep that message; null when it is another.</returns>
    protected internal virtual MappedMessage? Recognize(ArchivedMessage archived, int parts) => null;

    /// <summary>The message that it is, to be kept in the map with it; null when it is none or is kept otherwise.</summary>
    public virtual MappedMessage? Mapped => null;

    /// <summary>True once it is given up to store it.</summary>
    internal bool IsLost { get; set; }

    private bool IsAnswered { get; set; }

    /// <summary>Calls <see cref="Stored"/> the first time: what could not be written is tried again after that.</summary>
    internal void Answer()
    {
        if (!IsAnswered)
        {
            IsAnswered = true;
            Stored();
        }
    }

    /// <summary>Writes the payload; called again when the transaction failed.</summary>
    protected internal abstract void WritePayload(System.Buffers.IBufferWriter<byte> output);

    /// <summary>
    /// Called after the commit, in order, on the journal's work item: must not block or throw. Also called when it could not be written, which then is
    /// tried again; <see cref="DeliveryJournal.FlushAsync"/> waits for that.
    /// </summary>
    protected internal abstract void Stored();
}
