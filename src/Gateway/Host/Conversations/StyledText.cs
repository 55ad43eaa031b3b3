using System.Text;
using Bridge.Adapters;

namespace Bridge.Gateway.Conversations;

/// <summary>Reads the styling of a body (XEP-0393). Pure; what is written back by <see cref="MessageText"/> is what was read.</summary>
internal sealed class StyledText
{
    /// <summary>What lies deeper, or comes after so many, stays text: nobody writes that by hand.</summary>
    private const int MaxDepth = 8, MaxSpans = 1_000, MaxLanguage = 32;

    private const string Fence = "```";

    private readonly StringBuilder _plain;
    private readonly List<TextSpan> _spans = [];

    private StyledText(int length) => _plain = new StringBuilder(length);

    /// <summary>The text without its directives, and what they mark. Never throws.</summary>
    public static RichText Parse(string text)
    {
        if (text.AsSpan().IndexOfAny("*_~`>") < 0)
        {
            return new RichText(text);
        }

        var parser = new StyledText(text.Length);
        parser.Blocks(text.Split('\n'), 0);
        return parser._spans.Count == 0 ? new RichText(text) : new RichText(parser._plain.ToString()) { Spans = parser._spans };
    }

    private void Blocks(ReadOnlySpan<string> lines, int depth)
    {
        for (var i = 0; i < lines.Length;)
        {
            if (i > 0)
            {
                _plain.Append('\n');
            }

            var used = _spans.Count >= MaxSpans ? 0 : Preformatted(lines[i..]) is var fenced and > 0 ? fenced : depth < MaxDepth ? Quotation(lines[i..], depth) : 0;
            if (used == 0)
            {
                Spans(lines[i]);
                used = 1;
            }

            i += used;
        }
    }

    /// <summary>Section 5.1.2.</summary>
    /// <returns>How many lines it took; 0 when there is none here.</returns>
    private int Preformatted(ReadOnlySpan<string> lines)
    {
        if (!lines[0].StartsWith(Fence, StringComparison.Ordinal))
        {
            return 0;
        }

        // What is no name of a language would be lost with the directive: text in one line between two of them, for one.
        var language = lines[0][Fence.Length..].Trim();
        if (language.Length > MaxLanguage || language.AsSpan().IndexOfAny(' ', '`', '\t') >= 0)
        {
            return 0;
        }

        var end = 1;
        while (end < lines.Length && lines[end].TrimEnd() != Fence)
        {
            end++;
        }

        var content = string.Join('\n', lines[1..end]);
        if (content.Length == 0)
        {
            return 0;
        }

        _spans.Add(new TextSpan(_plain.Length, content.Length, SpanKind.Preformatted, language.Length > 0 ? language : null));
        _plain.Append(content);
        return Math.Min(end + 1, lines.Length);
    }

    /// <summary>Section 5.1.3.</summary>
    /// <returns>How many lines it took; 0 when there is none here.</returns>
    private int Quotation(ReadOnlySpan<string> lines, int depth)
    {
        var count = 0;
        while (count < lines.Length && lines[count].StartsWith('>'))
        {
            count++;
        }

        if (count == 0)
        {
            return 0;
        }

        var inner = new string[count];
        for (var i = 0; i < count; i++)
        {
            inner[i] = lines[i].Length > 1 && char.IsWhiteSpace(lines[i][1]) ? lines[i][2..] : lines[i][1..];
        }

        var (start, place) = (_plain.Length, _spans.Count);
        Blocks(inner, depth + 1);
        if (_plain.Length > start)
        {
            _spans.Insert(place, new TextSpan(start, _plain.Length - start, SpanKind.Quote));
        }

        return count;
    }

    /// <summary>Section 5.2: matched lazily, from the beginning, within the line.</summary>
    private void Spans(ReadOnlySpan<char> text)
    {
        // Once a directive of a kind finds no end, none behind it does: without this, a line of openings would be searched again for each.
        Span<bool> isEndless = stackalloc bool[4];
        for (var i = 0; i < text.Length; i++)
        {
            var kind = "*_~`".IndexOf(text[i], StringComparison.Ordinal);
            if (kind < 0 || isEndless[kind] || _spans.Count >= MaxSpans || !IsOpening(text, i))
            {
                _plain.Append(text[i]);
                continue;
            }

            var end = EndOf(text, i);
            if (end < 0)
            {
                isEndless[kind] = true;
                _plain.Append(text[i]);
                continue;
            }

            var (start, place) = (_plain.Length, _spans.Count);
            var content = text[(i + 1)..end];
            if (text[i] == '`')
            {
                _plain.Append(content);
            }
            else
            {
                Spans(content);
            }

            _spans.Insert(place, new TextSpan(start, _plain.Length - start, KindOf(text[i])));
            i = end;
        }
    }

    /// <summary>The start of the text counts: of a line, or of what stands in another directive.</summary>
    private static bool IsOpening(ReadOnlySpan<char> text, int at) =>
        (at == 0 || char.IsWhiteSpace(text[at - 1])) && at + 1 < text.Length && !char.IsWhiteSpace(text[at + 1]) && text[at + 1] != text[at];

    private static int EndOf(ReadOnlySpan<char> text, int opening)
    {
        for (var i = opening + 2; i < text.Length; i++)
        {
            if (text[i] == text[opening] && !char.IsWhiteSpace(text[i - 1]))
            {
                return i;
            }
        }

        return -1;
    }

    private static SpanKind KindOf(char directive) => directive switch
    {
        '*' => SpanKind.Bold,
        '_' => SpanKind.Italic,
        '~' => SpanKind.Strike,
        _ => SpanKind.Code,
    };
}
