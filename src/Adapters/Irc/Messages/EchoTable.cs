namespace Bridge.Adapters.Irc;

/// <summary>Brings what the server sends back together with what was sent: by label, or else in order for each target.</summary>
internal sealed class EchoTable(IrcState state)
{
    private const int MaxAbandoned = 256;

    private Dictionary<uint, PendingEcho>? _byLabel;
    private Dictionary<string, Queue<(PendingEcho Echo, int TextHash)>>? _byTarget;
    private Queue<uint>? _abandoned;
    private uint _lastLabel;
    private bool _closed;
    private long _progress;

    /// <summary>When an echo last came, by the caller's clock.</summary>
    internal long Progress => Volatile.Read(ref _progress);

    /// <summary>Expects a line back under a label of its own.</summary>
    internal uint ExpectLabel(PendingEcho echo)
    {
        lock (state.Gate)
        {
            echo.AddLine();
            if (_closed)
                echo.Done.TrySetResult(Lost());
            // 0 means none.
            var label = ++_lastLabel == 0 ? ++_lastLabel : _lastLabel;
            (_byLabel ??= [])[label] = echo;
            return label;
        }
    }

    /// <summary>Expects a line back after those that were sent to the same target before.</summary>
    internal void ExpectNext(PendingEcho echo, ReadOnlySpan<char> text)
    {
        lock (state.Gate)
        {
            echo.AddLine();
            if (_closed)
                echo.Done.TrySetResult(Lost());
            _byTarget ??= new(StringComparer.Ordinal);
            if (!_byTarget.TryGetValue(echo.Target, out var queue))
                _byTarget[echo.Target] = queue = new();
            queue.Enqueue((echo, string.GetHashCode(text)));
        }
    }

    internal void Complete(PendingEcho echo)
    {
        lock (state.Gate)
        {
            echo.Complete();
        }
    }

    /// <summary>The echo of a label. Null for a label that is not waited for.</summary>
    internal PendingEcho? Confirm(uint label, string? id, DateTimeOffset? at, long now)
    {
        lock (state.Gate)
        {
            if (_byLabel is null || !_byLabel.Remove(label, out var echo))
                return null;
            _progress = now;
            echo.Confirm(id, at);
            return echo;
        }
    }

    /// <summary>An echo without a label. Null when nothing to that target is waited for.</summary>
    internal PendingEcho? ConfirmNext(string target, ReadOnlySpan<char> text, string? id, DateTimeOffset? at, long now)
    {
        lock (state.Gate)
        {
            if (TakeNext(target, string.GetHashCode(text)) is not { } echo)
                return null;
            _progress = now;
            echo.Confirm(id, at);
            return echo;
        }
    }

    /// <summary>Refuses the line of a label, or without one the oldest to the target. False when none waits.</summary>
    internal bool Refuse(uint label, string target, SendResult refusal)
    {
        lock (state.Gate)
        {
            var echo = default(PendingEcho);
            if (label == 0 || _byLabel?.Remove(label, out echo) != true)
                echo = label == 0 ? TakeNext(target, null) ?? TakeOldest(target) : null;
            echo?.Refuse(refusal);
            return echo is { Abandoned: false };
        }
    }

    /// <summary>Refuses the oldest batch of lines that waits: its refusal without a label names no target. False when none waits.</summary>
    internal bool RefuseBatch(SendResult refusal)
    {
        lock (state.Gate)
        {
            var echo = _byTarget?.Values.Select(static queue => queue.Peek().Echo).FirstOrDefault(static echo => echo.IsBatch);
            if (echo is null || TakeNext(echo.Target, null) is null)
                return false;
            echo.Refuse(refusal);
            return true;
        }
    }

    /// <summary>Gives up waiting; what comes later is told by <see cref="SendEcho"/>.</summary>
    internal void Abandon(PendingEcho echo)
    {
        lock (state.Gate)
        {
            echo.Abandoned = true;
            foreach (var (label, other) in _byLabel ?? [])
            {
                if (ReferenceEquals(other, echo))
                    (_abandoned ??= new()).Enqueue(label);
            }
            while (_abandoned?.Count > MaxAbandoned)
                _byLabel!.Remove(_abandoned.Dequeue());
            // Without labels a late echo could not be told from the next one's: it is no longer expected.
            foreach (var (target, queue) in _byTarget?.ToList() ?? [])
            {
                var rest = new Queue<(PendingEcho, int)>(queue.Where(x => !ReferenceEquals(x.Echo, echo)));
                if (rest.Count == 0)
                    _byTarget!.Remove(target);
                else
                    _byTarget![target] = rest;
            }
        }
    }

    /// <summary>The connection is gone: nobody knows what became of the rest.</summary>
    internal void Close()
    {
        lock (state.Gate)
        {
            _closed = true;
            foreach (var (_, echo) in _byLabel ?? [])
                echo.Done.TrySetResult(Lost());
            foreach (var (echo, _) in (_byTarget ?? []).SelectMany(x => x.Value))
                echo.Done.TrySetResult(Lost());
            (_byLabel, _byTarget) = (null, null);
        }
    }

    private static SendResult Lost() => SendResult.Uncertain("The connection was lost before the server confirmed the message.");

    private PendingEcho? TakeNext(string target, int? textHash)
    {
        if (_byTarget?.GetValueOrDefault(target) is not { Count: > 0 } queue)
            return null;
        // Another client's words on the same account (a bouncer) may come between; ours are known by their text, unless the server changed it.
        if (textHash is { } hash && queue.Peek().TextHash != hash && queue.Any(x => x.TextHash == hash))
        {
            while (queue.Peek().TextHash != hash)
                queue.Dequeue().Echo.Refuse(SendResult.Uncertain("The server did not confirm the message."));
        }
        var echo = queue.Dequeue().Echo;
        if (queue.Count == 0)
            _byTarget!.Remove(target);
        return echo;
    }

    private PendingEcho? TakeOldest(string target)
    {
        uint oldest = 0;
        foreach (var (label, echo) in _byLabel ?? [])
        {
            if (echo.Target == target && !echo.Abandoned && (oldest == 0 || label - oldest > uint.MaxValue / 2))
                oldest = label;
        }
        return oldest != 0 && _byLabel!.Remove(oldest, out var found) ? found : null;
    }
}
