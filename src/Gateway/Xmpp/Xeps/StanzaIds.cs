using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Unique and stable stanza ids (XEP-0359).</summary>
public static class StanzaIds
{
    private static readonly XName StanzaIdName = Ns.Sid + "stanza-id", ByName = "by", IdName = "id";

    /// <summary>The id that the sender gave, or null.</summary>
    /// <param name="message">A message.</param>
    public static string? ReadOriginId(XElement message) => message.Child(Ns.Sid, "origin-id")?.Id is { Length: > 0 } id ? id : null;

    /// <summary>The id that a room or an archive gave, or null. Others may have given ids to the same message.</summary>
    /// <param name="message">A message that came from or through <paramref name="by"/>; from anybody else it means nothing (section 5).</param>
    /// <param name="by">The room, or the archive's owner.</param>
    public static string? ReadStanzaId(XElement message, Jid by)
    {
        foreach (var element in message.Elements(StanzaIdName))
        {
            if (element.Id is { Length: > 0 } id && Jid.TryParse(element.Attr("by"), out var author) && author == by)
                return id;
        }
        return null;
    }

    /// <summary>An origin-id.</summary>
    /// <param name="id">The message's id.</param>
    public static XElement BuildOriginId(string id) => new(Ns.Sid + "origin-id", new XAttribute(IdName, id));

    /// <summary>A stanza-id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="by">Who gives it: a room.</param>
    public static XElement BuildStanzaId(string id, Jid by) =>
        new(StanzaIdName, new XAttribute(ByName, by.ToString()), new XAttribute(IdName, id));

    /// <summary>Takes away the stanza-ids that somebody else put in the name of our domain, and those of nobody (section 4).</summary>
    /// <param name="message">A message, which is changed.</param>
    /// <param name="domain">Our domain, prepared.</param>
    public static void StripSpoofed(XElement message, string domain) =>
        message.Elements(StanzaIdName)
            .Where(element => !Jid.TryParse(element.Attr("by"), out var by) || by.Domain == domain)
            .Remove();
}
