using System.Net.Sockets;
using System.Xml.Linq;

namespace Bridge.Xmpp;

/// <summary>
/// A component's stream to its server (XEP-0114): one read loop, run by the caller, and one writer task that sends what
/// has gathered in one piece. It does not reconnect; a broken connection is thrown away.
/// </summary>
public sealed class ComponentConnection : IAsyncDisposable
{
    // On the wall clock, not the given one: nobody should wait for a peer that has stopped reading because a test holds its clock.
    private static readonly TimeSpan ClosingGrace = TimeSpan.FromSeconds(2);

    private static readonly byte[] One = [1, 0, 0, 0];

    private readonly Socket _socket;
    private readonly IncomingBuffer _incoming;
    private readonly OutgoingQueue _outgoing;
    private readonly TimeProvider _time;
    private readonly string _domain;
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _readEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;
    private int _disposed, _reading;
    private long _bytesReceived, _lastReceived;

    private ComponentConnection(Socket socket, IncomingBuffer incoming, ComponentOptions options, string domain, TimeProvider time)
    {
        _socket = socket;
        _incoming = incoming;
        _domain = domain;
        _time = time;
        _lastReceived = time.GetTimestamp();
        _outgoing = new OutgoingQueue(socket, options, failure => Fail(failure), _ended.Token);
    }

    /// <summary>Bytes that were written and have not gone to the socket yet.</summary>
    public int BufferedBytes => _outgoing.BufferedBytes;

    /// <summary>All bytes received by <see cref="RunAsync"/>.</summary>
    public long BytesReceived => Volatile.Read(ref _bytesReceived);

    /// <summary>When bytes last came, whitespace included: a timestamp of the <see cref="TimeProvider"/>.</summary>
    public long LastReceived => Volatile.Read(ref _lastReceived);

