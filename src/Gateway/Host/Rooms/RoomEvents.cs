using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Components;
using Bridge.Gateway.Conversations;
using Bridge.Gateway.Delivery;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Rooms;

/// <summary>What a network tells of a group, as stanzas to the user's clients in the room.</summary>
internal sealed partial class RoomEvents(Room room)
{
    private static readonly XName ToName = "to", FromName = "from", MessageName = Ns.Component + "message";

    private DateTimeOffset? _lostAt;

    /// <summary>A join that failed, as the answer to the client's presence.</summary>
    public static XElement Refusal(Room room, RoomOccupant occupant, StanzaError error)
    {
        var presence = Stanza.Presence(room.Jid, occupant.Jid, "error", new XElement(Ns.Muc + "x"), error.ToElement());
        presence.From = RoomStanzas.OccupantJid(room.Jid, occupant.WantedNick);
        return presence;
    }

    /// <summary>Turns an event into stanzas.</summary>
    /// <param name="delivery">The event.</param>
    /// <param name="late">When it was said, when that is to be shown.</param>
    /// <param name="reactions">With reactions, all of the sender's.</param>
    public void Handle(IncomingDelivery delivery, DateTimeOffset? late, IReadOnlyList<string> reactions)
    {
        lock (room.Gate)
        {
            switch (delivery.Event)
            {
                case MessageReceived message:
                    Message(delivery, message, late);
                    return;
                case ReactionsChanged reacted:
                    Reacted(delivery, reacted, reactions);
                    return;
                case MessagesRetracted retracted:
                    Retracted(delivery, retracted);
                    return;
                case MembersChanged changed:
                    foreach (var change in changed.Changes)
                    {
                        Change(change);
                    }

                    break;
                case MembersListed listed:
                    Listed(listed);
                    break;
                case ChatInfoChanged info:
                    Info(info);
                    break;
                case GroupJoined joined:
                    Joined(joined);
                    break;
                case GroupLeft left:
                    Left(left);
                    break;
                case Notice notice:
                    Tell(delivery, notice.Text);
                    return;
                case HistoryGap gap:
                    Tell(delivery, gap.Reason);
                    return;
                case DeliveryFailed failed:
                    Bounced(delivery, failed);
                    return;
                case ActivityChanged activity:
                    Activity(activity);
                    break;
            }

            if (delivery.IsDurable)
            {
                delivery.ExpectProofs(0);
            }
        }
    }

    /// <summary>The user's own message, now that the network has it, to all their clients: the sender's as the acknowledgement.</summary>
    /// <param name="delivery">The message.</param>
    /// <param name="late">What told that the network has it, when its sender had been told that nobody knows.</param>
    public void Reflect(OutgoingDelivery delivery, IncomingDelivery? late)
    {
        lock (room.Gate)
        {
            var stanza = delivery.Stanza ?? Plain(delivery);
            if (delivery.Stanza is not null)
            {
                StanzaIds.StripSpoofed(stanza, room.Account.Network.Domain.Domain);
                OccupantId.Strip(stanza);

                // Only the room says who somebody is (XEP-0313 section 8.4), and when something was said.
                stanza.Elements().Where(static e => e.Name == Ns.MucUser + "x" || e.Name == Ns.Delay + "delay").Remove();

                if (delivery.Request is { Kind: OutgoingKind.Retraction, Target: { } target } && stanza.Child(Ns.Retract, "retract") is null)
                {
                    stanza.Add(Retraction.Build(target));
                }
            }

            if (delivery.Request.Kind is OutgoingKind.Message)
            {
                room.Recent.Add(delivery.StanzaId, null, delivery.Content.Text?.Plain);
            }

            stanza.SetAttributeValue(ToName, null);
            stanza.SetAttributeValue(FromName, RoomStanzas.OccupantJid(room.Jid, room.Members.OwnName ?? room.WantedNick));
            stanza.Add(StanzaIds.BuildStanzaId(delivery.StanzaId, room.Jid));
            stanza.Add(room.Members.OwnOccupantId is { } own ? OccupantId.Build(own) : null);
            Keep(stanza, delivery.StanzaId, "", room.Account.Network.Time.GetUtcNow(), isLate: false);
            var present = Present();
            if (late is null)
            {
                delivery.ExpectProofs(present);
                SendToAll(stanza, present, delivery);
            }
            else
            {
                late.ExpectProofs(present);
                SendToAll(stanza, present, late);
            }
        }
    }

