using Bridge.Adapters;

namespace Bridge.Gateway.Accounts;

/// <summary>A token bucket. Thread-safe.</summary>
internal sealed class RateBucket(TimeProvider time)
{
    /// <summary>Less than this, one a day, is a mistake of an adapter.</summary>
    private const double SlowestRate = 1.0 / (24 * 60 * 60);

    private readonly Lock _gate = new();
    private double _tokens = double.MaxValue;
    private long _filledAt = time.GetTimestamp();

    /// <summary>Takes a token, or says how long until there is one.</summary>
    public bool TryTake(RateLimit rate, out TimeSpan wait)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(Math.Max(rate.Burst, 1), _tokens + (time.GetElapsedTime(_filledAt, now).TotalSeconds * rate.PerSecond));
            _filledAt = now;
            if (_tokens >= 1)
            {
                _tokens--;
                wait = TimeSpan.Zero;
                return true;
            }

            wait = TimeSpan.FromSeconds((1 - _tokens) / Math.Max(rate.PerSecond, SlowestRate));
            return false;
        }
    }
}
