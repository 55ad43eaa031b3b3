namespace Bridge.Store;

/// <summary>A message from XMPP on its way to the network. Table <c>outbox</c>; hot, written by prepared statements.</summary>
public sealed class OutboxRow
{
    /// <summary>Assigned by this process, growing.</summary>
    public long Id { get; set; }

    /// <summary>The account that sends it. No foreign key: this table is hot.</summary>
    public long AccountId { get; set; }

    /// <summary>The chat's id on the network.</summary>
    public required string Chat { get; set; }

    /// <summary>Where it is on its way; the journal defines the numbers.</summary>
    public int State { get; set; }

    /// <summary>The message.</summary>
    public required byte[] Payload { get; set; }

    /// <summary>The full JID it came from.</summary>
    public required string Sender { get; set; }

    /// <summary>The JID it was sent to.</summary>
    public required string Recipient { get; set; }

    /// <summary>The stanza's id attribute, or null.</summary>
    public string? XmppId { get; set; }

    /// <summary>Unix milliseconds, UTC.</summary>
    public long AcceptedAt { get; set; }

    /// <summary>When <see cref="State"/> last changed: Unix milliseconds, UTC.</summary>
    public long ChangedAt { get; set; }

    /// <summary>When it was proved that the sender was told that it waits: Unix milliseconds, UTC; null before.</summary>
    public long? NoticedAt { get; set; }

    /// <summary>How often it was handed to the network.</summary>
    public int Attempts { get; set; }

    /// <summary>Why it is in this state, for the user, or null.</summary>
    public string? Reason { get; set; }
}
