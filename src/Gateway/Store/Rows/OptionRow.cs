namespace Bridge.Store;

/// <summary>A value that a user has set: for all their accounts on a network, for one account, or for one chat of it. Table <c>options</c>.</summary>
public sealed class OptionRow
{
    /// <summary>Assigned by the database.</summary>
    public long Id { get; set; }

    /// <summary>Whose it is.</summary>
    public long UserId { get; set; }

    /// <summary>The name of the configured network.</summary>
    public required string Network { get; set; }

    /// <summary>The account; null for all of the user's.</summary>
    public long? AccountId { get; set; }

    /// <summary>The chat's id on the network; empty for the account itself.</summary>
    public required string Chat { get; set; }

    /// <summary>The option's key.</summary>
    public required string Name { get; set; }

    /// <summary>The value; null when it is a secret.</summary>
    public string? Value { get; set; }

    /// <summary>The value encrypted (see <c>Secrets</c>), when it is a secret.</summary>
    public byte[]? Secret { get; set; }
}
