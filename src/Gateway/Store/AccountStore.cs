using System.Collections.Concurrent;

namespace Bridge.Store;

/// <summary>
/// Users and their accounts. Every account that was asked for stays in memory, so asking again touches no database. The methods that
/// write end when it is committed. Plain SQL instead of EF: this runs at start and on every join, and EF's model alone costs half a second.
/// </summary>
/// <param name="writer">The store's writer.</param>
/// <param name="secrets">For credentials.</param>
/// <param name="time">The clock.</param>
public sealed class AccountStore(StoreWriter writer, Secrets secrets, TimeProvider time)
{
    private const string Select = """
        SELECT a.id, u.jid, a.network, a.account_key, a.preferred_name, a.enabled, a.created_at, a.credentials, a.label, a.removed_at
        FROM accounts a LEFT JOIN users u ON u.id = a.user_id
        """;

    private readonly Lock _making = new();
    private long _lastId;
    private volatile bool _allLoaded;

    // Both are changed on the writer's thread only, in the order of commits.
    private readonly ConcurrentDictionary<long, StoredAccount> _byId = new();
    private readonly ConcurrentDictionary<(string? User, string Network, string Key), StoredAccount> _byName = new();

    /// <summary>Loads every account, so that <see cref="GetOrCreate"/> knows which there are.</summary>
    public async Task LoadAllAsync(CancellationToken stop)
    {
        var all = await writer.RunAsync(store => (Accounts: ReadAll(store.Prepare(Select + " ORDER BY a.id")), LastId: ReadLastId(store)), read =>
        {
            foreach (var account in read.Accounts)
                Remember(account);
        }, stop).ConfigureAwait(false);
        _lastId = all.LastId;
        _allLoaded = true;
    }

    /// <summary>
    /// Finds the account, or makes it, enabled and without credentials. Never waits: nothing that is posted to the writer afterwards is
    /// written before a new account's row is.
    /// </summary>
    /// <param name="user">The bare JID, prepared; null for the relay account.</param>
    /// <param name="network">The configured network's name.</param>
    /// <param name="key">Which of the user's accounts on it; may be empty.</param>
    /// <exception cref="InvalidOperationException"><see cref="LoadAllAsync"/> has not ended.</exception>
    public StoredAccount GetOrCreate(string? user, string network, string key)
    {
        if (_byName.TryGetValue((user, network, key), out var known))
            return known;
        if (!_allLoaded)
            throw new InvalidOperationException("The accounts are not loaded yet.");
        lock (_making)
        {
            if (_byName.TryGetValue((user, network, key), out known))
                return known;
            var account = Make(user, network, key);
            Remember(account);
            writer.PostOwed(store => Insert(store, account), () => Remove(account.Id));
            return account;
        }
    }

    /// <summary>The account if it was asked for or loaded before; never waits.</summary>
    public StoredAccount? Find(long id) => _byId.GetValueOrDefault(id);

    /// <summary>The accounts of a network that were asked for or loaded before, in the order in which they were made; never waits.</summary>
    public IReadOnlyList<StoredAccount> FindOfNetwork(string network) =>
        [.. _byId.Values.Where(account => account.Network == network).OrderBy(static account => account.Id)];

    /// <summary>All accounts of a user, on all networks, also those switched off.</summary>
    public Task<IReadOnlyList<StoredAccount>> LoadOfUserAsync(string user, CancellationToken stop) => writer.RunAsync(
        IReadOnlyList<StoredAccount> (store) =>
            ReadAll(store.Prepare(Select + " WHERE a.user_id = (SELECT id FROM users WHERE jid = ?1) ORDER BY a.id").Bind(1, user)),
        accounts =>
        {
            foreach (var account in accounts)
                Remember(account);
        },
        stop);

    /// <summary>The account if it was asked for or loaded before; never waits.</summary>
    /// <param name="user">The bare JID, prepared; null for the relay account.</param>
    /// <param name="network">The configured network's name.</param>
    /// <param name="key">Which of the user's accounts on it; may be empty.</param>
    public StoredAccount? Find(string? user, string network, string key) => _byName.GetValueOrDefault((user, network, key));

    /// <summary>The accounts of a user on a network, in the order in which they were made, if they were asked for or loaded before; never waits.</summary>
    public IReadOnlyList<StoredAccount> FindOfUser(string user, string network) =>
        [.. _byId.Values.Where(account => account.User == user && account.Network == network).OrderBy(static account => account.Id)];

    /// <summary>Decrypts an account's credentials; empty when it has none. Secret: never log it.</summary>
    /// <exception cref="StoreException">The keys cannot be read, or are not those it was encrypted with.</exception>
    public IReadOnlyDictionary<string, string> GetCredentials(StoredAccount account) =>
        account.EncryptedCredentials is { } encrypted ? secrets.DecryptCredentials(encrypted) : new Dictionary<string, string>();

