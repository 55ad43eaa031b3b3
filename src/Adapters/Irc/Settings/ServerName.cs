using System.Buffers;
using System.Globalization;

namespace Bridge.Adapters.Irc;

/// <summary>Names of servers in addresses: <c>host</c>, <c>host:port</c> or an IP address.</summary>
internal static class ServerName
{
    private static readonly SearchValues<char> Legal = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-_:[]");

    /// <summary>Whether it can stand in an address; the name is lower-case already.</summary>
    internal static bool IsValid(string name) => name.Length is > 0 and <= 255 && name.AsSpan().IndexOfAnyExcept(Legal) < 0;

    /// <summary>Reads a host and a port from a name that is not configured.</summary>
    internal static bool TryParse(string name, out string host, out int? port)
    {
        host = name;
        port = null;
        if (!IsValid(name))
            return false;
        var colon = name.LastIndexOf(':');
        var bracket = name.LastIndexOf(']');
        // An IPv6 address without brackets has several colons and no port.
        if (colon > bracket && (bracket >= 0 || name.IndexOf(':', StringComparison.Ordinal) == colon))
        {
            if (!int.TryParse(name.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 65_535)
                return false;
            port = number;
            host = name[..colon];
        }
        host = host.Trim('[', ']');
        return Uri.CheckHostName(host) != UriHostNameType.Unknown;
    }
}
