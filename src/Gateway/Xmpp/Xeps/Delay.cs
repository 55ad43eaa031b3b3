using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Delayed delivery (XEP-0203).</summary>
public static class Delay
{
    /// <summary>Says when a stanza was first sent.</summary>
    /// <param name="stamp">When.</param>
    /// <param name="by">Who kept it, or null.</param>
    public static XElement Build(DateTimeOffset stamp, Jid? by = null) => new(
        Ns.Delay + "delay", by is null ? null : new XAttribute("from", by.ToString()), new XAttribute("stamp", DateTimes.Format(stamp)));

    /// <summary>When a stanza was first sent. Never throws.</summary>
    /// <param name="stanza">A stanza, or a <c>&lt;forwarded/&gt;</c>.</param>
    /// <returns>The first legible stamp, or null.</returns>
    public static DateTimeOffset? Read(XElement stanza) =>
        stanza.Elements(Ns.Delay + "delay").Select(delay => DateTimes.Read(delay.Attr("stamp"))).FirstOrDefault(stamp => stamp is not null);
}
