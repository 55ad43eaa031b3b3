namespace Bridge.Testing.Servers.Spec;

/// <summary>What a server of the specifications offers.</summary>
public sealed record SpecIrcOptions
{
    /// <summary>The capabilities with their values.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } =
    [
        "message-tags", "server-time", "echo-message", "labeled-response", "batch", "multi-prefix", "cap-notify", "userhost-in-names", "standard-replies",
        "draft/chathistory", "draft/multiline=max-bytes=4096,max-lines=20", "draft/message-redaction", "draft/read-marker",
        "draft/channel-rename",
    ];

    /// <summary>The most messages of one CHATHISTORY.</summary>
    public int HistoryLimit { get; init; } = 50;

    /// <summary>The kinds of references that CHATHISTORY takes.</summary>
    public string ReferenceTypes { get; init; } = "msgid,timestamp";

    /// <summary>The value of CLIENTTAGDENY; null for none.</summary>
    public string? DeniedTags { get; init; }

    /// <summary>A password for everybody; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>The one account that can be logged in to, with the capability <c>sasl</c>; null for none.</summary>
    public (string Name, string Password)? Account { get; init; }

    /// <summary>Whether messages have ids.</summary>
    public bool GivesIds { get; init; } = true;

    /// <summary>How many messages have the same time; 0 for what the clock says.</summary>
    public int MessagesPerTime { get; init; }

    /// <summary>Whether a deleted message is shown in the history with its REDACT behind it, or not at all.</summary>
    public bool ShowsRedactions { get; init; }

    /// <summary>How long after it was sent a message can be deleted.</summary>
    public TimeSpan RedactWindow { get; init; } = TimeSpan.FromHours(1);
}
