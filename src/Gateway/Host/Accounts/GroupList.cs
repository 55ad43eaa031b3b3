using Bridge.Adapters;

namespace Bridge.Gateway.Accounts;

/// <summary>The public groups as they were at one time, for a client that pages through them: no page depends on what has changed since.</summary>
/// <param name="Groups">Each once, the largest first.</param>
/// <param name="Session">Whom it was asked of.</param>
/// <param name="TakenAt">When, as a timestamp.</param>
internal sealed record GroupList(IReadOnlyList<GroupListing> Groups, INetworkSession Session, long TakenAt)
{
    /// <summary>The most groups of a list: the largest.</summary>
    public const int MaxGroups = 50_000;

    /// <summary>How long who begins anew is shown the same list.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(20);

    /// <summary>How long who goes on is shown the same list.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(2);

    /// <summary>Asks a session for a list.</summary>
    public static async Task<GroupList> AskAsync(IListsGroups lister, INetworkSession session, TimeProvider time, CancellationToken stop)
    {
        var groups = await lister.ListGroupsAsync(null, stop);
        return new GroupList(
            [.. groups.DistinctBy(static group => group.Group).OrderByDescending(static group => group.Members ?? 0).ThenBy(static group => group.Group.Value, StringComparer.Ordinal).Take(MaxGroups)],
            session,
            time.GetTimestamp());
    }
}
