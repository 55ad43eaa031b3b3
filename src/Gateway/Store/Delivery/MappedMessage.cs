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

    /// <summary>How many stanzas clients have of it: of one that came in parts several, of all others one.</summary>
    public int Stanzas { get; init; } = 1;

    /// <summary>Which of its stanzas is spoken of, from 0.</summary>
    public int Part { get; init; }

    /// <summary>Whether its sender waits for word that it has arrived (XEP-0184).</summary>
    public bool WantsReceipt { get; init; }

    /// <summary>What can be voted for, in the owner's own form, when it is a poll; else null.</summary>
    public string? Poll { get; init; }

    /// <summary>Whether it is the user's own for clients.</summary>
    public bool IsOwn => Direction == MessageDirection.ToNetwork || XmppId is not null;

    /// <summary>The id that the gateway gave it (XEP-0359), unique in the chat.</summary>
    public string StanzaId => Direction == MessageDirection.ToNetwork ? DeliveryIds.ForOutgoing(DeliveryId) : DeliveryIds.ForIncoming(DeliveryId);

    /// <summary>The id that the gateway gave the part that is spoken of: what clients in a room name.</summary>
    public string PartStanzaId => Direction == MessageDirection.ToNetwork ? StanzaId : DeliveryIds.ForPart(StanzaId, Part);

    /// <summary>
    /// The id attribute of the stanza that clients have of it, or of the part that is spoken of: what a correction names, and everything in a direct
    /// chat; or null.
    /// </summary>
    public string? MessageId => IdOf(Part);

    /// <summary>The network's id of the part that is spoken of. What has none of its own (a caption) goes by the first.</summary>
    public string NetworkId => NetworkIds[Part < NetworkIds.Count ? Part : 0];

    /// <summary>The same message, spoken of by one of the network's ids.</summary>
    public MappedMessage At(string networkId)
    {
        var part = Stanzas == 1 ? 0 : Math.Max(0, NetworkIds.ToList().IndexOf(networkId));
        return part == Part ? this : this with { Part = Math.Min(part, Stanzas - 1) };
    }

    /// <summary>The id attribute of one of its stanzas, counted from 0; or null.</summary>
    public string? IdOf(int stanza) => Direction == MessageDirection.ToNetwork ? XmppId : DeliveryIds.ForPart(XmppId ?? StanzaId, stanza);

    /// <summary>
    /// The ids of the stanzas that are gone with one of the network's ids: with the first, whatever has no id of its own. Of a message that is one stanza
    /// the first id alone takes it away, because that has the text.
    /// </summary>
    public IEnumerable<string> StanzasOf(string networkId)
    {
        var index = NetworkIds.ToList().IndexOf(networkId);
        return index < 0 ? [] : Enumerable.Range(0, Stanzas)
            .Where(stanza => stanza == index || (index == 0 && stanza >= NetworkIds.Count)).Select(IdOf).OfType<string>();
    }

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
