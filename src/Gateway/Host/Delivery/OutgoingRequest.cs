using Bridge.Adapters;

namespace Bridge.Gateway.Delivery;

/// <summary>What a user asks of a chat, as their client wrote it; what of it the chat can carry is decided when it is handed over.</summary>
internal sealed record OutgoingRequest
{
    private static readonly MessageContent Nothing = new();

    /// <summary>What is asked.</summary>
    public OutgoingKind Kind { get; init; }

    /// <summary>What a message says, or a corrected one now.</summary>
    public MessageContent Content { get; init; } = Nothing;

    /// <summary>Whether the text is to be taken as it is written (XEP-0393 section 6).</summary>
    public bool IsUnstyled { get; init; }

    /// <summary>The message that is corrected, reacted to or retracted, as the client names it.</summary>
    public string? Target { get; init; }

    /// <summary>The thread it belongs to (XEP-0201), as the client names it, or null.</summary>
    public string? Thread { get; init; }

    /// <summary>The message that is answered.</summary>
    public OutgoingReply? Reply { get; init; }

    /// <summary>All reactions of the user to the message.</summary>
    public IReadOnlyList<string> Reactions { get; init; } = [];

    /// <summary>Those before, as far as that is known without the map.</summary>
    public IReadOnlyList<string> FormerReactions { get; init; } = [];

    /// <summary>What the message that is reacted to or retracted said, shortly, or null.</summary>
    public string? Excerpt { get; init; }

    /// <summary>Who else wrote the message that is reacted to or retracted, by name, or null.</summary>
    public string? Author { get; init; }
}
