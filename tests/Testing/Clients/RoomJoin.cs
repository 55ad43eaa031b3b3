using System.Xml.Linq;

namespace Bridge.Testing.Clients;

/// <summary>What a room answered to a join, in the order in which it came, up to and with the subject.</summary>
/// <param name="Stanzas">All stanzas of the room.</param>
/// <param name="SelfPresence">The presence with status 110.</param>
/// <param name="Subject">The message with the subject, which ends the join.</param>
public sealed record RoomJoin(IReadOnlyList<XElement> Stanzas, XElement SelfPresence, XElement Subject)
{
    /// <summary>The nicks of the occupants told before the self-presence.</summary>
    public IReadOnlyList<string> NicksBeforeSelf =>
    [
        .. Stanzas.TakeWhile(stanza => stanza != SelfPresence)
            .Where(stanza => stanza.Name.LocalName == "presence" && stanza.Attribute("type") is null)
            .Select(stanza => stanza.From().Resource),
    ];
}
