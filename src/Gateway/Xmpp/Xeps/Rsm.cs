using System.Globalization;
using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Pages of long results (XEP-0059).</summary>
public static class Rsm
{
    /// <summary>Which page is wanted.</summary>
    /// <param name="Max">How many at most; null: as the responder likes; 0: only the count (section 2.7).</param>
    /// <param name="After">Only what follows this id, or null.</param>
    /// <param name="Before">Only what precedes this id; empty: the last page (section 2.5); or null.</param>
    /// <param name="Index">The position of the first, from 0, or null.</param>
    public sealed record Request(int? Max, string? After, string? Before, int? Index);

    /// <summary>Reads a request. Never throws.</summary>
    /// <param name="query">The element that has the <c>&lt;set/&gt;</c>.</param>
    /// <returns>Null when no page is asked for. Numbers below 0 or that are none count as missing.</returns>
    public static Request? Read(XElement? query)
    {
        if (query?.Child(Ns.Rsm, "set") is not { } set)
            return null;
        var after = set.Child(Ns.Rsm, "after")?.Value;
        return new Request(Number(set, "max"), after is "" ? null : after, set.Child(Ns.Rsm, "before")?.Value, Number(set, "index"));
    }

    /// <summary>What comes with a page (section 2.6).</summary>
    /// <param name="first">The id of its first item; null for an empty page.</param>
    /// <param name="last">The id of its last item; null for an empty page.</param>
    /// <param name="count">How many there are in all, or null.</param>
    /// <param name="firstIndex">The position of the first, from 0, or null.</param>
    public static XElement BuildResult(string? first, string? last, int? count = null, int? firstIndex = null) => new(
        Ns.Rsm + "set",
        first is null ? null : new XElement(Ns.Rsm + "first", firstIndex is null ? null : new XAttribute("index", firstIndex), first),
        last is null ? null : new XElement(Ns.Rsm + "last", last),
        count is null ? null : new XElement(Ns.Rsm + "count", count));

    /// <summary>Asks for a page.</summary>
    /// <param name="request">Which one.</param>
    public static XElement BuildRequest(Request request) => new(
        Ns.Rsm + "set",
        request.Max is null ? null : new XElement(Ns.Rsm + "max", request.Max),
        request.After is null ? null : new XElement(Ns.Rsm + "after", request.After),
        request.Before is null ? null : new XElement(Ns.Rsm + "before", request.Before),
        request.Index is null ? null : new XElement(Ns.Rsm + "index", request.Index));

    private static int? Number(XElement set, string name) =>
        int.TryParse(set.Child(Ns.Rsm, name)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
