namespace Bridge.Adapters;

/// <summary>The account a session is made for.</summary>
public sealed record SessionContext
{
    /// <summary>The user's bare JID; null for the relay account, the gateway's own login.</summary>
    public required string? User { get; init; }

    /// <summary>Which of the user's accounts.</summary>
    public required AccountKey Account { get; init; }

    /// <summary>
    /// What the login flow stored, and the options that the user has set for the account or for the whole network, by <see cref="AccountOption.Key"/>;
    /// what is not set is not in it. Holds secrets: never log it.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Credentials { get; init; }

    /// <summary>The name the user last asked to appear under (a room nick), or null.</summary>
    public string? PreferredName { get; init; }
}
