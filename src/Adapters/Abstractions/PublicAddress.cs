using System.Net;
using System.Net.Sockets;

namespace Bridge.Adapters;

/// <summary>
/// Tells addresses of the public internet from those of this machine and its surroundings, to which a user must not be able to send the gateway
/// by naming a server or a file (RFC 6890). IPv4 addresses inside IPv6 ones (mapped, NAT64, 6to4) are as little public as their form.
/// </summary>
public static class PublicAddress
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Whether an address is one of the public internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !NotPublic.Any(network => network.Contains(plain));
    }

    /// <summary>The public addresses of a host. Connecting to these, and not to the name again, is what makes the check hold.</summary>
    /// <exception cref="SocketException">The name is unknown, or stands for nothing public.</exception>
    public static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken stop)
    {
        var all = await Dns.GetHostAddressesAsync(host, stop).ConfigureAwait(false);
        IPAddress[] open = [.. all.Where(IsPublic)];
        return open.Length > 0 ? open : throw new SocketException((int)SocketError.HostNotFound);
    }
}
