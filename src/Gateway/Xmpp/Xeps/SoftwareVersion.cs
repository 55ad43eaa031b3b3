using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Software version (XEP-0092).</summary>
public static class SoftwareVersion
{
    /// <summary>The payload of an answer.</summary>
    /// <param name="name">The software's name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="system">The operating system, or null not to tell.</param>
    public static XElement Build(string name, string version, string? system = null) => new(
        Ns.Version + "query",
        new XElement(Ns.Version + "name", name),
        new XElement(Ns.Version + "version", version),
        system is null ? null : new XElement(Ns.Version + "os", system));
}
