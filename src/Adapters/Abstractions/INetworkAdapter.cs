namespace Bridge.Adapters;

/// <summary>One configured network. Made once at start, lives as long as the process, shared by all users.</summary>
public interface INetworkAdapter
{
    /// <summary>What the core must know of the network before anybody has an account.</summary>
    AdapterDescriptor Descriptor { get; }

    /// <summary>Turns JID local parts into what they stand for and back.</summary>
    IAddressCodec Addresses { get; }

    /// <summary>Makes the session of one account, without I/O.</summary>
    INetworkSession CreateSession(SessionContext context);
}
