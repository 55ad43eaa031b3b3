using Bridge.Adapters;

namespace Bridge.Gateway.Accounts;

// The list of the network's public groups.
internal sealed partial class Account
{
    private volatile GroupList? _groupList;

    /// <summary>The public groups of the network, as a client that pages through them has to see them.</summary>
    /// <param name="lister">The session that is asked when there is no list to go on with.</param>
    /// <param name="isBeginning">Whether nothing is known yet of who asks: they are shown a new list unless the last one is quite new.</param>
    /// <param name="stop">Ends the question.</param>
    /// <exception cref="NetworkException">They cannot be had now.</exception>
    public async Task<GroupList> ListGroupsAsync(IListsGroups lister, bool isBeginning, CancellationToken stop)
    {
        var session = (INetworkSession)lister;
        if (_groupList is { } kept && kept.Session == session && Network.Time.GetElapsedTime(kept.TakenAt) < (isBeginning ? GroupList.FreshFor : GroupList.KeptFor))
        {
            return kept;
        }

        return _groupList = await GroupList.AskAsync(lister, session, Network.Time, stop);
    }

    /// <summary>Forgets the list of groups that nobody can go on with.</summary>
    public void ForgetGroupList()
    {
        if (_groupList is { } kept && (kept.Session != _session || Network.Time.GetElapsedTime(kept.TakenAt) >= GroupList.KeptFor))
        {
            Interlocked.CompareExchange(ref _groupList, null, kept);
        }
    }
}
