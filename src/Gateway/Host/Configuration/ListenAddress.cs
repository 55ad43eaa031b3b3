using System.Net;
using System.Net.Sockets;

namespace Bridge.Gateway.Configuration;

/// <summary>An address that the gateway answers HTTP at.</summary>
internal static class ListenAddress
{
    /// <summary>The key of the web API's address.</summary>
    public const string AdminKey = "Bridge:Admin:Url";

    /// <summary>The key of the address for files.</summary>
    public const string MediaKey = "Bridge:Media:Listen";

    /// <summary>Whether it answers this machine alone.</summary>
    public static bool IsLoopback(Uri url) => IPAddress.TryParse(url.DnsSafeHost, out var address) ? IPAddress.IsLoopback(address) : url.IsLoopback;

    /// <summary>Whether this can be listened on: http, an address of this machine or localhost, no path. A name would listen on every address.</summary>
    public static bool IsValid(Uri url) =>
        url.Scheme == Uri.UriSchemeHttp
        && url.PathAndQuery == "/"
        && url.UserInfo.Length == 0
        && (IPAddress.TryParse(url.DnsSafeHost, out _) || (url.IsLoopback && url.Port != 0));

    /// <summary>Reports a port that somebody else has. Tried before anything else is opened; another process may still come in between.</summary>
    public static void CheckFree(string key, Uri url, ConfigurationProblems problems)
    {
        var address = IPAddress.TryParse(url.DnsSafeHost, out var parsed) ? parsed : IPAddress.Loopback;
        try
        {
            using var listener = new TcpListener(address, url.Port);
            listener.Start();
        }
        catch (SocketException e)
        {
            ReportTaken(key, url, e, problems);
        }
    }

    /// <summary>Reports why the address cannot be had.</summary>
    public static void ReportTaken(string key, Uri url, SocketException e, ConfigurationProblems problems)
    {
        var (problem, fix) = e.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => ("another process listens on this port", "choose another port, or stop the other process (ss -ltnp shows it)"),
            SocketError.AccessDenied => ("this port needs a privilege", "choose a port above 1023"),
            SocketError.AddressNotAvailable => ("this machine has no such address", "use 127.0.0.1, or an address of this machine"),
            _ => ($"cannot be listened on ({e.SocketErrorCode})", "choose another address or port"),
        };
        problems.Error(key, url.GetLeftPart(UriPartial.Authority), problem, fix);
    }
}
