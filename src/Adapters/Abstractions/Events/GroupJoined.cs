namespace Bridge.Adapters;

/// <summary>
/// The account is in the group now, by <see cref="IHasGroups.JoinGroupAsync"/> or otherwise. Comes after <see cref="MembersListed"/> and, where there is a topic,
/// <see cref="ChatInfoChanged"/>, and before anything live.
/// </summary>
/// <param name="OwnName">The name the account has in it.</param>
public sealed record GroupJoined(string OwnName) : NetworkEvent
{
    /// <summary>
    /// Whether the account came in without <see cref="IHasGroups.JoinGroupAsync"/>: the network has put it there, or a line of the user's own has. The user is told and
    /// invited, unless a client of theirs is in already.
    /// </summary>
    public bool IsUnasked { get; init; }
}
