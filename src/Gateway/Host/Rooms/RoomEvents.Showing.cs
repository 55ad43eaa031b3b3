using System.Xml.Linq;
using Bridge.Adapters;

namespace Bridge.Gateway.Rooms;

// The whole room for a client that comes in, or that has lost its view of it.
internal sealed partial class RoomEvents
{
    /// <summary>
    /// How many members a client is shown. A channel can have more than any client shows, and a network can make up as many as it likes: beyond,
    /// moderators are shown first, and then as many others as fit. Who comes later or changes is shown nevertheless.
    /// </summary>
    public const int MaxShown = 5000;

    /// <summary>How much is written at once, in bytes, about.</summary>
    private const int PortionBytes = 64 * 1024;

    /// <summary>What a stanza costs besides its text, about.</summary>
    private const int StanzaBytes = 400;

    /// <summary>Has a client shown the whole room: others, itself, history, subject (XEP-0045 section 7.2).</summary>
    public void ShowTo(RoomOccupant occupant) => Begin(new RoomShow(room, occupant, JoinHistory.IsWanted(occupant.History)));

    /// <summary>The same without history, for a client that has not asked: what was said since it came in has been sent to its address.</summary>
    public void ShowAgain(RoomOccupant occupant)
    {
        Begin(new RoomShow(room, occupant, occupant.Show is { WithHistory: true }));
        occupant.IsBlind = false;
        occupant.JoinedAt = room.Account.Network.Time.GetUtcNow().ToUnixTimeMilliseconds();
        room.Account.Network.RoomKeeper.Changed(room);
    }

    /// <summary>Writes some of what a client is to be shown. Under the gate.</summary>
    /// <returns>Whether there is more for now.</returns>
    public bool WritePortion(RoomShow show)
    {
        if (show.Stage == RoomShowStage.Waiting)
        {
            show.Stage = RoomShowStage.Members;
            show.Stanzas = Members(show.Occupant, Choose()).GetEnumerator();
        }

        for (var bytes = 0; bytes < PortionBytes;)
        {
            if (show.Stanzas is not { } stanzas || !stanzas.MoveNext())
            {
                EndStage(show);
                return false;
            }

            bytes += StanzaBytes + stanzas.Current.Value.Length;
            room.Account.Network.Link.SendTracked(stanzas.Current, null);
        }

        return true;
    }

    /// <summary>The client has seen the room, or all that can be shown of it: what was kept back goes out, unless it waits for something older.</summary>
    public void EndShow(RoomShow show)
    {
        show.Occupant.Show = null;
        if (!show.Occupant.AwaitsBackfill)
        {
            Release(show.Occupant);
        }
    }

    private void Begin(RoomShow show)
    {
        show.Occupant.IsIn = true;
        show.Occupant.Show = show;
        show.Occupant.Hold();
        room.Account.Network.RoomShows.Add(show);
    }

    private void EndStage(RoomShow show)
    {
        show.Stanzas = null;
        if (show.Stage == RoomShowStage.History)
        {
            EndShow(show);
            return;
        }

        show.Stage = RoomShowStage.AwaitingHistory;
        if (!show.WithHistory)
        {
            ShowRest(show, []);
        }
        else if (_backfill is null)
        {
            ReadHistory(show);
        }
    }

    /// <summary>What was said before, and the subject, which ends the join.</summary>
    private void ShowRest(RoomShow show, IReadOnlyList<RoomHistoryEntry> entries)
    {
        show.Stage = RoomShowStage.History;
        show.Stanzas = History(show.Occupant, entries).Append(SubjectFor(show.Occupant)).GetEnumerator();
        room.Account.Network.RoomShows.Add(show);
    }

    private XElement SubjectFor(RoomOccupant occupant) =>
        RoomStanzas.Subject(room.Jid, room.TopicBy, room.TopicByOccupantId, occupant.Jid, NextId(), room.Topic);

    /// <summary>The members that are shown, as they are now.</summary>
    private List<Member> Choose() => room.Members.Count <= MaxShown
        ? [.. room.Members.All]
        : [.. room.Members.All.OrderBy(static member => member.Role is MemberRole.Owner or MemberRole.Admin or MemberRole.Moderator ? 0 : 1).Take(MaxShown)];

    /// <summary>One stanza after the other, so that a large room need not be in memory as stanzas.</summary>
    private IEnumerable<XElement> Members(RoomOccupant occupant, List<Member> members)
    {
        var (own, ownId) = (room.Members.OwnName ?? room.WantedNick, room.Members.OwnOccupantId);
        var self = room.Members.Find(own) ?? members.Find(static member => member.IsSelf) ?? new Member(new ContactId(own), own, MemberRole.Participant);
        self = self with { IsSelf = true };
        foreach (var member in members)
        {
            if (!member.IsSelf && member.Name != own)
            {
                yield return RoomStanzas.Available(room.Jid, member, room.Members.OccupantIdOf(member.Name), occupant.Jid);
            }
        }

        yield return own == occupant.WantedNick
            ? RoomStanzas.Available(room.Jid, self, ownId, occupant.Jid, 110)
            : RoomStanzas.Available(room.Jid, self, ownId, occupant.Jid, 210, 110);
    }
}
