using Bridge.Adapters;
using Bridge.Gateway.Options;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Import;

/// <summary>
/// Channels in which a user stays. biboumi does not store who is in them: a user counts as being in one in which something was heard in the last
/// days, and is joined to it when Bridge starts, under the nick that they have set. All others are joined when their user comes.
/// </summary>
internal sealed class StayImport(ImportTarget target, GatewayStore store, ImportReport report, TimeProvider time)
{
    private const string What = "channels to stay in, joined at the start";

    private static readonly TimeSpan Fresh = TimeSpan.FromDays(30);

    private readonly string _network = target.Configuration.Name;

    /// <param name="stayers">The users who stay in every channel.</param>
    /// <param name="heard">The channels from which messages came.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(IReadOnlySet<Jid> stayers, IEnumerable<ImportedRoom> heard, CancellationToken stop)
    {
        var joined = (await store.Rooms.LoadAsync(_network, stop)).Select(static room => room.Key).ToHashSet();
        var since = (time.GetUtcNow() - Fresh).ToUnixTimeMilliseconds();
        var unnamed = 0;
        foreach (var room in heard.Where(room => room.LastSaidAt >= since && (stayers.Contains(room.Place.User) || IsKept(room))))
        {
            var key = new RoomKey(room.Place.AccountId, room.Chat.Value);
            if (joined.Contains(key))
            {
                report.There(What);
            }
            else if (NickOf(room) is { } nick)
            {
                store.Rooms.Save(key, nick, null, [], null, []);
                joined.Add(key);
                report.Carried(What);
            }
            else
            {
                unnamed++;
            }
        }

        if (unnamed > 0)
        {
            report.Advise($"channels to stay in that are joined when their user next comes, because no nick is set for them: {unnamed}");
        }

        await StayAsync(stayers, [.. joined.Select(static key => key.AccountId)], stop);
    }

    /// <summary>
    /// The accounts of those who stay everywhere. One in which nobody seems to be waits until its user comes: the network is spared connections that
    /// nobody wants any more.
    /// </summary>
    private async Task StayAsync(IReadOnlySet<Jid> stayers, HashSet<long> used, CancellationToken stop)
    {
        foreach (var account in store.Accounts.FindOfNetwork(_network))
        {
            if (!Jid.TryParse(account.User, out var user) || !stayers.Contains(user))
            {
                continue;
            }

            var place = new OptionTarget(user, new AccountKey(account.Key));
            if (target.Options.SetFor(place).ContainsKey(CoreOptions.Persistent.Key))
            {
                report.There(OptionImport.What);
                continue;
            }

            if (!used.Contains(account.Id))
            {
                await store.Accounts.SetEnabledAsync(account.Id, false, stop);
            }

            await target.Options.SetAsync(place, [new OptionChange(CoreOptions.Persistent.Key, "true", false)], stop);
            report.Carried(OptionImport.What);
        }
    }

    private bool IsKept(ImportedRoom room) => target.Options.IsOn(CoreOptions.Persistent, new OptionTarget(room.Place.User, room.Place.Server, room.Chat));

    private string? NickOf(ImportedRoom room) =>
        target.Options.Find(CoreOptions.Nick) is { } nick ? target.Options.Resolve(nick, new OptionTarget(room.Place.User, room.Place.Server)).Value : null;
}
