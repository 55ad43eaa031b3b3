namespace Bridge.Adapters.Irc;

/// <summary>The joins on their way, by folded name.</summary>
internal sealed class Joins
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Pending> _byKey = new(StringComparer.Ordinal);
    private NetworkException? _closed;

    /// <summary>Enters a join; one that is on its way already is shared.</summary>
    internal Pending Enter(string key, ChatId id, out bool first)
    {
        lock (_lock)
        {
            first = !_byKey.TryGetValue(key, out var pending);
            pending ??= new Pending(id);
            if (_closed is not null)
                pending.Done.TrySetException(_closed);
            else
                _byKey[key] = pending;
            return pending;
        }
    }

    internal Pending? Find(string key)
    {
        lock (_lock)
        {
            return _byKey.GetValueOrDefault(key);
        }
    }

    /// <summary>How many there are of such names.</summary>
    internal int Count(Func<string, bool> which)
    {
        lock (_lock)
        {
            return _byKey.Keys.Count(which);
        }
    }

    /// <summary>Takes a join out, so that its caller can be told.</summary>
    internal Pending? Take(string key)
    {
        lock (_lock)
        {
            return _byKey.Remove(key, out var pending) ? pending : null;
        }
    }

    /// <summary>Ends a join that nothing will come of.</summary>
    internal void Fail(string key, Pending pending, NetworkException failure)
    {
        lock (_lock)
        {
            if (_byKey.TryGetValue(key, out var other) && ReferenceEquals(other, pending))
                _byKey.Remove(key);
        }
        pending.Done.TrySetException(failure);
    }

    internal void Close(NetworkException failure)
    {
        lock (_lock)
        {
            _closed = failure;
            foreach (var pending in _byKey.Values)
                pending.Done.TrySetException(failure);
            _byKey.Clear();
        }
    }

    internal sealed class Pending
    {
        internal Pending(ChatId id)
        {
            Id = id;
            // Nobody may be left to see the failure: the caller's own wait may have been cancelled.
            _ = Done.Task.ContinueWith(static x => x.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        internal ChatId Id { get; }

        internal TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
