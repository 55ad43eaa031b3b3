using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Bridge.Conformance;
using Example.Lines;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Adapters.Tests.Demo;

/// <summary>A lines server on loopback under the test's control.</summary>
public sealed class MinimalFixture : IAdapterFixture
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<(string Who, string Text)> _received = [];
    private TaskCompletionSource<TcpClient> _client = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _serving = Task.CompletedTask;
    private volatile bool _dropNext;
    private int _connections;
    private int _port;

    public IReadOnlyDictionary<Ability, string> Cannot { get; } = new Dictionary<Ability, string>
    {
        [Ability.Groups] = "The lines network has no groups.",
        [Ability.RefusedSend] = "The server takes everything.",
        [Ability.MessageIds] = "Lines have no ids.",
        [Ability.Acknowledgements] = "The server confirms nothing.",
        [Ability.DedupeKeys] = "Nothing comes twice.",
        [Ability.RepeatEvents] = "Nothing comes twice.",
        [Ability.BadCredentials] = "There is no login.",
        [Ability.EchoFaults] = "The server echoes nothing.",
        [Ability.Throttle] = "The server does not mind floods.",
    };

    public SessionContext Account { get; } = new()
    {
        User = "romeo@example.org",
        Account = new AccountKey(""),
        Credentials = new Dictionary<string, string>(),
    };

    public ContactId Contact { get; } = new("juliet");

    public IReadOnlyList<NetworkAddress> Addresses { get; } =
        [.. ((string[])["juliet", "a b", "🦜", "#x%y@z"]).Select(id => new NetworkAddress(AddressKind.Contact, new AccountKey(""), id))];

    public int Connections => _connections;

    public Task StartAsync(CancellationToken stop)
    {
        _listener.Start();
        // The port must be known when the door is closed, too.
        _port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync();
        return Task.CompletedTask;
    }

    public INetworkAdapter CreateAdapter() => new LinesFactory().Create(new AdapterContext
    {
        NetworkName = "lines",
        Settings = new Dictionary<string, string>
        {
            ["Host"] = "127.0.0.1",
            ["Port"] = _port.ToString(CultureInfo.InvariantCulture),
        },
        DataDirectory = Path.GetTempPath(),
        Time = TimeProvider.System,
        Loggers = NullLoggerFactory.Instance,
    });

    public async Task SayAsync(string text, CancellationToken stop)
    {
        var client = await LiveAsync(stop);
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"juliet\t{text}\n"), stop);
    }

    public Task<IReadOnlyList<string>> ReceivedAsync(ChatId chat, CancellationToken stop)
    {
        lock (_received)
            return Task.FromResult<IReadOnlyList<string>>([.. _received.Where(line => line.Who == chat.Value).Select(line => line.Text)]);
    }

    public async Task DropConnectionAsync(CancellationToken stop)
    {
        var client = await LiveAsync(stop);
        _client = new TaskCompletionSource<TcpClient>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.Client.Close(0);
    }

    public Task ArmAsync(Fault fault, CancellationToken stop)
    {
        if (fault == Fault.RefuseConnect)
            _listener.Server.Close();

        _dropNext = fault == Fault.DropDuringSend;
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    /// <summary>A session is connected before the server has accepted it, and ended before the server has noticed; the one that lives is meant.</summary>
    private async Task<TcpClient> LiveAsync(CancellationToken stop)
    {
        while (true)
        {
            var client = await _client.Task.WaitAsync(stop);
            if (IsOpen(client.Client))
                return client;

            await Task.Delay(TimeSpan.FromMilliseconds(1), stop);
        }
    }

    private static bool IsOpen(Socket? socket)
    {
        try
        {
            return socket is not null && !(socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _connections++;
                // A new session may come before the old connection has been seen to end.
                if (_client.Task.IsCompleted)
                    _client = new TaskCompletionSource<TcpClient>(TaskCreationOptions.RunContinuationsAsynchronously);

                _client.SetResult(client);
                await ReadAsync(client);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over, or has closed the door.
        }
    }

    private async Task ReadAsync(TcpClient client)
    {
        try
        {
            using var reader = new StreamReader(client.GetStream());
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                if (_dropNext)
                {
                    _dropNext = false;
                    client.Client.Close(0);
                    return;
                }

                var parts = line.Split('\t', 2);
                lock (_received)
                    _received.Add((parts[0], parts[1]));
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // The connection was dropped, as the test wanted.
        }
    }
}
