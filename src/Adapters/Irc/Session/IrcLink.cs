using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>The connection: reads by one, writes by many, one after another.</summary>
internal sealed class IrcLink : IDisposable
{
    private const int MaxPosted = 64 * 1024;
    private const long NotWriting = long.MinValue;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);

    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Lock _postLock = new();
    private OutputBuffer? _posted;
    private Action? _postedWriting;
    private volatile Encoding _outgoing = Encoding.UTF8;
    private int _closed;
    private long _writingSince = NotWriting;
    private bool _posting;

    private IrcLink(Socket socket, Stream stream, bool isVerified, bool hasOwnCertificate, TimeProvider time)
    {
        _socket = socket;
        _stream = stream;
        _time = time;
        IsVerified = isVerified;
        HasOwnCertificate = hasOwnCertificate;
        IsLoopback = socket.RemoteEndPoint is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
    }

    /// <summary>TLS is spoken.</summary>
    internal bool IsSecure => _stream is SslStream;

    /// <summary>TLS is spoken, and the server proved to be the one that is meant.</summary>
    internal bool IsVerified { get; }

    /// <summary>TLS is spoken, and the account has shown a certificate in it.</summary>
    internal bool HasOwnCertificate { get; }

    /// <summary>The server is on this machine.</summary>
    internal bool IsLoopback { get; }

    /// <summary>What text is written in that belongs to no chat.</summary>
    internal Encoding Outgoing
    {
        get => _outgoing;
        set => _outgoing = value;
    }

    internal bool IsClosed => Volatile.Read(ref _closed) != 0;

    /// <summary>How long the write under way has been waiting for the server to take it.</summary>
    internal TimeSpan WritingFor => Volatile.Read(ref _writingSince) is var since and not NotWriting ? _time.GetElapsedTime(since) : TimeSpan.Zero;

    internal static async Task<IrcLink> ConnectAsync(IrcServer server, X509Certificate2? own, TimeProvider time, CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(ConnectTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var check = new CertificateCheck(server);
        Stream? stream = null;
        try
        {
            if (server.IsNamedByUser)
                await socket.ConnectAsync(await PublicAddress.ResolveAsync(server.Host, both.Token).ConfigureAwait(false), server.Port, both.Token).ConfigureAwait(false);
            else
                await socket.ConnectAsync(server.Host, server.Port, both.Token).ConfigureAwait(false);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (server.Tls)
                stream = await SecureAsync(stream, server, check, own, both.Token).ConfigureAwait(false);
            // After the stream is made, which asks for the opposite: it only reads and writes asynchronously all the same.
            socket.Blocking = false;
            return new IrcLink(socket, stream, check.IsVerified, server.Tls && own is not null, time);
        }
        catch (Exception failure)
        {
            if (stream is not null)
                await stream.DisposeAsync().ConfigureAwait(false);
            socket.Dispose();
            stop.ThrowIfCancellationRequested();
            throw Explain(failure, server, connected: stream is not null, check.Refusal);
        }
    }

    /// <summary>Reads some bytes; 0 at the end, also when the link was closed here or broke.</summary>
    internal async ValueTask<int> ReadAsync(Memory<byte> into)
    {
        try
        {
            // No token: it would have to be registered for each read. Close ends the read.
            return await _stream.ReadAsync(into, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsEnd(failure))
        {
            return 0;
        }
    }

    /// <summary>Completes when there is something to read, or nothing will be: no bytes are held for a session that waits for its server.</summary>
    internal async Task ReadableAsync()
    {
        try
        {
            // On a busy machine the runtime may tell of what has been read meanwhile. What TLS has taken in already cannot be seen from here.
            do
                await _stream.ReadAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
            while (!IsSecure && !_socket.Poll(TimeSpan.Zero, SelectMode.SelectRead));
        }
        catch (Exception failure) when (IsEnd(failure))
        {
            // The read that follows says so, too.
        }
    }

    /// <summary>Writes whole lines at once.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="writing">Called just before they leave, in the order in which everything is written.</param>
    internal async ValueTask<WriteOutcome> WriteAsync(ReadOnlyMemory<byte> lines, Action? writing = null)
    {
        await _writing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (IsClosed)
                return WriteOutcome.NotWritten;
            writing?.Invoke();
            Volatile.Write(ref _writingSince, _time.GetTimestamp());
            var rest = IsSecure ? lines : lines[SendAtOnce(lines.Span)..];
            if (!rest.IsEmpty)
                await _stream.WriteAsync(rest, CancellationToken.None).ConfigureAwait(false);
            return WriteOutcome.Written;
        }
        catch (Exception failure) when (IsEnd(failure))
        {
            Close();
            return WriteOutcome.Broken;
        }
        finally
        {
            Volatile.Write(ref _writingSince, NotWriting);
            _writing.Release();
        }
    }

    /// <summary>Writes lines soon, without waiting and outside of the flood limit: registration, PONG, QUIT. False when too much waits.</summary>
    /// <param name="write">Makes the lines.</param>
    /// <param name="writing">Called just before they leave, in the order in which everything is written.</param>
    internal bool Post(Action<OutputBuffer> write, Action? writing = null)
    {
        lock (_postLock)
        {
            // A server that asks and does not read would have us keep its answers for ever.
            if (_posted?.Length > MaxPosted)
                return false;
            _posted ??= new OutputBuffer(256);
            _posted.Encoding = Outgoing;
            write(_posted);
            _postedWriting += writing;
            if (_posting)
                return true;
            _posting = true;
        }
        _ = WritePostedAsync();
        return true;
    }

    /// <summary>Ends the connection; whoever reads or writes comes back.</summary>
    internal void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
            // Only the socket: the streams above it may be in use, and notice.
            _socket.Dispose();
    }

    /// <summary>Once nobody reads any more.</summary>
    public void Dispose()
    {
        Close();
        _stream.Dispose();
    }

    // Nearly always the system takes everything, and then a session needs none of what the runtime keeps for waiting writes.
    private int SendAtOnce(ReadOnlySpan<byte> lines)
    {
        var sent = _socket.Send(lines, SocketFlags.None, out var error);
        return error switch
        {
            SocketError.Success => sent,
            SocketError.WouldBlock => 0,
            _ => throw new SocketException((int)error),
        };
    }

    private async Task WritePostedAsync()
    {
        while (true)
        {
            OutputBuffer? taken;
            Action? writing;
            lock (_postLock)
            {
                (taken, _posted) = (_posted, null);
                (writing, _postedWriting) = (_postedWriting, null);
                _posting = taken is not null;
            }
            if (taken is null)
                return;
            await WriteAsync(taken.Written, writing).ConfigureAwait(false);
            taken.Dispose();
        }
    }

    private static async Task<SslStream> SecureAsync(Stream inner, IrcServer server, CertificateCheck check, X509Certificate2? own, CancellationToken stop)
    {
        var secure = new SslStream(inner, leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = server.Host,
            RemoteCertificateValidationCallback = (_, certificate, _, errors) => check.IsTrusted(certificate, errors),
            // Offline: what a user gives as a certificate must not make the gateway fetch others from addresses named in it.
            ClientCertificateContext = own is null ? null : SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true),
        };
        await secure.AuthenticateAsClientAsync(options, stop).ConfigureAwait(false);
        return secure;
    }

    private static bool IsEnd(Exception failure) => failure is IOException or ObjectDisposedException or SocketException or InvalidOperationException;

    private static NetworkException NoTls(string text, Exception failure) =>
        new(NetworkError.NetworkDown, text, failure) { Code = "irc.tls", RetryAfter = TimeSpan.FromMinutes(5) };

    private static NetworkException Explain(Exception failure, IrcServer server, bool connected, string? untrusted)
    {
        var place = server.Host.Contains(':', StringComparison.Ordinal) ? $"[{server.Host}]:{server.Port}" : $"{server.Host}:{server.Port}";
        return failure switch
        {
            OperationCanceledException when connected => NoTls($"{place} takes connections, but does not begin with TLS there.", failure),
            OperationCanceledException => new NetworkException(NetworkError.TimedOut, $"{place} did not answer in time.", failure) { Code = "irc.timeout" },
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
                new NetworkException(NetworkError.NetworkDown, $"There is no host '{server.Host}' at the moment.", failure) { Code = "irc.dns" },
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
                new NetworkException(NetworkError.NetworkDown, $"{place} refuses connections.", failure) { Code = "irc.refused" },
            AuthenticationException when untrusted is not null => NoTls($"{place} is not trusted: its certificate {untrusted}.", failure),
            AuthenticationException => NoTls($"{place} speaks no TLS, or none that is spoken here.", failure),
            _ => new NetworkException(NetworkError.NetworkDown, $"{place} cannot be reached.", failure) { Code = "irc.connect" },
        };
    }
}
