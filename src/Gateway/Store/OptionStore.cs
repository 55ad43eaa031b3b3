using System.Collections.Concurrent;

namespace Bridge.Store;

/// <summary>What users have set. All of it stays in memory, secrets encrypted, so that asking touches no database.</summary>
/// <param name="writer">The store's writer.</param>
/// <param name="secrets">For values that are secret.</param>
public sealed class OptionStore(StoreWriter writer, Secrets secrets)
{
    private static readonly IReadOnlyDictionary<string, StoredOption> Nothing = new Dictionary<string, StoredOption>();

    // Changed on the writer's thread only, in the order of commits.
    private readonly ConcurrentDictionary<OptionPlace, IReadOnlyDictionary<string, StoredOption>> _places = new();

    /// <summary>Loads everything. What was not loaded counts as not set.</summary>
    public Task LoadAllAsync(CancellationToken stop) => writer.RunAsync(
        ReadAll,
        rows =>
        {
            foreach (var place in rows.GroupBy(static row => row.Place))
                _places[place.Key] = place.ToDictionary(static row => row.Name, static row => row.Option, StringComparer.Ordinal);
        },
        stop);

    /// <summary>What is set for a place itself, by the options' keys; nothing of what it inherits. Never waits.</summary>
    public IReadOnlyDictionary<string, StoredOption> Find(OptionPlace place) => _places.GetValueOrDefault(place, Nothing);

    /// <summary>The chats of an account for which something is set. Never waits.</summary>
    public IReadOnlyList<string> ChatsOf(long accountId) =>
        [.. _places.Keys.Where(place => place.AccountId == accountId && place.Chat.Length > 0).Select(static place => place.Chat)];

    /// <summary>The value itself. May be a secret: never log it.</summary>
    /// <exception cref="StoreException">The keys cannot be read, or are not those it was encrypted with.</exception>
    public string Reveal(StoredOption option) => option.Encrypted is { } encrypted ? secrets.DecryptText(encrypted) : option.Value!;

    /// <summary>Sets and removes values of one place, all of them or none. Ends when it is committed. Nothing is kept of an account that is deleted.</summary>
    /// <exception cref="StoreException">The keys cannot be read or made.</exception>
    public Task SetAsync(OptionPlace place, IReadOnlyCollection<OptionChange> changes, CancellationToken stop)
    {
        var values = changes.ToDictionary(static change => change.Name, ToStored, StringComparer.Ordinal);
        return writer.RunAsync(
            store =>
            {
                foreach (var (name, option) in values)
                    Write(store, place, name, option);
                return true;
            },
            _ => Remember(place, values),
            stop);
    }

    /// <summary>What is set for a chat holds for another id from now on, where nothing else is set for that. On the writer's thread, for what it has written.</summary>
    public void Moved(OptionPlace former, string current)
    {
        if (_places.TryRemove(former, out var values))
        {
            Remember(former with { Chat = current }, values.Where(value => !Find(former with { Chat = current }).ContainsKey(value.Key)).ToDictionary(static value => value.Key, static value => (StoredOption?)value.Value, StringComparer.Ordinal));
        }
    }

    private static void Write(StoreTransaction store, OptionPlace place, string name, StoredOption? option)
    {
        if (place.AccountId is { } account)
        {
            store.Prepare("DELETE FROM options WHERE account_id = ?1 AND chat = ?2 AND name = ?3").Bind(1, account).Bind(2, place.Chat).Bind(3, name).Run();
            if (option is not null)
                store.Prepare("""
                    INSERT INTO options (user_id, network, account_id, chat, name, value, secret)
                    SELECT user_id, network, id, ?2, ?3, ?4, ?5 FROM accounts WHERE id = ?1 AND user_id IS NOT NULL
                    """).Bind(1, account).Bind(2, place.Chat).Bind(3, name).Bind(4, option.Value).Bind(5, option.Encrypted).Run();
            return;
        }

        store.Prepare("""
            DELETE FROM options
            WHERE user_id = (SELECT id FROM users WHERE jid = ?1) AND network = ?2 AND account_id IS NULL AND name = ?3
            """).Bind(1, place.User).Bind(2, place.Network).Bind(3, name).Run();
        if (option is null)
            return;
        store.Prepare("INSERT INTO users (jid) VALUES (?1) ON CONFLICT DO NOTHING").Bind(1, place.User).Run();
        store.Prepare("""
            INSERT INTO options (user_id, network, account_id, chat, name, value, secret)
            SELECT id, ?2, NULL, '', ?3, ?4, ?5 FROM users WHERE jid = ?1
            """).Bind(1, place.User).Bind(2, place.Network).Bind(3, name).Bind(4, option.Value).Bind(5, option.Encrypted).Run();
    }

    private static List<(OptionPlace Place, string Name, StoredOption Option)> ReadAll(StoreTransaction store)
    {
        var result = new List<(OptionPlace, string, StoredOption)>();
        var rows = store.Prepare("""
            SELECT u.jid, o.network, o.account_id, o.chat, o.name, o.value, o.secret FROM options o JOIN users u ON u.id = o.user_id
            """);
        while (rows.Read())
        {
            var place = new OptionPlace(rows.GetText(0), rows.GetText(1), rows.GetLongOrNull(2), rows.GetText(3));
            result.Add((place, rows.GetText(4), new StoredOption { Value = rows.GetTextOrNull(5), Encrypted = rows.GetBlobOrNull(6) }));
        }
        return result;
    }

    private StoredOption? ToStored(OptionChange change) => change switch
    {
        { Value: null } => null,
        { IsSecret: true } => new StoredOption { Value = null, Encrypted = secrets.EncryptText(change.Value) },
        _ => new StoredOption { Value = change.Value },
    };

    private void Remember(OptionPlace place, Dictionary<string, StoredOption?> values)
    {
        var now = new Dictionary<string, StoredOption>(Find(place), StringComparer.Ordinal);
        foreach (var (name, option) in values)
        {
            if (option is null)
                now.Remove(name);
            else
                now[name] = option;
        }
        if (now.Count > 0)
            _places[place] = now;
        else
            _places.TryRemove(place, out _);
    }
}
