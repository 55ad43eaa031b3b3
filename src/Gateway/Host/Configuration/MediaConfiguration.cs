namespace Bridge.Gateway.Configuration;

/// <summary>Limits on files.</summary>
/// <param name="MaxFileBytes">The largest file that is relayed in either direction; 0 relays none.</param>
internal sealed record MediaConfiguration(long MaxFileBytes);
