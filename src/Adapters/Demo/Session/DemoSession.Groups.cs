namespace Bridge.Adapters.Demo;

// Groups.
internal sealed partial class DemoSession : IHasGroups, IListsGroups, IModeratesGroups, IConfiguresGroups
{
    /// <inheritdoc/>
    /// <remarks>
    /// The events of the join come through the same pump as everything live, so that none can overtake another; this only waits for the
    /// last of them to pass.
    /// </remarks>
    public Task JoinGroupAsync(ChatId group, GroupJoin options, CancellationToken stop) =>
        _network.Join(Connected(), group, options.Name ?? OwnName, options.Password).WaitAsync(stop);

    /// <inheritdoc/>
    public Task LeaveGroupAsync(ChatId group, string? reason, CancellationToken stop)
    {
        if (_connection is { IsOpen: true } connection)
            _network.Leave(connection.Account, group, reason);

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task SetNameAsync(ChatId group, string name, CancellationToken stop) =>
        AnswerAsync(account => _network.SetName(account, group, name));

    /// <inheritdoc/>
    public Task SetTopicAsync(ChatId group, string topic, CancellationToken stop) =>
        AnswerAsync(account => _network.SetTopic(account, group, topic));

    /// <inheritdoc/>
    public Task InviteAsync(ChatId group, ContactId contact, string? reason, CancellationToken stop) =>
        AnswerAsync(account => _network.Invite(account, group, contact.Value, reason));

    /// <inheritdoc/>
    public Task<IReadOnlyList<GroupListing>> ListGroupsAsync(string? query, CancellationToken stop) =>
        AnswerAsync(_ => _network.ListGroups(query));

    /// <inheritdoc/>
    public Task KickAsync(ChatId group, ContactId member, string? reason, CancellationToken stop) =>
        AnswerAsync(account => _network.Kick(account, group, member.Value, reason));

    /// <inheritdoc/>
    public Task SetBanAsync(ChatId group, string address, bool banned, string? reason, CancellationToken stop) =>
        AnswerAsync(account => _network.SetBan(account, group, address, banned, reason));

    /// <inheritdoc/>
    public Task SetRoleAsync(ChatId group, ContactId member, MemberRole role, CancellationToken stop) =>
        AnswerAsync(account => _network.SetRole(account, group, member.Value, role));

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListBansAsync(ChatId group, CancellationToken stop) => AnswerAsync(account => _network.ListBans(account, group));

    /// <inheritdoc/>
    public Task<IReadOnlyList<GroupSetting>> GetGroupSettingsAsync(ChatId group, CancellationToken stop) =>
        AnswerAsync(account => _network.GetSettings(account, group));

    /// <inheritdoc/>
    public Task SetGroupSettingsAsync(ChatId group, IReadOnlyDictionary<string, string> values, CancellationToken stop) =>
        AnswerAsync(account => _network.SetSettings(account, group, values));
}
