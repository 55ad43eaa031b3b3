using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>The administration of rooms (XEP-0045 sections 8 to 10): lists, roles, configuration, destruction.</summary>
public static class MucAdmin
{
    private const int MaxItems = 512;

    /// <summary>What an owner wants with a room as a whole.</summary>
    /// <param name="IsDestruction">True to destroy it.</param>
    /// <param name="Alternative">Where to go instead, or null.</param>
    /// <param name="Reason">Why, or null.</param>
    /// <param name="Form">The configuration that is submitted or cancelled, or null: it is asked for.</param>
    public sealed record OwnerRequest(bool IsDestruction, Jid? Alternative, string? Reason, DataForms.Form? Form);

    /// <summary>Reads a request for lists or changes. Never throws; at most 512 items.</summary>
    /// <param name="iq">An IQ: get asks for the people with an affiliation or role, set changes them.</param>
    /// <returns>Null when it is none.</returns>
    public static IReadOnlyList<Muc.Item>? Read(XElement iq) =>
        iq.Child(Ns.MucAdmin, "query") is { } query ? [.. query.Elements(Ns.MucAdmin + "item").Take(MaxItems).Select(Muc.ReadItem)] : null;

    /// <summary>The payload of a request or an answer.</summary>
    /// <param name="items">People, or only an affiliation or role to ask for.</param>
    public static XElement Build(params IEnumerable<Muc.Item> items) =>
        new(Ns.MucAdmin + "query", items.Select(item => Muc.BuildItem(Ns.MucAdmin, item)));

    /// <summary>Reads an owner's request. Never throws.</summary>
    /// <param name="iq">An IQ.</param>
    /// <returns>Null when it is none.</returns>
    public static OwnerRequest? ReadOwner(XElement iq)
    {
        if (iq.Child(Ns.MucOwner, "query") is not { } query)
            return null;
        var destroy = query.Child(Ns.MucOwner, "destroy");
        return new OwnerRequest(
            destroy is not null,
            Jid.TryParse(destroy?.Attr("jid"), out var alternative) ? alternative : null,
            destroy?.Child(Ns.MucOwner, "reason")?.Value,
            DataForms.Read(query));
    }

    /// <summary>The payload that has or asks for a room's configuration.</summary>
    /// <param name="form">The form, or null to ask.</param>
    public static XElement BuildOwner(DataForms.Form? form = null) => new(Ns.MucOwner + "query", form is null ? null : DataForms.Build(form));

    /// <summary>The payload that destroys a room.</summary>
    /// <param name="alternative">Where to go instead, or null.</param>
    /// <param name="reason">Why, or null.</param>
    public static XElement BuildDestroy(Jid? alternative = null, string? reason = null) => new(
        Ns.MucOwner + "query",
        new XElement(
            Ns.MucOwner + "destroy",
            alternative is null ? null : new XAttribute("jid", alternative.ToString()),
            reason is null ? null : new XElement(Ns.MucOwner + "reason", reason)));
}
