using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Conversations;

/// <summary>People whom a text names, as spans of it. Pure.</summary>
internal static class MentionSpans
{
    /// <summary>The content with a span for each person whom a client names (XEP-0372) and the network knows. Never throws.</summary>
    /// <param name="stanza">The message.</param>
    /// <param name="content">What was read of it: its text may lack what stood before.</param>
    /// <param name="contactOf">The person on the network whom an address stands for, or null.</param>
    public static MessageContent Read(XElement stanza, MessageContent content, Func<Jid, string?> contactOf)
    {
        if (content.Text is not { } text || stanza.Body is not { } body || Mentions.Read(stanza) is not { Count: > 0 } mentions)
        {
            return content;
        }

        List<TextSpan> spans = [];
        foreach (var mention in mentions)
        {
            var (start, end) = (Utf16(body, mention.Begin), Utf16(body, mention.End));
            if (end is { } to && start is { } from && contactOf(mention.Jid) is { } contact
                && Carry(body, new TextSpan(from, to - from, SpanKind.Mention, contact), text.Plain) is { } span)
            {
                spans.Add(span);
            }
        }

        return spans.Count == 0 ? content : content with { Text = text with { Spans = Sorted(text.Spans.Concat(spans)) } };
    }

    /// <summary>A text that was read from another, with the people whom that names.</summary>
    public static RichText Carry(RichText from, RichText to)
    {
        if (from.Spans.Count == 0)
        {
            return to;
        }

        List<TextSpan> spans = [.. from.Spans.Where(static span => span.Kind == SpanKind.Mention).Select(span => Carry(from.Plain, span, to.Plain)).OfType<TextSpan>()];
        return spans.Count == 0 ? to : to with { Spans = Sorted(to.Spans.Concat(spans)) };
    }

    /// <summary>A text without the spans of people.</summary>
    public static RichText Without(RichText text) =>
        text.Spans.Count > 0 && text.Spans.Any(static span => span.Kind is SpanKind.Mention or SpanKind.MentionAll)
            ? text with { Spans = [.. text.Spans.Where(static span => span.Kind is not (SpanKind.Mention or SpanKind.MentionAll))] }
            : text;

    /// <summary>
    /// The same name in a text of which something was left out before it, or between: the one behind which it stands as often. Null when it is not there.
    /// </summary>
    private static TextSpan? Carry(string from, TextSpan span, string to)
    {
        var name = from.Substring(span.Start, span.Length);
        var place = to.Length;
        for (var at = from.Length; at > span.Start;)
        {
            at = LastIndexOf(from, name, at);
            place = LastIndexOf(to, name, place);
            if (at < 0 || place < 0)
            {
                return null;
            }
        }

        return span with { Start = place };
    }

    /// <summary>Where a name stands last that starts before a place.</summary>
    private static int LastIndexOf(string text, string name, int before)
    {
        var end = Math.Min(text.Length, before + name.Length - 1);
        return end < name.Length ? -1 : text.AsSpan(0, end).LastIndexOf(name, StringComparison.Ordinal);
    }

    /// <summary>A place counted in code points, in UTF-16 code units; null behind the end.</summary>
    private static int? Utf16(string text, int position)
    {
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (position-- == 0)
            {
                return at;
            }

            at += rune.Utf16SequenceLength;
        }

        return position == 0 ? at : null;
    }

    private static TextSpan[] Sorted(IEnumerable<TextSpan> spans) => [.. spans.OrderBy(static span => span.Start).ThenByDescending(static span => span.Length)];
}
