namespace Bridge.Gateway.Components;

/// <summary>Delays between attempts: doubling from a first to a longest, each shortened or lengthened by up to a quarter so that many do not come at once.</summary>
internal sealed class Backoff
{
    /// <summary>What is asked for counts up to here: beyond it, it is a mistake.</summary>
    private static readonly TimeSpan LongestAsked = TimeSpan.FromDays(1);

    private readonly TimeSpan _first, _longest;
    private TimeSpan _next;

    public Backoff(TimeSpan first, TimeSpan longest)
    {
        _first = first;
        _longest = longest;
        _next = first;
    }

    /// <summary>The next delay.</summary>
    /// <param name="atLeast">A delay that was asked for, or null; a day at most is heeded.</param>
    /// <param name="atMost">A longest delay for this time, before jitter, or null.</param>
    public TimeSpan Next(TimeSpan? atLeast = null, TimeSpan? atMost = null)
    {
        var delay = (atMost < _next ? atMost.Value : _next) * (0.75 + (Random.Shared.NextDouble() / 2));
        _next = _next * 2 > _longest ? _longest : _next * 2;
        var asked = atLeast < LongestAsked ? atLeast.Value : atLeast is null ? TimeSpan.Zero : LongestAsked;
        return asked > delay ? asked : delay;
    }

    /// <summary>Starts again from the first delay.</summary>
    public void Reset() => _next = _first;
}
