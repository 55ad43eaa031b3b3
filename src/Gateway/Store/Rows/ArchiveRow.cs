namespace Bridge.Store;

/// <summary>A message that a room showed to its clients, as one account saw it (XEP-0313). Table <c>archive</c>.</summary>
public sealed class ArchiveRow
{
    /// <summary>Assigned by SQLite; orders what was said at the same time.</summary>
    public long Id { get; set; }

    /// <summary>The chat it belongs to, which is one account's own.</summary>
    public long ChatId { get; set; }

    /// <summary>The stable id (XEP-0359) that clients know it by, unique in the chat.</summary>
    public required string StanzaId { get; set; }

    /// <summary>When it was said: Unix milliseconds, UTC.</summary>
    public long SaidAt { get; set; }

    /// <summary>Who said it: the id on the network, or empty for the account's own user.</summary>
    public required string Sender { get; set; }

    /// <summary>The name that the sender had in the room.</summary>
    public required string Nick { get; set; }

    /// <summary>The message in UTF-8, without a recipient, in the stream's namespace.</summary>
    public required byte[] Stanza { get; set; }
}
