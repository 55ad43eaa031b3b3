namespace Bridge.Store;

/// <summary>
/// Asks for the newest messages in the archive of a room, those given to the journal before the question and none given after it. The owner
/// derives from it; the journal calls <see cref="Done"/>.
/// </summary>
public abstract class HistoryRead
{
    /// <summary>The account whose archive it is.</summary>
    public required long AccountId { get; init; }

    /// <summary>The chat on the network.</summary>
    public required string Chat { get; init; }

    /// <summary>The most messages wanted.</summary>
    public required int Limit { get; init; }

    /// <summary>Only what was said at or after this: Unix milliseconds.</summary>
    public required long Since { get; init; }

    /// <summary>The most bytes wanted.</summary>
    public required int MaxBytes { get; init; }

    /// <summary>The messages, oldest first; none when the archive could not be read.</summary>
    public IReadOnlyList<ArchivedMessage> Messages { get; internal set; } = [];

    /// <summary>Called when <see cref="Messages"/> are there, on the journal's work item: must not block or throw.</summary>
    protected internal abstract void Done();
}
