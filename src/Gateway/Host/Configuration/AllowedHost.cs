using System.Globalization;

namespace Bridge.Gateway.Configuration;

/// <summary>A host that files may be fetched from though its address is not public, or its port not that of the web.</summary>
/// <param name="Name">Its name or address, as in an address of the web.</param>
/// <param name="Port">The port; null for those of the web.</param>
internal sealed record AllowedHost(string Name, int? Port)
{
    /// <summary>Reads <c>host</c> or <c>host:port</c>, an IPv6 address in brackets; null when it is neither.</summary>
    public static AllowedHost? Parse(string text)
    {
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? colon : text.Length;
        var (name, rest) = (text[..end], text[end..]);
        int? port = null;
        if (rest.Length > 0)
        {
            if (rest[0] != ':' || !int.TryParse(rest.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > ushort.MaxValue)
            {
                return null;
            }

            port = number;
        }

        return name.Length > 0 && Uri.TryCreate($"https://{name}/", UriKind.Absolute, out var uri) && uri is { UserInfo.Length: 0, IsDefaultPort: true, PathAndQuery: "/" }
            && uri.Fragment.Length == 0
                ? new AllowedHost(NameOf(uri), port)
                : null;
    }

    /// <summary>Whether an address of the web is there.</summary>
    public bool Has(Uri address) => NameOf(address) == Name && (Port is { } port ? address.Port == port : IsOfWeb(address.Port));

    /// <summary>Whether a port is one of the web.</summary>
    public static bool IsOfWeb(int port) => port is 80 or 443;

    private static string NameOf(Uri address) => address.IdnHost.TrimEnd('.').ToLowerInvariant();
}
