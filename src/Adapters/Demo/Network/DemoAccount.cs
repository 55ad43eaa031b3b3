namespace Bridge.Adapters.Demo;

/// <summary>An account on the network's side. Guarded by the network's gate.</summary>
internal sealed class DemoAccount(string id)
{
    /// <summary>The account's own id as a contact.</summary>
    public string Id => id;

    /// <summary>What waits for the account's session.</summary>
    public DemoMailbox Mailbox { get; } = new();

    /// <summary>The contact list, with the names the user gave.</summary>
    public Dictionary<string, string?> Contacts { get; } = [];

    /// <summary>The groups of the contact list that people are in.</summary>
    public Dictionary<string, IReadOnlyList<string>> ContactGroups { get; } = [];

    /// <summary>Who asks to be in the contact list.</summary>
    public HashSet<string> Requests { get; } = new(StringComparer.Ordinal);

    /// <summary>Whose availability it has asked for, as long as the session lasts.</summary>
    public HashSet<string> Watched { get; } = new(StringComparer.Ordinal);

    /// <summary>Who may not write.</summary>
    public HashSet<string> Blocked { get; } = [];

    /// <summary>The direct chats.</summary>
    public Dictionary<string, DemoLog> Logs { get; } = [];

    /// <summary>The sends so far by their tokens, so that a repeated one is told what became of the first.</summary>
    public Dictionary<SendToken, SendResult> Sends { get; } = [];

    /// <summary>The last kept update.</summary>
    public DemoUpdate? Last { get; set; }

    /// <summary>An update that another is to overtake.</summary>
    public DemoUpdate? Held { get; set; }

    /// <summary>How available the user is.</summary>
    public Availability Availability { get; set; } = Availability.Online;

    /// <summary>The user's status text.</summary>
    public string? Status { get; set; }

    /// <summary>The name the user shows.</summary>
    public string? Name { get; set; }

    /// <summary>The picture the user shows.</summary>
    public DemoFile? Avatar { get; set; }

    /// <summary>Whether the network has ended the login.</summary>
    public bool LoggedOut { get; set; }

    /// <summary>The log of a direct chat, made when there is none.</summary>
    public DemoLog LogWith(string contact)
    {
        if (!Logs.TryGetValue(contact, out var log))
            Logs[contact] = log = new DemoLog();

        return log;
    }
}
