namespace Bridge.Store;

/// <summary>A login on a network: of one user, or the relay account of the gateway itself. Table <c>accounts</c>.</summary>
public sealed class AccountRow
{
    /// <summary>Assigned by the database, never used again after deletion.</summary>
    public long Id { get; set; }

    /// <summary>Whose it is; null for the relay account.</summary>
    public long? UserId { get; set; }

    /// <summary>The name of the configured network.</summary>
    public required string Network { get; set; }

    /// <summary>Tells the accounts of one user on one network apart; may be empty.</summary>
    public required string AccountKey { get; set; }

    /// <summary>What the user calls it, or null.</summary>
    public string? Label { get; set; }

    /// <summary>What the login flow stored, encrypted (see <c>Secrets</c>), or null.</summary>
    public byte[]? Credentials { get; set; }

    /// <summary>The name the user last asked to appear under, or null.</summary>
    public string? PreferredName { get; set; }

    /// <summary>When the user had it removed: Unix milliseconds, UTC; null while it is to stay.</summary>
    public long? RemovedAt { get; set; }

    /// <summary>False when the user switched it off: no session runs.</summary>
    public bool Enabled { get; set; }

    /// <summary>Unix milliseconds, UTC.</summary>
    public long CreatedAt { get; set; }
}
