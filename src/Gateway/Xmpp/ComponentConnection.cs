using System.Buffers;
using System.Diagnostics;
using System.Net.Sockets;
using System.Xml.Linq;

namespace Bridge.Xmpp;

/// <summary>
/// A component's stream to its server (XEP-0114): one read loop, run by the caller, and one writer task that sends what
/// has gathered in one piece. It does not reconnect; a broken connection is thrown away.
/// </summary>
public sealed class ComponentConnection : IAsyncDisposable
{
    private const int HighWaterMark = 1024 * 1024;

    // On the wall clock, not the given one: nobody should wait for a peer that has stopped reading because a test holds its clock.
    private static readonly TimeSpan ClosingGrace = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Socket _socket;
    private readonly IncomingBuffer _incoming;
    private readonly ComponentOptions _options;
    private readonly TimeProvider _time;
    private readonly string _domain;
    private readonly WakeSignal _wake = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _readEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _writer;
    private OutgoingBuffer _gathering = new(), _sending = new();
    private TaskCompletionSource? _drained;
    private volatile Exception? _failure;
    private volatile bool _closed, _disposed;
    private int _unsent, _reading;
    private long _bytesReceived, _lastReceived;

    private ComponentConnection(Socket socket, IncomingBuffer incoming, ComponentOptions options, string domain, TimeProvider time)
    {
        _socket = socket;
        _incoming = incoming;
        _options = options;
        _domain = domain;
        _time = time;
        _lastReceived = time.GetTimestamp();
        _writer = Task.Run(SendGatheredAsync);
    }

