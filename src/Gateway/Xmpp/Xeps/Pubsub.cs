using System.Globalization;
using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>As much of publish-subscribe (XEP-0060) as personal eventing (XEP-0163) needs: reading, publishing, events.</summary>
public static class Pubsub
{
    private const int MaxItems = 256;

    /// <summary>A request for items.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Ids">Which items; empty for all.</param>
    /// <param name="Max">How many at most, or null.</param>
    public sealed record ItemsRequest(string Node, IReadOnlyList<string> Ids, int? Max);

    /// <summary>An item.</summary>
    /// <param name="Id">Its id, or null.</param>
    /// <param name="Payload">Its payload, or null.</param>
    public sealed record Item(string? Id, XElement? Payload);

    /// <summary>Items of a node.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Items">The items.</param>
    /// <param name="Retracted">In an event: the ids of items that are gone.</param>
    public sealed record NodeItems(string Node, IReadOnlyList<Item> Items, IReadOnlyList<string> Retracted);

    /// <summary>Reads a request for items. Never throws; at most 256 ids.</summary>
    /// <param name="iq">An IQ of type get.</param>
    /// <returns>Null when it is none.</returns>
    public static ItemsRequest? ReadRequest(XElement iq)
    {
        if (iq.Type != "get" || iq.Child(Ns.Pubsub, "pubsub")?.Child(Ns.Pubsub, "items") is not { } items || items.Attr("node") is not { } node)
            return null;
        var ids = items.Elements(Ns.Pubsub + "item").Take(MaxItems).Select(item => item.Id).OfType<string>();
        var limited = int.TryParse(items.Attr("max_items"), NumberStyles.None, CultureInfo.InvariantCulture, out var max);
        return new ItemsRequest(node, [.. ids], limited ? max : null);
    }

    /// <summary>The payload that asks for items.</summary>
    /// <param name="request">Which.</param>
    public static XElement BuildRequest(ItemsRequest request) => new(Ns.Pubsub + "pubsub", new XElement(
        Ns.Pubsub + "items",
        new XAttribute("node", request.Node),
        request.Max is null ? null : new XAttribute("max_items", request.Max),
        request.Ids.Select(id => new XElement(Ns.Pubsub + "item", new XAttribute("id", id)))));

    /// <summary>The payload that answers with items.</summary>
    /// <param name="node">The node.</param>
    /// <param name="items">The items.</param>
    public static XElement BuildResult(string node, params IEnumerable<Item> items) =>
        new(Ns.Pubsub + "pubsub", BuildItems(Ns.Pubsub, node, items));

    /// <summary>An event, for a message of type headline from a bare address.</summary>
    /// <param name="node">The node.</param>
    /// <param name="items">The new items.</param>
    public static XElement BuildEvent(string node, params IEnumerable<Item> items) =>
        new(Ns.PubsubEvent + "event", BuildItems(Ns.PubsubEvent, node, items));

    /// <summary>The payload that publishes an item.</summary>
    /// <param name="node">The node.</param>
    /// <param name="item">The item.</param>
    /// <param name="options">What the node must be like (section 7.1.5): pairs such as <c>pubsub#access_model</c> and <c>whitelist</c>.</param>
    public static XElement BuildPublish(string node, Item item, params IReadOnlyList<(string Name, string Value)> options) => new(
        Ns.Pubsub + "pubsub",
        new XElement(Ns.Pubsub + "publish", new XAttribute("node", node), BuildItem(Ns.Pubsub, item)),
        options.Count == 0 ? null : new XElement(Ns.Pubsub + "publish-options", DataForms.Build(new DataForms.Form(
            "submit",
            [
                DataForms.FormTypeField(Ns.PubsubPublishOptions.NamespaceName),
                .. options.Select(option => new DataForms.Field(option.Name, null, option.Value)),
            ]))));

    /// <summary>The payload that takes an item away, and tells subscribers so (section 7.2).</summary>
    /// <param name="node">The node.</param>
    /// <param name="id">The item.</param>
    public static XElement BuildRetract(string node, string id) => new(Ns.Pubsub + "pubsub", new XElement(
        Ns.Pubsub + "retract",
        new XAttribute("node", node),
        new XAttribute("notify", "true"),
        BuildItem(Ns.Pubsub, new Item(id, null))));

    /// <summary>Reads the items in an answer. Never throws; at most 256.</summary>
    /// <param name="iq">The result.</param>
    /// <returns>Null when there are none.</returns>
    public static NodeItems? ReadResult(XElement iq) => ReadItems(iq.Child(Ns.Pubsub, "pubsub"));

    /// <summary>Reads the items in an event. Never throws; at most 256.</summary>
    /// <param name="message">A message.</param>
    /// <returns>Null when there are none.</returns>
    public static NodeItems? ReadEvent(XElement message) => ReadItems(message.Child(Ns.PubsubEvent, "event"));

    private static NodeItems? ReadItems(XElement? container)
    {
        if (container is null)
            return null;
        var ns = container.Name.Namespace;
        if (container.Child(ns, "items") is not { } items || items.Attr("node") is not { } node)
            return null;
        return new NodeItems(
            node,
            [.. items.Elements(ns + "item").Take(MaxItems).Select(item => new Item(item.Id, item.Elements().FirstOrDefault()))],
            [.. items.Elements(ns + "retract").Take(MaxItems).Select(item => item.Id).OfType<string>()]);
    }

    private static XElement BuildItems(XNamespace ns, string node, IEnumerable<Item> items) =>
        new(ns + "items", new XAttribute("node", node), items.Select(item => BuildItem(ns, item)));

    private static XElement BuildItem(XNamespace ns, Item item) =>
        new(ns + "item", item.Id is null ? null : new XAttribute("id", item.Id), item.Payload);
}
