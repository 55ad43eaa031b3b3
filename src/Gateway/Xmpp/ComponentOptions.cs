namespace Bridge.Xmpp;

/// <summary>Where and as whom a component connects (XEP-0114).</summary>
public sealed record ComponentOptions
{
    /// <summary>The server's host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>The server's component port, 1 to 65535; usually 5347.</summary>
    public required int Port { get; init; }

    /// <summary>The component's domain.</summary>
    public required string Domain { get; init; }

    /// <summary>The secret that the server knows as well.</summary>
    public required string Secret { get; init; }

    /// <summary>What one stanza may cost.</summary>
    public WireLimits Limits { get; init; } = new();

    /// <summary>How long connecting and the handshake may take together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many bytes may wait to be sent before the connection counts as broken, because the server has stopped
    /// reading. Whoever writes much waits for <see cref="ComponentConnection.WhenDrainedAsync"/> long before.
    /// </summary>
    public int MaxBufferedBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Everything but the secret.</summary>
    public override string ToString() => $"{Domain} at {Host}:{Port}";
}
