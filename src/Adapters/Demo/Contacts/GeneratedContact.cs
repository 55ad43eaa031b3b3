namespace Bridge.Adapters.Demo;

/// <summary>One of many, for long contact lists.</summary>
internal sealed class GeneratedContact(string id, string name) : DemoContact(id, name, "One of many")
{
    /// <inheritdoc/>
    public override void OnMessage(DemoConversation chat, MessageReceived message) => chat.Confirm(message);
}
