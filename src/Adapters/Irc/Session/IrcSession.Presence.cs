namespace Bridge.Adapters.Irc;

/// <summary>Who is there: the user, and the people who matter to the user.</summary>
internal sealed partial class IrcSession
{
    /// <inheritdoc/>
    public Task SetPresenceAsync(Availability availability, string? status, CancellationToken stop)
    {
        if (_connection is { IsReady: true } connection)
            connection.Presence.Set(availability, status);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task WatchAsync(ContactId contact, CancellationToken stop)
    {
        var nick = Nick(contact);
        if (_connection is { IsReady: true } connection && !connection.Watches.Watch(new ContactId(nick)))
            throw new NetworkException(NetworkError.Full, "The presence of no more people can be watched.");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task UnwatchAsync(ContactId contact, CancellationToken stop)
    {
        _connection?.Watches.Unwatch(contact);
        return Task.CompletedTask;
    }
}
