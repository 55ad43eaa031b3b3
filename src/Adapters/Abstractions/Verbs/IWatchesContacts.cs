namespace Bridge.Adapters;

/// <summary>Optional: the network tells whether somebody is there, without a group in common (IRC MONITOR).</summary>
public interface IWatchesContacts
{
    /// <summary>
    /// Tells of somebody's availability from now on: what it is as soon as that is known, and every change, by <see cref="PresenceChanged"/>. Watching
    /// somebody again changes nothing. It ends with the session: the core asks again after every <see cref="SessionState.Connected"/>. Does nothing
    /// when the session is not connected.
    /// </summary>
    /// <exception cref="NetworkException">There can be nobody of that id, or no more people can be watched.</exception>
    Task WatchAsync(ContactId contact, CancellationToken stop);

    /// <summary>Tells of them no longer, unless by a group in common. Never fails for somebody who was not watched.</summary>
    Task UnwatchAsync(ContactId contact, CancellationToken stop);
}
