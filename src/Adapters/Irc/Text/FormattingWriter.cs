using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>
/// Writes spans as formatting codes, quotations as <c>&gt; </c> before each line, and the address of a link behind its text. What people type to style
/// a text (XEP-0393) stays beside its code: not every client shows the code, and in <c>snake _case_ names</c> the mark is all that was meant.
/// </summary>
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
        var marks = new List<Mark>();
        for (var i = 0; i < text.Spans.Count; i++)
            Add(text.Plain, text.Spans[i], i, marks);
        if (marks.Count == 0)
            return text.Plain;
        marks.Sort();
        var written = new StringBuilder(text.Plain.Length + (marks.Count * 2));
        var depths = new Dictionary<string, int>(StringComparer.Ordinal);
        var at = 0;
        foreach (var mark in marks)
        {
            written.Append(text.Plain, at, mark.At - at);
            at = mark.At;
            if (mark.Order is Address or Quote)
                written.Append(mark.Text);
            else
                Write(written, mark, isCode: Turns(depths, mark));
        }
        return written.Append(text.Plain, at, text.Plain.Length - at).ToString();
    }

    private static void Write(StringBuilder written, in Mark mark, bool isCode)
    {
        if (mark.Order == Close)
            written.Append(mark.Typed);
        if (isCode)
            written.Append(mark.Text);
        if (mark.Order == Open)
            written.Append(mark.Typed);
    }

    // Bold within bold is still bold: only the outermost code is written.
    private static bool Turns(Dictionary<string, int> depths, in Mark mark)
    {
        var before = depths.GetValueOrDefault(mark.Text);
        depths[mark.Text] = before + (mark.Order == Open ? 1 : -1);
        return before == (mark.Order == Open ? 0 : 1);
    }

    private static void Add(string plain, TextSpan span, int place, List<Mark> marks)
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
                    marks.Add(new(line, Quote, place, "> ", null));
            }
        }
        else if (span.Kind == SpanKind.Link && span.Argument is { Length: > 0 } address && !Says(plain.AsSpan(start, end - start), address))
            marks.Add(new(end, Address, place, $" ({LineSplitter.Clean(address).Replace('\n', ' ')})", null));
        else if (CodeOf(span.Kind) is { } code)
        {
            var typed = FormattingMarks.Of(span.Kind);
            marks.Add(new(start, Open, place, code, typed));
            // Of those that end at one place, the one that began last ends first.
            marks.Add(new(end, Close, -place, code, typed));
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

    private readonly record struct Mark(int At, int Order, int Place, string Text, char? Typed) : IComparable<Mark>
    {
        public int CompareTo(Mark other) => (At, Order, Place).CompareTo((other.At, other.Order, other.Place));
    }
}
