using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>
/// Finds end-to-end encrypted messages: OMEMO (XEP-0384), OpenPGP (XEP-0373, XEP-0027), OTR (XEP-0364) and whatever is
/// declared (XEP-0380). What their bodies say is not what the sender wrote.
/// </summary>
public static class Encryption
{
    private static readonly (XName Element, string Name)[] Known =
    [
        (Ns.Omemo + "encrypted", "OMEMO"),
        (Ns.Omemo2 + "encrypted", "OMEMO"),
        (Ns.OpenPgp + "openpgp", "OpenPGP"),
        (Ns.LegacyPgp + "x", "OpenPGP"),
    ];

    /// <summary>The name of the encryption, for people. Never throws.</summary>
    /// <param name="message">A message.</param>
    /// <returns>Null when the message is not encrypted.</returns>
    public static string? Detect(XElement message)
    {
        foreach (var (element, name) in Known)
        {
            if (message.Element(element) is not null)
                return name;
        }
        if (message.Child(Ns.Eme, "encryption") is { } declared)
            return NameOf(declared.Attr("namespace")) ?? (declared.Attr("name") is { Length: > 0 and <= 32 } name ? name : "an unknown encryption");
        return message.Body is { } body && body.StartsWith("?OTR", StringComparison.Ordinal) ? "OTR" : null;
    }

    private static string? NameOf(string? ns) => ns == "urn:xmpp:otr:0" ? "OTR" : Known.FirstOrDefault(known => known.Element.NamespaceName == ns).Name;
}
