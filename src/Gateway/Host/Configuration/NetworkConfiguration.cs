namespace Bridge.Gateway.Configuration;

/// <summary>One configured network.</summary>
internal sealed record NetworkConfiguration
{
    /// <summary>More than people use, and few enough to be no danger.</summary>
    public const int DefaultAccountsPerUser = 20, DefaultWatchedContacts = 5_000;

    /// <summary>Its key in the configuration, in lower case: letters, digits, hyphens and underscores, so that it can name a folder.</summary>
    public required string Name { get; init; }

    /// <summary>The name of the adapter that speaks it.</summary>
    public required string Adapter { get; init; }

    /// <summary>Its component domain, in lower case.</summary>
    public required string Domain { get; init; }

    /// <summary>The component secret it shares with the XMPP server.</summary>
    public required Secret Secret { get; init; }

    /// <summary>How many accounts a user may have on it; 0 for no limit.</summary>
    public int AccountsPerUser { get; init; } = DefaultAccountsPerUser;

    /// <summary>How many people may be watched for one account; 0 for no limit.</summary>
    public int WatchedContacts { get; init; } = DefaultWatchedContacts;

    /// <summary>What its rooms keep.</summary>
    public ArchiveConfiguration Archive { get; init; } = ArchiveConfiguration.Default;

    /// <summary>What <see cref="Adapters.AdapterContext.Settings"/> gets: flattened, without regard to case, secret files already read.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }
}
