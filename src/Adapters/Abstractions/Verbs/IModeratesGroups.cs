namespace Bridge.Adapters;

/// <summary>Optional: members can be managed (XEP-0045 sections 8 to 10).</summary>
public interface IModeratesGroups
{
    /// <summary>Removes a member, who may come back.</summary>
    /// <exception cref="NetworkException">It was refused.</exception>
    Task KickAsync(ChatId group, ContactId member, string? reason, CancellationToken stop);

    /// <summary>Bans somebody, or lifts the ban.</summary>
    /// <param name="group">The group.</param>
    /// <param name="address">A contact's id, or the network's form of a ban (an IRC mask).</param>
    /// <param name="banned">False lifts it.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="NetworkException">It was refused.</exception>
    Task SetBanAsync(ChatId group, string address, bool banned, string? reason, CancellationToken stop);

    /// <summary>Gives a member a role.</summary>
    /// <exception cref="NetworkException">It was refused.</exception>
    Task SetRoleAsync(ChatId group, ContactId member, MemberRole role, CancellationToken stop);

    /// <summary>The bans in force.</summary>
    /// <exception cref="NetworkException">They cannot be had now.</exception>
    Task<IReadOnlyList<string>> ListBansAsync(ChatId group, CancellationToken stop);
}
