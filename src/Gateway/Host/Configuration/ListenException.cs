using System.Net.Sockets;

namespace Bridge.Gateway.Configuration;

/// <summary>An address cannot be listened on.</summary>
/// <param name="key">The key in the configuration that names it.</param>
/// <param name="url">The address.</param>
/// <param name="cause">What was wrong.</param>
internal sealed class ListenException(string key, Uri url, IOException cause) : Exception($"{url} cannot be listened on", cause)
{
    /// <summary>Reports it in an operator's words.</summary>
    public void Report(ConfigurationProblems problems) =>
        ListenAddress.ReportTaken(key, url, InnerException?.InnerException as SocketException ?? new SocketException((int)SocketError.AddressAlreadyInUse), problems);
}
