namespace Bridge.Adapters;

/// <summary>One change of a group's members.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Member">The member as they are after it (for leaving: as they were).</param>
public sealed record MemberChange(MemberChangeKind Kind, Member Member)
{
    /// <summary>The name before a <see cref="MemberChangeKind.Renamed"/>.</summary>
    public string? FormerName { get; init; }

    /// <summary>The name of who did it, or null.</summary>
    public string? Actor { get; init; }

    /// <summary>Why, or null.</summary>
    public string? Reason { get; init; }
}
