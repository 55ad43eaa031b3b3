namespace Bridge.Adapters;

/// <summary>The network confirmed a send whose <see cref="SendResult"/> had been given already, or gave it its id later. Stored before it is delivered.</summary>
/// <param name="Token">The send.</param>
/// <param name="Ids">The ids the network gave.</param>
public sealed record SendEcho(SendToken Token, IReadOnlyList<MessageId> Ids) : NetworkEvent;
