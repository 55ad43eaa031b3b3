namespace Bridge.Adapters.Irc;

/// <summary>
/// A token bucket of lines. Who has to wait waits in line, one token at a time, so that a chat with a hundred lines takes turns with
/// the others. Nothing is ever dropped.
/// </summary>
internal sealed class FloodLimiter : IDisposable
{
    private double _perSecond;
    private int _burst;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private LinkedList<Waiter>? _waiting;
    private LinkedList<Waiter>? _waitingLow;
    private ITimer? _timer;
    private double _tokens;
    private long _filledAt;
    private bool _closed;

    internal FloodLimiter(double perSecond, int burst, TimeProvider time)
    {
        _perSecond = perSecond;
        _burst = burst;
        _time = time;
        _tokens = burst;
        _filledAt = time.GetTimestamp();
    }

    /// <summary>Whether there is a limit at all.</summary>
    internal bool IsUnlimited => Volatile.Read(ref _perSecond) == 0;

    /// <summary>How many lines could go now without waiting.</summary>
    internal int Room
    {
        get
        {
            if (IsUnlimited)
                return int.MaxValue;
            lock (_lock)
            {
                Refill();
                return _waiting is { Count: > 0 } || _closed ? 0 : Math.Max(0, (int)_tokens);
            }
        }
    }

    /// <summary>Takes a token when there is one and nobody waits for it.</summary>
    internal bool TryTake()
    {
        if (IsUnlimited)
            return true;
        lock (_lock)
        {
            return !_closed && _waiting is not { Count: > 0 } && TakeToken();
        }
    }

    /// <summary>Waits for a token. False when the session has ended or the wait was cancelled.</summary>
    /// <param name="stop">Ends the wait.</param>
    /// <param name="low">Lets everybody else go first.</param>
    internal ValueTask<bool> TakeAsync(CancellationToken stop, bool low = false)
    {
        if (IsUnlimited)
            return new(!_closed);
        var waiter = new Waiter();
        lock (_lock)
        {
            if (_closed || stop.IsCancellationRequested)
                return new(false);
            if (_waiting is not { Count: > 0 } && (!low || _waitingLow is not { Count: > 0 }) && TakeToken())
                return new(true);
            (low ? _waitingLow ??= new() : _waiting ??= new()).AddLast(waiter.Node);
            Schedule();
        }
        return new(WaitAsync(waiter, stop));
    }

    /// <summary>Takes a token for what goes at once: who comes next waits for it, when there is none.</summary>
    internal void Spend()
    {
        lock (_lock)
        {
            if (_closed || _perSecond == 0)
                return;
            Refill();
            _tokens -= 1;
        }
    }

    /// <summary>Sets another limit. Who waits goes by it from now on.</summary>
    internal void SetRate(double perSecond, int burst)
    {
        lock (_lock)
        {
            if (_closed)
                return;
            Refill();
            Volatile.Write(ref _perSecond, perSecond);
            _burst = burst;
            _tokens = Math.Min(_tokens, burst);
        }
        OnTimer();
    }

    /// <summary>Lets everybody who waits go without a token.</summary>
    internal void Close()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var waiter in (_waiting ?? []).Concat(_waitingLow ?? []))
                waiter.Done.TrySetResult(false);
            _waiting?.Clear();
            _waitingLow?.Clear();
            _timer?.Dispose();
        }
    }

    public void Dispose() => Close();

    private async Task<bool> WaitAsync(Waiter waiter, CancellationToken stop)
    {
        using var registration = stop.UnsafeRegister(static x =>
        {
            var (limiter, waiter) = ((FloodLimiter, Waiter))x!;
            limiter.Leave(waiter);
        }, (this, waiter));
        return await waiter.Done.Task.ConfigureAwait(false);
    }

    private void Leave(Waiter waiter)
    {
        lock (_lock)
        {
            waiter.Node.List?.Remove(waiter.Node);
        }
        waiter.Done.TrySetResult(false);
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            if (_closed)
                return;
            while ((_waiting?.First ?? _waitingLow?.First) is { } first && TakeToken())
            {
                first.List!.Remove(first);
                first.Value.Done.TrySetResult(true);
            }
            Schedule();
        }
    }

    private bool TakeToken()
    {
        if (_perSecond == 0)
            return true;
        Refill();
        // A hair of tolerance: a timer of exactly one token's time must find a whole one.
        if (_tokens < 1 - 1e-6)
            return false;
        _tokens -= 1;
        return true;
    }

    private void Refill()
    {
        var now = _time.GetTimestamp();
        _tokens = Math.Min(_burst, _tokens + (_time.GetElapsedTime(_filledAt, now).TotalSeconds * _perSecond));
        _filledAt = now;
    }

    private void Schedule()
    {
        if (_waiting is not { Count: > 0 } && _waitingLow is not { Count: > 0 })
            return;
        var missing = Math.Max(0, 1 - _tokens) / _perSecond;
        _timer ??= _time.CreateTimer(static x => ((FloodLimiter)x!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(TimeSpan.FromSeconds(missing) + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    private sealed class Waiter
    {
        internal Waiter() => Node = new LinkedListNode<Waiter>(this);

        internal LinkedListNode<Waiter> Node { get; }

        internal TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
