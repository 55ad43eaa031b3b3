using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Anonymous unique ids of a room's occupants (XEP-0421).</summary>
public static class OccupantId
{
    private static readonly XName Name = Ns.OccupantId + "occupant-id", IdName = "id";

    /// <summary>The id in a stanza from a room, or null.</summary>
    /// <param name="stanza">A message or presence that the room sent.</param>
    public static string? Read(XElement stanza) => stanza.Child(Ns.OccupantId, "occupant-id")?.Id is { Length: > 0 } id ? id : null;

    /// <summary>The element.</summary>
    /// <param name="id">Opaque, the same for a person in a room for ever, and different in another room.</param>
    public static XElement Build(string id) => new(Name, new XAttribute(IdName, id));

    /// <summary>Takes away what an occupant put in themselves (section 4).</summary>
    /// <param name="stanza">A stanza to a room, which is changed.</param>
    public static void Strip(XElement stanza) => stanza.Elements(Name).Remove();
}
