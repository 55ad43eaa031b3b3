using Bridge.Adapters;

namespace Bridge.Gateway.Tests.Plugins;

/// <summary>A built-in adapter of which only the making matters.</summary>
internal sealed class StubFactory(string name, Action<AdapterContext>? create = null) : INetworkAdapterFactory
{
    public string Name => name;

    public Version ContractVersion => new(1, 1);

    public INetworkAdapter Create(AdapterContext context)
    {
        create?.Invoke(context);
        return new StubAdapter();
    }

    private sealed class StubAdapter : INetworkAdapter
    {
        public AdapterDescriptor Descriptor { get; } = new() { DisplayName = "Stub", GatewayType = "stub", Accounts = AccountPolicy.OnFirstUse };

        public IAddressCodec Addresses => throw new NotSupportedException();

        public INetworkSession CreateSession(SessionContext context) => throw new NotSupportedException();
    }
}
