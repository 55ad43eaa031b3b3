using System.Xml.Linq;

namespace Bridge.Testing.Clients;

/// <summary>Short ways to look into a stanza.</summary>
public static class StanzaExtensions
{
    /// <summary>The sender, split at the slash.</summary>
    public static (string Bare, string Resource) From(this XElement stanza)
    {
        var from = (string?)stanza.Attribute("from") ?? "";
        var slash = from.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (from, "") : (from[..slash], from[(slash + 1)..]);
    }

    /// <summary>Whether the stanza has this name, and this type if one is given ("" for no type attribute).</summary>
    public static bool Is(this XElement stanza, string name, string? type = null) =>
        stanza.Name.LocalName == name && (type is null || ((string?)stanza.Attribute("type") ?? "") == type);

    /// <summary>The id attribute.</summary>
    public static string? Id(this XElement stanza) => (string?)stanza.Attribute("id");

    /// <summary>The text of the body, null without one.</summary>
    public static string? Body(this XElement stanza) => stanza.ChildOf("body")?.Value;

    /// <summary>The text of the subject, null without one.</summary>
    public static string? Subject(this XElement stanza) => stanza.ChildOf("subject")?.Value;

    /// <summary>The first child of this local name, in any namespace or in the one given.</summary>
    public static XElement? ChildOf(this XElement stanza, string name, string? ns = null) =>
        stanza.Elements().FirstOrDefault(child => child.Name.LocalName == name && (ns is null || child.Name.NamespaceName == ns));

    /// <summary>The status codes of a room's presence or message (XEP-0045).</summary>
    public static IReadOnlyList<int> StatusCodes(this XElement stanza) =>
    [
        .. stanza.Elements(XName.Get("x", "http://jabber.org/protocol/muc#user"))
            .Elements(XName.Get("status", "http://jabber.org/protocol/muc#user"))
            .Select(status => (int)status.Attribute("code")!),
    ];

    /// <summary>The item of a room's presence (XEP-0045).</summary>
    public static XElement? RoomItem(this XElement stanza) =>
        stanza.ChildOf("x", "http://jabber.org/protocol/muc#user")?.ChildOf("item");
}
