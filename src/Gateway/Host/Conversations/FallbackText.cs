using System.Text;
using Bridge.Adapters;
using Bridge.Gateway.Delivery;

namespace Bridge.Gateway.Conversations;

/// <summary>What a chat has no form of its own for, in words that people read who have never seen XMPP. Always in one line. Pure.</summary>
internal static class FallbackText
{
    /// <summary>The longest excerpt, in UTF-16 code units.</summary>
    public const int MaxExcerpt = 60;

    private const int MaxName = 64, MaxStart = 20;

    /// <summary>Before the new text of a message.</summary>
    public const string CorrectionMark = "* corrected: ";

    /// <summary>Before a reply: whom it answers, so that their client tells them, and what, when that is not what was said last.</summary>
    public static string ReplyMark(OutgoingReply reply, MessageContent content)
    {
        var text = content.Text?.Plain ?? "";
        var mark = reply.Author is { Length: > 0 and <= MaxName } author && !IsAddressed(text, author) ? author + ": " : "";
        return !reply.IsLatest && Excerpt(reply.Quote) is { } excerpt ? $"{mark}«{excerpt}» " : mark;
    }

    /// <summary>A reaction.</summary>
    /// <param name="added">The emoji.</param>
    /// <param name="request">What is known of the message.</param>
    /// <param name="asAction">Whether it can be said in the third person.</param>
    public static MessageContent Reaction(IEnumerable<string> added, OutgoingRequest request, bool asAction)
    {
        var text = new StringBuilder("reacted with ").AppendJoin(' ', added);
        var excerpt = Excerpt(request.Excerpt);
        if (request.Author is { Length: > 0 and <= MaxName } author)
        {
            text.Append(" to ").Append(author).Append(excerpt is null ? "" : ":");
        }
        else if (excerpt is not null)
        {
            text.Append(" to");
        }

        if (excerpt is not null)
        {
            text.Append(" «").Append(excerpt).Append('»');
        }

        return MessageContent.FromText(text.ToString(), asAction ? MessageFlags.Action : MessageFlags.None);
    }

    /// <summary>A retraction.</summary>
    /// <param name="excerpt">What is known of the message, or null.</param>
    /// <param name="asAction">Whether it can be said in the third person.</param>
    public static MessageContent Retraction(string? excerpt, bool asAction)
    {
        // Who takes something back does not want it to be said again: no more than what it is known by.
        var start = Math.Min(MaxStart, (excerpt?.Length ?? 0) / 2) is var length and > 0 && excerpt is not null
            ? excerpt[..(char.IsHighSurrogate(excerpt[length - 1]) ? length - 1 : length)].TrimEnd()
            : "";
        return MessageContent.FromText(
            start.Length == 0 ? "takes back an earlier message" : $"takes back an earlier message: «{start}…»", asAction ? MessageFlags.Action : MessageFlags.None);
    }

    /// <summary>What holds after a change of reactions was refused.</summary>
    public static string Held(IReadOnlyList<string> reactions) =>
        reactions.Count == 0 ? "You have no reaction to that message." : $"Your reactions to that message are still: {string.Join(' ', reactions)}";

    /// <summary>The start of what a message said itself, quotations left out; null when that is nothing.</summary>
    public static string? Excerpt(string? text)
    {
        foreach (var line in (text ?? "").AsSpan().EnumerateLines())
        {
            var said = line.Trim();
            if (said.IsEmpty || said[0] == '>')
            {
                continue;
            }

            if (said.Length <= MaxExcerpt)
            {
                return said.Length == text!.Length ? text : said.ToString();
            }

            var end = char.IsHighSurrogate(said[MaxExcerpt - 1]) ? MaxExcerpt - 1 : MaxExcerpt;
            var word = said[..end].LastIndexOf(' ');
            return said[..(word > MaxExcerpt / 2 ? word : end)].TrimEnd().ToString() + "…";
        }

        return null;
    }

    private static bool IsAddressed(string text, string author) =>
        text.StartsWith(author, StringComparison.OrdinalIgnoreCase) && text.Length > author.Length && text[author.Length] is ':' or ',' or ' ';
}
