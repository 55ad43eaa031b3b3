namespace Bridge.Store;

/// <summary>An account as the store knows it at one moment. Its text form holds no secrets.</summary>
public sealed record StoredAccount
{
    /// <summary>The account's id, never used again after deletion.</summary>
    public required long Id { get; init; }

    /// <summary>The user's bare JID; null for the relay account.</summary>
    public required string? User { get; init; }

    /// <summary>The name of the configured network.</summary>
    public required string Network { get; init; }

    /// <summary>Tells the accounts of one user on one network apart; may be empty.</summary>
    public required string Key { get; init; }

    /// <summary>The name the user last asked to appear under, or null.</summary>
    public string? PreferredName { get; init; }

    /// <summary>False when the user switched it off.</summary>
    public bool Enabled { get; init; }

    /// <summary>What people call it, or null.</summary>
    public string? Label { get; init; }

    /// <summary>Whether the user has had it removed, and what hangs on it is just being taken away.</summary>
    public bool IsBeingRemoved { get; init; }

    /// <summary>When it was made: Unix milliseconds, UTC.</summary>
    public long CreatedAt { get; init; }

    /// <summary>Whether a login flow stored something.</summary>
    public bool HasCredentials => EncryptedCredentials is not null;

    internal byte[]? EncryptedCredentials { get; init; }
}
