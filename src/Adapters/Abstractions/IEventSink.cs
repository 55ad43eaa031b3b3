namespace Bridge.Adapters;

/// <summary>Where a session raises its events. Thread-safe; events of one chat keep the order in which they were published.</summary>
public interface IEventSink
{
    /// <summary>
    /// Hands an event over. Completes at once as long as the core keeps up and makes the session wait when it does not, so await it.
    /// Completion does not mean stored; see <see cref="StoredAsync"/>.
    /// </summary>
    ValueTask PublishAsync(NetworkEvent networkEvent, CancellationToken stop);

    /// <summary>Completes when every event published before is stored durably: only then may a cursor (an offset, a UID) move.</summary>
    Task StoredAsync(CancellationToken stop);
}
