namespace Bridge.Adapters.Demo;

/// <summary>The entry of the adapter: the host finds this class and nothing else.</summary>
public sealed class DemoAdapterFactory : INetworkAdapterFactory
{
    /// <inheritdoc/>
    public string Name => "demo";

    /// <inheritdoc/>
    public Version ContractVersion => new(1, 1);

    /// <inheritdoc/>
    public INetworkAdapter Create(AdapterContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var settings = DemoSettings.Read(context.Settings);
        var network = DemoNetwork.Open(context.NetworkName, context.Time);
        network.Configure(settings, context.Time);
        return new DemoAdapter(network, settings, context);
    }
}
