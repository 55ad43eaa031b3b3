namespace Bridge.Testing.Servers;

/// <summary>A private IRC server without limits on speed or connections.</summary>
public abstract class IrcServer(string name) : PrivateServer(name)
{
    /// <summary>The server's own name, and the name that Bridge is configured with: <c>#chan%irc.test@…</c>.</summary>
    public string ServerName { get; init; } = "irc.test";

    /// <summary>The port without TLS.</summary>
    public int Port { get; init; } = FreePorts.Next();
}
