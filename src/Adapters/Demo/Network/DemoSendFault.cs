namespace Bridge.Adapters.Demo;

/// <summary>What a fault makes of one send.</summary>
/// <param name="Result">What the sender is told instead of the truth; null for the truth.</param>
/// <param name="Arrives">Whether the network takes the message all the same.</param>
/// <param name="Disconnects">Whether the connection breaks.</param>
internal readonly record struct DemoSendFault(SendResult? Result, bool Arrives, bool Disconnects)
{
    /// <summary>No fault.</summary>
    public static DemoSendFault None { get; } = new(null, Arrives: true, Disconnects: false);
}
