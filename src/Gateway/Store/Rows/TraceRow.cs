namespace Bridge.Store;

/// <summary>What became of one delivery. Holds no bodies. Table <c>trace</c>; hot, written by prepared statements.</summary>
public sealed class TraceRow
{
    /// <summary>Assigned by the database in the order of time.</summary>
    public long Id { get; set; }

    /// <summary>The account. No foreign key: this table is hot.</summary>
    public long AccountId { get; set; }

    /// <summary>The chat's id on the network; empty for what belongs to no chat.</summary>
    public required string Chat { get; set; }

    /// <summary>Which side wrote the message.</summary>
    public MessageDirection Direction { get; set; }

    /// <summary>The stanza's id attribute, or null.</summary>
    public string? XmppId { get; set; }

    /// <summary>The id on the network, or null.</summary>
    public string? NetworkId { get; set; }

    /// <summary>Unix milliseconds, UTC.</summary>
    public long AcceptedAt { get; set; }

    /// <summary>Unix milliseconds, UTC.</summary>
    public long FinishedAt { get; set; }

    /// <summary>How it ended; the journal defines the numbers.</summary>
    public int Outcome { get; set; }

    /// <summary>Why it failed, or null.</summary>
    public string? Reason { get; set; }
}
