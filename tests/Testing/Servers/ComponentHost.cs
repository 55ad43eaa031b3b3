namespace Bridge.Testing.Servers;

/// <summary>A domain that an external component (XEP-0114) may connect for.</summary>
/// <param name="Domain">The component's domain.</param>
/// <param name="Secret">The shared secret of the handshake.</param>
public sealed record ComponentHost(string Domain, string Secret);
