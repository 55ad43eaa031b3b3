using System.Threading.Tasks.Sources;

namespace Bridge.Xmpp;

/// <summary>Wakes one waiting task, any number of times, without allocating. Set while nobody waits, it is remembered once.</summary>
internal sealed class WakeSignal : IValueTaskSource
{
    private readonly Lock _gate = new();

    // The waiter continues on the thread pool, so that whoever writes a stanza does not end up sending.
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private bool _set, _waiting;

    public void Set()
    {
        lock (_gate)
        {
            if (!_waiting)
            {
                _set = true;
                return;
            }
            _waiting = false;
        }
        _core.SetResult(true);
    }

    /// <summary>Completes at the next <see cref="Set"/>; only one task may wait, one wait after the other.</summary>
    public ValueTask WaitAsync()
    {
        lock (_gate)
        {
            if (_set)
            {
                _set = false;
                return ValueTask.CompletedTask;
            }
            _core.Reset();
            _waiting = true;
            return new ValueTask(this, _core.Version);
        }
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
