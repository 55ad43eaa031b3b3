namespace Bridge.Adapters;

/// <summary>Members came, went or changed. One event may hold many (a netsplit).</summary>
/// <param name="Changes">The changes, in order.</param>
public sealed record MembersChanged(IReadOnlyList<MemberChange> Changes) : NetworkEvent;
