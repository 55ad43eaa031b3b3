using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>What is to be found at an address that a body names (XEP-0511).</summary>
public static class LinkMetadata
{
    /// <summary>The element.</summary>
    /// <param name="url">The address, as the body has it.</param>
    /// <param name="title">The page's title, or null.</param>
    /// <param name="description">What it is about, or null.</param>
    /// <param name="image">The address of a picture, or null.</param>
    public static XElement Build(string url, string? title, string? description, string? image) => new(
        Ns.Rdf + "Description",
        new XAttribute(Ns.Rdf + "about", url),
        Property("title", title),
        Property("description", description),
        Property("image", image));

    private static XElement? Property(string name, string? value) => string.IsNullOrEmpty(value) ? null : new XElement(Ns.OpenGraph + name, value);
}
