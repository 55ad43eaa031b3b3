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
    private const int MaxMarks = MaxBody, MaxSpans = 256, MaxAddress = 2_048;

    /// <summary>The place of what stands before all other marks.</summary>
    private const int Outermost = int.MinValue / 2;

    private const string Quotation = "> ", Fence = "```";

    /// <summary>The body of a message that is one stanza, with its parts in words; empty when there is nothing to show.</summary>
    /// <param name="content">What it says.</param>
    /// <param name="mentions">Takes the people that it names, or null.</param>
    public static string Of(MessageContent content, List<BodyMention>? mentions = null)
    {
        var text = TextOf(content, mentions);
        foreach (var part in content.Parts)
        {
            if (PartText.Of(part, text) is { Length: > 0 } line)
            {
                text = text.Length == 0 ? line : $"{text}\n{line}";
            }

            if (text.Length > MaxBody)
            {
                break;
            }
        }

        return Fit(text);
    }

    /// <summary>The subject and the text alone, which may be empty.</summary>
    /// <inheritdoc cref="Of"/>
    public static string TextOf(MessageContent content, List<BodyMention>? mentions = null)
    {
        var text = content.Text is null ? "" : Styled(content.Text, mentions);
        var before = content.Flags.HasFlag(MessageFlags.Action) ? "/me " : "";
        if (content.Subject is { Length: > 0 } subject)
        {
            // Most clients show no subject in a chat.
            before = text.Length == 0 ? subject : $"{subject}\n{before}";
        }

        for (var i = 0; i < (mentions?.Count ?? 0); i++)
        {
            mentions![i] = mentions[i] with { Start = mentions[i].Start + before.Length };
        }

        return before + text;
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

    private static string Styled(RichText text, List<BodyMention>? mentions)
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
            else if (Address(text.Plain, span) is { } address)
            {
                marks.Add((span.Start + span.Length, span.Length - int.MaxValue, -i, address));
            }
        }

        Mentioned(text, marks, mentions);
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

    /// <summary>Where a link leads, when its text does not say that itself.</summary>
    private static string? Address(string plain, TextSpan span) =>
        span is { Kind: SpanKind.Link, Argument: { Length: > 0 and <= MaxAddress } address } && IsWithin(plain, span)
            && !plain.AsSpan(span.Start, span.Length).Trim().Equals(address, StringComparison.OrdinalIgnoreCase) && !address.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c))
            ? $" ({address})"
            : null;

    /// <summary>The places that mentioned people's names have between the marks.</summary>
    private static void Mentioned(RichText text, List<(int At, int Order, int Place, string Mark)> marks, List<BodyMention>? mentions)
    {
        foreach (var span in text.Spans)
        {
            if (mentions is null || mentions.Count == BodyMention.Most)
            {
                return;
            }

            if (span is { Kind: SpanKind.Mention, Argument: { Length: > 0 } contact } && IsWithin(text.Plain, span))
            {
                var start = span.Start + marks.Where(mark => mark.At <= span.Start).Sum(static mark => mark.Mark.Length);
                var end = span.Start + span.Length + marks.Where(mark => mark.At < span.Start + span.Length).Sum(static mark => mark.Mark.Length);
                mentions.Add(new BodyMention(start, end - start, contact));
            }
        }
    }

    private static bool IsWithin(string plain, TextSpan span) => span.Start >= 0 && span.Length > 0 && span.Length <= plain.Length - span.Start;

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
