namespace Bridge.Adapters.Demo;

/// <summary>
/// An account's updates on the network's side, in order, until they are confirmed: what a real network's update queue with its offset
/// is. A session that dies between reading and confirming gets the same updates again, which is why events have dedupe keys.
/// </summary>
internal sealed class DemoMailbox
{
    private readonly Lock _gate = new();
    private readonly List<DemoUpdate> _updates = [];
    private TaskCompletionSource _arrived = NewSignal();
    private DemoConnection? _reader;

    /// <summary>The connection that reads now.</summary>
    public DemoConnection? Reader
    {
        get
        {
            lock (_gate)
                return _reader;
        }
    }

    /// <summary>Adds an update, or drops it when it is not kept and nobody is there to see it.</summary>
    public void Put(DemoUpdate update)
    {
        lock (_gate)
        {
            if (_reader is null && !update.Kept)
            {
                update.Published?.TrySetException(Lost());
                return;
            }

            _updates.Add(update);
            _arrived.TrySetResult();
        }
    }

    /// <summary>Lets a connection read; one that was reading is told that it lost.</summary>
    public void Attach(DemoConnection reader)
    {
        DemoConnection? former;
        lock (_gate)
        {
            former = _reader;
            DropPassing();
            _reader = reader;
        }

        former?.Break(new NetworkException(NetworkError.NetworkDown, "The account connected from elsewhere.") { Code = "demo.replaced" });
    }

    /// <summary>Ends a connection's reading.</summary>
    public void Detach(DemoConnection reader)
    {
        lock (_gate)
        {
            if (_reader != reader)
                return;

            _reader = null;
            DropPassing();
        }
    }

    /// <summary>The oldest updates, at least one; they stay until <see cref="Confirm"/>.</summary>
    public async Task<IReadOnlyList<DemoUpdate>> ReadAsync(int most, CancellationToken stop)
    {
        while (true)
        {
            Task arrived;
            lock (_gate)
            {
                if (_updates.Count > 0)
                    return _updates.GetRange(0, Math.Min(most, _updates.Count));

                if (_arrived.Task.IsCompleted)
                    _arrived = NewSignal();

                arrived = _arrived.Task;
            }

            await arrived.WaitAsync(stop);
        }
    }

    /// <summary>Forgets the oldest updates. Only for what <see cref="ReadAsync"/> gave to the same reader.</summary>
    public void Confirm(DemoConnection reader, int count)
    {
        lock (_gate)
        {
            // A reader that was replaced meanwhile must not confirm what the new one is reading.
            if (_reader == reader)
                _updates.RemoveRange(0, count);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static NetworkException Lost() => new(NetworkError.NetworkDown, "The connection was lost.");

    private void DropPassing()
    {
        foreach (var update in _updates)
            update.Published?.TrySetException(Lost());

        _updates.RemoveAll(update => !update.Kept);
    }
}
