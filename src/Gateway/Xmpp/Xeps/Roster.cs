using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>A user's contact list (RFC 6121 section 2), as a component reads and changes it where the server lets it (XEP-0356 section 3).</summary>
public static class Roster
{
    /// <summary>The most items that are read; what is beyond is not looked at.</summary>
    private const int MaxItems = 50_000;

    /// <summary>Somebody in the list.</summary>
    /// <param name="Jid">Their bare address.</param>
    /// <param name="Name">The name that the user gave them; empty for none.</param>
    /// <param name="Groups">The groups that they are in.</param>
    /// <param name="Subscription"><c>none</c>, <c>to</c>, <c>from</c> or <c>both</c>.</param>
    public sealed record Item(Jid Jid, string Name, IReadOnlyList<string> Groups, string Subscription);

    /// <summary>The payload that asks for the list.</summary>
    public static XElement BuildGet() => new(Ns.Roster + "query");

    /// <summary>The payload that puts somebody into the list, or changes what it says of them.</summary>
    public static XElement BuildSet(Item item) => new(
        Ns.Roster + "query",
        new XElement(
            Ns.Roster + "item",
            new XAttribute("jid", item.Jid.ToString()),
            item.Name.Length > 0 ? new XAttribute("name", item.Name) : null,
            new XAttribute("subscription", item.Subscription),
            item.Groups.Select(static group => new XElement(Ns.Roster + "group", group))));

    /// <summary>The payload that takes somebody out of the list.</summary>
    public static XElement BuildRemove(Jid jid) =>
        new(Ns.Roster + "query", new XElement(Ns.Roster + "item", new XAttribute("jid", jid.ToString()), new XAttribute("subscription", "remove")));

    /// <summary>Reads those of a list that belong to a domain. Never throws; what is no item is passed over.</summary>
    /// <param name="iq">The answer.</param>
    /// <param name="domain">Whose addresses are wanted.</param>
    /// <returns>Null when there is no list in it.</returns>
    public static IReadOnlyDictionary<Jid, Item>? Read(XElement iq, string domain)
    {
        if (iq.Child(Ns.Roster, "query") is not { } query)
            return null;

        var items = new Dictionary<Jid, Item>();
        foreach (var element in query.Elements(Ns.Roster + "item").Take(MaxItems))
        {
            if (!Jid.TryParse(element.Attr("jid"), out var jid) || jid.Domain != domain)
                continue;

            var groups = element.Elements(Ns.Roster + "group").Select(static group => group.Value).Where(static group => group.Length > 0);
            items[jid.Bare] = new Item(jid.Bare, element.Attr("name") ?? "", [.. groups.Distinct(StringComparer.Ordinal)], element.Attr("subscription") ?? "none");
        }

        return items;
    }
}
