using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>vCards of version 4 (XEP-0292, RFC 6351).</summary>
public static class Vcard4
{
    /// <summary>The payload of an answer, or of an item of the node <c>urn:xmpp:vcard4</c>.</summary>
    /// <param name="card">What to say.</param>
    public static XElement Build(VcardTemp.Card card) => new(
        Ns.Vcard4 + "vcard",
        Property("fn", "text", card.FullName),
        Property("nickname", "text", card.Nickname),
        card.Photo is { } photo ? Property("photo", "uri", $"data:{card.PhotoType};base64,{Convert.ToBase64String(photo.Span)}") : null,
        Property("url", "uri", card.Url),
        Property("note", "text", card.Description),
        Property("email", "text", card.Email),
        Property("tel", "text", card.Phone));

    private static XElement? Property(string name, string type, string? value) =>
        value is { Length: > 0 } ? new XElement(Ns.Vcard4 + name, new XElement(Ns.Vcard4 + type, value)) : null;
}
