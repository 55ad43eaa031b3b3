namespace Bridge.Adapters.Tests.Demo.Kit;

/// <summary>A sound adapter with one defect.</summary>
internal sealed class BrokenAdapter(INetworkAdapter sound, Defect defect) : INetworkAdapter
{
    public AdapterDescriptor Descriptor => sound.Descriptor;

    public IAddressCodec Addresses => sound.Addresses;

    public INetworkSession CreateSession(SessionContext context) => new BrokenSession(sound.CreateSession(context), defect);
}
