using System.Xml.Linq;

namespace Bridge.Xmpp;

/// <summary>The start tag of a stanza whose content is not read: who sent it to whom is what an answer needs.</summary>
internal static class StartTag
{
    /// <summary>The longest start tag that is read, in bytes; with long addresses and an id the usual ones have 300.</summary>
    public const int MaxBytes = 4096;

    // The attributes can be what was too much, so that only the size limits them here.
    private static readonly WireLimits Limits = new() { MaxStanzaBytes = MaxBytes + 1, MaxDepth = 1, MaxElements = 1, MaxAttributes = MaxBytes };

    /// <summary>Reads a start tag. Never throws.</summary>
    /// <param name="frame">The stanza's first bytes; there may be more than the start tag.</param>
    /// <returns>An element with the stanza's name and attributes and without content; null when the start tag is too long or cannot be read.</returns>
    public static XElement? Read(ReadOnlySpan<byte> frame)
    {
        frame = frame[..Math.Min(frame.Length, MaxBytes)];
        var end = FindEnd(frame);
        if (end < 0)
            return null;
        var isClosed = frame[end - 1] == '/';
        ReadOnlySpan<byte> closed = isClosed ? frame[..(end + 1)] : [.. frame[..end], .. "/>"u8];
        return StanzaParser.TryParse(closed, Limits, out var element, out _) ? element : null;
    }

    // Where the first > outside of quotes is, or -1. The framer has seen to it that it is not the first byte.
    private static int FindEnd(ReadOnlySpan<byte> frame)
    {
        var position = 0;
        while (true)
        {
            var mark = frame[position..].IndexOfAny((byte)'>', (byte)'"', (byte)'\'');
            if (mark < 0)
                return -1;
            position += mark;
            if (frame[position] == '>')
                return position;
            var quoted = frame[(position + 1)..].IndexOf(frame[position]);
            if (quoted < 0)
                return -1;
            position += quoted + 2;
        }
    }
}
