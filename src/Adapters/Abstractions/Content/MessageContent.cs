namespace Bridge.Adapters;

/// <summary>What a message says: a text, and parts beside it. One logical message, whatever number of ids it has on either side.</summary>
public sealed record MessageContent
{
    /// <summary>The text, or the caption of the parts; null when there is none.</summary>
    public RichText? Text { get; init; }

    /// <summary>The subject line, where the network has one.</summary>
    public string? Subject { get; init; }

    /// <summary>Files, a location, a poll and so on, in order.</summary>
    public IReadOnlyList<MessagePart> Parts { get; init; } = [];

    /// <summary>How it was said.</summary>
    public MessageFlags Flags { get; init; }

    /// <summary>A text without spans and parts.</summary>
    public static MessageContent FromText(string text, MessageFlags flags = MessageFlags.None) => new() { Text = new RichText(text), Flags = flags };
}
