namespace Bridge.Testing;

/// <summary>A clock that stands still until the test moves it. Moving it fires each timer that has come due once, as waking a machine does.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on.</summary>
    /// <param name="by">How far.</param>
    public void Advance(TimeSpan by)
    {
        lock (_gate)
            _now += by;
        List<ManualTimer> due;
        do
        {
            lock (_gate)
                due = [.. _timers.Where(timer => timer.TakeDue(_now))];
            due.ForEach(timer => timer.Fire());
        }
        while (due.Count > 0);
    }

    /// <summary>Moves the clock on in steps until something is so, for what takes several waits and the work between them.</summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="step">How far at a time; a second when null.</param>
    /// <exception cref="TimeoutException">It is not so after ten seconds of real time.</exception>
    public async Task AdvanceUntilAsync(Func<bool> condition, TimeSpan? step = null)
    {
        var deadline = DateTime.UtcNow.AddSeconds(10);
        while (!condition())
        {
            if (DateTime.UtcNow > deadline)
                throw new TimeoutException("What the clock was moved for did not happen.");
            Advance(step ?? TimeSpan.FromSeconds(1));
            // Real time for the work that the timers have started.
            await Task.Delay(20);
        }
    }

    private sealed class ManualTimer(ManualTime time, Action callback) : ITimer
    {
        private DateTimeOffset? _due;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool now;
            lock (time._gate)
            {
                _due = dueTime < TimeSpan.Zero ? null : time._now + dueTime;
                _period = period;
                if (_due is null)
                    time._timers.Remove(this);
                else if (!time._timers.Contains(this))
                    time._timers.Add(this);
                now = dueTime == TimeSpan.Zero && TakeDue(time._now);
            }
            if (now)
                ThreadPool.UnsafeQueueUserWorkItem(static timer => timer.Fire(), this, preferLocal: false);
            return true;
        }

        /// <summary>Whether it is due, and if so when next. Under the gate.</summary>
        public bool TakeDue(DateTimeOffset now)
        {
            if (_due is null || _due > now)
                return false;
            _due = _period > TimeSpan.Zero ? now + _period : null;
            return true;
        }

        public void Fire() => callback();

        public void Dispose()
        {
            lock (time._gate)
                time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
