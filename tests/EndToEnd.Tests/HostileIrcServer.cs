using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bridge.EndToEnd.Tests;

/// <summary>An IRC server that lets everybody in and then does what a test has in store, to each connection in turn.</summary>
internal sealed class HostileIrcServer : IAsyncDisposable
{
    public const string Name = "evil.test";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _serving = [];
    private readonly Func<int, Stream, string, CancellationToken, Task> _attack;
    private readonly Task _accepting;
    private int _connections;

    /// <summary>Starts it.</summary>
    /// <param name="attack">What happens to a connection, by its number from 0, with the nick that it has; after that the connection is reset.</param>
    public HostileIrcServer(Func<int, Stream, string, CancellationToken, Task> attack)
    {
        _attack = attack;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Connections => _connections;

    public string Port => ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_serving);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token), _connections++));
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client, int number)
    {
        using var owned = client;
        try
        {
            var stream = client.GetStream();
            var nick = await WelcomeAsync(stream);
            // What the client says from now on is taken and not looked at.
            var draining = stream.CopyToAsync(Stream.Null, _stop.Token);
            await _attack(number, stream, nick, _stop.Token);
            client.Client.Close(0);
            await draining;
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The client has had enough, or the test is over.
        }
    }

    private async Task<string> WelcomeAsync(Stream stream)
    {
        // Byte by byte, so that nothing is taken that belongs to the drain.
        var line = new StringBuilder();
        var nick = "";
        var one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) > 0)
        {
            if (one[0] != (byte)'\n')
            {
                line.Append((char)one[0]);
                continue;
            }

            var words = line.ToString().TrimEnd('\r').Split(' ');
            line.Clear();
            if (words[0] == "NICK")
                nick = words[1];
            else if (words[0] == "USER")
                break;
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes($":{Name} 001 {nick} :Welcome\r\n:{Name} 376 {nick} :End\r\n"), _stop.Token);
        return nick;
    }
}