    /// <summary>The connection is lost.</summary>
    public void Lost(NetworkException failure)
    {
        _lostAt = room.Account.Network.Time.GetUtcNow();
        Say($"The connection to {Where()} is lost: {failure.Message.TrimEnd('.')}." + (failure.IsFinal ? "" : " Connecting again; what you write is kept until then."));
    }

    /// <summary>A message with files is a stanza for each part, because clients show a file only when nothing else is in the body; any other is one.</summary>
    public static bool IsInPieces(MessageReceived message) => message.Content.Parts.Count > 0 && message.Content.Parts.Any(static part => part is FilePart);

    private void Message(IncomingDelivery delivery, MessageReceived message, DateTimeOffset? late)
    {
        var name = message.FromMe ? room.Members.OwnName : message.SenderName ?? room.Members.NameOf(message.Sender) ?? message.Sender.Value;
        var pieces = VersionsOf(delivery, message);
        if (pieces.Count == 0 || name is null)
        {
            delivery.ExpectProofs(0);
            return;
        }

        var said = message.At ?? DateTimeOffset.FromUnixTimeMilliseconds(delivery.ReceivedAt);
        List<XElement> stanzas = [];
        foreach (var (piece, replaced) in pieces)
        {
            var id = DeliveryIds.ForPart(delivery.StanzaId, stanzas.Count);

            // One of the stanzas says what is answered: the text, or else the first.
            var isAnswer = piece.IsText || (stanzas.Count == 0 && message.Content.Text is null);
            var reply = isAnswer && message.ReplyTo is { } answer ? Answered(delivery, answer) : replaced is null ? null : room.Recent.Find(replaced)?.Reply;
            var stanza = Said(message, piece, replaced, id, name, reply);
            stanzas.Add(stanza);
            if (!message.Private)
            {
                Keep(stanza, id, message.FromMe ? "" : message.Sender.Value, said, isLate: late is not null || delivery.Backfill is not null);
            }

            if (message is { EditOf: null, Private: false } && delivery.Backfill is null)
            {
                room.Recent.Add(id, message.FromMe ? null : name, piece.IsText ? message.Content.Text?.Plain : piece.Body, reply);
            }
        }

        room.MapOwn(delivery, message);
        if ((delivery.Backfill is null ? late : said) is { } at)
        {
            foreach (var stanza in stanzas)
            {
                stanza.Add(Delay.Build(at, room.Jid));
            }
        }

        if (delivery.Backfill is { } backfill)
        {
            ShowMissed(stanzas, delivery, backfill);
            return;
        }

        var present = Present();
        delivery.ExpectProofs(present * stanzas.Count);
        foreach (var stanza in stanzas)
        {
            SendToAll(stanza, present, delivery);
        }
    }

    private XElement Said(MessageReceived message, DirectPiece piece, string? replaced, string id, string name, References.Reply? reply)
    {
        var (text, references) = References.Of(
            message, piece.Body, reply, replaced, piece.Mentions.Count == 0 ? [] : People(piece), isQuoting: !piece.IsAddress);
        var stanza = RoomStanzas.Message(room.Jid, name, null, id, text);

        // In a room a subject is its topic; here it stands in the text.
        stanza.Add(piece.Elements.Count == 0 ? null : piece.Elements.Where(static element => element.Name != Ns.Component + "subject"), references);
        if (message.Private)
        {
            stanza.SetAttributeValue("type", "chat");
            stanza.Add(new XElement(Ns.MucUser + "x"));
        }
        else
        {
            stanza.Add(StanzaIds.BuildStanzaId(id, room.Jid));
        }

        stanza.Add(OccupantId.Build((message.FromMe ? room.Members.OwnOccupantId : null) ?? room.Members.OccupantIdOf(message.Sender)));
        return stanza;
    }

