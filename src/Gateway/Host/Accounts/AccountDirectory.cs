using System.Collections.Concurrent;
using Bridge.Adapters;
using Bridge.Xmpp;

namespace Bridge.Gateway.Accounts;

/// <summary>The accounts of one network that were used since the start.</summary>
internal sealed class AccountDirectory(Network network, CancellationToken stop)
{
    private readonly ConcurrentDictionary<(string User, string Key), Account> _accounts = new();

    public IEnumerable<Account> All => _accounts.Values;

    /// <summary>The account of a user, when it was used before in this process.</summary>
    public Account? Find(Jid user, AccountKey key) => _accounts.GetValueOrDefault((user.ToString(), key.Value));

    /// <summary>The account of a user, made when there is none. Makes no connection.</summary>
    public Account GetOrCreate(Jid user, AccountKey key)
    {
        var id = (user.ToString(), key.Value);
        return _accounts.TryGetValue(id, out var account)
            ? account
            : _accounts.GetOrAdd(id, _ => new Account(network, network.AccountStore.GetOrCreate(user.ToString(), network.Name, key.Value).Id, user, key, stop));
    }

    /// <summary>Completes when all sessions have ended.</summary>
    public Task StoppedAsync() => Task.WhenAll(_accounts.Values.Select(static account => account.StoppedAsync()));
}
