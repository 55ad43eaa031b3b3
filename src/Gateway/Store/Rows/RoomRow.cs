namespace Bridge.Store;

/// <summary>A room that the gateway hosts for a group chat as one account sees it: occupied now, or when the process died. Table <c>rooms</c>.</summary>
public sealed class RoomRow
{
    /// <summary>Assigned by the database, never used again after deletion.</summary>
    public long Id { get; set; }

    /// <summary>Whose room.</summary>
    public long AccountId { get; set; }

    /// <summary>The chat's id on the network.</summary>
    public required string Chat { get; set; }

    /// <summary>The name the user has in it.</summary>
    public required string Nick { get; set; }

    /// <summary>The group's password, encrypted, or null.</summary>
    public byte[]? Password { get; set; }

    /// <summary>The names that the clients were last shown, one a line.</summary>
    public required string Members { get; set; }

    /// <summary>The subject that the clients were last shown, or null.</summary>
    public string? Subject { get; set; }

    /// <summary>Unix milliseconds, UTC.</summary>
    public long UpdatedAt { get; set; }
}
