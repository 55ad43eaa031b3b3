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

    /// <summary>
    /// Why a local part that <see cref="TryParse"/> does not take is none here though it might be elsewhere, such as one of a server that the operator does not
    /// allow: a sentence for whoever wrote it, which says what to do. Null, as by default, when it is simply no address.
    /// </summary>
    string? WhyRefused(string localPart) => null;

    /// <summary>The local part of an address. <c>TryParse(Format(a))</c> gives an address equal to <c>a</c>, apart from case where the network folds it.</summary>
    string Format(NetworkAddress address);

    /// <summary>
    /// Reads what a person types (<c>alice@example.com</c>, <c>#chan</c>) for <c>jabber:iq:gateway</c>. False when it cannot be an address. Where accounts are
    /// logged in with and nothing says which one is meant, <see cref="NetworkAddress.Account"/> is empty, and the core puts the user's in.
    /// </summary>
    bool TryParseTyped(string text, [NotNullWhen(true)] out NetworkAddress? address);
}