    /// <summary>Connects and authenticates.</summary>
    /// <param name="options">Where and as whom.</param>
    /// <param name="time">The clock for the time-out and for <see cref="LastReceived"/>.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamException">The server refused: <c>not-authorized</c>, <c>host-unknown</c>, <c>conflict</c> and so on.</exception>
    /// <exception cref="SocketException">There is no connection to the server.</exception>
    /// <exception cref="IOException">The connection broke during the handshake.</exception>
    /// <exception cref="TimeoutException">It took longer than <see cref="ComponentOptions.ConnectTimeout"/>.</exception>
    /// <exception cref="FormatException"><see cref="ComponentOptions.Domain"/> is no domain.</exception>
    public static async Task<ComponentConnection> ConnectAsync(ComponentOptions options, TimeProvider time, CancellationToken stop)
    {
        var domain = Jid.Parse(options.Domain);
        if (!domain.IsDomain)
            throw new FormatException($"'{options.Domain}' is not a domain.");
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
        var socket = NewSocket();
        var incoming = new IncomingBuffer(options.Limits);
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, either.Token);
            await ComponentHandshake.RunAsync(socket, incoming, options, either.Token);
            return new ComponentConnection(socket, incoming, options, domain.Domain, time);
        }
        catch (Exception e)
        {
            socket.Dispose();
            incoming.Dispose();
            if (e is OperationCanceledException && !stop.IsCancellationRequested)
                throw new TimeoutException($"The server at {options.Host}:{options.Port} did not answer in time.", e);
            throw;
        }
    }

    /// <summary>
    /// Reads stanzas until the stream ends. Each is given to <paramref name="onStanza"/> on the read loop, which must
    /// not wait. To be called once.
    /// </summary>
    /// <param name="onStanza">
    /// Takes a stanza. What it throws comes out of this method unchanged and ends the reading: the caller then disposes
    /// of the connection, so whatever must not end it is to be caught inside.
    /// </param>
    /// <param name="onRefused">
    /// Takes, in its place among the others, a stanza beyond <see cref="ComponentOptions.Limits"/>: an element with its name and
    /// attributes and without its content, for an error to its sender. It is bound by the same rules. Of a start tag longer than 4 KiB
    /// it has the first attributes, and it is not called when the type is not among them; null passes over such stanzas in silence.
    /// </param>
    /// <param name="onBatchEnd">Called when all stanzas that came with one read have been handled.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <returns>When the peer has closed the stream, or this side has disposed of the connection.</returns>
    /// <exception cref="StreamException">
    /// The server sent a stream error, or a stanza far beyond the limits that does not end (<c>policy-violation</c>), or bytes that
    /// are no stanza (<c>not-well-formed</c>, <c>restricted-xml</c>).
    /// </exception>
    /// <exception cref="IOException">The connection broke, on reading or on writing.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled; stanzas can still be written until it is disposed of.</exception>
    /// <exception cref="InvalidOperationException">It was called before.</exception>
    public async Task RunAsync(Action<XElement> onStanza, Action<XElement>? onRefused, Action? onBatchEnd, CancellationToken stop)
    {
        if (Interlocked.Exchange(ref _reading, 1) != 0)
            throw new InvalidOperationException("The stream is read already, or closed.");
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, _ended.Token);
        try
        {
            while (HandleReceived(onStanza, onRefused, onBatchEnd))
            {
                if (!await ReceiveAsync(stop, either.Token))
                    return;
            }
            _outgoing.Close();
        }
        finally
        {
            _incoming.Dispose();
            _readEnded.TrySetResult();
        }
    }

    /// <summary>Has a stanza sent. Never waits; may be called by any thread; stanzas of one thread go in the order of the calls.</summary>
    /// <param name="stanza">A message, presence or IQ in <see cref="Ns.Component"/> with <c>from</c> in the component's domain and a <c>to</c>.</param>
    public WriteResult Write(XElement stanza)
    {
        if (stanza.Name.Namespace != Ns.Component || !(stanza.IsMessage || stanza.IsPresence || stanza.IsIq) || !StanzaWriter.CanWrite(stanza))
            return WriteResult.Malformed;
        return Jid.TryParse(stanza.From, out var from) && from.Domain == _domain && Jid.TryParse(stanza.To, out _)
            ? _outgoing.Write(stanza)
            : WriteResult.BadAddress;
    }

    /// <summary>Gives up the memory that a burst of stanzas took and that is not in use.</summary>
    public void Release() => _outgoing.Release();

    /// <summary>
    /// Completes when less than 1 MiB waits to be sent, or when the connection is over; the next <see cref="Write"/>
    /// tells which.
    /// </summary>
    /// <param name="stop">Stops waiting.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public ValueTask WhenDrainedAsync(CancellationToken stop) => _outgoing.WhenDrainedAsync(stop);

    /// <summary>Sends what has gathered, closes the stream, waits up to two seconds for the server to do the same, and disconnects.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _outgoing.Finish(Volatile.Read(ref _failure) is null ? "</stream:stream>"u8 : default);
        using var grace = new CancellationTokenSource(ClosingGrace);
        try
        {
            await _outgoing.Sender.WaitAsync(grace.Token);
            await FinishReadingAsync(grace.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The server neither reads nor closes; the stream ends without it.
        }
        await _ended.CancelAsync();
        _socket.Dispose();
        await _outgoing.Sender;
    }

    private static Socket NewSocket()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        return socket;
    }

    // Returns false at the end of the stream.
    private bool HandleReceived(Action<XElement> onStanza, Action<XElement>? onRefused, Action? onBatchEnd)
    {
        var handled = false;
        while (true)
        {
            switch (_incoming.TryNext(out var stanza, out var problem))
            {
                case FrameStatus.Stanza or FrameStatus.Refused when stanza?.Name == Ns.Streams + "error":
                    throw Fail(ComponentHandshake.ToException(stanza));
                case FrameStatus.Stanza:
                    handled = true;
                    onStanza(stanza!);
                    break;
                case FrameStatus.Refused:
                    handled = true;
                    if (stanza is not null)
                        onRefused?.Invoke(stanza);
                    break;
                case FrameStatus.Error:
                    throw Fail(new StreamException(_incoming.Condition, problem));
                case var status:
                    if (handled)
                        onBatchEnd?.Invoke();
                    return status != FrameStatus.EndOfStream;
            }
        }
    }

    // Returns false when this side has disposed of the connection.
    private async Task<bool> ReceiveAsync(CancellationToken stop, CancellationToken either)
    {
        try
        {
            var count = await _incoming.ReceiveAsync(_socket, either);
            if (count == 0 && Volatile.Read(ref _disposed) != 0)
                return false;
            if (count == 0)
                throw Fail(new IOException("The server closed the connection without closing the stream."));
            Volatile.Write(ref _bytesReceived, _bytesReceived + count);
            Volatile.Write(ref _lastReceived, _time.GetTimestamp());
            AcknowledgeAtOnce();
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            stop.ThrowIfCancellationRequested();
            var failure = Volatile.Read(ref _failure);
            if (failure is not null || Volatile.Read(ref _disposed) == 0)
                throw Fail(new IOException("The connection to the server broke.", failure ?? e));
            return false;
        }
    }

    // A server that gathers small writes (Nagle) holds the next stanza back until this side has acknowledged the last one, which Linux puts
    // off by up to 40 ms unless there is something to send. Not every stanza is answered at once. Linux forgets the option, so it is set each time.
    private void AcknowledgeAtOnce()
    {
        const int Tcp = 6, QuickAck = 12;
        if (OperatingSystem.IsLinux())
            _socket.SetRawSocketOption(Tcp, QuickAck, One);
    }

    // Bytes that nobody has read when a socket closes make it reset the connection, which can cost the peer our last ones.
    private async Task FinishReadingAsync(CancellationToken stop)
    {
        if (Volatile.Read(ref _failure) is not null)
            return;
        _socket.Shutdown(SocketShutdown.Send);
        if (Interlocked.Exchange(ref _reading, 1) != 0)
            await _readEnded.Task.WaitAsync(stop);
        var ignored = new byte[4096];
        while (await _socket.ReceiveAsync(ignored, stop) > 0)
        {
        }
    }

    private T Fail<T>(T failure)
        where T : Exception
    {
        Interlocked.CompareExchange(ref _failure, failure, null);
        _outgoing?.Close();
        // Not on this thread, which may hold a lock: cancelling runs the continuations of both loops.
        _ = _ended.CancelAsync();
        return failure;
    }
}
