using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Since when a person has not been seen, in presence (XEP-0319).</summary>
public static class Idle
{
    /// <summary>The element.</summary>
    /// <param name="since">Since when.</param>
    public static XElement Build(DateTimeOffset since) => new(Ns.Idle + "idle", new XAttribute("since", DateTimes.Format(since)));

    /// <summary>Since when, or null. Never throws.</summary>
    /// <param name="presence">A presence.</param>
    public static DateTimeOffset? Read(XElement presence) => DateTimes.Read(presence.Child(Ns.Idle, "idle")?.Attr("since"));
}
