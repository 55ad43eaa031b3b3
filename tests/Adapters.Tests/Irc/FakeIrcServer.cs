using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>An IRC server that does what the test says: one connection at a time, line by line, every wait with a deadline.</summary>
internal sealed class FakeIrcServer : IAsyncDisposable
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private TcpClient? _client;
    private Stream? _stream;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private StreamReader? _reader;
    private Channel<string>? _lines;
    private Task _reading = Task.CompletedTask;

    internal FakeIrcServer() => _listener.Start();

    /// <summary>How the lines of clients are read.</summary>
    internal Encoding Encoding { get; set; } = new UTF8Encoding(false);

    /// <summary>Whether it reads after the welcome without being asked to.</summary>
    internal bool KeepsReading { get; set; } = true;

    /// <summary>Whether the PING behind messages is answered at once; else it is a line like any other.</summary>
    internal bool ConfirmsMessages { get; set; } = true;

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal async Task AcceptAsync(Func<Stream, Task<Stream>>? wrap = null)
    {
        using var timeout = new CancellationTokenSource(Deadline);
        _client = await _listener.AcceptTcpClientAsync(timeout.Token);
        _client.NoDelay = true;
        _stream = wrap is null ? _client.GetStream() : await wrap(_client.GetStream());
        _reader = new StreamReader(_stream, Encoding);
        _lines = null;
    }

    /// <summary>The next line of the client; null at the end.</summary>
    internal async Task<string?> ReadAsync()
    {
        using var timeout = new CancellationTokenSource(Deadline);
        if (_lines is null)
            return await _reader!.ReadLineAsync(timeout.Token);
        return await _lines.Reader.WaitToReadAsync(timeout.Token) && _lines.Reader.TryRead(out var line) ? line : null;
    }

    /// <summary>Answers a PING behind messages.</summary>
    internal Task ConfirmAsync(string ping) => SendAsync($":irc.test PONG irc.test {ping[5..]}");

    private async Task KeepReadingAsync(ChannelWriter<string> lines)
    {
        try
        {
            while (await _reader!.ReadLineAsync() is { } line)
            {
                if (ConfirmsMessages && line.StartsWith("PING :bridge-read-", StringComparison.Ordinal))
                    await ConfirmAsync(line);
                else
                    await lines.WriteAsync(line);
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The connection is over.
        }
        lines.Complete();
    }

    /// <summary>Waits for bytes of any kind.</summary>
    internal async Task ReadSomeAsync()
    {
        using var timeout = new CancellationTokenSource(Deadline);
        Assert.NotEqual(0, await _stream!.ReadAsync(new byte[1], timeout.Token));
    }

    /// <summary>The next line but the PING that ends the welcome.</summary>
    internal async Task<string?> ReadAsyncSkippingPing()
    {
        var line = await ReadAsync();
        return line is "PING :bridge-ready" ? await ReadAsync() : line;
    }

    /// <summary>The next line that begins so; others are passed over.</summary>
    internal async Task<string> ExpectAsync(string beginning)
    {
        var seen = new List<string>();
        while (await ReadAsync() is { } line)
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
                return line;
            seen.Add(line);
        }
        throw new InvalidOperationException($"'{beginning}' did not come; instead: {string.Join(" | ", seen)}");
    }

    internal Task SendAsync(params string[] lines) => SendBytesAsync(System.Text.Encoding.UTF8.GetBytes(string.Concat(lines.Select(x => x + "\r\n"))));

    internal async Task SendBytesAsync(ReadOnlyMemory<byte> bytes)
    {
        await _writing.WaitAsync();
        try
        {
            await _stream!.WriteAsync(bytes);
            await _stream.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Plays the registration. Returns the nick.</summary>
    internal async Task<string> RegisterAsync(string? caps = null, string isupport = "CASEMAPPING=rfc1459 CHANTYPES=# PREFIX=(qaohv)~&@%+ NICKLEN=30 CHANMODES=b,k,l,imnpst")
    {
        await AcceptAsync();
        await ExpectAsync("CAP LS 302");
        var nick = (await ExpectAsync("NICK "))[5..];
        await ExpectAsync("USER ");
        if (caps is not null)
        {
            await SendAsync($":irc.test CAP * LS :{caps}");
            if (caps.Length > 0)
            {
                var request = await ExpectAsync("CAP REQ :");
                await SendAsync($":irc.test CAP {nick} ACK :{request[9..]}");
            }
            await ExpectAsync("CAP END");
        }
        await WelcomeAsync(nick, isupport);
        return nick;
    }

    internal async Task WelcomeAsync(string nick, string isupport)
    {
        await SendAsync(
            $":irc.test 001 {nick} :Welcome",
            $":irc.test 005 {nick} {isupport} :are supported by this server",
            $":irc.test 375 {nick} :- motd",
            $":irc.test 372 {nick} :- hello",
            $":irc.test 376 {nick} :End of /MOTD command.");
        if (!KeepsReading)
            return;
        _lines = Channel.CreateUnbounded<string>();
        _reading = KeepReadingAsync(_lines.Writer);
    }

    /// <summary>Answers a JOIN with these members besides the client itself.</summary>
    internal async Task JoinAsync(string nick, string channel, string members, string? topic = null)
    {
        await ExpectAsync("JOIN " + channel);
        await SendAsync($":{nick}!~u@host.test JOIN {channel}");
        if (topic is not null)
            await SendAsync($":irc.test 332 {nick} {channel} :{topic}", $":irc.test 333 {nick} {channel} bob!b@h 1700000000");
        await SendAsync($":irc.test 353 {nick} = {channel} :{nick} {members}", $":irc.test 366 {nick} {channel} :End of /NAMES list.");
    }

    /// <summary>Ends the connection as a crash does.</summary>
    internal void Reset() => _client!.Client.Close(0);

    internal void Drop() => _client?.Dispose();

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await _reading;
        _reader?.Dispose();
        _listener.Stop();
        _writing.Dispose();
    }
}
