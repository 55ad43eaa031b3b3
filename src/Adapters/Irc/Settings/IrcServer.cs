using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>One IRC server as configured, or as an address names it where any server is allowed.</summary>
internal sealed record IrcServer
{
    internal const int TlsPort = 6697;
    internal const int PlainPort = 6667;

    /// <summary>The name in addresses, lower-case.</summary>
    internal required string Name { get; init; }

    internal required string Host { get; init; }

    /// <summary>True for a server that only an address names: it may be on the public internet only.</summary>
    internal bool IsNamedByUser { get; init; }

    internal bool Tls { get; init; } = true;

    internal int Port { get; init; } = TlsPort;

    internal bool VerifyCertificate { get; init; } = true;

    /// <summary>The certificate's fingerprint as hex digits in upper case: SHA-1, SHA-256 or SHA-512 by its length. It alone decides when given.</summary>
    internal string? TrustedFingerprint { get; init; }

    internal string? Password { get; init; }

    /// <summary>An account's password may go over a connection without TLS to another machine.</summary>
    internal bool LoginWithoutTls { get; init; }

    /// <summary>How the server tells the gateway's users apart, or null when it is not told.</summary>
    internal WebIrc? WebIrc { get; init; }

    /// <summary>What input is that is not UTF-8.</summary>
    internal Encoding Fallback { get; init; } = IrcSettings.DefaultFallback;

    /// <summary>What text is sent in.</summary>
    internal Encoding Outgoing { get; init; } = Encoding.UTF8;

    /// <summary>Lines a second in the long run; 0 for no limit.</summary>
    internal double MessagesPerSecond { get; init; } = 1;

    internal int Burst { get; init; } = 10;
}
