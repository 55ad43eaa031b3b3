namespace Bridge.Adapters.Irc;

/// <summary>The joins on their way, by folded name.</summary>
internal sealed class Joins(IrcState state)
{
    private Dictionary<string, Pending>? _byKey;
    private NetworkException? _closed;

    /// <summary>Enters a join; one that is on its way already is shared.</summary>
    internal Pending Enter(string key, ChatId id, out bool first)
    {
        lock (state.Gate)
        {
            var pending = _byKey?.GetValueOrDefault(key);
            first = pending is null;
            pending ??= new Pending(id);
            if (_closed is not null)
                pending.Done.TrySetException(_closed);
            else
                (_byKey ??= new(StringComparer.Ordinal))[key] = pending;
            return pending;
        }
    }

    internal Pending? Find(string key)
    {
        lock (state.Gate)
        {
            return _byKey?.GetValueOrDefault(key);
        }
    }

    /// <summary>How many there are of such names.</summary>
    internal int Count(Func<string, bool> which)
    {
        lock (state.Gate)
        {
            return _byKey?.Keys.Count(which) ?? 0;
        }
    }

    /// <summary>Takes a join out, so that its caller can be told.</summary>
    internal Pending? Take(string key)
    {
        lock (state.Gate)
        {
            var pending = _byKey?.GetValueOrDefault(key);
            Drop(key);
            return pending;
        }
    }

    /// <summary>Ends a join that nothing will come of.</summary>
    internal void Fail(string key, Pending pending, NetworkException failure)
    {
        lock (state.Gate)
        {
            if (ReferenceEquals(_byKey?.GetValueOrDefault(key), pending))
                Drop(key);
        }
        pending.Done.TrySetException(failure);
    }

    internal void Close(NetworkException failure)
    {
        lock (state.Gate)
        {
            _closed = failure;
            foreach (var (_, pending) in _byKey ?? [])
                pending.Done.TrySetException(failure);
            _byKey = null;
        }
    }

    // There are joins for seconds, and sessions for months.
    private void Drop(string key)
    {
        if (_byKey?.Remove(key) == true && _byKey.Count == 0)
            _byKey = null;
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