    /// <summary>A message that had been reflected did not arrive after all: its client marks it, and the room says so.</summary>
    private void Bounced(IncomingDelivery delivery, DeliveryFailed failed)
    {
        var sent = delivery.About(failed.Target) is { Direction: MessageDirection.ToNetwork } known ? known : null;
        if (failed.Final && sent?.XmppId is { } id && Jid.TryParse(sent.Sender, out var client))
        {
            room.Account.Network.Link.SendTracked(Stanza.Message(room.Jid, client, "error", id, NetworkErrors.ToStanzaError(failed.Error, failed.Reason).ToElement()), null);
        }

        Tell(delivery, MessageText.OfBounce(sent, failed));
    }

    private void Info(ChatInfoChanged info)
    {
        room.Name = info.Name ?? room.Name;
        var before = (room.IsModerated, room.IsMembersOnly, room.IsHidden, room.IsPasswordProtected);
        room.IsModerated = info.Moderated ?? room.IsModerated;
        room.IsMembersOnly = info.MembersOnly ?? room.IsMembersOnly;
        room.IsHidden = info.Hidden ?? room.IsHidden;
        room.IsPasswordProtected = info.PasswordProtected ?? room.IsPasswordProtected;
        if (room.State == RoomState.Joined && before != (room.IsModerated, room.IsMembersOnly, room.IsHidden, room.IsPasswordProtected))
        {
            foreach (var occupant in room.Occupants.Where(static o => o.IsIn))
            {
                TellOfChange(occupant);
            }
        }

        if (info.Topic is null)
        {
            return;
        }

        SetTopic(MessageText.Fit(info.Topic), info.TopicBy);
        room.Account.Network.RoomKeeper.Changed(room);
        if (room.State != RoomState.Joined)
        {
            return;
        }

        _isTopicUnseen = true;
        ShowUnseen();
    }

    private void ShowTopic()
    {
        foreach (var occupant in room.Occupants)
        {
            // Whoever is being shown the room sees the topic last.
            if (occupant is { IsIn: true, Show: null })
            {
                Send(occupant, SubjectFor(occupant));
            }
        }
    }

    /// <summary>
    /// A topic that changes while we are there was set by whoever has the name now; one that we find may have been set by somebody else of that
    /// name.
    /// </summary>
    private void SetTopic(string topic, string? by)
    {
        if (room.State != RoomState.Joined)
        {
            room.TopicByOccupantId = null;
        }
        else if (room.Topic != topic || room.TopicBy != by)
        {
            room.TopicByOccupantId = by is null ? null : room.Members.OccupantIdOf(by);
        }

        (room.Topic, room.TopicBy) = (topic, by);
    }

    private void Activity(ActivityChanged activity)
    {
        if (room.Members.NameOf(activity.Sender) is not { } name)
        {
            return;
        }

        var (state, occupantId) = (ActivityStates.Of(activity.Kind), room.Members.OccupantIdOf(activity.Sender));
        foreach (var occupant in room.Occupants.Where(static o => o is { IsIn: true, IsHeld: false }))
        {
            var stanza = Stanza.Message(room.Jid, occupant.Jid, "groupchat", null, ChatStates.Build(state), Hints.NoStore(), OccupantId.Build(occupantId));
            stanza.SetAttributeValue(FromName, RoomStanzas.OccupantJid(room.Jid, name));
            room.Account.Network.Link.Send(stanza);
        }
    }

