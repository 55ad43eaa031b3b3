using Bridge.Gateway.Accounts;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Puppets;

/// <summary>Who is told of the presence of which address of one network: in memory, and in the store. Thread-safe.</summary>
internal sealed class Subscriptions(Network network)
{
    /// <summary>Subscriptions of one user; a roster is not longer.</summary>
    public const int MaxOfUser = 20_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<Jid, HashSet<Jid>> _byUser = [];

    /// <summary>Takes up what the store holds. Addresses of a domain that the network had before are no longer ours to speak for.</summary>
    public async Task LoadAsync(CancellationToken stop)
    {
        var stored = await network.SubscriptionStore.LoadAsync(network.Name, stop);
        lock (_gate)
        {
            foreach (var (userText, addressText) in stored)
            {
                if (Jid.TryParse(userText, out var user) && Jid.TryParse(addressText, out var address) && address.Domain == network.Domain.Domain)
                {
                    AddressesOf(user).Add(address);
                }
            }
        }
    }

    /// <summary>Notes a subscription.</summary>
    /// <returns>False when the user has too many.</returns>
    public bool Add(Jid user, Jid address)
    {
        lock (_gate)
        {
            var addresses = AddressesOf(user);
            if (addresses.Count >= MaxOfUser && !addresses.Contains(address))
            {
                return false;
            }

            if (addresses.Add(address))
            {
                network.SubscriptionStore.Add(network.Name, new StoredSubscription(user.ToString(), address.ToString()));
            }

            return true;
        }
    }

    /// <summary>Forgets a subscription.</summary>
    /// <returns>False when there was none.</returns>
    public bool Remove(Jid user, Jid address)
    {
        lock (_gate)
        {
            if (!_byUser.TryGetValue(user, out var addresses) || !addresses.Remove(address))
            {
                return false;
            }

            if (addresses.Count == 0)
            {
                _byUser.Remove(user);
            }

            network.SubscriptionStore.Remove(network.Name, new StoredSubscription(user.ToString(), address.ToString()));
            return true;
        }
    }

    /// <summary>Whether the user is subscribed to the address.</summary>
    public bool Holds(Jid user, Jid address)
    {
        lock (_gate)
        {
            return _byUser.TryGetValue(user, out var addresses) && addresses.Contains(address);
        }
    }

    /// <summary>The addresses that a user is subscribed to now.</summary>
    public IReadOnlyList<Jid> Of(Jid user)
    {
        lock (_gate)
        {
            return _byUser.TryGetValue(user, out var addresses) ? [.. addresses] : [];
        }
    }

    /// <summary>All there are now.</summary>
    public IReadOnlyList<(Jid User, Jid Address)> All()
    {
        lock (_gate)
        {
            return [.. _byUser.SelectMany(static of => of.Value.Select(address => (of.Key, address)))];
        }
    }

    private HashSet<Jid> AddressesOf(Jid user)
    {
        if (!_byUser.TryGetValue(user, out var addresses))
        {
            _byUser.Add(user, addresses = []);
        }

        return addresses;
    }
}
