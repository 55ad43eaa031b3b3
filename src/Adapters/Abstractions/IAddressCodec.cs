using System.Diagnostics.CodeAnalysis;

namespace Bridge.Adapters;

/// <summary>
/// Maps addresses of the network to JID local parts and back. Pure and thread-safe. The core escapes and unescapes by XEP-0106;
/// local parts here are unescaped, and arrive folded to lower case by the XMPP server.
/// </summary>
public interface IAddressCodec
{
    /// <summary>Reads a local part. False for what can never be an address of this network; never throws.</summary>
    bool TryParse(string localPart, [NotNullWhen(true)] out NetworkAddress? address);

    /// <summary>The local part of an address. <c>TryParse(Format(a))</c> gives an address equal to <c>a</c>, apart from case where the network folds it.</summary>
    string Format(NetworkAddress address);

    /// <summary>Reads what a person types (<c>alice@example.com</c>, <c>#chan</c>) for <c>jabber:iq:gateway</c>. False when it cannot be an address.</summary>
    bool TryParseTyped(string text, [NotNullWhen(true)] out NetworkAddress? address);
}
