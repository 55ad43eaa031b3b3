using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Bridge.Testing.Clients;

/// <summary>A small, real IRC client: it registers, records every line, answers PING, and waits for what a test expects.</summary>
public sealed class IrcTestClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly TcpClient _tcp = new() { NoDelay = true };
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly ReceivedLog<string> _received;
    private Stream _stream = Stream.Null;
    private Task _reading = Task.CompletedTask;

    private IrcTestClient(string nick)
    {
        Nick = nick;
        _received = new ReceivedLog<string>($"{nick} (IRC)");
    }

    /// <summary>The nick it registered with.</summary>
    public string Nick { get; }

    /// <summary>Every line received so far, without the line end.</summary>
    public IReadOnlyList<string> Everything => _received.Snapshot;

    /// <summary>Connects and registers.</summary>
    /// <param name="port">A port on loopback.</param>
    /// <param name="nick">The nick, which is the user name as well.</param>
    /// <param name="capabilities">IRCv3 capabilities to ask for, separated by spaces; null for a client without IRCv3.</param>
    /// <param name="certificate">With TLS: the certificate that the server must show.</param>
    public static async Task<IrcTestClient> ConnectAsync(
        int port, string nick, string? capabilities = null, X509Certificate2? certificate = null)
    {
        var client = new IrcTestClient(nick);
        try
        {
            await client.RegisterAsync(port, capabilities, certificate);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a line.</summary>
    /// <param name="line">The line, without its end.</param>
    /// <param name="encoding">How it is written; null for UTF-8.</param>
    public async Task SendAsync(string line, Encoding? encoding = null)
    {
        await _writing.WaitAsync(_stop.Token);
        try
        {
            await _stream.WriteAsync((encoding ?? Encoding.UTF8).GetBytes(line + "\r\n"), _stop.Token);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Sends a message to a channel or a nick.</summary>
    public Task SayAsync(string to, string text) => SendAsync($"PRIVMSG {to} :{text}");

    /// <summary>Joins a channel and waits for the end of its list of names.</summary>
    public async Task JoinAsync(string channel)
    {
        await SendAsync($"JOIN {channel}");
        await ExpectAsync(line => Has(line, $" 366 {Nick} {channel} "), $"the end of the names of {channel}");
    }

    /// <summary>Waits for a line, received already or still to come, which no earlier expectation has taken.</summary>
    public Task<string> ExpectAsync(Func<string, bool> match, string what, TimeSpan? timeout = null) =>
        _received.ExpectAsync(match, what, timeout ?? Patience);

    /// <summary>Waits for a line of this nick that contains the text: <c>PRIVMSG #chan :hello</c>.</summary>
    public Task<string> ExpectFromAsync(string nick, string text, TimeSpan? timeout = null) =>
        ExpectAsync(line => IsFrom(line, nick) && Has(line, text), $"'{text}' from {nick}", timeout);

    /// <summary>Asks for something that the server answers after all it was told before.</summary>
    public async Task FenceAsync()
    {
        var token = Guid.NewGuid().ToString("N");
        await SendAsync($"PING {token}");
        await ExpectAsync(line => Has(line, "PONG") && Has(line, token), "the answer to PING");
    }

    /// <summary>The lines of this nick that contain the text.</summary>
    public int Count(string nick, string text) => Everything.Count(line => IsFrom(line, nick) && Has(line, text));

    /// <summary>Quits, if it is still connected.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_tcp.Connected)
                await SendAsync("QUIT :done").WaitAsync(TimeSpan.FromSeconds(1));
        }
        catch (Exception error) when (error is IOException or TimeoutException or InvalidOperationException)
        {
            // The server was faster.
        }
        await _stop.CancelAsync();
        await _stream.DisposeAsync();
        _tcp.Dispose();
        await _reading;
        _stop.Dispose();
        _writing.Dispose();
    }

    private static bool Has(string line, string text) => line.Contains(text, StringComparison.OrdinalIgnoreCase);

    private static bool IsFrom(string line, string nick)
    {
        var start = line.StartsWith('@') ? line.IndexOf(' ', StringComparison.Ordinal) + 1 : 0;
        return line.AsSpan(start).StartsWith($":{nick}!", StringComparison.OrdinalIgnoreCase);
    }

    private async Task RegisterAsync(int port, string? capabilities, X509Certificate2? certificate)
    {
        await _tcp.ConnectAsync(IPAddress.Loopback, port);
        _stream = _tcp.GetStream();
        if (certificate is not null)
        {
            // No authority has signed it, so it is the right one when it is this very one.
            var tls = new SslStream(_stream, false, (_, shown, _, _) =>
                shown is not null && shown.GetRawCertData().AsSpan().SequenceEqual(certificate.GetRawCertData()));
            _stream = tls;
            await tls.AuthenticateAsClientAsync("localhost").WaitAsync(Patience);
        }
        _reading = Task.Run(ReadAsync);
        if (capabilities is not null)
        {
            await SendAsync("CAP LS 302");
            await SendAsync($"CAP REQ :{capabilities}");
            var answer = await ExpectAsync(line => Has(line, " ACK ") || Has(line, " NAK "), "the answer to CAP REQ");
            if (Has(answer, " NAK "))
                throw new ExpectationFailedException($"The server refused the capabilities {capabilities}: {answer}");
            await SendAsync("CAP END");
        }
        await SendAsync($"NICK {Nick}");
        await SendAsync($"USER {Nick} 0 * :{Nick}");
        var welcome = await ExpectAsync(line => Has(line, " 001 ") || Has(line, " 433 "), "the welcome");
        if (Has(welcome, " 433 "))
            throw new ExpectationFailedException($"The nick {Nick} is taken: {welcome}");
        // 376 ends the message of the day, 422 says that there is none: the burst of the welcome is over.
        await ExpectAsync(line => Has(line, " 376 ") || Has(line, " 422 "), "the end of the welcome");
    }

    private async Task ReadAsync()
    {
        try
        {
            using var reader = new StreamReader(_stream, Encoding.UTF8, leaveOpen: true);
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                if (line.StartsWith("PING ", StringComparison.Ordinal))
                    await SendAsync("PONG " + line[5..]);
                _received.Add(line);
            }
            _received.Close("the server closed the connection");
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException)
        {
            _received.Close($"the connection broke ({error.Message})");
        }
    }
}
