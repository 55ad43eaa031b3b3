namespace Bridge.Adapters.Demo;

/// <summary>
/// Somebody who lives on the network and answers. Called under the network's gate; what takes time goes through
/// <see cref="DemoConversation.After"/>.
/// </summary>
internal abstract class DemoContact(string id, string name, string description)
{
    /// <summary>The id, which is the address too.</summary>
    public string Id => id;

    /// <summary>The name people read.</summary>
    public string Name => name;

    /// <summary>Whether new accounts have them in their contact list.</summary>
    public virtual bool IsListed => true;

    /// <summary>How available they are.</summary>
    public virtual Availability Availability => Availability.Online;

    /// <summary>Their profile.</summary>
    public ContactProfile Profile => new()
    {
        Contact = new ContactId(id),
        Name = name,
        Handle = id,
        Description = description,
        Avatar = DemoFile.Picture,
        AvatarId = DemoFile.Picture.Id,
        Software = "Bridge demo network",
        IsBot = true,
    };

    /// <summary>Why they do not take a message; null when they do.</summary>
    public virtual SendResult? Refuse(MessageContent content) => null;

    /// <summary>A message came.</summary>
    public virtual void OnMessage(DemoConversation chat, MessageReceived message)
    {
    }

    /// <summary>A message has another text now.</summary>
    public virtual void OnEdit(DemoConversation chat, MessageReceived edit)
    {
    }

    /// <summary>A message was deleted.</summary>
    public virtual void OnRetract(DemoConversation chat, IReadOnlyList<MessageId> targets)
    {
    }

    /// <summary>The user's reactions to a message are these now.</summary>
    public virtual void OnReact(DemoConversation chat, MessageId target, IReadOnlyList<string> reactions)
    {
    }

    /// <summary>The user is typing, or no longer.</summary>
    public virtual void OnActivity(DemoConversation chat, ActivityKind activity)
    {
    }
}