    /// <summary>Encrypts and stores credentials; null or none removes them.</summary>
    /// <returns>The account as it is now; null when there is no such account.</returns>
    /// <exception cref="StoreException">The keys cannot be read or made.</exception>
    public Task<StoredAccount?> SetCredentialsAsync(long id, IReadOnlyDictionary<string, string>? credentials, CancellationToken stop)
    {
        var encrypted = credentials is { Count: > 0 } ? secrets.EncryptCredentials(credentials) : null;
        return UpdateAsync(id, store => store.Prepare("UPDATE accounts SET credentials = ?2 WHERE id = ?1").Bind(2, encrypted), stop);
    }

    /// <summary>
    /// Stores a login: the account, made when there is none, with its credentials, and enabled, in one transaction. A label that it has already stays.
    /// </summary>
    /// <param name="user">The bare JID, prepared.</param>
    /// <param name="network">The configured network's name.</param>
    /// <param name="key">Which of the user's accounts on it; may be empty.</param>
    /// <param name="label">What people call it.</param>
    /// <param name="credentials">What its sessions need.</param>
    /// <param name="stop">Ends the wait, not the work.</param>
    /// <returns>The account as it is now.</returns>
    /// <exception cref="StoreException">It could not be stored, or the keys cannot be read or made.</exception>
    public Task<StoredAccount> LogInAsync(
        string user, string network, string key, string label, IReadOnlyDictionary<string, string> credentials, CancellationToken stop)
    {
        var encrypted = secrets.EncryptCredentials(credentials);
        lock (_making)
        {
            var fresh = _byName.ContainsKey((user, network, key)) ? null : Make(user, network, key);
            return writer.RunAsync(store => LogIn(store, fresh, user, network, key, label, encrypted), Remember, stop);
        }
    }

    /// <summary>Stores what people call the account.</summary>
    /// <returns>The account as it is now; null when there is no such account.</returns>
    public Task<StoredAccount?> SetLabelAsync(long id, string label, CancellationToken stop) =>
        UpdateAsync(id, store => store.Prepare("UPDATE accounts SET label = ?2 WHERE id = ?1").Bind(2, label), stop);

