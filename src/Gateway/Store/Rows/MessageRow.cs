namespace Bridge.Store;

/// <summary>A logical message and its ids on the XMPP side. Table <c>messages</c>.</summary>
public sealed class MessageRow
{
    /// <summary>Assigned by this process, growing; the stanza id (XEP-0359) is made from it.</summary>
    public long Id { get; set; }

    /// <summary>The chat it belongs to.</summary>
    public long ChatId { get; set; }

    /// <summary>Which side wrote it.</summary>
    public MessageDirection Direction { get; set; }

    /// <summary>Who wrote it: the client's full JID, or the id on the network.</summary>
    public required string Sender { get; set; }

    /// <summary>The stanza's id attribute, or null; unique neither across senders nor, with some clients, for one sender.</summary>
    public string? XmppId { get; set; }

    /// <summary>
    /// The id on the network, of its first part when it has several: <see cref="MessagePartRow"/> has the others. Unique in the chat.
    /// </summary>
    public required string NetworkId { get; set; }

    /// <summary>When the gateway accepted or received it: Unix milliseconds, UTC.</summary>
    public long SentAt { get; set; }

    /// <summary>How many stanzas clients have of it; each but the first has its number behind the id.</summary>
    public int Stanzas { get; set; }

    /// <summary>Whether its sender waits for word that it has arrived (XEP-0184).</summary>
    public bool WantsReceipt { get; set; }

    /// <summary>What can be voted for, when it is a poll; else null.</summary>
    public string? Poll { get; set; }
}
