namespace Bridge.Adapters;

/// <summary>Messages were deleted for everybody. Stored before it is delivered.</summary>
/// <param name="Targets">The ids of what is gone.</param>
public sealed record MessagesRetracted(IReadOnlyList<MessageId> Targets) : NetworkEvent
{
    /// <summary>Who did it; null when not known.</summary>
    public ContactId? By { get; init; }

    /// <summary>True when a moderator did it to another's message.</summary>
    public bool Moderated { get; init; }

    /// <summary>Why, or null.</summary>
    public string? Reason { get; init; }
}
