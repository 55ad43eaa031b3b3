namespace Bridge.Store;

/// <summary>How far an account has read something on its network. Table <c>cursors</c>.</summary>
public sealed class CursorRow
{
    /// <summary>The account.</summary>
    public long AccountId { get; set; }

    /// <summary>Which position, as the adapter names it.</summary>
    public required string Name { get; set; }

    /// <summary>The position, opaque.</summary>
    public required string Value { get; set; }
}
