using System.Globalization;
using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Rooms (XEP-0045): joining, occupants and subjects. For their administration see <see cref="MucAdmin"/>.</summary>
public static class Muc
{
    /// <summary>How much history somebody wants to see on joining (section 7.2.13). What is null does not limit; all that are given do.</summary>
    /// <param name="MaxStanzas">At most so many messages.</param>
    /// <param name="MaxChars">At most so many characters of XML; 0: none.</param>
    /// <param name="Seconds">Only the last so many seconds.</param>
    /// <param name="Since">Only what is newer.</param>
    public sealed record HistoryRequest(int? MaxStanzas = null, int? MaxChars = null, int? Seconds = null, DateTimeOffset? Since = null);

    /// <summary>Somebody joins.</summary>
    /// <param name="Password">A password, or null.</param>
    /// <param name="History">How much history, or null when nothing is said: as the room likes.</param>
    public sealed record JoinRequest(string? Password, HistoryRequest? History);

    /// <summary>An occupant, or somebody with an affiliation.</summary>
    /// <param name="Affiliation"><c>owner</c>, <c>admin</c>, <c>member</c>, <c>outcast</c>, <c>none</c>, or null.</param>
    /// <param name="Role"><c>moderator</c>, <c>participant</c>, <c>visitor</c>, <c>none</c>, or null.</param>
    public sealed record Item(string? Affiliation, string? Role)
    {
        /// <summary>The person's real address, or null.</summary>
        public Jid? Jid { get; init; }

        /// <summary>The nickname, the new one when it changes, or null.</summary>
        public string? Nick { get; init; }

        /// <summary>The nickname of who did it, or null.</summary>
        public string? ActorNick { get; init; }

        /// <summary>Why, or null.</summary>
        public string? Reason { get; init; }
    }

    /// <summary>What a room says about an occupant.</summary>
    /// <param name="Item">The occupant, or null.</param>
    /// <param name="Codes">Status codes, such as 110 for the receiver's own presence.</param>
    public sealed record UserInfo(Item? Item, IReadOnlySet<int> Codes)
    {
        /// <summary>True when the room was destroyed.</summary>
        public bool IsDestroyed { get; init; }

        /// <summary>The room to go to instead of the destroyed one, or null.</summary>
        public Jid? Alternative { get; init; }
    }

    /// <summary>Reads a request to join. Never throws.</summary>
    /// <param name="presence">An available presence to <c>room@service/nick</c>.</param>
    /// <returns>Null when it is a mere change of presence or nickname, or joining in the way of 1999, which nobody does any more.</returns>
    public static JoinRequest? ReadJoin(XElement presence)
    {
        if (presence.Type is not null || presence.Child(Ns.Muc, "x") is not { } x)
            return null;
        var history = x.Child(Ns.Muc, "history");
        return new JoinRequest(
            x.Child(Ns.Muc, "password")?.Value,
            history is null ? null : new HistoryRequest(Number(history, "maxstanzas"), Number(history, "maxchars"), Number(history, "seconds"), DateTimes.Read(history.Attr("since"))));
    }

    /// <summary>The element with which one joins a room.</summary>
    /// <param name="history">How much history, or null.</param>
    /// <param name="password">A password, or null.</param>
    public static XElement BuildJoin(HistoryRequest? history = null, string? password = null) => new(
        Ns.Muc + "x",
        history is null ? null : new XElement(
            Ns.Muc + "history",
            Number("maxstanzas", history.MaxStanzas),
            Number("maxchars", history.MaxChars),
            Number("seconds", history.Seconds),
            history.Since is { } since ? new XAttribute("since", DateTimes.Format(since)) : null),
        password is null ? null : new XElement(Ns.Muc + "password", password));

    /// <summary>The element that says who an occupant is.</summary>
    /// <param name="item">The occupant, or null.</param>
    /// <param name="codes">Status codes.</param>
    public static XElement BuildUser(Item? item, params IEnumerable<int> codes) => new(
        Ns.MucUser + "x",
        item is null ? null : BuildItem(Ns.MucUser, item),
        codes.Select(code => new XElement(Ns.MucUser + "status", new XAttribute("code", code))));

