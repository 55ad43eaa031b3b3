namespace Bridge.Adapters;

/// <summary>A message that had been accepted did not arrive after all (a bounce). Stored before it is delivered.</summary>
/// <param name="Target">The message.</param>
/// <param name="Error">Why.</param>
/// <param name="Reason">A sentence for the sender.</param>
public sealed record DeliveryFailed(MessageId Target, NetworkError Error, string Reason) : NetworkEvent
{
    /// <summary>False for a delay: it may still arrive.</summary>
    public bool Final { get; init; } = true;
}
