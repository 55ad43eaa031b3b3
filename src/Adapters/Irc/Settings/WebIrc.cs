using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>What WEBIRC tells a server of a user (webirc), so that bans and limits meet one person and not the gateway.</summary>
/// <param name="Password">What the server and the gateway have agreed on.</param>
/// <param name="Gateway">The gateway's name.</param>
/// <param name="Prefix">The first bytes of the addresses of users.</param>
internal sealed record WebIrc(string Password, string Gateway, IPNetwork Prefix)
{
    /// <summary>Unique local addresses (RFC 4193), which belong to nobody else on the internet.</summary>
    internal static IPNetwork DefaultPrefix { get; } = IPNetwork.Parse("fd62:7269:6467::/48");

    /// <summary>
    /// The address of a user: a component never sees the one that a client connects from. It is the same for ever and different for everybody,
    /// and tells who it is to nobody who does not know the password.
    /// </summary>
    internal IPAddress AddressOf(string user)
    {
        var address = Prefix.BaseAddress.GetAddressBytes();
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Password), Encoding.UTF8.GetBytes(user));
        for (var bit = Prefix.PrefixLength; bit < address.Length * 8; bit++)
        {
            var mask = (byte)(0x80 >> (bit % 8));
            address[bit / 8] = (byte)((address[bit / 8] & ~mask) | (hash[bit / 8] & mask));
        }
        return new IPAddress(address);
    }

    /// <summary>The address as a parameter: one that began with a colon would be taken for the last one.</summary>
    internal static string Format(IPAddress address)
    {
        var text = address.ToString();
        return text.StartsWith(':') ? "0" + text : text;
    }

    /// <summary>Reads a prefix of IPv6 addresses that leaves at least 64 bits for users.</summary>
    internal static bool TryParsePrefix(string text, out IPNetwork prefix) =>
        IPNetwork.TryParse(text, out prefix) && prefix.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6
        && prefix.PrefixLength is >= 8 and <= 64;
}
