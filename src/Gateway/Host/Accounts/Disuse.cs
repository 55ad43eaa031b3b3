namespace Bridge.Gateway.Accounts;

/// <summary>
/// Tells when something that is found by its name was last needed, so that it can be given up without anybody holding it who is about to use it.
/// Thread-safe.
/// </summary>
internal sealed class Disuse(TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _neededAt = time.GetTimestamp();
    private bool _isDue;
    private bool _isOver;

    /// <summary>Notes that somebody has found it and is about to use it.</summary>
    /// <returns>False when it was just given up: another takes its place.</returns>
    public bool TryUse()
    {
        lock (_gate)
        {
            _neededAt = time.GetTimestamp();
            _isDue = false;
            return !_isOver;
        }
    }

    /// <summary>Gives it up when it has rested for some time, at this look and at the one before.</summary>
    /// <param name="after">For how long.</param>
    /// <param name="isAtRest">Whether it does nothing now and nothing waits for it.</param>
    public bool TryEnd(TimeSpan after, Func<bool> isAtRest)
    {
        lock (_gate)
        {
            if (!isAtRest())
            {
                _neededAt = time.GetTimestamp();
            }

            // One look is not enough: on a machine that was asleep, somebody may have found it hours ago and be about to use it.
            var wasDue = _isDue;
            _isDue = time.GetElapsedTime(_neededAt) >= after;
            _isOver |= _isDue && wasDue;
            return _isOver;
        }
    }
}
