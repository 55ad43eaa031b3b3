using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>
/// Texts that stand in for what a client may not know (XEP-0428). Offsets count Unicode code points from 0, the end is
/// exclusive.
/// </summary>
public static class Fallbacks
{
    private const int MaxRanges = 64;

    /// <summary>Marks the whole body as a fallback.</summary>
    /// <param name="feature">What it stands in for.</param>
    public static XElement BuildWhole(XNamespace feature) =>
        new(Ns.Fallback + "fallback", new XAttribute("for", feature.NamespaceName), new XElement(Ns.Fallback + "body"));

    /// <summary>Marks a part of the body as a fallback.</summary>
    /// <param name="feature">What it stands in for.</param>
    /// <param name="start">Where it starts.</param>
    /// <param name="end">Where it ends.</param>
    public static XElement BuildRange(XNamespace feature, int start, int end) => new(
        Ns.Fallback + "fallback",
        new XAttribute("for", feature.NamespaceName),
        new XElement(Ns.Fallback + "body", new XAttribute("start", start), new XAttribute("end", end)));

    /// <summary>The length of a text in code points.</summary>
    /// <param name="text">A text.</param>
    public static int Length(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
            count++;
        return count;
    }

    /// <summary>
    /// The body without the parts that stand in for some features. Never throws; a range that makes no sense is cut to
    /// the text or ignored.
    /// </summary>
    /// <param name="message">A message.</param>
    /// <param name="features">The features that the caller understands.</param>
    /// <returns>Null when there is no body; empty when all of it was fallback.</returns>
    public static string? BodyWithout(XElement message, params ReadOnlySpan<XNamespace> features)
    {
        if (message.Body is not { } body)
            return null;
        var ranges = ReadRanges(message, features);
        return ranges.Count == 0 ? body : Cut(body, ranges, keepsInside: false);
    }

    /// <summary>The parts of the body that stand in for some features, one after the other; empty when there are none. Never throws.</summary>
    /// <param name="message">A message.</param>
    /// <param name="features">The features.</param>
    public static string BodyOf(XElement message, params ReadOnlySpan<XNamespace> features) =>
        message.Body is { } body && ReadRanges(message, features) is { Count: > 0 } ranges ? Cut(body, ranges, keepsInside: true) : "";

    // In the whole message there are no more than so many: each is compared with every character.
    private static List<(int Start, int End)> ReadRanges(XElement message, ReadOnlySpan<XNamespace> features)
    {
        List<(int Start, int End)> ranges = [];
        foreach (var fallback in message.Elements(Ns.Fallback + "fallback"))
        {
            if (ranges.Count >= MaxRanges || !Contains(features, fallback.Attr("for")))
                continue;
            var parts = fallback.Elements(Ns.Fallback + "body").Take(MaxRanges - ranges.Count).ToList();
            // XEP-0428 section 3.1: without any part named, all of the message is the fallback.
            if (parts.Count == 0 && fallback.Elements(Ns.Fallback + "subject").FirstOrDefault() is null)
                return [(0, int.MaxValue)];
            ranges.AddRange(parts.Select(ReadRange));
        }
        return ranges;
    }

    private static bool Contains(ReadOnlySpan<XNamespace> features, string? name)
    {
        foreach (var feature in features)
        {
            if (feature.NamespaceName == name)
                return true;
        }
        return false;
    }

    private static (int Start, int End) ReadRange(XElement part)
    {
        if (part.Attr("start") is null && part.Attr("end") is null)
            return (0, int.MaxValue);
        var start = Number(part.Attr("start")) ?? 0;
        return (start, Number(part.Attr("end")) ?? start);
    }

    private static string Cut(string body, List<(int Start, int End)> ranges, bool keepsInside)
    {
        var result = new StringBuilder(body.Length);
        var position = 0;
        foreach (var rune in body.EnumerateRunes())
        {
            if (ranges.Exists(range => position >= range.Start && position < range.End) == keepsInside)
                result.Append(rune.ToString());
            position++;
        }
        return result.ToString();
    }

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
