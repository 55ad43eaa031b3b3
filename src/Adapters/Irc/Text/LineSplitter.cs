using System.Buffers;
using System.Globalization;
using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>Cuts a text into pieces that fit a line: at line ends, then at words, within what people see as one character only when it is longer than a line.</summary>
internal static class LineSplitter
{
    private static readonly SearchValues<char> Breaking = SearchValues.Create("\r\n\0\u0001");

    /// <summary>A text without what may not be on the wire: line ends are <c>\n</c>, NUL and the CTCP mark are gone, no lines are empty at either end.</summary>
    internal static string Clean(string text)
    {
        if (text.AsSpan().IndexOfAny(Breaking) < 0)
            return text;
        var builder = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\r':
                    builder.Append('\n');
                    if (i + 1 < text.Length && text[i + 1] == '\n')
                        i++;
                    break;
                case '\0' or '\u0001':
                    break;
                default:
                    builder.Append(text[i]);
                    break;
            }
        }
        return builder.ToString().Trim('\n');
    }

    /// <summary>
    /// The next piece of a cleaned text from <paramref name="at"/> on, at most <paramref name="budget"/> bytes of UTF-8. An empty line is a
    /// piece of length 0. False at the end.
    /// </summary>
    internal static bool TryNext(string text, ref int at, int budget, out int start, out int length)
    {
        start = at;
        length = 0;
        if (at >= text.Length)
            return false;
        var rest = text.AsSpan(at);
        var lineEnd = rest.IndexOf('\n');
        var line = lineEnd < 0 ? rest : rest[..lineEnd];
        if (line.Length * 3 <= budget || Encoding.UTF8.GetByteCount(line) <= budget)
            length = line.Length;
        else
            length = Cut(line, Math.Max(budget, 4));
        at = start + length;
        // The line's end goes with its last piece.
        if (length == line.Length && lineEnd >= 0)
            at++;
        return true;
    }

    private static int Cut(ReadOnlySpan<char> line, int budget)
    {
        var bytes = 0;
        var end = 0;
        var word = 0;
        while (end < line.Length)
        {
            var used = StringInfo.GetNextTextElementLength(line[end..]);
            bytes += Encoding.UTF8.GetByteCount(line.Slice(end, used));
            if (bytes > budget)
                break;
            // The space stays at the end of the piece, where nobody sees it, so that no character is lost.
            if (line[end] == ' ')
                word = end + used;
            end += used;
        }
        if (end == 0)
            return CutCharacter(line, budget);
        // A word as long as most of a line is better cut than moved.
        return word > end / 2 ? word : end;
    }

    // A letter with more marks on it than a line holds.
    private static int CutCharacter(ReadOnlySpan<char> line, int budget)
    {
        var bytes = 0;
        var end = 0;
        while (end < line.Length)
        {
            Rune.DecodeFromUtf16(line[end..], out var rune, out var used);
            bytes += rune.Utf8SequenceLength;
            if (bytes > budget)
                break;
            end += used;
        }
        return end;
    }

    /// <summary>The beginning of a text in at most so many bytes, in one line.</summary>
    internal static string FirstLine(string text, int bytes)
    {
        var line = Clean(text).Replace('\n', ' ');
        var at = 0;
        return TryNext(line, ref at, bytes, out var start, out var length) ? line.Substring(start, length) : "";
    }
}
