using Bridge.Adapters;

namespace Bridge.Gateway.Plugins;

/// <summary>A plugin folder that can be used.</summary>
internal sealed record Plugin(string Folder, string Name, INetworkAdapterFactory Factory);
