namespace Bridge.Gateway.Configuration;

/// <summary>Where the XMPP server takes components (XEP-0114).</summary>
internal sealed record ServerConfiguration(string Host, int Port);
