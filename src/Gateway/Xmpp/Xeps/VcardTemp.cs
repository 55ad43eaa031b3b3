using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>vCards (XEP-0054) and the avatar hash in presence (XEP-0153).</summary>
public static class VcardTemp
{
    /// <summary>What a vCard says; null is not said.</summary>
    public sealed record Card
    {
        /// <summary>The full name.</summary>
        public string? FullName { get; init; }

        /// <summary>The nickname.</summary>
        public string? Nickname { get; init; }

        /// <summary>About the person.</summary>
        public string? Description { get; init; }

        /// <summary>A web address.</summary>
        public string? Url { get; init; }

        /// <summary>A mail address.</summary>
        public string? Email { get; init; }

        /// <summary>A telephone number.</summary>
        public string? Phone { get; init; }

        /// <summary>The photo's media type.</summary>
        public string? PhotoType { get; init; }

        /// <summary>The photo's bytes.</summary>
        public ReadOnlyMemory<byte>? Photo { get; init; }
    }

    /// <summary>True for a request.</summary>
    /// <param name="iq">An IQ.</param>
    public static bool IsRequest(XElement iq) => iq.Type == "get" && iq.Child(Ns.Vcard, "vCard") is not null;

    /// <summary>The payload of a request.</summary>
    public static XElement BuildRequest() => new(Ns.Vcard + "vCard");

    /// <summary>The payload of an answer.</summary>
    /// <param name="card">What to say.</param>
    public static XElement Build(Card card) => new(
        Ns.Vcard + "vCard",
        Text("FN", card.FullName),
        Text("NICKNAME", card.Nickname),
        card.Photo is not { } photo ? null : new XElement(
            Ns.Vcard + "PHOTO", Text("TYPE", card.PhotoType), new XElement(Ns.Vcard + "BINVAL", Convert.ToBase64String(photo.Span))),
        Text("URL", card.Url),
        Text("DESC", card.Description),
        card.Email is null ? null : new XElement(Ns.Vcard + "EMAIL", new XElement(Ns.Vcard + "INTERNET"), Text("USERID", card.Email)),
        card.Phone is null ? null : new XElement(Ns.Vcard + "TEL", Text("NUMBER", card.Phone)));

    /// <summary>Reads a vCard. Never throws.</summary>
    /// <param name="iq">The result.</param>
    /// <param name="maxPhotoBytes">A larger photo is left out.</param>
    /// <returns>Null when there is none.</returns>
    public static Card? Read(XElement iq, int maxPhotoBytes = 512 * 1024)
    {
        if (iq.Child(Ns.Vcard, "vCard") is not { } vcard)
            return null;
        var photo = vcard.Child(Ns.Vcard, "PHOTO");
        var bytes = Decode(photo?.Child(Ns.Vcard, "BINVAL")?.Value, maxPhotoBytes);
        return new Card
        {
            FullName = Value(vcard, "FN"),
            Nickname = Value(vcard, "NICKNAME"),
            Description = Value(vcard, "DESC"),
            Url = Value(vcard, "URL"),
            Email = vcard.Child(Ns.Vcard, "EMAIL") is { } email ? Value(email, "USERID") : null,
            Phone = vcard.Child(Ns.Vcard, "TEL") is { } tel ? Value(tel, "NUMBER") : null,
            PhotoType = bytes is null ? null : Value(photo!, "TYPE"),
            Photo = bytes,
        };
    }

    /// <summary>The element for a presence that tells the avatar's hash (XEP-0153 section 4.1).</summary>
    /// <param name="sha1Hex">The hash in lower-case hexadecimal; empty: there is no avatar; null: it is not known yet.</param>
    public static XElement BuildUpdate(string? sha1Hex) =>
        new(Ns.VcardUpdate + "x", sha1Hex is null ? null : new XElement(Ns.VcardUpdate + "photo", sha1Hex));

    /// <summary>The avatar's hash in a presence. Never throws.</summary>
    /// <param name="presence">A presence.</param>
    /// <returns>40 hexadecimal digits in lower case; empty: there is no avatar; null: nothing is said.</returns>
    public static string? ReadUpdate(XElement presence)
    {
        var photo = presence.Child(Ns.VcardUpdate, "x")?.Child(Ns.VcardUpdate, "photo")?.Value.Trim().ToLowerInvariant();
        return photo is "" || (photo?.Length == 40 && photo.All(char.IsAsciiHexDigit)) ? photo : null;
    }

    private static ReadOnlyMemory<byte>? Decode(string? base64, int maxBytes)
    {
        if (string.IsNullOrWhiteSpace(base64) || base64.Length / 2 > maxBytes)
            return null;
        var buffer = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, buffer, out var written) || written > maxBytes)
            return null;
        return buffer.AsMemory(0, written);
    }

    private static string? Value(XElement parent, string name) => parent.Child(Ns.Vcard, name)?.Value is { Length: > 0 } text ? text : null;

    private static XElement? Text(string name, string? text) => text is null ? null : new XElement(Ns.Vcard + name, text);
}
