namespace Bridge.Store;

/// <summary>
/// Asks for a message in the map, as it is after what the journal was given before. The owner derives from it; the journal calls
/// <see cref="Done"/>.
/// </summary>
public abstract class MessageLookup
{
    /// <summary>The account whose message it is.</summary>
    public required long AccountId { get; init; }

    /// <summary>The chat on the network.</summary>
    public required string Chat { get; init; }

    /// <summary>Which.</summary>
    public required MessageKey Key { get; init; }

    /// <summary>The message; null when it is not known, or when the map could not be read.</summary>
    public MappedMessage? Found { get; internal set; }

    /// <summary>Called when <see cref="Found"/> is there, on the journal's work item: must not block or throw.</summary>
    protected internal abstract void Done();
}