    /// <summary>The element of the last presence of a destroyed room (section 10.9).</summary>
    /// <param name="alternative">Where to go instead, or null.</param>
    /// <param name="reason">Why, or null.</param>
    public static XElement BuildDestroyed(Jid? alternative = null, string? reason = null) => new(
        Ns.MucUser + "x",
        BuildItem(Ns.MucUser, new Item("none", "none")),
        new XElement(
            Ns.MucUser + "destroy",
            alternative is null ? null : new XAttribute("jid", alternative.ToString()),
            reason is null ? null : new XElement(Ns.MucUser + "reason", reason)));

    /// <summary>Reads what a room says about an occupant. Never throws.</summary>
    /// <param name="stanza">A presence or message from a room.</param>
    /// <returns>Null when it says nothing.</returns>
    public static UserInfo? ReadUser(XElement stanza)
    {
        if (stanza.Child(Ns.MucUser, "x") is not { } x)
            return null;
        var codes = x.Elements(Ns.MucUser + "status").Select(status => Number(status, "code")).OfType<int>().ToHashSet();
        var destroy = x.Child(Ns.MucUser, "destroy");
        return new UserInfo(x.Child(Ns.MucUser, "item") is { } item ? ReadItem(item) : null, codes)
        {
            IsDestroyed = destroy is not null,
            Alternative = Jid.TryParse(destroy?.Attr("jid"), out var alternative) ? alternative : null,
        };
    }

    /// <summary>The message that tells a room's subject and, on joining, ends the history (section 7.2.15).</summary>
    /// <param name="from">The room, or the occupant who set it.</param>
    /// <param name="to">An occupant's real address.</param>
    /// <param name="subject">The subject; empty when there is none, because the message has to come nevertheless.</param>
    /// <param name="id">The message's id, or null.</param>
    /// <param name="content">Further children; nulls are left out.</param>
    public static XElement SubjectMessage(Jid from, Jid to, string subject, string? id = null, params object?[] content) =>
        Stanza.Message(from, to, "groupchat", id, [new XElement(Ns.Component + "subject", subject), .. content]);

    /// <summary>The new subject, if a message changes it: one with a subject and neither body nor thread (section 8.1).</summary>
    /// <param name="message">A message of type groupchat.</param>
    /// <returns>Null when it does not; empty when the subject is taken away.</returns>
    public static string? ReadSubject(XElement message)
    {
        var ns = message.Name.Namespace;
        return message.Body is null && message.Child(ns, "thread") is null ? message.Child(ns, "subject")?.Value : null;
    }

    internal static XElement BuildItem(XNamespace ns, Item item) => new(
        ns + "item",
        item.Affiliation is null ? null : new XAttribute("affiliation", item.Affiliation),
        item.Role is null ? null : new XAttribute("role", item.Role),
        item.Jid is null ? null : new XAttribute("jid", item.Jid.ToString()),
        item.Nick is null ? null : new XAttribute("nick", item.Nick),
        item.ActorNick is null ? null : new XElement(ns + "actor", new XAttribute("nick", item.ActorNick)),
        item.Reason is null ? null : new XElement(ns + "reason", item.Reason));

    internal static Item ReadItem(XElement item)
    {
        var ns = item.Name.Namespace;
        return new Item(Known(item.Attr("affiliation"), "owner", "admin", "member", "outcast", "none"), Known(item.Attr("role"), "moderator", "participant", "visitor", "none"))
        {
            Jid = Jid.TryParse(item.Attr("jid"), out var jid) ? jid : null,
            Nick = item.Attr("nick") is { Length: > 0 } nick ? nick : null,
            ActorNick = item.Child(ns, "actor")?.Attr("nick"),
            Reason = item.Child(ns, "reason")?.Value,
        };
    }

    private static string? Known(string? value, params ReadOnlySpan<string> values) => value is not null && values.Contains(value) ? value : null;

    private static int? Number(XElement element, string name) =>
        int.TryParse(element.Attr(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static XAttribute? Number(string name, int? value) => value is null ? null : new XAttribute(name, value);
}
