using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Bridge.Adapters.Irc;

/// <summary>
/// One line, as slices of the receive buffer (RFC 2812 section 2.3.1, message-tags):
/// <c>['@' tags SPACE] [':' source SPACE] command {SPACE param} [SPACE ':' trailing]</c>
/// </summary>
internal ref struct IrcLine
{
    private const int MaxParams = 15;

    private ReadOnlySpan<byte> _bytes;
    private Slices _params;

    internal ReadOnlySpan<byte> Tags { get; private set; }

    internal ReadOnlySpan<byte> Source { get; private set; }

    internal ReadOnlySpan<byte> Command { get; private set; }

    /// <summary>The command's number, or 0 for one of letters.</summary>
    internal int Numeric { get; private set; }

    internal int Count { get; private set; }

    /// <summary>A parameter; empty when there is none at that place.</summary>
    internal readonly ReadOnlySpan<byte> this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
                return [];
            var (start, length) = _params[index];
            return _bytes.Slice(start, length);
        }
    }

    internal readonly ReadOnlySpan<byte> Last => this[Count - 1];

    /// <summary>Reads a line without its end. False for what has no command.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> bytes, out IrcLine line)
    {
        line = default;
        line._bytes = bytes;
        var at = SkipSpaces(bytes, 0);
        if (at < bytes.Length && bytes[at] == '@')
            line.Tags = Word(bytes, ref at)[1..];
        if (at < bytes.Length && bytes[at] == ':')
            line.Source = Word(bytes, ref at)[1..];
        line.Command = Word(bytes, ref at);
        if (line.Command.IsEmpty)
            return false;
        if (line.Command.Length == 3 && Utf8Parser.TryParse(line.Command, out ushort number, out var used) && used == 3)
            line.Numeric = number;
        while (at < bytes.Length && line.Count < MaxParams)
        {
            var start = at;
            if (bytes[at] == ':' || line.Count == MaxParams - 1)
            {
                start = bytes[at] == ':' ? at + 1 : at;
                at = bytes.Length;
                line._params[line.Count++] = (start, at - start);
                break;
            }
            var length = Word(bytes, ref at).Length;
            line._params[line.Count++] = (start, length);
        }
        return true;
    }

    /// <summary>The raw value of a tag; false when the line does not have it.</summary>
    internal readonly bool TryGetTag(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var rest = Tags;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)';');
            var tag = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (!tag.StartsWith(name))
                continue;
            if (tag.Length == name.Length)
            {
                value = [];
                return true;
            }
            if (tag[name.Length] == '=')
            {
                value = tag[(name.Length + 1)..];
                return true;
            }
        }
        value = [];
        return false;
    }

    private static int SkipSpaces(ReadOnlySpan<byte> bytes, int at)
    {
        while (at < bytes.Length && bytes[at] == ' ')
            at++;
        return at;
    }

    private static ReadOnlySpan<byte> Word(ReadOnlySpan<byte> bytes, scoped ref int at)
    {
        var rest = bytes[at..];
        var end = rest.IndexOf((byte)' ');
        var word = end < 0 ? rest : rest[..end];
        at = SkipSpaces(bytes, at + word.Length);
        return word;
    }

    [InlineArray(MaxParams)]
    private struct Slices
    {
        private (int Start, int Length) _first;
    }
}
