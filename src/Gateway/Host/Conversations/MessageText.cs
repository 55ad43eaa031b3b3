using System.Text;
using Bridge.Adapters;
using Bridge.Store;

namespace Bridge.Gateway.Conversations;

/// <summary>A message of a network as the body of a stanza: styled by XEP-0393, what has no form of its own as text.</summary>
internal static class MessageText
{
    /// <summary>The longest body, in UTF-16 code units.</summary>
    internal const int MaxBody = 30_000;

    /// <summary>Marks, as many as a body could hold in lines; spans beside which blocks are still searched for those around them.</summary>
    private const int MaxMarks = MaxBody, MaxSpans = 256;

    /// <summary>The place of what stands before all other marks.</summary>
    private const int Outermost = int.MinValue / 2;

    private const string Quotation = "> ", Fence = "```";

    /// <summary>The body; empty when there is nothing to show.</summary>
    public static string Of(MessageContent content)
    {
        var text = content.Text is null ? "" : Styled(content.Text);
        if (content.Flags.HasFlag(MessageFlags.Action))
        {
            text = "/me " + text;
        }

        if (content.Subject is { Length: > 0 } subject)
        {
            text = text.Length == 0 ? subject : $"{subject}\n{text}";
        }

        return Fit(content.Parts.Count == 0 ? text : WithParts(text, content.Parts));
    }

    /// <summary>
    /// Cuts what would make a stanza too long for a server, and says so: such a stanza ends the stream of everybody. In the worst case a
    /// character takes six bytes on the wire (<c>&amp;quot;</c>).
    /// </summary>
    internal static string Fit(string text)
    {
        if (text.Length <= MaxBody)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[MaxBody - 1]) ? MaxBody - 1 : MaxBody;
        return $"{text[..end]}\n[{text.Length - end} more characters were cut]";
    }

    /// <summary>That a message was accepted and did not arrive.</summary>
    /// <param name="sent">The message, when it is known which.</param>
    /// <param name="failed">What the network says.</param>
    internal static string OfBounce(MappedMessage? sent, DeliveryFailed failed) =>
        Fit($"{(sent is null ? "Not delivered" : $"Your message of {TimeOf(sent.SentAt)} was not delivered")}{(failed.Final ? "" : " yet")}: {failed.Reason}");

    /// <summary>A time of day, as people are told it.</summary>
    /// <param name="milliseconds">Unix milliseconds.</param>
    internal static string TimeOf(long milliseconds) => $"{DateTimeOffset.FromUnixTimeMilliseconds(milliseconds):HH:mm:ss} UTC";

    private static string WithParts(string text, IReadOnlyList<MessagePart> parts)
    {
        var lines = new StringBuilder(text);
        foreach (var part in parts)
        {
            if (lines.Length > 0)
            {
                lines.Append('\n');
            }

            lines.Append(part switch
            {
                FilePart { File.Url: { } url } => url.ToString(),
                FilePart { File: var file } => $"[file: {file.Name ?? file.MediaType}]",
                LocationPart place => FormattableString.Invariant($"geo:{place.Latitude},{place.Longitude}"),
                ContactCardPart card => $"[contact: {string.Join(", ", new[] { card.Name, card.Phone, card.Address }.Where(static s => s is not null))}]",
                PollPart poll => $"[poll: {poll.Question}: {string.Join(" / ", poll.Options.Select(static option => option.Text))}]",
                _ => "",
            });
        }

        return lines.ToString();
    }

    private static string Styled(RichText text)
    {
        if (text.Spans.Count == 0)
        {
            return text.Plain;
        }

        List<(int At, int Order, int Place, string Mark)> marks = [];
        for (var i = 0; i < text.Spans.Count; i++)
        {
            var span = text.Spans[i];
            if (span.Kind is SpanKind.Quote or SpanKind.Preformatted)
            {
                Block(text, span, marks);
            }
            else if (Mark(span.Kind) is { } mark && CanStyle(text.Plain, span))
            {
                // Of two with the same range, the first is the outer.
                marks.Add((span.Start, -span.Length, i, mark));
                marks.Add((span.Start + span.Length, span.Length - int.MaxValue, -i, mark));
            }
        }

        marks.Sort();
        var result = new StringBuilder(text.Plain.Length + (marks.Count * 2));
        var at = 0;
        foreach (var (position, _, _, mark) in marks)
        {
            result.Append(text.Plain, at, position - at).Append(mark);
            at = position;
        }

        return result.Append(text.Plain, at, text.Plain.Length - at).ToString();
    }

    /// <summary>A quotation or preformatted lines (XEP-0393 section 5.1), where they are whole lines.</summary>
    private static void Block(RichText text, TextSpan span, List<(int At, int Order, int Place, string Mark)> marks)
    {
        var (plain, end) = (text.Plain, span.Start + span.Length);
        if (!IsWholeLines(plain, span) || marks.Count > MaxMarks)
        {
            return;
        }

        if (span.Kind == SpanKind.Quote)
        {
            for (var line = span.Start; line < end && marks.Count <= MaxMarks; line = plain.IndexOf('\n', line, end - line) is var next and >= 0 ? next + 1 : end)
            {
                marks.Add((line, Outermost, 0, Quotation));
            }
        }
        else if (text.Spans.Count <= MaxSpans && !plain.AsSpan(span.Start, span.Length).Contains(Fence, StringComparison.Ordinal))
        {
            var depth = text.Spans.Count(
                outer => outer.Kind == SpanKind.Quote && outer.Start <= span.Start && outer.Start + outer.Length >= end && IsWholeLines(plain, outer));
            var quotations = string.Concat(Enumerable.Repeat(Quotation, depth));
            marks.Add((span.Start, Outermost + 1, 0, $"{Fence}{span.Argument}\n{quotations}"));
            marks.Add((end, -int.MaxValue, 0, $"\n{quotations}{Fence}"));
        }
    }

    private static bool IsWholeLines(string plain, TextSpan span)
    {
        var end = span.Start + span.Length;
        return span.Start >= 0 && span.Length > 0 && end <= plain.Length && (span.Start == 0 || plain[span.Start - 1] == '\n') && (end == plain.Length || plain[end] == '\n');
    }

    private static string? Mark(SpanKind kind) => kind switch
    {
        SpanKind.Bold => "*",
        SpanKind.Italic => "_",
        SpanKind.Strike => "~",
        SpanKind.Code => "`",
        _ => null,
    };

    /// <summary>Only where XEP-0393 section 6.2 lets the marks be read back: at word edges and not around white space.</summary>
    private static bool CanStyle(string plain, TextSpan span)
    {
        var end = span.Start + span.Length;
        return span.Start >= 0 && span.Length > 0 && end <= plain.Length
            && !char.IsWhiteSpace(plain[span.Start]) && !char.IsWhiteSpace(plain[end - 1])
            && (span.Start == 0 || char.IsWhiteSpace(plain[span.Start - 1]))
            && plain.IndexOf('\n', span.Start, span.Length) < 0;
    }
}
