namespace Bridge.Store;

/// <summary>The states of a message on its way to a network. The values are stored.</summary>
public enum OutboxState
{
    /// <summary>Waits; the network has seen nothing of it.</summary>
    Queued = 0,

    /// <summary>Is being handed to the network, or will be within moments; after a crash nobody knows whether it arrived.</summary>
    Sending = 1,

    /// <summary>The network has it; the sender has not been told yet as far as is proved.</summary>
    Accepted = 2,

    /// <summary>It may have arrived. The row goes when it is proved that the sender was told.</summary>
    Uncertain = 3,

    /// <summary>Refused or expired. The row goes when it is proved that the sender was told.</summary>
    Failed = 4,
}