    /// <summary>Notes that the account is to be removed, so that a removal that was begun is ended after a restart too.</summary>
    /// <returns>The account as it is now; null when there is no such account.</returns>
    public Task<StoredAccount?> SetRemovedAsync(long id, CancellationToken stop)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return UpdateAsync(id, store => store.Prepare("UPDATE accounts SET removed_at = ?2 WHERE id = ?1").Bind(2, now), stop);
    }

    /// <summary>Stores the name the user asked to appear under; null forgets it.</summary>
    /// <returns>The account as it is now; null when there is no such account.</returns>
    public Task<StoredAccount?> SetPreferredNameAsync(long id, string? name, CancellationToken stop) =>
        UpdateAsync(id, store => store.Prepare("UPDATE accounts SET preferred_name = ?2 WHERE id = ?1").Bind(2, name), stop);

    /// <summary>Switches the account on or off.</summary>
    /// <returns>The account as it is now; null when there is no such account.</returns>
    public Task<StoredAccount?> SetEnabledAsync(long id, bool enabled, CancellationToken stop) =>
        UpdateAsync(id, store => store.Prepare("UPDATE accounts SET enabled = ?2 WHERE id = ?1").Bind(2, enabled ? 1 : 0), stop);

    /// <summary>
    /// Deletes the account and all that hangs on it: contacts, chats and their messages, rooms, deliveries under way and their trace;
    /// and the user with the last account, unless they have set something for accounts to come.
    /// </summary>
    /// <returns>Whether there was such an account.</returns>
    public Task<bool> DeleteAsync(long id, CancellationToken stop) => writer.RunAsync(store => Delete(store, id), _ => Remove(id), stop);

    /// <summary>As <see cref="DeleteAsync"/>, and never waits: the account is gone for every call after this one.</summary>
    public void Forget(StoredAccount account)
    {
        Remove(account.Id);

        // Once more at the end: what was read before may have brought it back.
        _ = DeleteAsync(account.Id, CancellationToken.None);
    }

    /// <summary>
    /// The highest id that an account has or had. What is under way may name an account that is gone, and must not become another user's. Of
    /// the trace, which is long and has no index, the newest rows.
    /// </summary>
    private static long ReadLastId(StoreTransaction store)
    {
        var row = store.Prepare("""
            SELECT MAX(id) FROM (
                SELECT seq AS id FROM sqlite_sequence WHERE name = 'accounts'
                UNION ALL SELECT MAX(id) FROM accounts
                UNION ALL SELECT MAX(account_id) FROM inbox
                UNION ALL SELECT MAX(account_id) FROM outbox
                UNION ALL SELECT MAX(account_id) FROM (SELECT account_id FROM trace ORDER BY id DESC LIMIT 10000))
            """);
        row.Read();
        var id = row.GetLong(0);
        row.Reset();
        return id;
    }

    private StoredAccount Make(string? user, string network, string key) => new()
    {
        Id = ++_lastId,
        User = user,
        Network = network,
        Key = key,
        Enabled = true,
        CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
    };

    private static StoredAccount LogIn(
        StoreTransaction store, StoredAccount? fresh, string user, string network, string key, string label, byte[] credentials)
    {
        const string Where = " WHERE u.jid = ?1 AND a.network = ?2 AND a.account_key = ?3";
        List<StoredAccount> Find() => ReadAll(store.Prepare(Select + Where).Bind(1, user).Bind(2, network).Bind(3, key));
        if (Find() is not [var account])
        {
            account = fresh ?? throw new StoreException("The account was removed meanwhile.");
            Insert(store, account);
        }

        store.Prepare("UPDATE accounts SET label = COALESCE(label, ?2), credentials = ?3, enabled = 1 WHERE id = ?1")
            .Bind(1, account.Id).Bind(2, label).Bind(3, credentials).Run();
        return Find()[0];
    }

    private static void Insert(StoreTransaction store, StoredAccount account)
    {
        if (account.User is not null)
            store.Prepare("INSERT INTO users (jid) VALUES (?1) ON CONFLICT DO NOTHING").Bind(1, account.User).Run();
        store.Prepare("""
            INSERT INTO accounts (id, user_id, network, account_key, enabled, created_at)
            VALUES (?5, (SELECT id FROM users WHERE jid = ?1), ?2, ?3, 1, ?4)
            """).Bind(1, account.User).Bind(2, account.Network).Bind(3, account.Key).Bind(4, account.CreatedAt).Bind(5, account.Id).Run();
    }

    private static bool Delete(StoreTransaction store, long id)
    {
        // No foreign keys lead to these three.
        store.Prepare("DELETE FROM inbox WHERE account_id = ?1").Bind(1, id).Run();
        store.Prepare("DELETE FROM outbox WHERE account_id = ?1").Bind(1, id).Run();
        store.Prepare("DELETE FROM trace WHERE account_id = ?1").Bind(1, id).Run();
        var find = store.Prepare("SELECT user_id FROM accounts WHERE id = ?1").Bind(1, id);
        var user = find.Read() ? find.GetLongOrNull(0) : null;
        find.Reset();
        var existed = store.Prepare("DELETE FROM accounts WHERE id = ?1").Bind(1, id).Run() > 0;
        store.Prepare("""
            DELETE FROM users WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM accounts WHERE user_id = ?1) AND NOT EXISTS (SELECT 1 FROM options WHERE user_id = ?1)
            """).Bind(1, user).Run();
        return existed;
    }

    private Task<StoredAccount?> UpdateAsync(long id, Func<StoreTransaction, Statement> update, CancellationToken stop) => writer.RunAsync(
        store =>
        {
            update(store).Bind(1, id).Run();
            return ReadAll(store.Prepare(Select + " WHERE a.id = ?1").Bind(1, id)) is [var account] ? account : null;
        },
        account =>
        {
            if (account is not null)
                Remember(account);
        },
        stop);

    private static List<StoredAccount> ReadAll(Statement rows)
    {
        var result = new List<StoredAccount>();
        while (rows.Read())
        {
            result.Add(new StoredAccount
            {
                Id = rows.GetLong(0),
                User = rows.GetTextOrNull(1),
                Network = rows.GetText(2),
                Key = rows.GetText(3),
                PreferredName = rows.GetTextOrNull(4),
                Enabled = rows.GetLong(5) != 0,
                CreatedAt = rows.GetLong(6),
                EncryptedCredentials = rows.GetBlobOrNull(7),
                Label = rows.GetTextOrNull(8),
                IsBeingRemoved = rows.GetLongOrNull(9) is not null,
            });
        }
        return result;
    }

    private void Remember(StoredAccount account)
    {
        _byId[account.Id] = account;
        _byName[(account.User, account.Network, account.Key)] = account;
    }

    private void Remove(long id)
    {
        if (_byId.TryRemove(id, out var account))
            _byName.TryRemove(new KeyValuePair<(string?, string, string), StoredAccount>((account.User, account.Network, account.Key), account));
    }
}
