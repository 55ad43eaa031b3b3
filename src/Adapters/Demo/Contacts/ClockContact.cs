namespace Bridge.Adapters.Demo;

/// <summary>Tells the time of the network's clock.</summary>
internal sealed class ClockContact() : DemoContact("clock", "Clock", "Tells the time")
{
    /// <inheritdoc/>
    public override void OnMessage(DemoConversation chat, MessageReceived message)
    {
        chat.Confirm(message);
        chat.Say(FormattableString.Invariant($"It is {chat.Network.Time.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC."));
    }
}
