namespace Bridge.Store;

/// <summary>
/// One message on the network that is a part of a logical message and not its first: most messages have one part, and no row here. Table <c>message_parts</c>.
/// </summary>
public sealed class MessagePartRow
{
    /// <summary>The logical message.</summary>
    public long MessageId { get; set; }

    /// <summary>Its chat, repeated here for the unique key.</summary>
    public long ChatId { get; set; }

    /// <summary>The id on the network.</summary>
    public required string NetworkId { get; set; }

    /// <summary>Which part, from 1.</summary>
    public int Part { get; set; }
}
