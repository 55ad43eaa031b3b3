namespace Bridge.Adapters;

/// <summary>The account is no longer in the group, by whatever cause but the loss of the connection.</summary>
/// <param name="Kind"><see cref="MemberChangeKind.Left"/>, <see cref="MemberChangeKind.Kicked"/> or <see cref="MemberChangeKind.Banned"/>.</param>
public sealed record GroupLeft(MemberChangeKind Kind) : NetworkEvent
{
    /// <summary>The name of who did it, or null.</summary>
    public string? Actor { get; init; }

    /// <summary>Why, or null.</summary>
    public string? Reason { get; init; }
}
