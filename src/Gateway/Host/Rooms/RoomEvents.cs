using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Conversations;
using Bridge.Gateway.Delivery;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Rooms;

/// <summary>What a network tells of a group, as stanzas to the user's clients in the room.</summary>
internal sealed partial class RoomEvents(Room room)
{
    private static readonly XName ToName = "to", FromName = "from";

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
    public void Handle(IncomingDelivery delivery, DateTimeOffset? late)
    {
        lock (room.Gate)
        {
            switch (delivery.Event)
            {
                case MessageReceived message:
                    Message(delivery, message, late);
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
            }

            stanza.SetAttributeValue(FromName, RoomStanzas.OccupantJid(room.Jid, room.Members.OwnName ?? room.WantedNick));
            stanza.Add(StanzaIds.BuildStanzaId(delivery.StanzaId, room.Jid));
            stanza.Add(room.Members.OwnOccupantId is { } own ? OccupantId.Build(own) : null);
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

            room.History.Add(new RoomHistoryEntry(stanza, room.Account.Network.Time.GetUtcNow()));
        }
    }

    /// <summary>The connection is lost.</summary>
    public void Lost(NetworkException failure)
    {
        _lostAt = room.Account.Network.Time.GetUtcNow();
        Say($"The connection to {Where()} is lost: {failure.Message}." + (failure.IsFinal ? "" : " Connecting again; what you write is kept until then."));
    }

    private void Message(IncomingDelivery delivery, MessageReceived message, DateTimeOffset? late)
    {
        var body = MessageText.Of(message.Content);
        var name = message.FromMe ? room.Members.OwnName : message.SenderName ?? room.Members.NameOf(message.Sender) ?? message.Sender.Value;
        if (body.Length == 0 || name is null)
        {
            delivery.ExpectProofs(0);
            return;
        }

        var stanza = RoomStanzas.Message(room.Jid, name, null, delivery.StanzaId, body);
        if (message.Private)
        {
            stanza.SetAttributeValue("type", "chat");
            stanza.Add(new XElement(Ns.MucUser + "x"));
        }
        else
        {
            stanza.Add(StanzaIds.BuildStanzaId(delivery.StanzaId, room.Jid));
        }

        stanza.Add(OccupantId.Build((message.FromMe ? room.Members.OwnOccupantId : null) ?? room.Members.OccupantIdOf(message.Sender)));
        if (late is { } at)
        {
            stanza.Add(Delay.Build(at, room.Jid));
        }

        room.Map(delivery, message);
        var present = Present();
        delivery.ExpectProofs(present);
        SendToAll(stanza, present, delivery);
        if (!message.Private)
        {
            room.History.Add(new RoomHistoryEntry(stanza, message.At ?? DateTimeOffset.FromUnixTimeMilliseconds(delivery.ReceivedAt)));
        }
    }

    private void Info(ChatInfoChanged info)
    {
        room.Name = info.Name ?? room.Name;
        room.IsModerated = info.Moderated ?? room.IsModerated;
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
                Send(RoomStanzas.Subject(room.Jid, room.TopicBy, room.TopicByOccupantId, occupant.Jid, NextId(), room.Topic));
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
        foreach (var occupant in room.Occupants.Where(static o => o is { IsIn: true, Show: null }))
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
            Send(occupant, RoomStanzas.Message(room.Jid, null, occupant.Jid.ToString(), NextId(), text), null);
        }
    }

    private XElement Plain(OutgoingDelivery delivery) =>
        Stanza.Message(room.Jid, room.Jid, "groupchat", delivery.XmppId, Stanza.BodyOf(MessageText.Of(delivery.Content)));

    private int Present()
    {
        var present = 0;
        foreach (var occupant in room.Occupants)
        {
            present += occupant.IsIn ? 1 : 0;
        }

        return present;
    }

    private void SendToAll(XElement stanza, int present, Components.IProvable owner)
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

    /// <summary>To a client in its turn: behind what it is still to be shown.</summary>
    private void Send(RoomOccupant occupant, XElement stanza, Components.IProvable? owner)
    {
        if (occupant.Show is { } show)
        {
            show.Keep(stanza, owner);
        }
        else
        {
            room.Account.Network.Link.SendTracked(stanza, owner);
        }
    }

    private string Where() => room.Name ?? room.Chat.Value;

    private static string NextId() => Guid.CreateVersion7().ToString("N");

    private void Send(XElement stanza) => room.Account.Network.Link.SendTracked(stanza, null);
}
