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
    public Task SetNameAsync(ChatId group, string name, CancellationToken stop)
    {
        _network.SetName(Connected(), group, name);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task SetTopicAsync(ChatId group, string topic, CancellationToken stop)
    {
        _network.SetTopic(Connected(), group, topic);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task InviteAsync(ChatId group, ContactId contact, string? reason, CancellationToken stop)
    {
        _network.Invite(Connected(), group, contact.Value, reason);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<GroupListing>> ListGroupsAsync(string? query, CancellationToken stop)
    {
        Connected();
        return Task.FromResult(_network.ListGroups(query));
    }

    /// <inheritdoc/>
    public Task KickAsync(ChatId group, ContactId member, string? reason, CancellationToken stop)
    {
        _network.Kick(Connected(), group, member.Value, reason);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task SetBanAsync(ChatId group, string address, bool banned, string? reason, CancellationToken stop)
    {
        _network.SetBan(Connected(), group, address, banned, reason);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task SetRoleAsync(ChatId group, ContactId member, MemberRole role, CancellationToken stop)
    {
        _network.SetRole(Connected(), group, member.Value, role);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListBansAsync(ChatId group, CancellationToken stop) => Task.FromResult(_network.ListBans(Connected(), group));

    /// <inheritdoc/>
    public Task<IReadOnlyList<GroupSetting>> GetGroupSettingsAsync(ChatId group, CancellationToken stop) =>
        Task.FromResult(_network.GetSettings(Connected(), group));

    /// <inheritdoc/>
    public Task SetGroupSettingsAsync(ChatId group, IReadOnlyDictionary<string, string> values, CancellationToken stop)
    {
        _network.SetSettings(Connected(), group, values);
        return Task.CompletedTask;
    }
}
