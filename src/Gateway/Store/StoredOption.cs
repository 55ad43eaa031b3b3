namespace Bridge.Store;

/// <summary>A value that a user has set, as the store keeps it. Its text form holds no secrets.</summary>
public sealed record StoredOption
{
    /// <summary>The value; null when it is a secret, which <see cref="OptionStore.Reveal"/> decrypts.</summary>
    public required string? Value { get; init; }

    /// <summary>Whether it is stored encrypted.</summary>
    public bool IsSecret => Encrypted is not null;

    internal byte[]? Encrypted { get; init; }
}
