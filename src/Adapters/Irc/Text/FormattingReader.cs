using System.Buffers;
using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>
/// Reads formatting codes into spans. Colours and reverse are dropped, and so is every other control character, and what stands beside a code and says the
/// same (<see cref="FormattingMarks"/>).
/// </summary>
internal ref struct FormattingReader
{
    private static readonly SearchValues<char> Controls = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(x => (char)x), '\u007f']);

    private readonly StringBuilder _plain;
    private readonly List<TextSpan> _spans;
    private readonly List<(SpanKind Kind, int Start)> _open;

    private FormattingReader(int capacity)
    {
        _plain = new StringBuilder(capacity);
        _spans = [];
        _open = [];
    }

    internal static RichText Read(string text)
    {
        if (text.AsSpan().IndexOfAny(Controls) < 0)
            return new RichText(text);
        var reader = new FormattingReader(text.Length);
        for (var at = 0; at < text.Length;)
            at = reader.Take(text, at);
        return reader.Finish();
    }

    private readonly int Take(string text, int at)
    {
        var c = text[at++];
        switch (c)
        {
            case '\u0002': Toggle(SpanKind.Bold); break;
            case '\u001d': Toggle(SpanKind.Italic); break;
            case '\u001f': Toggle(SpanKind.Underline); break;
            case '\u001e': Toggle(SpanKind.Strike); break;
            case '\u0011': Toggle(SpanKind.Code); break;
            case '\u000f': CloseTo(0); break;
            case '\u0003': return SkipColours(text, at, 2, char.IsAsciiDigit);
            case '\u0004': return SkipColours(text, at, 6, char.IsAsciiHexDigit);
            case '\t': _plain.Append(c); break;
            // The end of a line ends its formatting.
            case '\n':
                CloseTo(0);
                _plain.Append(c);
                break;
            default:
                if (c >= ' ' && c != '\u007f')
                    _plain.Append(c);
                break;
        }
        return at;
    }

    // 03[f[,b]]: the comma belongs to the colour only when a digit follows.
    private static int SkipColours(string text, int at, int most, Func<char, bool> isDigit)
    {
        var start = at;
        at = SkipDigits(text, at, most, isDigit);
        if (at > start && at + 1 < text.Length && text[at] == ',' && isDigit(text[at + 1]))
            at = SkipDigits(text, at + 1, most, isDigit);
        return at;
    }

    private static int SkipDigits(string text, int at, int most, Func<char, bool> isDigit)
    {
        for (var i = 0; i < most && at < text.Length && isDigit(text[at]); i++)
            at++;
        return at;
    }

    private readonly void Toggle(SpanKind kind)
    {
        var index = _open.FindIndex(x => x.Kind == kind);
        if (index < 0)
        {
            _open.Add((kind, _plain.Length));
            return;
        }
        // Spans may nest but not cross: what was opened later is closed as well and opened again here.
        var later = _open.GetRange(index + 1, _open.Count - index - 1);
        CloseTo(index);
        foreach (var (other, _) in later)
            _open.Add((other, _plain.Length));
    }

    private readonly void CloseTo(int count)
    {
        for (var i = _open.Count - 1; i >= count; i--)
        {
            var (kind, start) = _open[i];
            if (_plain.Length > start)
            {
                Unmark(kind, start);
                _spans.Add(new TextSpan(start, _plain.Length - start, kind));
            }
            _open.RemoveAt(i);
        }
    }

    private readonly void Unmark(SpanKind kind, int start)
    {
        if (FormattingMarks.Of(kind) is not { } mark || _plain.Length - start < 3 || _plain[start] != mark || _plain[^1] != mark)
            return;
        _plain.Length--;
        _plain.Remove(start, 1);
        for (var i = _spans.Count - 1; i >= 0 && _spans[i].Start + _spans[i].Length > start; i--)
        {
            var (from, to) = (_spans[i].Start, _spans[i].Start + _spans[i].Length);
            from = from > start ? from - 1 : from;
            to = Math.Min(to - 1, _plain.Length);
            _spans[i] = _spans[i] with { Start = from, Length = to - from };
        }
        _spans.RemoveAll(static span => span.Length <= 0);
    }

    private readonly RichText Finish()
    {
        CloseTo(0);
        if (_spans.Count == 0)
            return new RichText(_plain.ToString());
        return new RichText(_plain.ToString()) { Spans = [.. _spans.OrderBy(x => x.Start).ThenByDescending(x => x.Length)] };
    }
}
