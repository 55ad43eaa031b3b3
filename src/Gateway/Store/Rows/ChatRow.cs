namespace Bridge.Store;

/// <summary>A conversation on a network, direct or group. Table <c>chats</c>.</summary>
public sealed class ChatRow
{
    /// <summary>Assigned by the database, never used again after deletion.</summary>
    public long Id { get; set; }

    /// <summary>The name of the configured network.</summary>
    public required string Network { get; set; }

    /// <summary>Set: one account's own view of the chat. Null: shared by all who take part (a linked group).</summary>
    public long? AccountId { get; set; }

    /// <summary>The id on the network: opaque, compared ordinally.</summary>
    public required string NetworkId { get; set; }

    /// <summary>Direct or group.</summary>
    public ChatKind Kind { get; set; }

    /// <summary>The name, or null.</summary>
    public string? Name { get; set; }

    /// <summary>The topic, or null.</summary>
    public string? Topic { get; set; }
}
