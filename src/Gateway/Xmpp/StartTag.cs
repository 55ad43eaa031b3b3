using System.Xml.Linq;

namespace Bridge.Xmpp;

/// <summary>The start tag of a stanza whose content is not read: who sent it to whom is what an answer needs.</summary>
internal static class StartTag
{
    /// <summary>How much of a start tag is read, in bytes; with long addresses and an id the usual ones have 300.</summary>
    public const int MaxBytes = 4096;

    // The attributes can be what was too much, so that only the size limits them here.
    private static readonly WireLimits Limits = new() { MaxStanzaBytes = MaxBytes + 1, MaxDepth = 1, MaxElements = 1, MaxAttributes = MaxBytes };

    /// <summary>Reads a start tag. Never throws.</summary>
    /// <param name="frame">The stanza's first bytes; there may be more than the start tag.</param>
    /// <returns>
    /// An element with the stanza's name and attributes and without content, of a longer start tag with the attributes that are whole in what is read; null when
    /// it cannot be read, or when its type may be in what is not.
    /// </returns>
    public static XElement? Read(ReadOnlySpan<byte> frame)
    {
        frame = frame[..Math.Min(frame.Length, MaxBytes)];
        var end = FindEnd(frame);
        if (end <= 0)
            return null;
        var isClosed = frame[end] == '>' && frame[end - 1] == '/';
        ReadOnlySpan<byte> closed = isClosed ? frame[..(end + 1)] : [.. frame[..end], .. "/>"u8];
        if (!StanzaParser.TryParse(closed, Limits, out var element, out _))
            return null;
        // Without its type nobody knows whether it is one of those that must not be answered (RFC 6120 section 8.3.1).
        return frame[end] == '>' || element.Type is not null ? element : null;
    }

    // Where the first > outside of quotes is, or the last attribute ends when there is none; 0 when there is neither. The framer has seen to it that it is
    // not the first byte.
    private static int FindEnd(ReadOnlySpan<byte> frame)
    {
        var position = 0;
        while (true)
        {
            var mark = frame[position..].IndexOfAny((byte)'>', (byte)'"', (byte)'\'');
            if (mark >= 0 && frame[position + mark] == '>')
                return position + mark;
            var quoted = mark < 0 ? -1 : frame[(position + mark + 1)..].IndexOf(frame[position + mark]);
            // The last byte that is read may belong to the tag's end or to nothing.
            if (quoted < 0 || position + mark + quoted + 2 >= frame.Length)
                return position;
            position += mark + quoted + 2;
        }
    }
}
