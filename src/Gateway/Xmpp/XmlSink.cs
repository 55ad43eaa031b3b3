using System.Buffers;
using System.Text.Unicode;

namespace Bridge.Xmpp;

/// <summary>Writes the pieces of XML as UTF-8 into a buffer writer, asking it for room as seldom as possible.</summary>
internal ref struct XmlSink(IBufferWriter<byte> output)
{
    // Room to ask for at least, so that small pieces share one request.
    private const int MinRoom = 512;

    // A long text goes in pieces of this many UTF-16 units, so that no single request for room is large.
    private const int MaxPiece = 4096;

    private static readonly SearchValues<char> TextSpecial = SearchValues.Create(SpecialIn("&<>'\"\r", "\t\n"));
    private static readonly SearchValues<char> AttributeSpecial = SearchValues.Create(SpecialIn("&<>'\"\r\t\n", ""));

    private Span<byte> _room;
    private int _used;

    public void WriteAscii(ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length);
        bytes.CopyTo(_room[_used..]);
        _used += bytes.Length;
    }

    public void WriteName(string name) => Transcode(name);

    public void WriteText(string text) => WriteEscaped(text, TextSpecial);

    public void WriteAttribute(string value) => WriteEscaped(value, AttributeSpecial);

    public void Flush()
    {
        output.Advance(_used);
        _room = default;
        _used = 0;
    }

    private void WriteEscaped(ReadOnlySpan<char> text, SearchValues<char> special)
    {
        while (true)
        {
            var clean = text.IndexOfAny(special);
            if (clean < 0)
            {
                Transcode(text);
                return;
            }
            Transcode(text[..clean]);
            WriteAscii(Escape(text[clean]));
            text = text[(clean + 1)..];
        }
    }

    private static ReadOnlySpan<byte> Escape(char c) => c switch
    {
        '&' => "&amp;"u8,
        '<' => "&lt;"u8,
        '>' => "&gt;"u8,
        '\'' => "&apos;"u8,
        '"' => "&quot;"u8,
        // A parser turns these into a line feed or a space unless they are written as references (XML 1.0 sections 2.11, 3.3.3).
        '\r' => "&#xD;"u8,
        '\n' => "&#xA;"u8,
        '\t' => "&#x9;"u8,
        _ => "\uFFFD"u8,
    };

    private void Transcode(ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            var piece = text.Length <= MaxPiece ? text : text[..(char.IsHighSurrogate(text[MaxPiece - 1]) ? MaxPiece - 1 : MaxPiece)];
            Ensure(piece.Length * 3);
            Utf8.FromUtf16(piece, _room[_used..], out _, out var written, replaceInvalidSequences: true);
            _used += written;
            text = text[piece.Length..];
        }
    }

    private void Ensure(int size)
    {
        if (_room.Length - _used >= size)
            return;
        Flush();
        _room = output.GetSpan(Math.Max(size, MinRoom));
    }

    private static char[] SpecialIn(string escaped, string allowed) =>
        [.. Enumerable.Range(0, 0x20).Select(c => (char)c).Where(c => !allowed.Contains(c)).Union(escaped), '\uFFFE', '\uFFFF'];
}
