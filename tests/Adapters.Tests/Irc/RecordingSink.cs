using System.Threading.Channels;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>Keeps the events in order, and waits for them with a deadline.</summary>
internal sealed class RecordingSink : IEventSink
{
    private readonly Channel<NetworkEvent> _events = Channel.CreateUnbounded<NetworkEvent>();

    private volatile TaskCompletionSource? _held;

    public ValueTask PublishAsync(NetworkEvent networkEvent, CancellationToken stop)
    {
        var written = _events.Writer.WriteAsync(networkEvent, stop);
        return _held is { } held ? new ValueTask(held.Task.WaitAsync(stop)) : written;
    }

    /// <summary>Makes the session wait with the next event.</summary>
    internal void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets it go on.</summary>
    internal void Resume()
    {
        var held = _held;
        _held = null;
        held?.TrySetResult();
    }

    public Task StoredAsync(CancellationToken stop) => Task.CompletedTask;

    /// <summary>The next event of that type; others are passed over.</summary>
    internal async Task<T> NextAsync<T>(Func<T, bool>? which = null)
        where T : NetworkEvent
    {
        using var timeout = new CancellationTokenSource(FakeIrcServer.Deadline);
        while (true)
        {
            if (await _events.Reader.ReadAsync(timeout.Token) is T found && (which is null || which(found)))
                return found;
        }
    }

    /// <summary>The next event, whatever it is.</summary>
    internal Task<NetworkEvent> NextAsync() => NextAsync<NetworkEvent>();

    internal List<NetworkEvent> Drain()
    {
        var all = new List<NetworkEvent>();
        while (_events.Reader.TryRead(out var one))
            all.Add(one);
        return all;
    }
}
