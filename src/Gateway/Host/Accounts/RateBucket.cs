using Bridge.Adapters;

namespace Bridge.Gateway.Accounts;

/// <summary>A token bucket. Thread-safe.</summary>
internal sealed class RateBucket(TimeProvider time)
{
    private readonly Lock _gate = new();
    private double _tokens = double.MaxValue;
    private long _filledAt = time.GetTimestamp();

    /// <summary>Takes a token, or says how long until there is one.</summary>
    public bool TryTake(RateLimit rate, out TimeSpan wait)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(rate.Burst, _tokens + (time.GetElapsedTime(_filledAt, now).TotalSeconds * rate.PerSecond));
            _filledAt = now;
            if (_tokens >= 1)
            {
                _tokens--;
                wait = TimeSpan.Zero;
                return true;
            }

            wait = TimeSpan.FromSeconds((1 - _tokens) / rate.PerSecond);
            return false;
        }
    }
}
