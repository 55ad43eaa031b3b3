using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Titles of a room's occupants, in their presence (XEP-0317).</summary>
public static class Hats
{
    /// <summary>The element.</summary>
    /// <param name="hats">Each with a URI that says what it is, and a title for people.</param>
    public static XElement Build(params IEnumerable<(string Uri, string Title)> hats) => new(
        Ns.Hats + "hats",
        hats.Select(hat => new XElement(Ns.Hats + "hat", new XAttribute("uri", hat.Uri), new XAttribute("title", hat.Title))));
}
