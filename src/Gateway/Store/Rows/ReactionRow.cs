namespace Bridge.Store;

/// <summary>All reactions of one sender to one message. Table <c>reactions</c>.</summary>
public sealed class ReactionRow
{
    /// <summary>The message reacted to.</summary>
    public long MessageId { get; set; }

    /// <summary>Which of the message's stanzas, from 0.</summary>
    public int Part { get; set; }

    /// <summary>A bare JID, or the id on the network.</summary>
    public required string Sender { get; set; }

    /// <summary>The emoji, separated by a space; never empty: no reactions, no row.</summary>
    public required string Reactions { get; set; }
}
