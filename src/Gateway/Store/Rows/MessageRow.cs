namespace Bridge.Store;

/// <summary>A logical message and its ids on the XMPP side. Table <c>messages</c>.</summary>
public sealed class MessageRow
{
    /// <summary>Assigned by this process, growing.</summary>
    public long Id { get; set; }

    /// <summary>The chat it belongs to.</summary>
    public long ChatId { get; set; }

    /// <summary>Which side wrote it.</summary>
    public MessageDirection Direction { get; set; }

    /// <summary>Who wrote it: the client's full JID, or the id on the network.</summary>
    public required string Sender { get; set; }

    /// <summary>The stanza's id attribute, or null; unique neither across senders nor, with some clients, for one sender.</summary>
    public string? XmppId { get; set; }

    /// <summary>The stable id (XEP-0359) given by us, unique in the chat; or null.</summary>
    public string? StanzaId { get; set; }

    /// <summary>When the gateway accepted or received it: Unix milliseconds, UTC.</summary>
    public long SentAt { get; set; }
}
