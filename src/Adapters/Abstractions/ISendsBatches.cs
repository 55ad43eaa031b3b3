namespace Bridge.Adapters;

/// <summary>Optional: a session that sends several waiting messages of one chat in one go. The core calls it instead of <see cref="INetworkSession.SendAsync"/> when more than one waits.</summary>
public interface ISendsBatches
{
    /// <summary>
    /// How many messages could go now without waiting for the network's limits: what the core hands over beyond that would only wait
    /// elsewhere, where a crash leaves it uncertain. <see cref="int.MaxValue"/> for no limit, 0 while none may go.
    /// </summary>
    int SendRoom { get; }

    /// <summary>
    /// Sends the messages in their order, all to one chat. After the first that was not accepted no more are sent, and they are answered
    /// with <see cref="SendResult.NotSent"/>. On a network that answers later than it takes, messages after a refused one may have been
    /// sent by the time the refusal comes: those have their own true results, and are never answered with <see cref="SendResult.NotSent"/>.
    /// </summary>
    /// <returns>One result for each message, in the same order.</returns>
    Task<IReadOnlyList<SendResult>> SendBatchAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken stop);
}
