namespace Bridge.Adapters.Irc;

/// <summary>The server's part of a login is wrong.</summary>
internal sealed class SaslException(string problem) : Exception(problem);
