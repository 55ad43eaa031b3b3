using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Conversations;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Rooms;

/// <summary>What a room's state is in stanzas (XEP-0045). Pure.</summary>
internal static class RoomStanzas
{
    private static readonly XName PresenceName = Ns.Component + "presence", MessageName = Ns.Component + "message", XName = Ns.MucUser + "x", ItemName = Ns.MucUser + "item",
        StatusName = Ns.MucUser + "status", BodyName = Ns.Component + "body", SubjectName = Ns.Component + "subject", FromName = "from", ToName = "to", TypeName = "type", IdName = "id";

    /// <summary>A network's role as affiliation and role (XEP-0045 section 5).</summary>
    public static (string Affiliation, string Role) Standing(MemberRole role) => role switch
    {
        MemberRole.Owner => ("owner", "moderator"),
        MemberRole.Admin => ("admin", "moderator"),
        MemberRole.Moderator => ("member", "moderator"),
        MemberRole.Voiced => ("member", "participant"),
        MemberRole.Visitor => ("none", "visitor"),
        _ => ("none", "participant"),
    };

    /// <summary>The full JID of a member in the room; a name that is no legal resource is given in the form nearest to it.</summary>
    public static string OccupantJid(Jid room, string name) =>
        Jid.TryCreate(room.Local, room.Domain, name, out var jid) ? jid.ToString() : $"{room}/{Uri.EscapeDataString(name)}";

    /// <summary>A member is there.</summary>
    public static XElement Available(Jid room, Member member, string? occupantId, Jid to, params ReadOnlySpan<int> statuses)
    {
        var (affiliation, role) = Standing(member.Role);
        var item = new XElement(ItemName, new XAttribute("affiliation", affiliation), new XAttribute("role", role));
        if (member.IsSelf)
        {
            item.Add(new XAttribute("jid", to.ToString()));
        }

        var presence = Presence(room, member.Name, occupantId, to, null, item, statuses);
        if (member.Away)
        {
            presence.AddFirst(
                new XElement(Ns.Component + "show", "away"), member.AwayText is { Length: > 0 } text ? new XElement(Ns.Component + "status", MessageText.Fit(text)) : null);
        }

        return presence;
    }

    /// <summary>A member is gone.</summary>
    public static XElement Unavailable(Jid room, MemberChange change, string? occupantId, Jid to, params ReadOnlySpan<int> statuses)
    {
        var affiliation = change.Kind == MemberChangeKind.Banned ? "outcast" : Standing(change.Member.Role).Affiliation;
        var item = new XElement(ItemName, new XAttribute("affiliation", affiliation), new XAttribute("role", "none"));
        if (change.Kind is MemberChangeKind.Kicked or MemberChangeKind.Banned)
        {
            item.Add(change.Actor is null ? null : new XElement(Ns.MucUser + "actor", new XAttribute("nick", change.Actor)));
            item.Add(change.Reason is null ? null : new XElement(Ns.MucUser + "reason", change.Reason));
        }

        var presence = Presence(room, change.Member.Name, occupantId, to, "unavailable", item, statuses);
        if (change.Reason is { Length: > 0 } reason && change.Kind is MemberChangeKind.Left or MemberChangeKind.Quit)
        {
            presence.AddFirst(new XElement(Ns.Component + "status", change.Reason));
        }

        return presence;
    }

    /// <summary>A member has another name: the leave of the old one, which says so (XEP-0045 section 7.6).</summary>
    public static XElement Renamed(Jid room, MemberChange change, string? formerOccupantId, Jid to)
    {
        var (affiliation, role) = Standing(change.Member.Role);
        var item = new XElement(ItemName, new XAttribute("affiliation", affiliation), new XAttribute("role", role), new XAttribute("nick", change.Member.Name));
        return change.Member.IsSelf
            ? Presence(room, change.FormerName!, formerOccupantId, to, "unavailable", item, [303, 110])
            : Presence(room, change.FormerName!, formerOccupantId, to, "unavailable", item, [303]);
    }

    /// <summary>The user's own client is out of the room.</summary>
    public static XElement SelfGone(Jid room, string nick, Jid to, string? text, params ReadOnlySpan<int> statuses)
    {
        var item = new XElement(ItemName, new XAttribute("affiliation", "none"), new XAttribute("role", "none"));
        var presence = Presence(room, nick, null, to, "unavailable", item, statuses);
        presence.AddFirst(text is null ? null : new XElement(Ns.Component + "status", text));
        return presence;
    }

    /// <summary>A message of a member, or of the room itself.</summary>
    public static XElement Message(Jid room, string? name, string? to, string id, string body) => new(
        MessageName,
        new XAttribute(FromName, name is null ? room.ToString() : OccupantJid(room, name)),
        to is null ? null : new XAttribute(ToName, to),
        new XAttribute(TypeName, "groupchat"),
        new XAttribute(IdName, id),
        new XElement(BodyName, body));

    /// <summary>The subject, which ends a join even when it is empty (XEP-0045 section 7.2.15).</summary>
    public static XElement Subject(Jid room, string? by, string? occupantId, Jid to, string id, string subject) => new(
        MessageName,
        new XAttribute("from", by is null ? room.ToString() : OccupantJid(room, by)),
        new XAttribute("to", to.ToString()),
        new XAttribute("type", "groupchat"),
        new XAttribute("id", id),
        new XElement(SubjectName, subject),
        occupantId is null ? null : OccupantId.Build(occupantId));

    private static XElement Presence(Jid room, string name, string? occupantId, Jid to, string? type, XElement item, ReadOnlySpan<int> statuses)
    {
        var x = new XElement(XName, item);
        foreach (var status in statuses)
        {
            x.Add(new XElement(StatusName, new XAttribute("code", status)));
        }

        return new XElement(
            PresenceName,
            new XAttribute("from", OccupantJid(room, name)),
            new XAttribute("to", to.ToString()),
            type is null ? null : new XAttribute("type", type),
            x,
            occupantId is null ? null : OccupantId.Build(occupantId));
    }
}
