using Bridge.Adapters;
using Xunit;

namespace Bridge.Conformance;

/// <summary>Takes what a session raises, keeps it in order, and lets a test wait for it.</summary>
public sealed class RecordingSink : IEventSink
{
    private readonly Lock _gate = new();
    private readonly List<NetworkEvent> _events = [];
    private TaskCompletionSource _changed = NewSignal();
    private TaskCompletionSource _publishing = Open();
    private TaskCompletionSource _storing = Open();

    /// <summary>What was raised so far.</summary>
    public IReadOnlyList<NetworkEvent> Events
    {
        get
        {
            lock (_gate)
                return [.. _events];
        }
    }

    /// <summary>Set when the session's run has ended: from then on nothing may be raised.</summary>
    public bool Ended { get; private set; }

    /// <summary>What was raised although the run had ended.</summary>
    public NetworkEvent? RaisedAfterEnd { get; private set; }

    /// <inheritdoc/>
    public async ValueTask PublishAsync(NetworkEvent networkEvent, CancellationToken stop)
    {
        await _publishing.Task.WaitAsync(stop);
        lock (_gate)
        {
            if (Ended)
                RaisedAfterEnd ??= networkEvent;

            _events.Add(networkEvent);
            _changed.TrySetResult();
            _changed = NewSignal();
        }
    }

    /// <inheritdoc/>
    public Task StoredAsync(CancellationToken stop) => _storing.Task.WaitAsync(stop);

    /// <summary>Makes the session wait with its next event, as a core does that cannot keep up.</summary>
    public void HoldPublishing() => _publishing = NewSignal();

    /// <summary>Takes events again.</summary>
    public void ReleasePublishing() => _publishing.TrySetResult();

    /// <summary>Keeps <see cref="StoredAsync"/> from completing, as when the process dies before the store has written.</summary>
    public void HoldStoring() => _storing = NewSignal();

    /// <summary>Waits until what was raised so far satisfies a condition.</summary>
    /// <param name="what">What is waited for, for the failure's text.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="patience">For how long.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task WaitUntilAsync(string what, Func<IReadOnlyList<NetworkEvent>, bool> condition, TimeSpan patience, CancellationToken stop)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timeout.CancelAfter(patience);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (condition(_events))
                    return;

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(timeout.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                Assert.Fail($"Waited {patience.TotalSeconds:0.#} s for {what}. What came: {Summary()}");
            }
        }
    }

    /// <summary>Waits for an event of a kind.</summary>
    public async Task<T> WaitForAsync<T>(string what, Func<T, bool> condition, TimeSpan patience, CancellationToken stop)
        where T : NetworkEvent
    {
        await WaitUntilAsync(what, events => events.OfType<T>().Any(condition), patience, stop);
        return Events.OfType<T>().First(condition);
    }

    internal void End()
    {
        lock (_gate)
            Ended = true;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource Open()
    {
        var signal = NewSignal();
        signal.SetResult();
        return signal;
    }

    /// <summary>Kinds only: a failure's text may end up in a public log, what people wrote may not.</summary>
    private string Summary() => Events is [] ? "nothing" : string.Join(", ", Events.GroupBy(e => e.GetType().Name).Select(group => $"{group.Count()} {group.Key}"));
}
