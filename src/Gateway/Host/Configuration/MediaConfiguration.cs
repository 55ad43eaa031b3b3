namespace Bridge.Gateway.Configuration;

/// <summary>Limits on files.</summary>
/// <param name="MaxFileBytes">The largest file that is relayed in either direction; 0 relays none.</param>
internal sealed record MediaConfiguration(long MaxFileBytes)
{
    /// <summary>Hosts that files may be fetched from though they are not public, or not at a port of the web.</summary>
    public IReadOnlyList<AllowedHost> AllowedHosts { get; init; } = [];
}
