using System.Globalization;
using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Entity time (XEP-0202).</summary>
public static class EntityTime
{
    /// <summary>The payload of an answer.</summary>
    /// <param name="now">The local time.</param>
    public static XElement Build(DateTimeOffset now) => new(
        Ns.Time + "time",
        new XElement(Ns.Time + "tzo", (now.Offset < TimeSpan.Zero ? "-" : "+") + now.Offset.ToString("hh\\:mm", CultureInfo.InvariantCulture)),
        new XElement(Ns.Time + "utc", DateTimes.Format(now)));
}
