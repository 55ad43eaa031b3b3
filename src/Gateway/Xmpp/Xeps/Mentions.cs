using System.Globalization;
using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>People whom a body names (XEP-0372). Offsets count Unicode code points from 0, the end is exclusive.</summary>
public static class Mentions
{
    private const int MaxRead = 64;

    private const string Scheme = "xmpp:";

    /// <summary>A mentioned person.</summary>
    /// <param name="Begin">Where the name starts in the body.</param>
    /// <param name="End">Where it ends.</param>
    /// <param name="Jid">Who.</param>
    public sealed record Mention(int Begin, int End, Jid Jid);

    /// <summary>The mentions in a message that say where they are, at most 64. Never throws.</summary>
    /// <param name="message">A message.</param>
    public static IReadOnlyList<Mention> Read(XElement message)
    {
        List<Mention> mentions = [];
        foreach (var reference in message.Elements(Ns.Reference + "reference"))
        {
            if (mentions.Count < MaxRead && reference.Type == "mention" && ReadJid(reference.Attr("uri")) is { } jid
                && Number(reference.Attr("begin")) is { } begin && Number(reference.Attr("end")) is { } end && begin < end)
            {
                mentions.Add(new Mention(begin, end, jid));
            }
        }

        return mentions;
    }

    /// <summary>The element.</summary>
    /// <param name="mention">Who, and where.</param>
    public static XElement Build(Mention mention) => new(
        Ns.Reference + "reference",
        new XAttribute("type", "mention"),
        new XAttribute("begin", mention.Begin),
        new XAttribute("end", mention.End),
        new XAttribute("uri", Scheme + mention.Jid));

    private static Jid? ReadJid(string? uri)
    {
        if (uri is not { Length: > 5 and <= 4_096 } || !uri.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        // RFC 5122 escapes what a URI may not hold; what is written plainly is taken as well.
        var path = uri[Scheme.Length..].Split('?')[0];
        return Jid.TryParse(Uri.UnescapeDataString(path), out var jid) ? jid : null;
    }

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
