namespace Bridge.Adapters;

/// <summary>
/// Something that happened on the network, as a session or a history source raises it. The set of records is closed; what has no record of its own
/// becomes a <see cref="Notice"/>.
/// </summary>
public abstract record NetworkEvent
{
    private protected NetworkEvent()
    {
    }

    /// <summary>
    /// The same for the same occurrence, however often and over whatever connection it comes, and unique within the account; at most 255
    /// characters. Null on networks that never repeat anything.
    /// </summary>
    public string? DedupeKey { get; init; }

    /// <summary>The chat it belongs to; null for what concerns the whole account.</summary>
    public ChatId? Chat { get; init; }

    /// <summary>When it happened, by the network's clock; null when it is happening now.</summary>
    public DateTimeOffset? At { get; init; }
}
