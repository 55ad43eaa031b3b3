namespace Bridge.Adapters;

/// <summary>Which part of the history. With neither bound: the newest.</summary>
public sealed record HistoryRequest
{
    /// <summary>What comes after this message.</summary>
    public MessageId? After { get; init; }

    /// <summary>What came before this message.</summary>
    public MessageId? Before { get; init; }

    /// <summary>What came at or after this time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The <see cref="HistoryPage.Next"/> of the page before, which then overrides the bounds.</summary>
    public string? Cursor { get; init; }

    /// <summary>The most events wanted, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;
}
