using Bridge.Adapters;
using Bridge.Gateway.Configuration;

namespace Bridge.Gateway.Plugins;

/// <summary>A configured network with its adapter, ready to be served.</summary>
internal sealed record ConfiguredNetwork(NetworkConfiguration Configuration, INetworkAdapter Adapter);
