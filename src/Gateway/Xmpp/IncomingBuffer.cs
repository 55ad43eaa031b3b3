using System.Buffers;
using System.Net.Sockets;
using System.Xml.Linq;

namespace Bridge.Xmpp;

/// <summary>
/// Bytes from the socket, and the stanzas in them. Grows to the largest stanza allowed and shrinks again; of a stanza
/// beyond the limits it keeps no more than the start tag needs.
/// </summary>
internal sealed class IncomingBuffer(WireLimits limits) : IDisposable
{
    private const int UsualBytes = 64 * 1024;

    private StanzaFramer _framer = StanzaFramer.ForNewStream(limits);
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(UsualBytes);
    private int _seen, _end;

    // True when the bytes of the current frame have a gap after their first StartTag.MaxBytes.
    private bool _dropped;

    /// <summary>After <see cref="FrameStatus.Error"/>: the stream error condition.</summary>
    public string Condition => _framer.Condition ?? "not-well-formed";

    /// <summary>How many bytes are held in memory, used or not.</summary>
    public int Capacity => _bytes.Length;

    /// <summary>Takes the next frame out of the bytes received so far.</summary>
    /// <param name="element">
    /// The stanza, or the stream header as an empty element. After <see cref="FrameStatus.Refused"/> the stanza without its
    /// content, or null when even its start tag is too long or cannot be read.
    /// </param>
    /// <param name="problem">After <see cref="FrameStatus.Error"/>: what is wrong.</param>
    public FrameStatus TryNext(out XElement? element, out string? problem)
    {
        element = null;
        problem = null;
        var status = _framer.Next(_bytes.AsSpan(_seen, _end - _seen), out var consumed);
        _seen += consumed;
        var frame = _bytes.AsMemory(Math.Max(0, _seen - _framer.FrameLength), Math.Min(_seen, _framer.FrameLength));
        var readable = status switch
        {
            FrameStatus.Header => StanzaParser.TryParseHeader(frame, out element),
            FrameStatus.Stanza => StanzaParser.TryParse(frame, limits, out element, out problem),
            FrameStatus.Error => false,
            _ => true,
        };
        if (status == FrameStatus.Refused)
        {
            element = StartTag.Read(_dropped ? _bytes.AsSpan(0, StartTag.MaxBytes) : frame.Span);
            _dropped = false;
        }
        if (readable)
            return status;
        problem ??= "the bytes are no stanza";
        return FrameStatus.Error;
    }

    /// <summary>Waits for more bytes; called when there is no complete frame.</summary>
    /// <returns>How many came; 0 when the peer has closed the connection.</returns>
    public async ValueTask<int> ReceiveAsync(Socket socket, CancellationToken stop)
    {
        var count = await socket.ReceiveAsync(GetRoom(), stop);
        Add(count);
        return count;
    }

    /// <summary>Room for more bytes; forgets those that no frame needs any more. Called when there is no complete frame.</summary>
    public Memory<byte> GetRoom()
    {
        MakeRoom();
        return _bytes.AsMemory(_end);
    }

    /// <summary>Takes bytes that were put into the room.</summary>
    /// <param name="count">How many.</param>
    public void Add(int count) => _end += count;

    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        _seen = _end = 0;
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
    }

    // Only the bytes of a frame that has begun are kept, or the first of them; the framer has seen all of them.
    private void MakeRoom()
    {
        var kept = _framer.IsBetweenFrames ? 0 : _framer.FrameLength;
        var start = _dropped ? 0 : _seen - kept;
        if (_framer.IsExcessive && kept > StartTag.MaxBytes)
        {
            kept = StartTag.MaxBytes;
            _dropped = true;
        }
        var wanted = kept + kept / 2 < UsualBytes ? UsualBytes : Math.Min(kept * 2, limits.MaxStanzaBytes + UsualBytes);
        var target = _bytes.Length >= wanted && _bytes.Length <= 4 * wanted ? _bytes : ArrayPool<byte>.Shared.Rent(wanted);
        _bytes.AsSpan(start, kept).CopyTo(target);
        if (target != _bytes)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = target;
        _seen = _end = kept;
    }
}
