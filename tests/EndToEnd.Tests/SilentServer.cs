using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Bridge.EndToEnd.Tests;

/// <summary>Takes connections, and that is all.</summary>
internal sealed class SilentServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    // The kernel takes the connections; nobody ever reads them.
    public SilentServer() => _listener.Start();

    public string Port => ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }
}
