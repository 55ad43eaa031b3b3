using System.Collections.Concurrent;
using Bridge.Adapters;
using Bridge.Xmpp;

namespace Bridge.Gateway.Accounts;

/// <summary>The accounts of one network that are in use, or were until a while ago.</summary>
internal sealed class AccountDirectory(Network network, CancellationToken stop)
{
    private readonly ConcurrentDictionary<(string User, string Key), Account> _accounts = new();

    public IEnumerable<Account> All => _accounts.Values;

    /// <summary>The account of a user, when it is in use.</summary>
    public Account? Find(Jid user, AccountKey key) => _accounts.GetValueOrDefault((user.ToString(), key.Value));

    /// <summary>The account of a user, made when there is none. Makes no connection.</summary>
    public Account GetOrCreate(Jid user, AccountKey key)
    {
        var id = (User: user.ToString(), Key: key.Value);
        while (true)
        {
            if (!_accounts.TryGetValue(id, out var account))
            {
                account = _accounts.GetOrAdd(id, _ => new Account(network, network.AccountStore.GetOrCreate(id.User, network.Name, id.Key), user, stop));
            }

            if (account.TryUse())
            {
                return account;
            }

            _accounts.TryRemove(new KeyValuePair<(string, string), Account>(id, account));
        }
    }

    /// <summary>Forgets direct chats and accounts that nobody has used for some time.</summary>
    public void ForgetUnused()
    {
        foreach (var entry in _accounts)
        {
            entry.Value.ForgetChats();
            if (entry.Value.TryEnd())
            {
                _accounts.TryRemove(entry);
            }
        }
    }

    /// <summary>Completes when all sessions have ended.</summary>
    public Task StoppedAsync() => Task.WhenAll(_accounts.Values.Select(static account => account.StoppedAsync()));
}
