using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Replies (XEP-0461).</summary>
public static class Replies
{
    /// <summary>What a message replies to.</summary>
    /// <param name="Id">The message's id, or in a room its stanza-id.</param>
    /// <param name="To">Its author as written, or null.</param>
    public sealed record Target(string Id, string? To);

    /// <summary>A text with its fallback.</summary>
    /// <param name="Body">The quotation and the reply.</param>
    /// <param name="Fallback">The element that marks the quotation; it has to be the first of its kind in the message.</param>
    public sealed record Quoted(string Body, XElement Fallback);

    /// <summary>Reads what a message replies to. Never throws.</summary>
    /// <param name="message">A message.</param>
    /// <returns>Null when it is no reply.</returns>
    public static Target? Read(XElement message) =>
        message.Child(Ns.Reply, "reply") is { } reply && reply.Id is { Length: > 0 } id ? new Target(id, reply.To) : null;

    /// <summary>The element.</summary>
    /// <param name="id">The message's id, or in a room its stanza-id.</param>
    /// <param name="author">Its author; in a room <c>room@service/nick</c>; or null.</param>
    public static XElement Build(string id, Jid? author = null) => new(
        Ns.Reply + "reply", author is null ? null : new XAttribute("to", author.ToString()), new XAttribute("id", id));

    /// <summary>Puts a quotation before a reply, for clients that know no replies (XEP-0461 section 3.2, XEP-0393 section 5.1.3).</summary>
    /// <param name="quoted">The text that is replied to.</param>
    /// <param name="text">The reply.</param>
    public static Quoted Quote(string quoted, string text)
    {
        var quotation = "> " + quoted.ReplaceLineEndings("\n").Replace("\n", "\n> ", StringComparison.Ordinal) + "\n";
        return new Quoted(quotation + text, Fallbacks.BuildRange(Ns.Reply, 0, Fallbacks.Length(quotation)));
    }
}
