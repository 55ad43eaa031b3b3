namespace Bridge.Store;

/// <summary>A room that was occupied when the process ended, and what its clients were last shown.</summary>
public sealed record StoredRoom
{
    /// <summary>Which room.</summary>
    public required RoomKey Key { get; init; }

    /// <summary>The name the user had in it.</summary>
    public required string Nick { get; init; }

    /// <summary>The names of all members.</summary>
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary>The subject, or null when none was shown.</summary>
    public required string? Subject { get; init; }

    /// <summary>The user's clients in it, in the order in which they joined.</summary>
    public required IReadOnlyList<StoredOccupant> Occupants { get; init; }

    /// <summary>Whether joining needs a password, which <see cref="RoomStore.GetPassword"/> decrypts.</summary>
    public bool HasPassword => EncryptedPassword is not null;

    internal byte[]? EncryptedPassword { get; init; }
}
