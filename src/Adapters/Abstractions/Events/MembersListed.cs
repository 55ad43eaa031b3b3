namespace Bridge.Adapters;

/// <summary>The complete list of a group's members, the account itself among them.</summary>
/// <param name="Members">All of them.</param>
public sealed record MembersListed(IReadOnlyList<Member> Members) : NetworkEvent;
