namespace Bridge.Adapters.Irc;

/// <summary>What a user sets while the session is connected.</summary>
internal sealed partial class IrcSession : ITakesOptions
{
    /// <summary>The server as the operator has configured it.</summary>
    internal IrcServer? Configured { get; init; }

    /// <inheritdoc/>
    public void SetOptions(ChatId? chat, IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (_connection is not { } connection)
            return;
        if (chat is { } group)
        {
            connection.State.SetFallback(group, IrcOptions.EncodingOf(values));
            connection.State.SetOutgoing(group, IrcOptions.OutgoingOf(values));
            return;
        }
        if (IrcOptions.Apply(Configured, values) is not { } now)
            return;
        connection.State.Decoder = new TextDecoder(now.Fallback);
        connection.State.SetOutgoing(null, now.Outgoing);
        connection.State.Limiter.SetRate(now.MessagesPerSecond, now.Burst);
    }
}
