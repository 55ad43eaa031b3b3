using Bridge.Gateway.Components;

namespace Bridge.Gateway.Commands;

/// <summary>One network's stream to the XMPP server.</summary>
internal sealed record StreamState(string Network, string Domain, LinkState State);
