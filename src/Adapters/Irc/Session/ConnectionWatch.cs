namespace Bridge.Adapters.Irc;

/// <summary>Looks at all connections from time to time whether their servers are still there: one timer for all of them. Thread-safe.</summary>
internal sealed class ConnectionWatch(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private readonly HashSet<IrcConnection> _connections = [];
    private ITimer? _timer;

    /// <summary>Looks at a connection as well, until <see cref="Remove"/>.</summary>
    internal void Add(IrcConnection connection)
    {
        lock (_lock)
        {
            _connections.Add(connection);
            _timer ??= time.CreateTimer(static x => ((ConnectionWatch)x!).Look(), this, Interval, Interval);
        }
    }

    internal void Remove(IrcConnection connection)
    {
        lock (_lock)
        {
            _connections.Remove(connection);
            if (_connections.Count > 0)
                return;
            _timer?.Dispose();
            _timer = null;
        }
    }

    private void Look()
    {
        IrcConnection[] all;
        lock (_lock)
        {
            all = [.. _connections];
        }
        foreach (var connection in all)
            connection.Watch();
    }
}
