using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>Writes spans as formatting codes, quotations as <c>&gt; </c> before each line, and the address of a link behind its text.</summary>
internal static class FormattingWriter
{
    // What stands at the same place comes in this order.
    private const int Address = 0;
    private const int Close = 1;
    private const int Quote = 2;
    private const int Open = 3;

    /// <summary>The text with codes in it. A code toggles: what is open at a line's end has to be opened again on the next, see <see cref="FormattingState"/>.</summary>
    internal static string Write(RichText text)
    {
        var marks = new List<(int At, int Order, string Text)>();
        foreach (var span in text.Spans)
            Mark(text.Plain, span, marks);
        if (marks.Count == 0)
            return text.Plain;
        var written = new StringBuilder(text.Plain.Length + (marks.Count * 2));
        var depths = new Dictionary<string, int>(StringComparer.Ordinal);
        var at = 0;
        foreach (var mark in marks.OrderBy(x => x.At).ThenBy(x => x.Order))
        {
            written.Append(text.Plain, at, mark.At - at);
            at = mark.At;
            if (mark.Order is Address or Quote || Turns(depths, mark))
                written.Append(mark.Text);
        }
        return written.Append(text.Plain, at, text.Plain.Length - at).ToString();
    }

    // Bold within bold is still bold: only the outermost mark is written.
    private static bool Turns(Dictionary<string, int> depths, (int At, int Order, string Text) mark)
    {
        var before = depths.GetValueOrDefault(mark.Text);
        depths[mark.Text] = before + (mark.Order == Open ? 1 : -1);
        return before == (mark.Order == Open ? 0 : 1);
    }

    private static void Mark(string plain, TextSpan span, List<(int At, int Order, string Text)> marks)
    {
        if (span.Start < 0 || span.Length < 1 || span.Start > plain.Length - span.Length)
            return;
        var (start, end) = (span.Start, span.Start + span.Length);
        // A code alone on a line would be a line that says nothing.
        while (start < end && plain[start] is '\r' or '\n')
            start++;
        while (end > start && plain[end - 1] is '\r' or '\n')
            end--;
        if (start == end)
            return;
        if (span.Kind == SpanKind.Quote)
        {
            for (var line = start; line < end && line >= 0; line = NextLine(plain, line))
            {
                if (line == 0 || plain[line - 1] == '\n')
                    marks.Add((line, Quote, "> "));
            }
        }
        else if (span.Kind == SpanKind.Link && span.Argument is { Length: > 0 } address && !Says(plain.AsSpan(start, end - start), address))
            marks.Add((end, Address, $" ({LineSplitter.Clean(address).Replace('\n', ' ')})"));
        else if (CodeOf(span.Kind) is { } code)
        {
            marks.Add((start, Open, code));
            marks.Add((end, Close, code));
        }
    }

    private static int NextLine(string plain, int at) => plain.IndexOf('\n', at) is var end and >= 0 ? end + 1 : -1;

    private static bool Says(ReadOnlySpan<char> text, string address) =>
        text.Contains(address.AsSpan().TrimEnd('/'), StringComparison.OrdinalIgnoreCase) || address.AsSpan().EndsWith(text, StringComparison.OrdinalIgnoreCase);

    private static string? CodeOf(SpanKind kind) => kind switch
    {
        SpanKind.Bold => "\u0002",
        SpanKind.Italic => "\u001d",
        SpanKind.Underline => "\u001f",
        SpanKind.Strike => "\u001e",
        SpanKind.Code or SpanKind.Preformatted => "\u0011",
        _ => null,
    };
}
