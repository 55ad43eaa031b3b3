using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Conversations;

/// <summary>What a message of a network refers to, in a stanza: the message it answers (XEP-0461), or the one it replaces (XEP-0308). Pure.</summary>
/// <param name="Body">The body, with what stands in for a reference.</param>
/// <param name="Elements">The elements that say it.</param>
internal readonly record struct References(string Body, IReadOnlyList<XElement> Elements)
{
    private const int MaxQuote = 600, MaxLines = 6;

    /// <summary>The message answered, or what is known of it.</summary>
    /// <param name="Id">The id that clients have of it; null when it is not known.</param>
    /// <param name="Author">Its author's address, or null.</param>
    /// <param name="Quote">What it said, or null.</param>
    internal sealed record Reply(string? Id, Jid? Author, string? Quote);

    /// <summary>The body and what belongs to it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="body">What it says.</param>
    /// <param name="reply">What it answers, or null.</param>
    /// <param name="replaced">The id that clients have of the message it replaces; null when that is not known.</param>
    /// <param name="people">Whom the body names, and where; their addresses as far as they have any.</param>
    /// <param name="isQuoting">Whether the answered message may be quoted before the body.</param>
    public static References Of(
        MessageReceived message, string body, Reply? reply, string? replaced, IReadOnlyList<(BodyMention Place, Jid? Jid)>? people = null, bool isQuoting = true)
    {
        if (reply is null && message is { EditOf: null, Thread: null } && people is null or [])
        {
            return new References(body, []);
        }

        List<XElement> elements = [];
        if (message.Thread is { Value: { Length: > 0 and <= Threads.MaxId } thread })
        {
            elements.Add(Threads.Build(thread));
        }

        var said = body.Length;
        if (replaced is not null)
        {
            elements.Add(Correction.Build(replaced));
        }
        else if (message.EditOf is not null && isQuoting)
        {
            body = "(edited) " + body;
        }

        if (reply?.Id is { } id)
        {
            elements.Add(Replies.Build(id, reply.Author));
        }

        // The command of an action has to stand first, so that nothing is quoted before it.
        if (isQuoting && Short(reply?.Quote) is { } quote && !message.Content.Flags.HasFlag(MessageFlags.Action))
        {
            var quoted = Replies.Quote(quote, body);
            body = quoted.Body;
            if (reply?.Id is not null)
            {
                elements.Add(quoted.Fallback);
            }
        }

        elements.AddRange(People(body, body.Length - said, people ?? []));
        return new References(body, elements);
    }

    private static IEnumerable<XElement> People(string body, int shift, IReadOnlyList<(BodyMention Place, Jid? Jid)> people)
    {
        foreach (var (place, jid) in people)
        {
            var (start, length) = (place.Start + shift, place.Length);
            if (jid is not null && start + length <= body.Length)
            {
                var begin = Fallbacks.Length(body[..start]);
                yield return Mentions.Build(new Mentions.Mention(begin, begin + Fallbacks.Length(body.Substring(start, length)), jid));
            }
        }
    }

    private static string? Short(string? quote)
    {
        if (quote is null)
        {
            return null;
        }

        var text = string.Join('\n', quote.ReplaceLineEndings("\n").Trim().Split('\n', MaxLines + 1).Take(MaxLines));
        var end = text.Length <= MaxQuote ? text.Length : char.IsHighSurrogate(text[MaxQuote - 1]) ? MaxQuote - 1 : MaxQuote;
        return text.Length == 0 ? null : end < text.Length ? text[..end] + "…" : text;
    }
}
