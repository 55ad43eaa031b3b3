using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Retractions by the author (XEP-0424) and by a room's moderators (XEP-0425).</summary>
public static class Retraction
{
    // Before version 0.4.0 of XEP-0424; Cheogram still sends it.
    private static readonly XNamespace Fasten = "urn:xmpp:fasten:0", OldRetract = "urn:xmpp:message-retract:0";

    /// <summary>A message to be forgotten.</summary>
    /// <param name="Id">The message's id, or in a room its stanza-id.</param>
    /// <param name="IsModerated">True when a moderator did it, which only the room itself may say.</param>
    /// <param name="By">The moderator's address in the room, or null.</param>
    /// <param name="Reason">Why, or null.</param>
    public sealed record Request(string Id, bool IsModerated = false, string? By = null, string? Reason = null);

    /// <summary>Reads the retraction in a message. Never throws.</summary>
    /// <param name="message">A message.</param>
    /// <returns>Null when there is none.</returns>
    public static Request? Read(XElement message)
    {
        if (message.Child(Ns.Retract, "retract") is { } retract && retract.Id is { Length: > 0 } id)
        {
            var moderated = retract.Child(Ns.Moderate, "moderated");
            return new Request(id, moderated is not null, moderated?.Attr("by"), retract.Child(Ns.Retract, "reason")?.Value);
        }
        var old = message.Child(Fasten, "apply-to");
        return old?.Child(OldRetract, "retract") is not null && old.Id is { Length: > 0 } oldId ? new Request(oldId) : null;
    }

    /// <summary>Retracts one's own message; with a fallback text, because some clients see only messages with a body.</summary>
    /// <param name="id">The message's id, or in a room its stanza-id.</param>
    public static XElement Build(string id) => new(Ns.Retract + "retract", new XAttribute("id", id));

    /// <summary>What a room sends to everybody when a message is gone (XEP-0425 section 4).</summary>
    /// <param name="stanzaId">The message's stanza-id.</param>
    /// <param name="by">Who did it, <c>room@service/nick</c>, or null.</param>
    /// <param name="occupantId">Their occupant-id, or null.</param>
    /// <param name="reason">Why, or null.</param>
    public static XElement BuildModerated(string stanzaId, Jid? by = null, string? occupantId = null, string? reason = null) => new(
        Ns.Retract + "retract",
        new XAttribute("id", stanzaId),
        new XElement(
            Ns.Moderate + "moderated",
            by is null ? null : new XAttribute("by", by.ToString()),
            occupantId is null ? null : OccupantId.Build(occupantId)),
        reason is null ? null : new XElement(Ns.Retract + "reason", reason));

    /// <summary>Reads a moderator's request to a room. Never throws.</summary>
    /// <param name="iq">An IQ of type set.</param>
    /// <returns>Null when it is none. <see cref="Request.Id"/> is a stanza-id.</returns>
    public static Request? ReadModeration(XElement iq) =>
        iq.Child(Ns.Moderate, "moderate") is { } moderate && moderate.Child(Ns.Retract, "retract") is not null && moderate.Id is { Length: > 0 } id
            ? new Request(id, true, null, moderate.Child(Ns.Moderate, "reason")?.Value)
            : null;
}
