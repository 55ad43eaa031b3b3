using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Pings (XEP-0199).</summary>
public static class Ping
{
    /// <summary>True for a request.</summary>
    /// <param name="iq">An IQ.</param>
    public static bool IsRequest(XElement iq) => iq.Type == "get" && iq.Child(Ns.Ping, "ping") is not null;

    /// <summary>The payload of a request; a plain <see cref="Stanza.Result"/> answers it.</summary>
    public static XElement Build() => new(Ns.Ping + "ping");
}
