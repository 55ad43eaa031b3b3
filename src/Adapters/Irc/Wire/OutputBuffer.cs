using System.Buffers;
using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>Lines to be written in one go, in a pooled buffer. What is appended as text can never end a line or begin another.</summary>
internal sealed class OutputBuffer : IDisposable
{
    private byte[] _bytes;

    internal OutputBuffer(int size = 1024) => _bytes = ArrayPool<byte>.Shared.Rent(size);

    internal int Length { get; private set; }

    /// <summary>What text is written in, as far as that has it.</summary>
    internal Encoding Encoding { get; set; } = Encoding.UTF8;

    internal ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    internal void Clear() => Length = 0;

    /// <summary>Appends bytes as they are: literals and whole lines.</summary>
    internal OutputBuffer Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Space(bytes.Length));
        Length += bytes.Length;
        return this;
    }

    internal OutputBuffer Number(uint number)
    {
        number.TryFormat(Space(10), out var written, default, null);
        Length += written;
        return this;
    }

    /// <summary>Appends text; line ends and NUL become spaces.</summary>
    internal OutputBuffer Text(ReadOnlySpan<char> text) => Text(text, Encoding);

    /// <summary>Appends text as UTF-8, which tags are whatever the rest is.</summary>
    internal OutputBuffer Tags(ReadOnlySpan<char> text) => Text(text, Encoding.UTF8);

    private OutputBuffer Text(ReadOnlySpan<char> text, Encoding encoding)
    {
        var space = Space(Encoding.UTF8.GetMaxByteCount(text.Length));
        if (!OutgoingEncoding.TryWrite(encoding, text, space, out var written))
            written = Encoding.UTF8.GetBytes(text, space);
        Length += written;
        var rest = space[..written];
        for (var bad = rest.IndexOfAny((byte)'\r', (byte)'\n', (byte)0); bad >= 0; bad = rest.IndexOfAny((byte)'\r', (byte)'\n', (byte)0))
        {
            rest[bad] = (byte)' ';
            rest = rest[(bad + 1)..];
        }
        return this;
    }

    internal OutputBuffer End() => Raw("\r\n"u8);

    public void Dispose()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    private Span<byte> Space(int count)
    {
        if (_bytes.Length - Length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + count, _bytes.Length * 2));
            _bytes.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
        return _bytes.AsSpan(Length);
    }
}
