using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Service discovery (XEP-0030), with extensions as forms (XEP-0128).</summary>
public static class Disco
{
    private const int MaxEntries = 1024;

    /// <summary>What an entity is.</summary>
    /// <param name="Category">For example <c>gateway</c>.</param>
    /// <param name="Type">For example <c>irc</c>.</param>
    /// <param name="Name">A name for people, or null.</param>
    /// <param name="Language">The name's language, or null.</param>
    public sealed record Identity(string Category, string Type, string? Name = null, string? Language = null);

    /// <summary>What an entity is and can do. The first identity is the one that some clients look at alone.</summary>
    /// <param name="Identities">At least one.</param>
    /// <param name="Features">Namespaces; <see cref="Ns.DiscoInfo"/> belongs to them.</param>
    /// <param name="Forms">Extensions, or empty.</param>
    public sealed record Info(IReadOnlyList<Identity> Identities, IReadOnlyList<string> Features, IReadOnlyList<DataForms.Form> Forms)
    {
        /// <summary>True when the entity has a feature.</summary>
        /// <param name="ns">The feature's namespace.</param>
        public bool Has(XNamespace ns) => Features.Contains(ns.NamespaceName);
    }

    /// <summary>Something that belongs to an entity.</summary>
    /// <param name="Jid">Its address.</param>
    /// <param name="Name">A name for people, or null.</param>
    /// <param name="Node">Its node, or null.</param>
    public sealed record Item(Jid Jid, string? Name = null, string? Node = null);

    /// <summary>The node that a disco#info or disco#items request is about, or null.</summary>
    /// <param name="iq">The request.</param>
    public static string? ReadNode(XElement iq) =>
        (iq.Child(Ns.DiscoInfo, "query") ?? iq.Child(Ns.DiscoItems, "query"))?.Attr("node");

    /// <summary>The payload that answers disco#info.</summary>
    /// <param name="info">What to say.</param>
    /// <param name="node">The node of the request, which has to come back unchanged (section 3.1), or null.</param>
    public static XElement BuildInfo(Info info, string? node = null) => new(
        Ns.DiscoInfo + "query",
        node is null ? null : new XAttribute("node", node),
        info.Identities.Select(identity => new XElement(
            Ns.DiscoInfo + "identity",
            new XAttribute("category", identity.Category),
            new XAttribute("type", identity.Type),
            identity.Name is null ? null : new XAttribute("name", identity.Name),
            identity.Language is null ? null : new XAttribute(XNamespace.Xml + "lang", identity.Language))),
        info.Features.Select(feature => new XElement(Ns.DiscoInfo + "feature", new XAttribute("var", feature))),
        info.Forms.Select(DataForms.Build));

    /// <summary>The payload that answers disco#items.</summary>
    /// <param name="items">The items.</param>
    /// <param name="node">The node of the request, or null.</param>
    /// <param name="page">What <see cref="Rsm.BuildResult"/> made, or null.</param>
    public static XElement BuildItems(IEnumerable<Item> items, string? node = null, XElement? page = null) => new(
        Ns.DiscoItems + "query",
        node is null ? null : new XAttribute("node", node),
        items.Select(item => new XElement(
            Ns.DiscoItems + "item",
            new XAttribute("jid", item.Jid.ToString()),
            item.Node is null ? null : new XAttribute("node", item.Node),
            item.Name is null ? null : new XAttribute("name", item.Name))),
        page);

    /// <summary>The payload that asks for information.</summary>
    /// <param name="node">A node, or null.</param>
    public static XElement InfoRequest(string? node = null) =>
        new(Ns.DiscoInfo + "query", node is null ? null : new XAttribute("node", node));

    /// <summary>The payload that asks for items.</summary>
    /// <param name="node">A node, or null.</param>
    public static XElement ItemsRequest(string? node = null) =>
        new(Ns.DiscoItems + "query", node is null ? null : new XAttribute("node", node));

    /// <summary>Reads an answer to disco#info. Never throws; what has no name is left out.</summary>
    /// <param name="iq">The result, or its <c>&lt;query/&gt;</c>.</param>
    /// <returns>Null when there is no query.</returns>
    public static Info? ReadInfo(XElement iq)
    {
        var query = iq.Name == Ns.DiscoInfo + "query" ? iq : iq.Child(Ns.DiscoInfo, "query");
        if (query is null)
            return null;
        var identities = query.Elements(Ns.DiscoInfo + "identity").Take(MaxEntries).Select(e =>
            new Identity(e.Attr("category") ?? "", e.Type ?? "", e.Attr("name"), e.Attribute(XNamespace.Xml + "lang")?.Value));
        var features = query.Elements(Ns.DiscoInfo + "feature").Take(MaxEntries).Select(e => e.Attr("var")).OfType<string>();
        var forms = query.Elements(Ns.Data + "x").Take(MaxEntries).Select(x => DataForms.Read(x)).OfType<DataForms.Form>();
        return new Info([.. identities], [.. features], [.. forms]);
    }

    /// <summary>Reads an answer to disco#items. Never throws; items without a legal address are left out.</summary>
    /// <param name="iq">The result.</param>
    public static IReadOnlyList<Item> ReadItems(XElement iq)
    {
        var items = new List<Item>();
        foreach (var element in iq.Child(Ns.DiscoItems, "query")?.Elements(Ns.DiscoItems + "item").Take(MaxEntries) ?? [])
        {
            if (Jid.TryParse(element.Attr("jid"), out var jid))
                items.Add(new Item(jid, element.Attr("name"), element.Attr("node")));
        }
        return items;
    }
}
