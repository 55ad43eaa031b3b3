using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bridge.Testing.Servers.Spec;

/// <summary>
/// An IRC server in the test's process, written from the specifications of IRCv3 for what no package brings: history, messages of many lines,
/// deletions, read markers, reactions. It is strict: what a client must not do stands in <see cref="Violations"/>.
/// </summary>
public sealed partial class SpecIrcServer : IAsyncDisposable
{
    private const string Name = "irc.test";

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<SpecIrcClient> _clients = [];
    private readonly List<Task> _reading = [];
    private readonly List<string> _violations = [];
    private readonly Dictionary<string, (string Code, string Text)> _failing = new(StringComparer.Ordinal);
    private readonly SpecIrcOptions _options;
    private Task _accepting = Task.CompletedTask;
    private int _counter;

    /// <summary>Makes a server; <see cref="Start"/> opens it.</summary>
    public SpecIrcServer(SpecIrcOptions? options = null)
    {
        _options = options ?? new SpecIrcOptions();
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What clients did that a specification forbids.</summary>
    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_gate)
                return [.. _violations];
        }
    }

    /// <summary>Takes connections from now on.</summary>
    public void Start() => _accepting = AcceptAsync();

    /// <summary>Says to somebody what no command of theirs leads to.</summary>
    /// <param name="nick">Who.</param>
    /// <param name="line">The line, without the server's name before it.</param>
    public void Say(string nick, string line)
    {
        lock (_gate)
            Find(nick)?.Write($":{Name} {line}");
    }

    /// <summary>Refuses the next command of that name, whoever gives it (standard-replies).</summary>
    public void FailNext(string command, string code, string text)
    {
        lock (_gate)
            _failing[command] = (code, text);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        lock (_gate)
            _clients.ForEach(static client => client.Tcp.Dispose());
        await Task.WhenAll(_reading);
        _stop.Dispose();
    }

    private static string Key(string name) => name.ToLowerInvariant();

    private static bool IsChannel(string name) => name.StartsWith('#');

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var tcp = await _listener.AcceptTcpClientAsync(_stop.Token);
                tcp.NoDelay = true;
                lock (_gate)
                {
                    var client = new SpecIrcClient(tcp, ++_counter);
                    _clients.Add(client);
                    _reading.Add(ReadAsync(client));
                }
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ReadAsync(SpecIrcClient client)
    {
        var reason = "Connection closed";
        try
        {
            using var reader = new StreamReader(client.Tcp.GetStream(), new UTF8Encoding(false), leaveOpen: true);
            while (await reader.ReadLineAsync(_stop.Token) is { } text)
            {
                var line = SpecIrcLine.Parse(text);
                if (line.Command.Length == 0)
                    continue;
                lock (_gate)
                    Handle(client, line);
                if (line.Command != "QUIT")
                    continue;
                client.Write($"ERROR :Closing link: {line[0]}");
                reason = line[0];
                break;
            }
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It is gone.
        }

        lock (_gate)
            Gone(client, reason);
        client.Tcp.Dispose();
    }

    private void Handle(SpecIrcClient client, SpecIrcLine line)
    {
        if (line.TagBytes > 4094 || line.RestBytes > 510)
        {
            Violated(client, "sent a line that is too long");
            Numeric(client, 417, ":Input line was too long");
            return;
        }

        if (client.Batch is not null && line.Command is not ("BATCH" or "QUIT") && !line.Tags.ContainsKey("batch"))
            Violated(client, $"sent {line.Command} within its batch");
        var label = line.Tags.GetValueOrDefault("label");
        if (label is { Length: 0 or > 64 })
            Violated(client, "sent a label of a wrong length");
        // The lines of a batch are answered with it.
        if (line.Tags.ContainsKey("batch") || (line.Command == "BATCH" && line[0].StartsWith('+')))
            InBatch(client, line);
        else if (line.Command == "BATCH")
            client.Answer(client.Batch?.Start.Tags.GetValueOrDefault("label"), Name, NewReference(), () => EndBatch(client, line));
        else
            client.Answer(label, Name, NewReference(), () => Run(client, line));
    }

    private void Run(SpecIrcClient client, SpecIrcLine line)
    {
        if (!client.IsRegistered)
        {
            Register(client, line);
            return;
        }

        switch (line.Command)
        {
            case "PRIVMSG" or "NOTICE" or "TAGMSG": OnMessage(client, line); break;
            case "REDACT": OnRedact(client, line); break;
            case "MARKREAD": OnMarkRead(client, line); break;
            case "CHATHISTORY": OnChatHistory(client, line); break;
            default: OnCommand(client, line); break;
        }
    }

    private void Violated(SpecIrcClient client, string what) => _violations.Add($"{client.Nick} {what}.");

    private string NewReference() => "r" + ++_counter;

    private static void Numeric(SpecIrcClient client, int number, string rest) => client.Send($":{Name} {number:000} {client.Nick ?? "*"} {rest}");

    private static void Fail(SpecIrcClient client, string command, string code, string rest) => client.Send($":{Name} FAIL {command} {code} {rest}");

    private SpecIrcClient? Find(string nick) => _clients.Find(client => client.IsRegistered && Key(client.Nick!) == Key(nick));
}
