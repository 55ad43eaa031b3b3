namespace Bridge.Store;

/// <summary>Who is in a shared group. Table <c>members</c>.</summary>
public sealed class MemberRow
{
    /// <summary>The group.</summary>
    public long ChatId { get; set; }

    /// <summary>The member's id on the network.</summary>
    public required string NetworkId { get; set; }

    /// <summary>The name shown in the group.</summary>
    public required string Name { get; set; }

    /// <summary>The role in the group, as the adapter contract numbers it.</summary>
    public int Role { get; set; }

    /// <summary>The member's XMPP address where it is known (a claim), or null.</summary>
    public string? Address { get; set; }
}
