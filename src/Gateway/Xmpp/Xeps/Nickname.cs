using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>The name that a person gives themselves (XEP-0172).</summary>
public static class Nickname
{
    /// <summary>The name, or null.</summary>
    /// <param name="stanza">A presence or a message.</param>
    public static string? Read(XElement stanza) => stanza.Child(Ns.Nick, "nick")?.Value.Trim() is { Length: > 0 } nick ? nick : null;

    /// <summary>The element.</summary>
    /// <param name="name">The name.</param>
    public static XElement Build(string name) => new(Ns.Nick + "nick", name);
}