    private void Tell(IncomingDelivery delivery, string text)
    {
        var present = Present();
        delivery.ExpectProofs(present);
        SendToAll(RoomStanzas.Message(room.Jid, null, null, delivery.StanzaId, MessageText.Fit(text)), present, delivery);
    }

    /// <summary>The room itself says something, to whoever is in it.</summary>
    public void Say(string text)
    {
        foreach (var occupant in room.Occupants.Where(static o => o.IsIn))
        {
            Send(occupant, Line(text, occupant));
        }
    }

    /// <summary>The room answers what a client has typed, which clients take as unsent until it comes back.</summary>
    public void Answer(Jid client, XElement message, string text)
    {
        if (room.Occupants.Find(occupant => occupant.IsIn && occupant.Jid == client) is { } asker)
        {
            var typed = RoomStanzas.Message(room.Jid, room.Members.OwnName ?? room.WantedNick, client.ToString(), message.Id ?? NextId(), message.Body ?? "");
            typed.Add(Hints.NoStore());
            Send(asker, typed);
            Send(asker, Line(MessageText.Fit(text), asker));
        }
    }

    /// <summary>Clients ask for the features of a room again when they are told that something has changed (XEP-0045 section 10.2.1).</summary>
    private void TellOfChange(RoomOccupant occupant) => Send(
        occupant,
        Stanza.Message(room.Jid, occupant.Jid, "groupchat", NextId(), new XElement(Ns.MucUser + "x", new XElement(Ns.MucUser + "status", new XAttribute("code", 104)))));

    private XElement Line(string text, RoomOccupant occupant) => RoomStanzas.Message(room.Jid, null, occupant.Jid.ToString(), NextId(), text);

    /// <summary>What a client asked for, from what is stored of it.</summary>
    private XElement Plain(OutgoingDelivery delivery)
    {
        var request = delivery.Request;
        var stanza = Stanza.Message(room.Jid, room.Jid, "groupchat", delivery.XmppId);
        switch (request.Kind)
        {
            case OutgoingKind.Reactions:
                stanza.Add(Reactions.Build(request.Target!, request.Reactions), Hints.Store());
                return stanza;
            case OutgoingKind.Retraction:
                stanza.Add(Retraction.Build(request.Target!), Hints.Store());
                return stanza;
            default:
                var (body, quotation) = (MessageText.Of(request.Content), (XElement?)null);
                if (request.Reply is { Quote: { } quote } && !request.Content.Flags.HasFlag(MessageFlags.Action))
                {
                    (body, quotation) = Replies.Quote(quote, body);
                }

                stanza.Add(
                    Stanza.BodyOf(body),
                    request.Target is { } corrected ? Correction.Build(corrected) : null,
                    request.Reply is { } reply ? Replies.Build(reply.Id, Jid.TryParse(reply.To, out var author) ? author : null) : null,
                    quotation);
                return stanza;
        }
    }

    private int Present()
    {
        var present = 0;
        foreach (var occupant in room.Occupants)
        {
            present += occupant.IsIn ? 1 : 0;
        }

        return present;
    }

    private void SendToAll(XElement stanza, int present, IProvable owner)
    {
        foreach (var occupant in room.Occupants)
        {
            if (occupant.IsIn)
            {
                // The last gets the original, so that the common case of one client copies nothing.
                var copy = --present == 0 ? stanza : new XElement(stanza);
                copy.SetAttributeValue(ToName, occupant.Jid.ToString());
                Send(occupant, copy, owner);
            }
        }
    }

    private string Where() => room.Name ?? room.Chat.Value;

    private static string NextId() => Guid.CreateVersion7().ToString("N");

    /// <summary>To a client in its turn: behind what it is still to be shown.</summary>
    private void Send(RoomOccupant occupant, XElement stanza, IProvable? owner = null)
    {
        if (occupant.TryHold(stanza, owner))
        {
            room.Account.Held(1);
        }
        else
        {
            room.Account.Network.Link.SendTracked(stanza, owner);
        }
    }
}
