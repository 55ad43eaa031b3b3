using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Conversations;
using Bridge.Gateway.Delivery;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Rooms;

// What is said about messages: replies and new versions, reactions, deletions. Clients know a message by the stanza-id that the room gave it; for
// corrections alone by the id of the message itself.
internal sealed partial class RoomEvents
{
    /// <summary>The user's own reactions to a message are these, to all their clients: a network has refused others.</summary>
    public void ShowReactions(string target, IReadOnlyList<string> reactions)
    {
        lock (room.Gate)
        {
            foreach (var occupant in room.Occupants.Where(static o => o.IsIn))
            {
                var stanza = Bare(room.Members.OwnName ?? room.WantedNick, NextId(), Reactions.Build(target, reactions), room.Members.OwnOccupantId);
                stanza.SetAttributeValue(ToName, occupant.Jid.ToString());
                Send(occupant, stanza);
            }
        }
    }

    /// <summary>The user, as a moderator, had a message deleted.</summary>
    public void ShowModerated(MappedMessage message, string? reason)
    {
        lock (room.Gate)
        {
            foreach (var occupant in room.Occupants.Where(static o => o.IsIn))
            {
                var stanza = Gone(message, message.PartStanzaId, room.Members.OwnName, room.Members.OwnOccupantId, reason, NextId());
                stanza.SetAttributeValue(ToName, occupant.Jid.ToString());
                Send(occupant, stanza);
            }
        }
    }

    /// <summary>The stanzas of a message, with the ids of those that they replace.</summary>
    private static IReadOnlyList<(DirectPiece Piece, string? Replaced)> VersionsOf(IncomingDelivery delivery, MessageReceived message)
    {
        if (message.EditOf is not { } edited)
        {
            var pieces = IsInPieces(message) ? DirectStanzas.Of(message.Content) : DirectStanzas.Whole(message.Content);
            return pieces is [var only] ? [(only, null)] : [.. pieces.Select(static piece => (piece, (string?)null))];
        }

        var original = delivery.About(edited) is { } known && IsSame(known, message) ? known : null;
        return original is { Stanzas: > 1 }
            ? DirectStanzas.Versions(original, message.Content)
            : [.. DirectStanzas.Whole(message.Content).Select(whole => (whole, original?.MessageId))];
    }

    /// <summary>Whom a message names, as clients know them in the room.</summary>
    private List<(BodyMention Place, Jid? Jid)> People(DirectPiece piece) => [.. piece.Mentions.Select(mention => (mention, AddressOf(mention)))];

    private Jid? AddressOf(BodyMention mention) =>
        room.Members.NameOf(new ContactId(mention.Contact)) is { } name && Jid.TryCreate(room.Jid.Local, room.Jid.Domain, name, out var jid) ? jid : null;

    private References.Reply Answered(IncomingDelivery delivery, ReplyReference reply)
    {
        if (reply.Target is not { } target || delivery.About(target) is not { } answered)
        {
            return new References.Reply(null, null, reply.Quote);
        }

        var name = answered.Direction == MessageDirection.ToNetwork ? room.Members.OwnName : room.Members.NameOf(new ContactId(answered.Sender));
        var author = name is not null && Jid.TryCreate(room.Jid.Local, room.Jid.Domain, name, out var jid) ? jid : null;
        return new References.Reply(answered.PartStanzaId, author, reply.Quote ?? room.Recent.Find(answered.PartStanzaId)?.Excerpt);
    }

    private void Reacted(IncomingDelivery delivery, ReactionsChanged changed, IReadOnlyList<string> reactions)
    {
        var name = changed.FromMe ? room.Members.OwnName : room.Members.NameOf(changed.Sender) ?? changed.Sender.Value;
        if (delivery.About(changed.Target) is not { } target || name is null)
        {
            delivery.ExpectProofs(0);
            return;
        }

        var occupantId = (changed.FromMe ? room.Members.OwnOccupantId : null) ?? room.Members.OccupantIdOf(changed.Sender);
        var stanza = Bare(name, delivery.StanzaId, Reactions.Build(target.PartStanzaId, reactions), occupantId);
        Show([(delivery.StanzaId, stanza)], delivery, changed.FromMe ? "" : changed.Sender.Value);
    }

