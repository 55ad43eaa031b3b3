namespace Bridge.Adapters.Demo;

/// <summary>Takes no messages at all, and says why.</summary>
internal sealed class GrumpyContact() : DemoContact("grumpy", "Grumpy", "Does not want to talk")
{
    /// <inheritdoc/>
    public override Availability Availability => Availability.Busy;

    /// <inheritdoc/>
    public override SendResult? Refuse(MessageContent content) =>
        SendResult.Refused(NetworkError.Forbidden, "Grumpy takes no messages before noon, and it is never noon here.");
}
