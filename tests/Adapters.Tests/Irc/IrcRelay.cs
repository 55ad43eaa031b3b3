using System.Net;
using System.Net.Sockets;
using System.Text;
using Bridge.Testing.Servers;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>
/// A wire between the adapter and a real server that can be cut and listened to: each connection to it leads to one to the server, line by line.
/// </summary>
internal sealed class IrcRelay : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<(TimeSpan At, string Line)> _sent = [];
    private readonly List<Task> _pumps = [];
    private readonly List<Wire> _wires = [];
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;
    private Wire? _current;
    private byte[] _lastMessage = [];
    private volatile string _nick = "";
    private volatile bool _dropAtMessage;

    /// <summary>Where the adapter connects to.</summary>
    internal int Port { get; } = FreePorts.Next();

    /// <summary>Where new connections lead to.</summary>
    internal int Target { get; set; }

    internal int Connections { get; private set; }

    /// <summary>The nick that the server gave the account.</summary>
    internal string Nick => _nick;

    /// <summary>What the adapter has sent, and when.</summary>
    internal IReadOnlyList<(TimeSpan At, string Line)> Sent
    {
        get
        {
            lock (_gate)
                return [.. _sent];
        }
    }

    internal static TimeSpan Now => TimeProvider.System.GetElapsedTime(0);

    internal void Start(int target)
    {
        Target = target;
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Takes no more connections.</summary>
    internal void Refuse() => _listener?.Stop();

    /// <summary>Cuts the wire, at both ends.</summary>
    internal void Drop() => _current?.Cut();

    /// <summary>Cuts the wire instead of carrying the next message.</summary>
    internal void DropAtMessage() => _dropAtMessage = true;

    /// <summary>Says something to the adapter in the server's place.</summary>
    internal Task SayAsync(string line) => _current?.ToClientAsync(Encoding.UTF8.GetBytes(line + "\r\n"), _stop.Token) ?? Task.CompletedTask;

    /// <summary>Says the last message from the server once more.</summary>
    internal Task RepeatLastAsync() => _current?.ToClientAsync(_lastMessage, _stop.Token) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener?.Dispose();
        await _accepting;
        _wires.ForEach(wire => wire.Cut());
        await Task.WhenAll(_pumps);
        _wires.ForEach(wire => wire.Dispose());
        _stop.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(_stop.Token);
                Connections++;
                var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, Target, _stop.Token);
                client.NoDelay = server.NoDelay = true;
                var wire = new Wire(client, server);
                _wires.Add(_current = wire);
                _pumps.Add(PumpAsync(client, server, line => OnSentAsync(wire, line), wire));
                _pumps.Add(PumpAsync(server, client, line => OnSaidAsync(wire, line), wire));
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over, or has closed the door.
        }
    }

    private async Task OnSentAsync(Wire wire, byte[] line)
    {
        var text = Encoding.UTF8.GetString(line).TrimEnd('\r', '\n');
        lock (_gate)
            _sent.Add((Now, text));
        if (_dropAtMessage && text.Contains("PRIVMSG ", StringComparison.Ordinal))
        {
            _dropAtMessage = false;
            wire.Cut();
            return;
        }

        await wire.Server.GetStream().WriteAsync(line, _stop.Token);
    }

    private async Task OnSaidAsync(Wire wire, byte[] line)
    {
        var text = Encoding.UTF8.GetString(line);
        if (text.Contains(" PRIVMSG ", StringComparison.Ordinal))
            _lastMessage = line;
        else if (text.IndexOf(" 001 ", StringComparison.Ordinal) is var at and >= 0)
            _nick = text[(at + 5)..].Split(' ')[0];

        await wire.ToClientAsync(line, _stop.Token);
    }

    private static async Task PumpAsync(TcpClient from, TcpClient to, Func<byte[], Task> onLine, Wire wire)
    {
        var pending = new List<byte>();
        var buffer = new byte[16 * 1024];
        try
        {
            var stream = from.GetStream();
            for (int count; (count = await stream.ReadAsync(buffer)) > 0;)
            {
                foreach (var one in buffer.AsMemory(0, count).ToArray())
                {
                    pending.Add(one);
                    if (one != (byte)'\n')
                        continue;
                    await onLine([.. pending]);
                    pending.Clear();
                }
            }

            // An end is passed on as an end: what was said before it is still to be read.
            to.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            wire.Cut();
        }
    }

    private sealed class Wire(TcpClient client, TcpClient server) : IDisposable
    {
        private readonly SemaphoreSlim _writing = new(1, 1);

        internal TcpClient Server => server;

        internal async Task ToClientAsync(byte[] line, CancellationToken stop)
        {
            await _writing.WaitAsync(stop);
            try
            {
                await client.GetStream().WriteAsync(line, stop);
            }
            finally
            {
                _writing.Release();
            }
        }

        internal void Cut()
        {
            client.Client?.Close(0);
            server.Client?.Close(0);
        }

        public void Dispose()
        {
            Cut();
            _writing.Dispose();
        }
    }
}
