namespace Bridge.Store;

/// <summary>How a delivery ended. The values are stored.</summary>
public enum TraceOutcome
{
    /// <summary>XMPP to network: accepted by the network, and the XMPP server has read the answer to the sender.</summary>
    Sent = 0,

    /// <summary>Network to XMPP: the XMPP server has read it.</summary>
    Delivered = 1,

    /// <summary>Nobody knows whether the network has it.</summary>
    Uncertain = 2,

    /// <summary>The network refused it.</summary>
    Refused = 3,

    /// <summary>It waited too long.</summary>
    Expired = 4,

    /// <summary>Nobody was there to receive it.</summary>
    Undeliverable = 5,

    /// <summary>The operator or the user took it out of the queue.</summary>
    Dropped = 6,

    /// <summary>What was stored of it could not be read after a restart.</summary>
    Unreadable = 7,

    /// <summary>Network to XMPP: it told of a message that was sent from here.</summary>
    Echo = 8,

    /// <summary>Network to XMPP: the XMPP server has read it, and it says of a file that it could not be passed on.</summary>
    DeliveredWithout = 9,
}
