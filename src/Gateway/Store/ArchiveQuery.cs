namespace Bridge.Store;

/// <summary>Which messages of a room's archive, and which page of them. What is null does not restrict.</summary>
public sealed record ArchiveQuery
{
    /// <summary>The account whose archive it is.</summary>
    public required long AccountId { get; init; }

    /// <summary>The chat on the network.</summary>
    public required string Chat { get; init; }

    /// <summary>Said at or after this: Unix milliseconds.</summary>
    public long Start { get; init; } = long.MinValue;

    /// <summary>Said at or before this: Unix milliseconds.</summary>
    public long End { get; init; } = long.MaxValue;

    /// <summary>After the messages with these ids.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>Before the messages with these ids.</summary>
    public IReadOnlyList<string> Before { get; init; } = [];

    /// <summary>Only the messages with these ids; null: all.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Only of who had this name in the room when they spoke.</summary>
    public string? Nick { get; init; }

    /// <summary>Only of this person: the id on the network, or empty for the account's own user.</summary>
    public string? Sender { get; init; }

    /// <summary>True: the newest that fit, else the oldest.</summary>
    public bool IsLastPage { get; init; }

    /// <summary>The most messages of the page.</summary>
    public required int Max { get; init; }

    /// <summary>How many bytes end the page; one message is given however large.</summary>
    public required int MaxBytes { get; init; }
}
