namespace Bridge.Adapters.Demo;

/// <summary>Is never there.</summary>
internal sealed class GhostContact() : DemoContact("ghost", "Ghost", "Was here once")
{
    /// <inheritdoc/>
    public override Availability Availability => Availability.Offline;

    /// <inheritdoc/>
    public override SendResult? Refuse(MessageContent content) =>
        SendResult.Refused(NetworkError.Offline, "Ghost is not online, and the network keeps nothing for later.");
}
