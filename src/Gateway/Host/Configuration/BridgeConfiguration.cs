namespace Bridge.Gateway.Configuration;

/// <summary>The <c>Bridge</c> section, read and checked. Paths are absolute.</summary>
internal sealed record BridgeConfiguration
{
    /// <summary>How long ids are known when nothing is configured, in days: more than a year, because people answer what was said on the same day of the last.</summary>
    public const int DefaultKeepIdsDays = 400;

    /// <summary>Where everything that must survive a restart is kept.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The database's connection string; may hold a password.</summary>
    public required Secret Database { get; init; }

    /// <summary>Where the XMPP server takes components.</summary>
    public required ServerConfiguration Server { get; init; }

    /// <summary>The configured networks, at least one, in the order of their names.</summary>
    public required IReadOnlyList<NetworkConfiguration> Networks { get; init; }

    /// <summary>Who may do what.</summary>
    public required AccessConfiguration Access { get; init; }

    /// <summary>Limits on files.</summary>
    public required MediaConfiguration Media { get; init; }

    /// <summary>How long the ids of messages are known, so that they can be answered, changed and taken back.</summary>
    public TimeSpan KeepIds { get; init; } = TimeSpan.FromDays(DefaultKeepIdsDays);

    /// <summary>The web API; null when it is off.</summary>
    public required AdminConfiguration? Admin { get; init; }

    /// <summary>Where adapters that are not built in are looked for.</summary>
    public required string PluginDirectory { get; init; }
}
