namespace Bridge.Adapters;

/// <summary>
/// The account is in the group now, by <see cref="IHasGroups.JoinGroupAsync"/> or otherwise. Comes after <see cref="MembersListed"/> and, where there is a topic,
/// <see cref="ChatInfoChanged"/>, and before anything live.
/// </summary>
/// <param name="OwnName">The name the account has in it.</param>
public sealed record GroupJoined(string OwnName) : NetworkEvent;