    /// <summary>Bytes that were written and have not gone to the socket yet.</summary>
    public int BufferedBytes
    {
        get
        {
            lock (_gate)
                return _gathering.Length + _unsent;
        }
    }

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
    /// <param name="onBatchEnd">Called when all stanzas that came with one read have been handled.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <returns>When the peer has closed the stream, or this side has disposed of the connection.</returns>
    /// <exception cref="StreamException">
    /// The server sent a stream error, or bytes that go beyond the limits (<c>policy-violation</c>) or are no stanza (<c>not-well-formed</c>).
    /// </exception>
    /// <exception cref="IOException">The connection broke, on reading or on writing.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled; stanzas can still be written until it is disposed of.</exception>
    /// <exception cref="InvalidOperationException">It was called before.</exception>
    public async Task RunAsync(Action<XElement> onStanza, Action? onBatchEnd, CancellationToken stop)
    {
        if (Interlocked.Exchange(ref _reading, 1) != 0)
            throw new InvalidOperationException("The stream is read already, or closed.");
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, _ended.Token);
        try
        {
            while (HandleReceived(onStanza, onBatchEnd))
            {
                var count = await _incoming.ReceiveAsync(_socket, either.Token);
                if (count == 0 && _disposed)
                    return;
                if (count == 0)
                    throw Fail(new IOException("The server closed the connection without closing the stream."));
                Volatile.Write(ref _bytesReceived, _bytesReceived + count);
                Volatile.Write(ref _lastReceived, _time.GetTimestamp());
            }
            Close(null);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            stop.ThrowIfCancellationRequested();
            if (_failure is not null || !_disposed)
                throw Fail(new IOException("The connection to the server broke.", _failure ?? e));
        }
        finally
        {
            _readEnded.TrySetResult();
        }
    }

    /// <summary>Has a stanza sent. Never waits; may be called by any thread; stanzas of one thread go in the order of the calls.</summary>
    /// <param name="stanza">A message, presence or IQ in <see cref="Ns.Component"/> with <c>from</c> in the component's domain and a <c>to</c>.</param>
    public WriteResult Write(XElement stanza)
    {
        if (stanza.Name.Namespace != Ns.Component || !(stanza.IsMessage || stanza.IsPresence || stanza.IsIq) || !StanzaWriter.CanWrite(stanza))
            return WriteResult.Malformed;
        if (!Jid.TryParse(stanza.From, out var from) || from.Domain != _domain || !Jid.TryParse(stanza.To, out _))
            return WriteResult.BadAddress;
        lock (_gate)
        {
            if (_closed)
                return WriteResult.Closed;
            var before = _gathering.Length;
            StanzaWriter.Write(_gathering, stanza);
            return Accept(before);
        }
    }

    /// <summary>Has bytes sent that a trusted builder has serialised: one complete stanza, legal in every respect but perhaps its size.</summary>
    /// <param name="utf8">The stanza's bytes.</param>
    public WriteResult WriteRaw(ReadOnlySpan<byte> utf8)
    {
        lock (_gate)
        {
            if (_closed)
                return WriteResult.Closed;
            var before = _gathering.Length;
            utf8.CopyTo(_gathering.GetSpan(utf8.Length));
            _gathering.Advance(utf8.Length);
            return Accept(before);
        }
    }

    /// <summary>
    /// Completes when less than 1 MiB waits to be sent, or when the connection is over; the next <see cref="Write"/>
    /// tells which.
    /// </summary>
    /// <param name="stop">Stops waiting.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public ValueTask WhenDrainedAsync(CancellationToken stop)
    {
        lock (_gate)
        {
            if (_closed || _gathering.Length + _unsent < HighWaterMark)
                return ValueTask.CompletedTask;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_drained.Task.WaitAsync(stop));
        }
    }

    /// <summary>Sends what has gathered, closes the stream, waits up to two seconds for the server to do the same, and disconnects.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            if (_failure is null)
                _gathering.Write("</stream:stream>"u8);
            _closed = _disposed = true;
        }
        _wake.Set();
        using var grace = new CancellationTokenSource(ClosingGrace);
        try
        {
            await _writer.WaitAsync(grace.Token);
            await FinishReadingAsync(grace.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The server neither reads nor closes; the stream ends without it.
        }
        await _ended.CancelAsync();
        _socket.Dispose();
        await _writer;
        Close(null);
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
    private bool HandleReceived(Action<XElement> onStanza, Action? onBatchEnd)
    {
        var handled = false;
        while (true)
        {
            switch (_incoming.TryNext(out var stanza, out var problem))
            {
                case FrameStatus.Stanza when stanza!.Name == Ns.Streams + "error":
                    throw Fail(ComponentHandshake.ToException(stanza));
                case FrameStatus.Stanza:
                    handled = true;
                    onStanza(stanza);
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

    private WriteResult Accept(int before)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (_gathering.Length - before > _options.Limits.MaxOutgoingBytes)
        {
            _gathering.CutBack(before);
            return WriteResult.TooLarge;
        }
        if (_gathering.Length + _unsent > _options.MaxBufferedBytes)
        {
            Close(new IOException("The server does not read: too many bytes wait to be sent."));
            return WriteResult.Closed;
        }
        if (before == 0)
            _wake.Set();
        return WriteResult.Written;
    }

    private async Task SendGatheredAsync()
    {
        try
        {
            do
            {
                await _wake.WaitAsync();
                while (TakeGathered(out var bytes))
                    await SendAllAsync(bytes);
            }
            while (!_disposed && _failure is null);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Close(e);
        }
    }

    // Bytes that nobody has read when a socket closes make it reset the connection, which can cost the peer our last ones.
    private async Task FinishReadingAsync(CancellationToken stop)
    {
        if (_failure is not null)
            return;
        _socket.Shutdown(SocketShutdown.Send);
        if (Interlocked.Exchange(ref _reading, 1) != 0)
        {
            await _readEnded.Task.WaitAsync(stop);
            return;
        }
        var ignored = new byte[4096];
        while (await _socket.ReceiveAsync(ignored, stop) > 0)
        {
        }
    }

    private bool TakeGathered(out ReadOnlyMemory<byte> bytes)
    {
        TaskCompletionSource? drained = null;
        lock (_gate)
        {
            _sending.Clear();
            (_gathering, _sending) = (_sending, _gathering);
            bytes = _sending.Written;
            _unsent = bytes.Length;
            if (_unsent < HighWaterMark)
                (drained, _drained) = (_drained, null);
        }
        drained?.TrySetResult();
        return bytes.Length > 0;
    }

    private async Task SendAllAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var count = await _socket.SendAsync(bytes, _ended.Token);
            bytes = bytes[count..];
            lock (_gate)
                _unsent -= count;
        }
    }

    // Refuses further stanzas. After a failure the socket is of no use either, and both loops end.
    private void Close(Exception? failure)
    {
        TaskCompletionSource? drained;
        lock (_gate)
        {
            _closed = true;
            _failure ??= failure;
            (drained, _drained) = (_drained, null);
        }
        drained?.TrySetResult();
        _wake.Set();
        // Not on this thread, which may hold the lock: cancelling runs the continuations of both loops.
        if (failure is not null)
            _ = _ended.CancelAsync();
    }

    private T Fail<T>(T failure)
        where T : Exception
    {
        Close(failure);
        return failure;
    }
}
