namespace Bridge.Adapters;

/// <summary>
/// A running account. The core calls <see cref="RunAsync"/> once; when it ends the session is disposed and, unless the user must mend
/// something, a new one is made after a back-off. No reconnecting and no retrying in here.
/// </summary>
public interface INetworkSession : IAsyncDisposable
{
    /// <summary>
    /// Connects and stays. Publishes <see cref="SessionStateChanged"/> with <see cref="SessionState.Connected"/> once other calls may be
    /// made. Ends by cancellation or by throwing, never by returning while the account should be up.
    /// </summary>
    /// <exception cref="NetworkException">The connection failed; <see cref="NetworkException.IsFinal"/> tells whether only the user can mend it.</exception>
    Task RunAsync(IEventSink events, CancellationToken stop);

    /// <summary>What a chat can carry now. Cheap: the core asks before each message. Must agree with the interfaces the session implements.</summary>
    Capabilities GetCapabilities(ChatId chat);

    /// <summary>
    /// Sends one message. Completes when the network accepted it, or, on a network without acknowledgements, when its bytes have left.
    /// Called in order for each chat, one at a time; chats side by side. Refuses, never truncates.
    /// </summary>
    /// <returns>The outcome. A refusal is a result, not an exception; <see cref="NetworkException"/> is treated like one.</returns>
    Task<SendResult> SendAsync(OutgoingMessage message, CancellationToken stop);
}
