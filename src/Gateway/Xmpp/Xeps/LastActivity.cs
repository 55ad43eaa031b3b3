using System.Globalization;
using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Last activity (XEP-0012): how long a person has been away, or how long a service has been running.</summary>
public static class LastActivity
{
    /// <summary>The payload of an answer.</summary>
    /// <param name="since">For how long; whole seconds are sent, and nothing below 0.</param>
    /// <param name="status">The last status of somebody who is offline, or null.</param>
    public static XElement Build(TimeSpan since, string? status = null) => new(
        Ns.Last + "query", new XAttribute("seconds", ((long)Math.Max(0, since.TotalSeconds)).ToString(CultureInfo.InvariantCulture)), status);

    /// <summary>Reads an answer. Never throws.</summary>
    /// <param name="iq">The result.</param>
    /// <returns>Null when it has no usable number; at most ten years.</returns>
    public static TimeSpan? Read(XElement iq) =>
        long.TryParse(iq.Child(Ns.Last, "query")?.Attr("seconds"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, 10L * 366 * 86400))
            : null;
}
