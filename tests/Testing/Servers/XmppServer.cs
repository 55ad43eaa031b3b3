namespace Bridge.Testing.Servers;

/// <summary>A private XMPP server for <c>localhost</c> with accounts and component domains known in advance.</summary>
public abstract class XmppServer(string name) : PrivateServer(name)
{
    /// <summary>The password of every account.</summary>
    public const string Password = "pass";

    /// <summary>The secret of every component domain, where none is given.</summary>
    public const string Secret = "component-secret";

    /// <summary>The port for clients. TLS is never required: it is loopback and a test.</summary>
    public int ClientPort { get; init; } = FreePorts.Next();

    /// <summary>The port for components.</summary>
    public int ComponentPort { get; init; } = FreePorts.Next();

    /// <summary>The local parts of the accounts.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = ["juliet", "romeo"];

    /// <summary>The component domains.</summary>
    public IReadOnlyList<ComponentHost> Components { get; init; } =
        [new("irc.localhost", Secret), new("demo.localhost", Secret)];

    /// <inheritdoc/>
    protected override IReadOnlyList<int> Ports => [ClientPort, ComponentPort];
}
