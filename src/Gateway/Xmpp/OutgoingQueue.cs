using System.Buffers;
using System.Net.Sockets;
using System.Xml.Linq;

namespace Bridge.Xmpp;

/// <summary>
/// What waits to be sent over a socket. Writers add to one buffer while a task of its own sends the other: under load
/// many stanzas go in one send, and when idle each goes at once.
/// </summary>
internal sealed class OutgoingQueue
{
    private const int HighWaterMark = 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Socket _socket;
    private readonly ComponentOptions _options;
    private readonly Action<Exception> _failed;
    private readonly CancellationToken _ended;
    private readonly WakeSignal _wake = new();
    private OutgoingBuffer _gathering = new(), _sending = new();
    private TaskCompletionSource? _drained;
    private bool _closed;
    private volatile bool _finished;
    private int _unsent;

    /// <param name="socket">A connected socket.</param>
    /// <param name="options">The limits.</param>
    /// <param name="failed">Told once when sending has failed or too much waits.</param>
    /// <param name="ended">Ends the sending.</param>
    public OutgoingQueue(Socket socket, ComponentOptions options, Action<Exception> failed, CancellationToken ended)
    {
        _socket = socket;
        _options = options;
        _failed = failed;
        _ended = ended;
        Sender = Task.Run(SendGatheredAsync, CancellationToken.None);
    }

    /// <summary>The writer task; never fails, and ends after <see cref="Finish"/> or a failure.</summary>
    public Task Sender { get; }

    public int BufferedBytes
    {
        get
        {
            lock (_gate)
                return _gathering.Length + _unsent;
        }
    }

    public WriteResult Write(XElement stanza)
    {
        lock (_gate)
        {
            if (_closed)
                return WriteResult.Closed;
            var before = _gathering.Length;
            StanzaWriter.Write(_gathering, stanza);
            return Accept(before);
        }
    }

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

    /// <summary>Gives up the room that a burst took, when nothing waits.</summary>
    public void Release()
    {
        lock (_gate)
        {
            if (_unsent > 0)
                return;
            _sending.Clear();
            _sending.Release();
            _gathering.Release();
        }
    }

    /// <summary>Refuses further stanzas; what has gathered is still sent.</summary>
    public void Close()
    {
        TaskCompletionSource? drained;
        lock (_gate)
        {
            _closed = true;
            (drained, _drained) = (_drained, null);
        }
        drained?.TrySetResult();
    }

    /// <summary>Refuses further stanzas and ends the writer task once what has gathered, and these bytes, are sent.</summary>
    public void Finish(ReadOnlySpan<byte> last)
    {
        lock (_gate)
        {
            _gathering.Write(last);
            _finished = true;
        }
        Close();
        _wake.Set();
    }

    private WriteResult Accept(int before)
    {
        if (_gathering.Length - before > _options.Limits.MaxOutgoingBytes)
        {
            _gathering.CutBack(before);
            return WriteResult.TooLarge;
        }
        if (_gathering.Length + _unsent > _options.MaxBufferedBytes)
        {
            Close();
            _failed(new IOException("The server does not read: too many bytes wait to be sent."));
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
            var finished = false;
            while (!finished)
            {
                await _wake.WaitAsync();
                _ended.ThrowIfCancellationRequested();
                // Looked at before the bytes are taken, so that the last ones are among them.
                finished = _finished;
                while (TakeGathered(out var bytes))
                    await SendAllAsync(bytes);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Close();
            _failed(e);
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
            var count = await _socket.SendAsync(bytes, _ended);
            bytes = bytes[count..];
            lock (_gate)
                _unsent -= count;
        }
    }
}
