namespace Bridge.Store;

/// <summary>One XMPP client in a room. Table <c>occupants</c>.</summary>
public sealed class OccupantRow
{
    /// <summary>Assigned by the database, never used again after deletion.</summary>
    public long Id { get; set; }

    /// <summary>The room.</summary>
    public long RoomId { get; set; }

    /// <summary>The full JID of the user's client.</summary>
    public required string Jid { get; set; }

    /// <summary>Unix milliseconds, UTC.</summary>
    public long JoinedAt { get; set; }
}
