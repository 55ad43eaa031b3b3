namespace Bridge.Adapters;

/// <summary>What a group is called and about. Null fields are unchanged, empty ones cleared.</summary>
public sealed record ChatInfoChanged : NetworkEvent
{
    /// <summary>The group's name.</summary>
    public string? Name { get; init; }

    /// <summary>The topic; a room's subject (XEP-0045 section 8.1).</summary>
    public string? Topic { get; init; }

    /// <summary>Who set the topic: a member's name, or null.</summary>
    public string? TopicBy { get; init; }

    /// <summary>When the topic was set.</summary>
    public DateTimeOffset? TopicAt { get; init; }

    /// <summary>A longer description.</summary>
    public string? Description { get; init; }

    /// <summary>The group's picture.</summary>
    public IFileHandle? Avatar { get; init; }

    /// <summary>Only those with a voice may speak.</summary>
    public bool? Moderated { get; init; }

    /// <summary>Only invited people may join.</summary>
    public bool? MembersOnly { get; init; }

    /// <summary>A password is needed.</summary>
    public bool? PasswordProtected { get; init; }

    /// <summary>It is in no public list.</summary>
    public bool? Hidden { get; init; }

    /// <summary>Only those in charge may set the topic.</summary>
    public bool? TopicLocked { get; init; }
}
