using Bridge.Adapters;
using Bridge.Gateway.Accounts;

namespace Bridge.Gateway.Options;

/// <summary>Lets what somebody has set take effect, as far as it can at once.</summary>
internal sealed class OptionEffects(Network network, AccountDirectory accounts)
{
    /// <summary>Tells sessions and rooms of new values.</summary>
    /// <param name="target">What they were set for.</param>
    /// <param name="changed">The keys of the options.</param>
    /// <returns>The accounts that use some of the values from their next connection on.</returns>
    public IReadOnlyList<Account> Apply(OptionTarget target, IReadOnlyCollection<string> changed)
    {
        List<Account> later = [];
        foreach (var account in accounts.All.Where(account => account.User == target.User && (target.Account is not { } only || account.Key == only)).ToList())
        {
            if (target.Chat is null && changed.Contains(CoreOptions.Nick))
            {
                account.Prefer(null);
            }

            Tell(account, target, changed);
            if (changed.Contains(CoreOptions.SharePresence.Key) || changed.Contains(CoreOptions.ShareProfile.Key))
            {
                network.RaiseSharingChanged(account);
            }

            if (changed.Contains(CoreOptions.Contacts.Key))
            {
                network.RaiseContactsWanted(account);
            }

            if (target.Chat is null && account.IsRunning && changed.Any(key => network.Options.Find(key) is not { Live: true }))
            {
                later.Add(account);
            }
        }

        if (target.Account is { } key && changed.Contains(CoreOptions.Persistent.Key))
        {
            Persist(accounts.GetOrCreate(target.User, key), target);
        }

        return later;
    }

    private void Tell(Account account, OptionTarget target, IReadOnlyCollection<string> changed)
    {
        if (account.Session is not ITakesOptions session)
        {
            return;
        }

        var known = changed.Select(network.Options.Find).OfType<AccountOption>().ToList();
        if (target.Chat is null && known.Any(static option => option.Live))
        {
            session.SetOptions(null, network.Options.LiveForSession(account.Target));
        }

        if (!known.Any(static option => option.Levels.HasFlag(OptionLevels.Chat)))
        {
            return;
        }

        foreach (var room in account.Rooms.Values.Where(room => target.Chat is not { } only || room.Chat == only))
        {
            session.SetOptions(room.Chat, network.Options.ForChat(room.Target));
        }
    }

    private static void Persist(Account account, OptionTarget target)
    {
        foreach (var room in account.Rooms.Values)
        {
            room.PersistenceChanged();
        }

        if (target.Chat is null && account.IsPersistent)
        {
            account.Start();
        }
        else
        {
            account.StopIfIdle();
        }
    }
}