    /// <summary>Every deletion in the form of a moderator's (XEP-0425 section 4), because that is the one that most clients know in rooms.</summary>
    private void Retracted(IncomingDelivery delivery, MessagesRetracted retracted)
    {
        List<(MappedMessage Message, string Target)> gone = [];
        foreach (var target in retracted.Targets)
        {
            // What is one stanza and has lost a part only, not the first, which has the text, is still there.
            if (delivery.About(target) is { Stanzas: 1 } whole && whole.NetworkIds[0] == target.Value)
            {
                gone.Add((whole, whole.StanzaId));
            }
            else if (delivery.About(target) is { Stanzas: > 1 } message)
            {
                gone.AddRange(message.StanzasOf(target.Value).Select(id => (message, id)));
            }
        }

        var (by, occupantId) = retracted.By is { } actor ? (room.Members.NameOf(actor), room.Members.OccupantIdOf(actor)) : (null, null);
        List<(string Id, XElement Stanza)> stanzas = new(gone.Count);
        foreach (var (message, target) in gone)
        {
            var id = DeliveryIds.ForPart(delivery.StanzaId, stanzas.Count);
            stanzas.Add((id, Gone(message, target, by, occupantId, retracted.Reason, id)));
        }

        Show(stanzas, delivery, retracted.By?.Value ?? "");
    }

    /// <summary>Keeps what an event became, and shows it: what is of the past to those who were here then.</summary>
    private void Show(List<(string Id, XElement Stanza)> stanzas, IncomingDelivery delivery, string sender)
    {
        var at = delivery.Event.At ?? DateTimeOffset.FromUnixTimeMilliseconds(delivery.ReceivedAt);
        var present = delivery.Backfill is { } backfill ? MissedBy(backfill) : room.Occupants.FindAll(static o => o.IsIn);
        delivery.ExpectProofs(present.Count * stanzas.Count);
        foreach (var (id, stanza) in stanzas)
        {
            Keep(stanza, id, sender, at, isLate: delivery.Backfill is not null);
            foreach (var occupant in present)
            {
                var copy = new XElement(stanza);
                copy.SetAttributeValue(ToName, occupant.Jid.ToString());
                if (delivery.Backfill is null)
                {
                    Send(occupant, copy, delivery);
                }
                else
                {
                    room.Account.Network.Link.SendTracked(copy, delivery);
                }
            }
        }
    }

    private XElement Gone(MappedMessage message, string target, string? by, string? occupantId, string? reason, string id)
    {
        var author = message.Direction == MessageDirection.ToNetwork ? room.Members.OwnName : room.Members.NameOf(new ContactId(message.Sender));
        var stanza = RoomStanzas.Message(room.Jid, null, null, id, author is null ? "A message was deleted." : $"A message of {author} was deleted.");
        stanza.Add(
            Retraction.BuildModerated(
                target,
                by is not null && Jid.TryCreate(room.Jid.Local, room.Jid.Domain, by, out var jid) ? jid : null,
                occupantId,
                reason),
            Fallbacks.BuildWhole(Ns.Retract),
            Hints.Store(),
            StanzaIds.BuildStanzaId(id, room.Jid));
        return stanza;
    }

    /// <summary>A message without a body, of somebody in the room.</summary>
    private XElement Bare(string name, string id, XElement content, string? occupantId) => new(
        MessageName,
        new XAttribute(FromName, RoomStanzas.OccupantJid(room.Jid, name)),
        new XAttribute("type", "groupchat"),
        new XAttribute("id", id),
        content,
        Hints.Store(),
        StanzaIds.BuildStanzaId(id, room.Jid),
        occupantId is null ? null : OccupantId.Build(occupantId));

    /// <summary>Nobody replaces what somebody else has said (XEP-0308 section 5).</summary>
    private static bool IsSame(MappedMessage original, MessageReceived edit) =>
        original.Direction == MessageDirection.ToNetwork ? edit.FromMe : original.Sender == edit.Sender.Value;
}
