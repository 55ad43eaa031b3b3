namespace Bridge.Store;

/// <summary>Which way a message goes. The numbers are stored: never change them.</summary>
public enum MessageDirection
{
    /// <summary>Written in an XMPP client.</summary>
    ToNetwork = 0,

    /// <summary>Written on the network.</summary>
    FromNetwork = 1,
}
