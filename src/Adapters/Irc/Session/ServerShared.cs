using System.Collections.Concurrent;

namespace Bridge.Adapters.Irc;

/// <summary>What the sessions of one server have in common, so that it is kept once: the people they see, and what the server says of itself. Thread-safe.</summary>
internal sealed class ServerShared
{
    private const int MaxShown = 20_000;
    private const int MaxFeatures = 64;

    // A channel's members are mostly the same people for all sessions.
    private readonly ConcurrentDictionary<CaseMapping, SourcePool> _pools = new();

    // What each line of 005 makes of what was known before it.
    private readonly ConcurrentDictionary<(ServerFeatures Before, string Tokens), ServerFeatures> _features = new();

    // The message of the day that each user was shown last, by its hash: a text for each user would be much to keep.
    private readonly ConcurrentDictionary<string, int> _shown = new(StringComparer.Ordinal);

    internal SourcePool PoolOf(CaseMapping mapping) => _pools.GetOrAdd(mapping, static mapping => new SourcePool(mapping));

    /// <summary>The features after a line of 005: the same object for all sessions that were sent the same lines.</summary>
    internal ServerFeatures After(ServerFeatures before, string tokens)
    {
        if (_features.TryGetValue((before, tokens), out var known))
            return known;
        // A server that says something else every time is not worth remembering.
        if (_features.Count >= MaxFeatures)
            _features.Clear();
        return _features.GetOrAdd((before, tokens), static key => key.Before.With(key.Tokens));
    }

    /// <summary>Whether a message of the day is not the one that the user was shown the last time.</summary>
    internal bool IsNewsOfDay(string? user, string text)
    {
        if (_shown.Count > MaxShown)
            _shown.Clear();
        var hash = string.GetHashCode(text);
        var before = _shown.TryGetValue(user ?? "", out var known) ? known : (int?)null;
        _shown[user ?? ""] = hash;
        return before != hash;
    }
}
