using System.Buffers;
using System.Net.Sockets;
using System.Xml.Linq;

namespace Bridge.Xmpp;

/// <summary>Bytes from the socket, and the stanzas in them. Grows to the largest stanza allowed and shrinks again.</summary>
internal sealed class IncomingBuffer(WireLimits limits) : IDisposable
{
    private const int UsualBytes = 64 * 1024;

    private StanzaFramer _framer = StanzaFramer.ForNewStream(limits);
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(UsualBytes);
    private int _seen, _end;

    /// <summary>After <see cref="FrameStatus.Error"/>: the stream error condition.</summary>
    public string Condition => _framer.Condition ?? "not-well-formed";

    /// <summary>Takes the next frame out of the bytes received so far.</summary>
    /// <param name="element">
    /// The stanza; the stream header as an empty element; of an excessive stanza the same, or null when that has too many attributes itself.
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
        if (status == FrameStatus.Excessive)
            StanzaParser.TryParse(WithoutContent(frame.Span), limits, out element, out _);
        if (readable)
            return status;
        problem ??= "the bytes are no stanza";
        return FrameStatus.Error;
    }

    /// <summary>Waits for more bytes; called when there is no complete frame.</summary>
    /// <returns>How many came; 0 when the peer has closed the connection.</returns>
    public async ValueTask<int> ReceiveAsync(Socket socket, CancellationToken stop)
    {
        MakeRoom();
        var count = await socket.ReceiveAsync(_bytes.AsMemory(_end), stop);
        _end += count;
        return count;
    }

    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        _seen = _end = 0;
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
    }

    // The start tag alone, closed: who sent it and what it was is all that an answer needs.
    private static byte[] WithoutContent(ReadOnlySpan<byte> frame)
    {
        var quote = (byte)0;
        var end = 0;
        while (end < frame.Length && (quote != 0 || frame[end] != '>'))
        {
            if (quote == frame[end])
                quote = 0;
            else if (quote == 0 && frame[end] is ((byte)'"' or (byte)'\''))
                quote = frame[end];
            end++;
        }
        return [.. frame[..end].TrimEnd((byte)'/'), .. "/>"u8];
    }

    // Only the bytes of a frame that has begun are kept; the framer has seen all of them.
    private void MakeRoom()
    {
        var kept = _framer.IsBetweenFrames ? 0 : _framer.FrameLength;
        var wanted = kept + kept / 2 < UsualBytes ? UsualBytes : Math.Min(kept * 2, limits.MaxStanzaBytes + UsualBytes);
        var target = _bytes.Length >= wanted && _bytes.Length <= 4 * wanted ? _bytes : ArrayPool<byte>.Shared.Rent(wanted);
        _bytes.AsSpan(_seen - kept, kept).CopyTo(target);
        if (target != _bytes)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = target;
        _seen = _end = kept;
    }
}
