namespace Bridge.Adapters;

/// <summary>What somebody's program says of itself.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Version">Its version and whatever else it says; null when that is nothing.</param>
public sealed record ClientSoftware(string Name, string? Version = null);
