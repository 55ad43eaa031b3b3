using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Components;
using Bridge.Xmpp;

namespace Bridge.Gateway.Rooms;

// Who is in the group: members who come, go and change, and the user among them.
internal sealed partial class RoomEvents
{
    /// <summary>What clients see while the stream is down, once something has changed that they are not told yet.</summary>
    private SeenMembers? _seen;
    private bool _isTopicUnseen;

    /// <summary>The names that clients see.</summary>
    public IEnumerable<string> SeenNames => _seen?.Names ?? room.Members.All.Select(static member => member.Name);

    private bool IsLinkUp => room.Account.Network.Link.State == LinkState.Up;

    /// <summary>
    /// Shows clients what has changed since the stream fell: the difference, however much came and went meanwhile. Under the gate.
    /// </summary>
    public void ShowUnseen()
    {
        if (!IsLinkUp)
        {
            return;
        }

        if (_seen is { } seen)
        {
            _seen = null;
            Show(room.Members.ChangesSince(seen));
            room.Account.Network.RoomKeeper.Changed(room);
        }

        if (_isTopicUnseen)
        {
            _isTopicUnseen = false;
            ShowTopic();
        }
    }

    /// <summary>
    /// Before something changes: what changes while the stream is down must not wait for it in memory, because a server can be away for long and
    /// the networks would be made to wait.
    /// </summary>
    private void KeepSeen()
    {
        if (!IsLinkUp)
        {
            _seen ??= room.Members.Copy();
        }
    }

    private void Change(MemberChange change)
    {
        KeepSeen();
        if (room.Members.Apply(change) is not { } shown)
        {
            return;
        }

        room.Account.Network.RoomKeeper.Changed(room);
        if (_seen is not null)
        {
            ShowUnseen();
        }
        else if (room.State == RoomState.Joined)
        {
            Show([shown]);
        }
    }

    private void Listed(MembersListed listed)
    {
        KeepSeen();
        var changes = room.Members.Replace(listed.Members);
        room.Account.Network.RoomKeeper.Changed(room);
        if (_seen is not null)
        {
            ShowUnseen();
        }
        else
        {
            Show(changes);
        }
    }

    private void Show(List<RoomChange> changes)
    {
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
        if (!occupant.IsIn || occupant.Show is { Stage: RoomShowStage.Waiting })
        {
            // Whoever waits for the whole room will see it in that.
            return;
        }

        var (change, to) = (shown.Change, occupant.Jid);
        switch (change.Kind)
        {
            case MemberChangeKind.Joined or MemberChangeKind.Updated:
                Send(occupant, Available(shown, to));
                break;
            case MemberChangeKind.Renamed:
                Send(occupant, RoomStanzas.Renamed(room.Jid, change, shown.FormerOccupantId, to));
                Send(occupant, Available(shown, to));
                break;
            case MemberChangeKind.Kicked:
                Send(occupant, RoomStanzas.Unavailable(room.Jid, change, shown.OccupantId, to, 307));
                break;
            case MemberChangeKind.Banned:
                Send(occupant, RoomStanzas.Unavailable(room.Jid, change, shown.OccupantId, to, 301));
                break;
            default:
                Send(occupant, RoomStanzas.Unavailable(room.Jid, change, shown.OccupantId, to));
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
        BeginBackfill(wasLost ? _lostAt ?? DateTimeOffset.MinValue : null);
        foreach (var occupant in room.Occupants)
        {
            if (!occupant.IsIn)
            {
                ShowTo(occupant);
                if (occupant.IsUninformed)
                {
                    // It has asked before it joined, when nobody knew.
                    TellOfChange(occupant);
                }
            }
            else if (occupant.IsBlind)
            {
                ShowAgain(occupant);
            }
        }

        if (wasLost && _backfill is null)
        {
            SayBack(_lostAt ?? DateTimeOffset.MinValue, BackfillOutcome.Failed);
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
        if (status != 0)
        {
            room.TellIfNobodyIsIn(left.Reason is { Length: > 0 } why ? $"has removed you: {why}" : "has removed you.");
        }

        EndHolds();
        var own = room.Members.OwnName ?? room.WantedNick;
        var change = new MemberChange(left.Kind, new Member(new ContactId(own), own, MemberRole.Participant) { IsSelf = true }) { Actor = left.Actor, Reason = left.Reason };
        foreach (var occupant in room.Occupants)
        {
            Send(occupant, status == 0
                ? RoomStanzas.Unavailable(room.Jid, change, room.Members.OwnOccupantId, occupant.Jid, 110)
                : RoomStanzas.Unavailable(room.Jid, change, room.Members.OwnOccupantId, occupant.Jid, status, 110));
        }

        room.Occupants.Clear();
        room.IsClosed = true;
        room.Close(null, tellNetwork: false);
    }
}
