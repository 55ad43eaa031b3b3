namespace Bridge.Adapters;

/// <summary>A message; or, with <see cref="EditOf"/>, the new text of one. Stored before it is delivered.</summary>
public sealed record MessageReceived : NetworkEvent
{
    /// <summary>Who wrote it; the account itself when <see cref="FromMe"/>.</summary>
    public required ContactId Sender { get; init; }

    /// <summary>The name to show for the sender, when it comes with the message.</summary>
    public string? SenderName { get; init; }

    /// <summary>The network's ids, one for each part; empty when it has none.</summary>
    public IReadOnlyList<MessageId> Ids { get; init; } = [];

    /// <summary>What it says; the complete new content of an edit.</summary>
    public required MessageContent Content { get; init; }

    /// <summary>The message it answers.</summary>
    public ReplyReference? ReplyTo { get; init; }

    /// <summary>The topic it belongs to.</summary>
    public ThreadId? Thread { get; init; }

    /// <summary>The message this is the new version of.</summary>
    public MessageId? EditOf { get; init; }

    /// <summary>True for what the user wrote from another device, or through this session when <see cref="Echo"/> is set.</summary>
    public bool FromMe { get; init; }

    /// <summary>The token of the send this repeats, when the network gives it back.</summary>
    public SendToken? Echo { get; init; }

    /// <summary>True in a group when it was said to the account alone (an IRC server's notice in a channel, a whisper).</summary>
    public bool Private { get; init; }
}
