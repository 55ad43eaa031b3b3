namespace Bridge.Adapters.Irc;

/// <summary>The last bans of a channel: who is removed right after one, by the same person, is banned and not only kicked.</summary>
internal sealed class RecentBans(IrcState state)
{
    private const int Most = 20;

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(10);

    private readonly Queue<(string By, string Mask, long At)> _bans = new();

    internal void Add(string by, string mask)
    {
        if (_bans.Count == Most)
            _bans.Dequeue();
        _bans.Enqueue((state.Key(by), mask, state.Time.GetTimestamp()));
    }

    internal bool Explain(string by, string nick, string? address) => _bans.Any(ban =>
        ban.By == state.Key(by) && state.Time.GetElapsedTime(ban.At) <= Moment && BanMask.Matches(state, ban.Mask, nick, address));
}
