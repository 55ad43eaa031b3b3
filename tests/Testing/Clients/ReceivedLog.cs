namespace Bridge.Testing.Clients;

/// <summary>
/// Everything a client has received, in order, and a way to wait for what is still to come. What one expectation has
/// taken, no other one finds again; <see cref="Snapshot"/> always holds all.
/// </summary>
/// <typeparam name="T">A stanza or a line.</typeparam>
internal sealed class ReceivedLog<T>(string owner)
    where T : class
{
    private readonly Lock _gate = new();
    private readonly List<(T Item, bool Taken)> _entries = [];
    private TaskCompletionSource _changed = NewSignal();
    private string? _closed;

    public IReadOnlyList<T> Snapshot
    {
        get
        {
            lock (_gate)
                return [.. _entries.Select(entry => entry.Item)];
        }
    }

    public void Add(T item)
    {
        lock (_gate)
        {
            _entries.Add((item, false));
            Signal();
        }
    }

    /// <summary>Nothing more will come.</summary>
    public void Close(string reason)
    {
        lock (_gate)
        {
            _closed ??= reason;
            Signal();
        }
    }

    public async Task<T> ExpectAsync(Func<T, bool> match, string what, TimeSpan timeout)
    {
        using var deadline = new CancellationTokenSource(timeout);
        while (true)
        {
            Task changed;
            string? closed;
            lock (_gate)
            {
                var index = _entries.FindIndex(entry => !entry.Taken && match(entry.Item));
                if (index >= 0)
                {
                    var found = _entries[index].Item;
                    _entries[index] = (found, true);
                    return found;
                }
                changed = _changed.Task;
                closed = _closed;
            }
            if (closed is not null)
                throw new ExpectationFailedException($"{owner} expected {what}, but {closed}.{Describe()}");
            try
            {
                await changed.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                throw new ExpectationFailedException($"{owner} expected {what}, not seen in {timeout.TotalSeconds:0.#} s.{Describe()}");
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Signal()
    {
        _changed.TrySetResult();
        _changed = NewSignal();
    }

    private string Describe()
    {
        var all = Snapshot;
        return $"\nThe last of {all.Count} received:\n{string.Join('\n', all.TakeLast(30).Select(item => $"  {item}"))}";
    }
}
