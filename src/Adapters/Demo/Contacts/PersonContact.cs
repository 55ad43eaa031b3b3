namespace Bridge.Adapters.Demo;

/// <summary>A member of a group, who answers politely in private. In no contact list until somebody adds them.</summary>
internal sealed class PersonContact(string id, string name) : DemoContact(id, name, "Lives in a group")
{
    /// <inheritdoc/>
    public override bool IsListed => false;

    /// <inheritdoc/>
    public override void OnMessage(DemoConversation chat, MessageReceived message)
    {
        chat.Confirm(message);
        chat.Say("Hello! We had better talk in the group.");
    }
}
