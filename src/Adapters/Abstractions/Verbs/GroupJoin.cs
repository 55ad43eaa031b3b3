namespace Bridge.Adapters;

/// <summary>How to join a group.</summary>
/// <param name="Name">The name the user asks for; the network may give another.</param>
/// <param name="Password">The group's password, or null.</param>
public sealed record GroupJoin(string? Name, string? Password = null);
