using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Software version (XEP-0092).</summary>
public static class SoftwareVersion
{
    /// <summary>The payload of a question.</summary>
    public static XElement BuildRequest() => new(Ns.Version + "query");

    /// <summary>Reads an answer. Never throws.</summary>
    /// <param name="iq">The answer.</param>
    /// <returns>Name and version, empty where one is missing; null when it is no answer.</returns>
    public static (string Name, string Version)? Read(XElement iq) => iq.Type == "result" && iq.Child(Ns.Version, "query") is { } query
        ? (query.Child(Ns.Version, "name")?.Value.Trim() ?? "", query.Child(Ns.Version, "version")?.Value.Trim() ?? "")
        : null;

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
