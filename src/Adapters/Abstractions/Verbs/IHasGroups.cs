namespace Bridge.Adapters;

/// <summary>Optional: the network has groups that can be joined and left.</summary>
public interface IHasGroups
{
    /// <summary>
    /// Joins a group. Completes after <see cref="GroupJoined"/> was published. The core calls it again for each occupied room after every
    /// <see cref="SessionState.Connected"/>; joining a group the account is in already raises the same events again.
    /// </summary>
    /// <exception cref="NetworkException">It was refused.</exception>
    Task JoinGroupAsync(ChatId group, GroupJoin options, CancellationToken stop);

    /// <summary>Leaves a group. Completes when the request has gone; never throws for a group the account is not in.</summary>
    Task LeaveGroupAsync(ChatId group, string? reason, CancellationToken stop);

    /// <summary>Changes the account's name in a group, or everywhere where the network has one name only. The change comes back as <see cref="MembersChanged"/>.</summary>
    /// <exception cref="NetworkException">The name is taken, malformed or refused.</exception>
    Task SetNameAsync(ChatId group, string name, CancellationToken stop);

    /// <summary>Sets the topic. The change comes back as <see cref="ChatInfoChanged"/>.</summary>
    /// <exception cref="NetworkException">It was refused.</exception>
    Task SetTopicAsync(ChatId group, string topic, CancellationToken stop);

    /// <summary>Invites somebody.</summary>
    /// <exception cref="NetworkException">It was refused.</exception>
    Task InviteAsync(ChatId group, ContactId contact, string? reason, CancellationToken stop);
}
