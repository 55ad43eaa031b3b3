namespace Bridge.Store;

/// <summary>A message with its ids on both sides: what finds it when either side speaks of it again.</summary>
public sealed record MappedMessage
{
    /// <summary>The delivery it came by: <see cref="InboxEntry.Id"/> or <see cref="OutboxEntry.Id"/>, as <see cref="Direction"/> says.</summary>
    public required long DeliveryId { get; init; }

    /// <summary>Which side wrote it.</summary>
    public required MessageDirection Direction { get; init; }

    /// <summary>The account that sent or received it.</summary>
    public required long AccountId { get; init; }

    /// <summary>The chat on the network.</summary>
    public required string Chat { get; init; }

    /// <summary>Whether the chat is direct or a group.</summary>
    public required ChatKind Kind { get; init; }

    /// <summary>Who wrote it: the client's full JID, or the id on the network.</summary>
    public required string Sender { get; init; }

    /// <summary>
    /// The id attribute of the client's stanza, unique for neither the chat nor the sender; of a message that the user wrote elsewhere and clients were
    /// shown as theirs, the one it has there; or null.
    /// </summary>
    public string? XmppId { get; init; }

    /// <summary>Whether it is the user's own for clients.</summary>
    public bool IsOwn => Direction == MessageDirection.ToNetwork || XmppId is not null;

    /// <summary>The id that the gateway gave it (XEP-0359), unique in the chat.</summary>
    public string StanzaId => Direction == MessageDirection.ToNetwork ? DeliveryIds.ForOutgoing(DeliveryId) : DeliveryIds.ForIncoming(DeliveryId);

    /// <summary>The id attribute of the stanza that clients have of it: what a correction names, and everything in a direct chat; or null.</summary>
    public string? MessageId => Direction == MessageDirection.ToNetwork ? XmppId : XmppId ?? StanzaId;

    /// <summary>
    /// When the gateway accepted it from a client or received it from the network, never the network's own word of it: the map is pruned by this.
    /// Unix milliseconds.
    /// </summary>
    public required long SentAt { get; init; }

    /// <summary>The network's ids of its parts, in order; at least one.</summary>
    public required IReadOnlyList<string> NetworkIds { get; init; }

    /// <summary>The key of its row: deliveries of the two directions are counted apart, and each direction's keys grow with time.</summary>
    internal long RowId => DeliveryId + (Direction == MessageDirection.ToNetwork ? MessageMap.FirstToNetwork : 0);
}
