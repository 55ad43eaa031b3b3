using System.Xml.Linq;
using Bridge.Gateway.Delivery;
using Bridge.Gateway.Media.Remote;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Conversations;

/// <summary>A message stanza of a user as what they ask of a chat. Pure.</summary>
internal static class RequestReader
{
    private const int MaxQuote = 1_000, MaxId = 1_023;

    /// <summary>Reads a stanza.</summary>
    /// <param name="stanza">A message that is no error.</param>
    /// <param name="error">Why it cannot be taken, for a reason the sender must know; null when it asks for nothing.</param>
    /// <param name="withSubject">Whether a subject belongs to the message.</param>
    /// <param name="contactOf">The person on the network whom an address stands for; null where nobody is mentioned by one.</param>
    /// <returns>The request, or null.</returns>
    public static OutgoingRequest? Read(XElement stanza, out StanzaError? error, bool withSubject, Func<Jid, string?>? contactOf = null)
    {
        error = null;

        // A body beside these is for those who do not know them.
        if (Reactions.Read(stanza) is { } reactions)
        {
            // All or none: what is left out here would look to the user as if it had been sent.
            var written = stanza.Child(Ns.Reactions, "reactions")!.Elements(Ns.Reactions + "reaction").Select(static e => e.Value.Trim()).Distinct(StringComparer.Ordinal);
            if (written.Count() != reactions.Emoji.Count)
            {
                error = StanzaError.NotAcceptable.WithText("These reactions are too many, or not emoji.");
                return null;
            }

            return IsId(reactions.Id, ref error) ? new OutgoingRequest { Kind = OutgoingKind.Reactions, Target = reactions.Id, Reactions = reactions.Emoji } : null;
        }

        if (Retraction.Read(stanza) is { } retraction)
        {
            if (retraction.IsModerated)
            {
                error = StanzaError.NotAllowed.WithText("Only the room itself says that a message was moderated.");
                return null;
            }

            return IsId(retraction.Id, ref error) ? new OutgoingRequest { Kind = OutgoingKind.Retraction, Target = retraction.Id } : null;
        }

        var reply = Replies.Read(stanza) is { } answered && answered.Id.Length <= MaxId ? answered : null;
        var files = SentFiles.Read(stanza);
        var body = files.Count > 0 ? SentFiles.Caption(stanza, files, reply is not null) : reply is null ? stanza.Body : Fallbacks.BodyWithout(stanza, Ns.Reply);
        if (files.Count == 0 && string.IsNullOrWhiteSpace(body))
        {
            // Who marks everything as a quotation has said it all the same.
            body = stanza.Body;
        }

        if (MessageReader.Read(stanza, body, files, out error, withSubject) is not { } content)
        {
            return null;
        }

        var corrected = Correction.Read(stanza);
        if (corrected is not null && !IsId(corrected, ref error))
        {
            return null;
        }

        return new OutgoingRequest
        {
            Kind = corrected is null ? OutgoingKind.Message : OutgoingKind.Correction,
            Content = contactOf is null ? content : MentionSpans.Read(stanza, content, contactOf),
            Thread = Threads.Read(stanza),
            IsUnstyled = Styling.IsDisabled(stanza),
            Target = corrected,
            Reply = reply is null ? null : new OutgoingReply(reply.Id, reply.To, QuoteIn(stanza)),
        };
    }

    /// <summary>What a client quotes of the message that it answers or reacts to, or null.</summary>
    public static string? QuoteIn(XElement stanza)
    {
        var marked = Fallbacks.BodyOf(stanza, Ns.Reply);
        var quoted = marked.Length > MaxQuote * 2 ? marked[..(MaxQuote * 2)] : marked;
        var text = string.Join('\n', quoted.Split('\n').Where(static line => line.StartsWith('>')).Select(static line => line[1..].TrimStart())).Trim();
        return text.Length == 0 ? null : text.Length <= MaxQuote ? text : text[..(char.IsHighSurrogate(text[MaxQuote - 1]) ? MaxQuote - 1 : MaxQuote)];
    }

    private static bool IsId(string id, ref StanzaError? error)
    {
        if (id.Length > MaxId)
        {
            error = StanzaError.BadRequest.WithText("That is no id of a message.");
            return false;
        }

        return true;
    }
}
