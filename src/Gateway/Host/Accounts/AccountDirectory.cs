using System.Collections.Concurrent;
using Bridge.Adapters;
using Bridge.Xmpp;

namespace Bridge.Gateway.Accounts;

/// <summary>The accounts of one network that are in use, or were until a while ago.</summary>
internal sealed class AccountDirectory(Network network, CancellationToken stop)
{
    private readonly ConcurrentDictionary<(string User, string Key), Account> _accounts = new();
    private readonly Lock _making = new();

    public IEnumerable<Account> All => _accounts.Values;

    /// <summary>The account of a user, when it is in use.</summary>
    public Account? Find(Jid user, AccountKey key) => _accounts.GetValueOrDefault((user.ToString(), key.Value));

    /// <summary>The account of a user, made when there is none. Makes no connection.</summary>
    /// <exception cref="NetworkException">The user has as many as they may have, or has to log in first.</exception>
    public Account GetOrCreate(Jid user, AccountKey key)
    {
        if (network.WhyUnusable(user, key) is { } reason)
        {
            // Of the reasons that a network may give, the one that becomes “registration required”.
            throw new NetworkException(NetworkError.MembersOnly, reason);
        }

        return Restore(user, key);
    }

    /// <summary>The account of a user with what is stored of it, also one that they have to log in to first.</summary>
    /// <exception cref="NetworkException">The user has as many as they may have.</exception>
    public Account Restore(Jid user, AccountKey key)
    {
        var id = (User: user.ToString(), Key: key.Value);
        while (true)
        {
            if (!_accounts.TryGetValue(id, out var account))
            {
                lock (_making)
                {
                    MakeRoom(id.User, key);
                    account = _accounts.GetOrAdd(id, _ => new Account(network, network.AccountStore.GetOrCreate(id.User, network.Name, id.Key), user, stop));
                }
            }

            if (account.TryUse())
            {
                return account;
            }

            _accounts.TryRemove(new KeyValuePair<(string, string), Account>(id, account));
        }
    }

    /// <summary>Forgets direct chats, lists of groups and accounts that nobody has used for some time.</summary>
    public void ForgetUnused()
    {
        foreach (var entry in _accounts)
        {
            entry.Value.ForgetChats();
            entry.Value.ForgetGroupList();
            if (entry.Value.TryEnd())
            {
                _accounts.TryRemove(entry);
            }
        }
    }

    /// <summary>Forgets an account that is deleted.</summary>
    public void Remove(Account account) =>
        _accounts.TryRemove(new KeyValuePair<(string, string), Account>((account.User.ToString(), account.Key.Value), account));

    /// <summary>Completes when all sessions have ended.</summary>
    public Task StoppedAsync() => Task.WhenAll(_accounts.Values.Select(static account => account.StoppedAsync()));

    /// <summary>
    /// Where a user may name any server, each name would be an account for ever: beyond the limit, the oldest one that is not in use and for which
    /// nothing is set makes way for the new one.
    /// </summary>
    private void MakeRoom(string user, AccountKey key)
    {
        if (network.AccountsPerUser == 0 || network.AccountStore.Find(user, network.Name, key.Value) is not null)
        {
            return;
        }

        var stored = network.AccountStore.FindOfUser(user, network.Name);
        if (stored.Count < network.AccountsPerUser)
        {
            return;
        }

        var unused = stored.FirstOrDefault(account => !account.HasCredentials && !network.Options.IsAnySet(account) && !_accounts.ContainsKey((user, account.Key)))
            ?? throw new NetworkException(
                NetworkError.Throttled,
                $"You have {stored.Count} connections or logins here already, and may have {network.AccountsPerUser}: disconnect from one or forget a login, and try again ten minutes later.");
        network.AccountStore.Forget(unused);
    }
}
