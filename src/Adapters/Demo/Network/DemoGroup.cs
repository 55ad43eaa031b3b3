namespace Bridge.Adapters.Demo;

/// <summary>A group on the network's side. Guarded by the network's gate.</summary>
internal sealed class DemoGroup(string id)
{
    /// <summary>The id, with its <c>#</c>.</summary>
    public string Id => id;

    /// <summary>The name people read.</summary>
    public string Name { get; set; } = id.TrimStart('#');

    /// <summary>What it is about now.</summary>
    public string Topic { get; set; } = "";

    /// <summary>Who set the topic.</summary>
    public string? TopicBy { get; set; }

    /// <summary>When the topic was set.</summary>
    public DateTimeOffset? TopicAt { get; set; }

    /// <summary>What it is about in general.</summary>
    public string Description { get; set; } = "";

    /// <summary>Newcomers may read only.</summary>
    public bool Moderated { get; set; }

    /// <summary>Invited people only.</summary>
    public bool MembersOnly { get; set; }

    /// <summary>Ordinary members may not set the topic.</summary>
    public bool TopicLocked { get; set; }

    /// <summary>Not in the public list.</summary>
    public bool Hidden { get; set; }

    /// <summary>The password, or null.</summary>
    public string? Password { get; set; }

    /// <summary>The members in the order in which they came.</summary>
    public List<DemoMember> Members { get; } = [];

    /// <summary>Who may not come back.</summary>
    public List<string> Bans { get; } = [];

    /// <summary>Who was asked to come.</summary>
    public HashSet<string> Invited { get; } = [];

    /// <summary>What was said.</summary>
    public DemoLog Log { get; } = new();

    /// <summary>The member by id, or null.</summary>
    public DemoMember? Find(string contact) => Members.Find(member => member.Contact == contact);

    /// <summary>The member by name, or null.</summary>
    public DemoMember? FindName(string name) => Members.Find(member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>All there is to know about it.</summary>
    public ChatInfoChanged Info() => new()
    {
        Chat = new ChatId(id),
        Name = Name,
        Topic = Topic,
        TopicBy = TopicBy,
        TopicAt = TopicAt,
        Description = Description,
        Moderated = Moderated,
        MembersOnly = MembersOnly,
        PasswordProtected = Password is not null,
        TopicLocked = TopicLocked,
    };
}
