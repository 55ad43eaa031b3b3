namespace Bridge.Testing.Servers;

/// <summary>A server did not start; the message names it and ends with the tail of its log.</summary>
public sealed class ServerStartException(string message) : Exception(message);
