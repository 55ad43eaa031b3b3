using Bridge.Xmpp;

namespace Bridge.Gateway.Commands;

/// <summary>What waits for a user's next word, for five minutes or a time of its own. Forgotten at that moment and not later, because it may hold secrets. Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="maxOfUser">How many one user may have; the oldest goes.</param>
internal sealed class PendingRequests<T>(TimeProvider time, int maxOfUser)
    where T : class
{
    /// <summary>How long something waits.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<Jid, List<Entry>> _ofUser = [];

    /// <summary>Keeps something, in the place of what is kept under the key.</summary>
    public void Put(string key, Jid user, T value, TimeSpan? lifetime = null)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var former))
            {
                Remove(former);
            }

            var entry = new Entry(key, user, value);
            entry.Timer = time.CreateTimer(Expire, entry, lifetime ?? Lifetime, Timeout.InfiniteTimeSpan);
            _entries[key] = entry;
            if (!_ofUser.TryGetValue(user, out var own))
            {
                _ofUser[user] = own = [];
            }

            own.Add(entry);
            if (own.Count > maxOfUser)
            {
                Remove(own[0]);
            }
        }
    }

    /// <summary>What is kept under the key, and stays there; null when there is nothing.</summary>
    public T? Find(string key)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(key, out var entry) ? entry.Value : null;
        }
    }

    /// <summary>Takes something out, so that nobody else has it meanwhile; null when there is nothing, or no longer.</summary>
    public T? Take(string key)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var entry))
            {
                return null;
            }

            Remove(entry);
            return entry.Value;
        }
    }

    private void Expire(object? state)
    {
        lock (_gate)
        {
            var entry = (Entry)state!;
            if (_entries.GetValueOrDefault(entry.Key) == entry)
            {
                Remove(entry);
            }
        }
    }

    private void Remove(Entry entry)
    {
        entry.Timer?.Dispose();
        _entries.Remove(entry.Key);
        if (_ofUser.TryGetValue(entry.User, out var own) && own.Remove(entry) && own.Count == 0)
        {
            _ofUser.Remove(entry.User);
        }
    }

    private sealed class Entry(string key, Jid user, T value)
    {
        public string Key => key;

        public Jid User => user;

        public T Value => value;

        public ITimer? Timer { get; set; }
    }
}
