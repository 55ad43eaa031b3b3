using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

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
    public void ShowTo(RoomOccupant occupant) => ShowTo(occupant, [.. room.History.For(occupant.History, room.Account.Network.Time.GetUtcNow())]);

    /// <summary>The same without history, for a client that has not asked: what was said since it came in has been sent to its address.</summary>
    public void ShowAgain(RoomOccupant occupant)
    {
        if (occupant.Show is { } show)
        {
            show.Stanzas = null;
        }
        else
        {
            ShowTo(occupant, []);
        }

        occupant.IsBlind = false;
        occupant.JoinedAt = room.Account.Network.Time.GetUtcNow().ToUnixTimeMilliseconds();
        room.Account.Network.RoomKeeper.Changed(room);
    }

    /// <summary>Writes some of what a client is to be shown. Under the gate.</summary>
    /// <returns>Whether there is more.</returns>
    public bool WritePortion(RoomShow show)
    {
        show.Stanzas ??= Everything(show.Occupant, Choose(), show.History).GetEnumerator();
        for (var bytes = 0; bytes < PortionBytes;)
        {
            if (!show.Stanzas.MoveNext())
            {
                show.Complete();
                return false;
            }

            bytes += StanzaBytes + show.Stanzas.Current.Value.Length;
            Send(show.Stanzas.Current);
        }

        return true;
    }

    private void ShowTo(RoomOccupant occupant, IReadOnlyList<RoomHistoryEntry> history)
    {
        occupant.IsIn = true;
        occupant.Show = new RoomShow(room, occupant, history);
        room.Account.Network.RoomShows.Add(occupant.Show);
    }

    /// <summary>The members that are shown, as they are now.</summary>
    private List<Member> Choose() => room.Members.Count <= MaxShown
        ? [.. room.Members.All]
        : [.. room.Members.All.OrderBy(static member => member.Role is MemberRole.Owner or MemberRole.Admin or MemberRole.Moderator ? 0 : 1).Take(MaxShown)];

    /// <summary>One stanza after the other, so that a large room need not be in memory as stanzas.</summary>
    private IEnumerable<XElement> Everything(RoomOccupant occupant, List<Member> members, IReadOnlyList<RoomHistoryEntry> history)
    {
        var (own, ownId) = (room.Members.OwnName ?? room.WantedNick, room.Members.OwnOccupantId);
        var self = room.Members.Find(own) ?? members.Find(static member => member.IsSelf) ?? new Member(new ContactId(own), own, MemberRole.Participant);
        self = self with { IsSelf = true };
        foreach (var member in members)
        {
            if (!member.IsSelf && member.Name != own)
            {
                yield return RoomStanzas.Available(room.Jid, member, room.Members.OccupantIdOf(member.Contact), occupant.Jid);
            }
        }

        yield return own == occupant.WantedNick
            ? RoomStanzas.Available(room.Jid, self, ownId, occupant.Jid, 110)
            : RoomStanzas.Available(room.Jid, self, ownId, occupant.Jid, 210, 110);
        foreach (var entry in history)
        {
            var old = new XElement(entry.Stanza);
            old.SetAttributeValue(ToName, occupant.Jid.ToString());
            old.Elements(Ns.Delay + "delay").Remove();
            old.Add(Delay.Build(entry.At, room.Jid));
            yield return old;
        }

        yield return RoomStanzas.Subject(room.Jid, room.TopicBy, room.TopicByOccupantId, occupant.Jid, NextId(), room.Topic);
    }
}
