namespace Bridge.Gateway.Configuration;

/// <summary>Limits on files.</summary>
/// <param name="MaxFileBytes">The largest file that is relayed in either direction; 0 relays none.</param>
internal sealed record MediaConfiguration(long MaxFileBytes)
{
    /// <summary>How long an address of a file is good when nothing is configured, in days.</summary>
    public const int DefaultKeepDays = 30;

    /// <summary>Hosts that files may be fetched from though they are not public, or not at a port of the web.</summary>
    public IReadOnlyList<AllowedHost> AllowedHosts { get; init; } = [];

    /// <summary>The gateway's own store for files of networks; null to leave them to the web space of the users' servers (XEP-0363).</summary>
    public HostingConfiguration? Hosting { get; init; }

    /// <summary>How long the address of a file is good, as far as that is the gateway's to say.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(DefaultKeepDays);
}
