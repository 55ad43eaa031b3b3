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
    /// Sends the messages in their order, all to one chat. A message may be sent only when those before it were accepted; after the
    /// first that was not, the rest is answered with <see cref="SendResult.NotSent"/>.
    /// </summary>
    /// <returns>One result for each message, in the same order.</returns>
    Task<IReadOnlyList<SendResult>> SendBatchAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken stop);
}
