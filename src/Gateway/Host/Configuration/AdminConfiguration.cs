namespace Bridge.Gateway.Configuration;

/// <summary>Where the web API listens.</summary>
/// <param name="Url">An http address without a path; port 0 takes a free one.</param>
/// <param name="Token">What callers must show; null only on loopback.</param>
internal sealed record AdminConfiguration(Uri Url, Secret? Token);
