namespace Bridge.Adapters;

/// <summary>A member of a group.</summary>
/// <param name="Contact">Who.</param>
/// <param name="Name">The name they have in this group; unique in it.</param>
/// <param name="Role">What they may do.</param>
public sealed record Member(ContactId Contact, string Name, MemberRole Role)
{
    /// <summary>True for the account itself.</summary>
    public bool IsSelf { get; init; }

    /// <summary>Where they come from (<c>user@host</c>), or null.</summary>
    public string? Address { get; init; }

    /// <summary>The name of the account that the network knows them by, whatever they call themselves; null when they have none or it is not known.</summary>
    public string? Account { get; init; }

    /// <summary>Away (RFC 6121 <c>&lt;show/&gt;</c>).</summary>
    public bool Away { get; init; }

    /// <summary>What they say about being away; null when that is nothing, or not known. The core shows it with <see cref="Away"/> only.</summary>
    public string? AwayText { get; init; }
}
