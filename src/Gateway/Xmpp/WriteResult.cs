namespace Bridge.Xmpp;

/// <summary>What became of a stanza given to <see cref="ComponentConnection.Write"/>. Unless it was written, no byte of it will be sent.</summary>
public enum WriteResult
{
    /// <summary>It will be sent, unless the connection breaks.</summary>
    Written,

    /// <summary>It has more bytes than <see cref="WireLimits.MaxOutgoingBytes"/>; the server would end the stream.</summary>
    TooLarge,

    /// <summary>
    /// Its <c>from</c> is missing or not in the component's domain, for which the server would end the stream
    /// (<c>invalid-from</c>), or its <c>to</c> is missing or no address.
    /// </summary>
    BadAddress,

    /// <summary>It is no message, presence or IQ of a component stream, or has a name that cannot be written.</summary>
    Malformed,

    /// <summary>The connection is over.</summary>
    Closed,
}
