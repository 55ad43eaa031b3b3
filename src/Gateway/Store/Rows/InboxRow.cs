namespace Bridge.Store;

/// <summary>A network event that was accepted and is not delivered yet. Table <c>inbox</c>; hot, written by prepared statements.</summary>
public sealed class InboxRow
{
    /// <summary>Assigned by this process, growing.</summary>
    public long Id { get; set; }

    /// <summary>The account that raised it. No foreign key: this table is hot.</summary>
    public long AccountId { get; set; }

    /// <summary>The chat's id on the network, or null for what belongs to no chat.</summary>
    public string? Chat { get; set; }

    /// <summary>Unique for each account; null where the network repeats nothing.</summary>
    public string? DedupeKey { get; set; }

    /// <summary>The event; null once it is done and the row only keeps the key.</summary>
    public byte[]? Payload { get; set; }

    /// <summary>Unix milliseconds, UTC.</summary>
    public long ReceivedAt { get; set; }

    /// <summary>Unix milliseconds, UTC, or null.</summary>
    public long? DoneAt { get; set; }
}
