namespace Bridge.Adapters.Demo;

/// <summary>Types for a while before answering.</summary>
internal sealed class SlowContact() : DemoContact("slow", "Slow", "Thinks before answering")
{
    /// <inheritdoc/>
    public override Availability Availability => Availability.Away;

    /// <inheritdoc/>
    public override void OnMessage(DemoConversation chat, MessageReceived message)
    {
        chat.Confirm(message);
        chat.Type(ActivityKind.Typing);
        chat.After(chat.Network.Settings.SlowDelay, () => chat.Say(message.Content));
    }
}
