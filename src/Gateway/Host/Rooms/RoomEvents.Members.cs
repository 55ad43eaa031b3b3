using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Xmpp;

namespace Bridge.Gateway.Rooms;

// Who is in the group: members who come, go and change, and the user among them.
internal sealed partial class RoomEvents
{
    private void Change(MemberChange change)
    {
        if (room.Members.Apply(change) is not { } shown)
        {
            return;
        }

        room.Account.Network.RoomKeeper.Changed(room);
        if (room.State != RoomState.Joined)
        {
            return;
        }

        foreach (var occupant in room.Occupants)
        {
            Show(shown, occupant);
        }
    }

    private void Listed(MembersListed listed)
    {
        var changes = room.Members.Replace(listed.Members);
        room.Account.Network.RoomKeeper.Changed(room);
        foreach (var occupant in room.Occupants)
        {
            foreach (var change in changes)
            {
                Show(change, occupant);
            }
        }
    }

    private void Show(in RoomChange shown, RoomOccupant occupant)
    {
        if (!occupant.IsIn || occupant.Show is { Stanzas: null })
        {
            // Whoever waits for the whole room will see it in that.
            return;
        }

        var (change, to) = (shown.Change, occupant.Jid);
        switch (change.Kind)
        {
            case MemberChangeKind.Joined or MemberChangeKind.Updated:
                Send(occupant, Available(shown, to), null);
                break;
            case MemberChangeKind.Renamed:
                Send(occupant, RoomStanzas.Renamed(room.Jid, change, shown.FormerOccupantId, to), null);
                Send(occupant, Available(shown, to), null);
                break;
            case MemberChangeKind.Kicked:
                Send(occupant, RoomStanzas.Unavailable(room.Jid, change, shown.OccupantId, to, 307), null);
                break;
            case MemberChangeKind.Banned:
                Send(occupant, RoomStanzas.Unavailable(room.Jid, change, shown.OccupantId, to, 301), null);
                break;
            default:
                Send(occupant, RoomStanzas.Unavailable(room.Jid, change, shown.OccupantId, to), null);
                break;
        }
    }

    private XElement Available(in RoomChange shown, Jid to) => shown.Change.Member.IsSelf
        ? RoomStanzas.Available(room.Jid, shown.Change.Member, shown.OccupantId, to, 110)
        : RoomStanzas.Available(room.Jid, shown.Change.Member, shown.OccupantId, to);

    private void Joined(GroupJoined joined)
    {
        room.Members.OwnName = joined.OwnName;
        var wasLost = room.State == RoomState.Lost;
        room.State = RoomState.Joined;
        foreach (var occupant in room.Occupants)
        {
            if (!occupant.IsIn)
            {
                ShowTo(occupant);
            }
            else if (occupant.IsBlind)
            {
                ShowAgain(occupant);
            }
        }

        if (wasLost)
        {
            Say($"Back in {Where()}." + (_lostAt is { } at ? $" What was said there since {at:HH:mm:ss} UTC was not received." : " What was said there meanwhile was not received."));
        }

        _lostAt = null;
        room.Account.Network.RoomKeeper.Changed(room);
        room.Wake();
    }

    private void Left(GroupLeft left)
    {
        if (room.State == RoomState.Joining && left.Kind is (MemberChangeKind.Left or MemberChangeKind.Quit))
        {
            // The network's answer to a leave, which a client that came back at once has overtaken: the join under way is behind it.
            return;
        }

        var status = left.Kind switch
        {
            MemberChangeKind.Kicked => 307,
            MemberChangeKind.Banned => 301,
            _ => 0,
        };
        var own = room.Members.OwnName ?? room.WantedNick;
        var change = new MemberChange(left.Kind, new Member(new ContactId(own), own, MemberRole.Participant) { IsSelf = true }) { Actor = left.Actor, Reason = left.Reason };
        foreach (var occupant in room.Occupants)
        {
            Send(status == 0
                ? RoomStanzas.Unavailable(room.Jid, change, room.Members.OwnOccupantId, occupant.Jid, 110)
                : RoomStanzas.Unavailable(room.Jid, change, room.Members.OwnOccupantId, occupant.Jid, status, 110));
        }

        room.End();
        room.Close(null, tellNetwork: false);
    }
}
