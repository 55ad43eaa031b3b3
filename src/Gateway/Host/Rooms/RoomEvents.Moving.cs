using Bridge.Adapters;
using Bridge.Gateway.Delivery;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Rooms;

// A group that has another address from now on.
internal sealed partial class RoomEvents
{
    /// <summary>
    /// Clients are told that the room is gone and where it is now (XEP-0045 section 10.9), and are invited there: few of them do more with the first than to
    /// say so, and nearly all offer to follow the second.
    /// </summary>
    public void Moved(IncomingDelivery delivery, ChatReidentified moved, Jid successor)
    {
        lock (room.Gate)
        {
            var text = $"{Where()} is called {moved.Current.Value} now" + (moved.Reason is { Length: > 0 } why ? $": {why}" : ".");
            EndHolds();
            if (room.Occupants.Count == 0)
            {
                room.Account.Tell(text);
            }

            delivery.ExpectProofs(room.Occupants.Sum(static occupant => occupant.IsIn ? 2 : 1));
            foreach (var occupant in room.Occupants)
            {
                SendOn(occupant, successor, text, delivery);
            }

            if (room.Occupants.Count > 0)
            {
                room.Occupants.Clear();
                room.Account.Network.RoomKeeper.Left(room);
            }

            room.IsClosed = true;
            room.Close(null, tellNetwork: false);
        }
    }

    private void SendOn(RoomOccupant occupant, Jid successor, string text, IncomingDelivery delivery)
    {
        var link = room.Account.Network.Link;
        if (!occupant.IsIn)
        {
            link.SendTracked(Refusal(room, occupant, new StanzaError("cancel", "gone", text)), delivery);
            return;
        }

        var gone = RoomStanzas.SelfGone(room.Jid, room.Members.OwnName ?? occupant.WantedNick, occupant.Jid, null, 110);
        gone.Child(Ns.MucUser, "x")?.Add(Muc.BuildDestroyed(successor, text).Element(Ns.MucUser + "destroy"));
        link.SendTracked(gone, delivery);
        var invitation = new MucInvite.Invitation(false, room.Jid, null, text) { Password = room.Password };
        link.SendTracked(Stanza.Message(successor, occupant.Jid, null, NextId(), MucInvite.Build(invitation)), delivery);
    }
}
