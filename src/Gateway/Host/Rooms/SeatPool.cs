using Bridge.Adapters;
using Bridge.Xmpp;

namespace Bridge.Gateway.Rooms;

/// <summary>
/// Gives the same seat for the same member of the same room, mostly, whichever user sees it: a cache of fixed size without locks, in which a newer
/// seat takes an older one's place. There are some places for a person in a room, since not every user has been told as much of them. A race costs a
/// second instance and nothing else.
/// </summary>
/// <param name="ids">Makes the ids of those in the seats.</param>
internal sealed class SeatPool(OccupantIds ids)
{
    private const int Size = 16_384, Ways = 4;

    private readonly Entry?[] _entries = new Entry?[Size];

    /// <summary>The occupant-id of a person, whether they have a seat or not.</summary>
    public string IdOf(Jid room, ContactId contact) => ids.Of(room, contact);

    public Seat Get(Jid room, Member member)
    {
        var places = _entries.AsSpan((int)((uint)HashCode.Combine(room, member.Contact) % (Size / Ways)) * Ways, Ways);
        string? id = null;
        foreach (var entry in places)
        {
            if (entry is null || entry.Room != room || entry.Seat.Member.Contact != member.Contact)
            {
                continue;
            }

            if (entry.Seat.Member == member)
            {
                return entry.Seat;
            }

            id = entry.Seat.OccupantId;
        }

        var seat = new Seat(member, id ?? IdOf(room, member.Contact));
        places[..^1].CopyTo(places[1..]);
        places[0] = new Entry(room, seat);
        return seat;
    }

    private sealed record Entry(Jid Room, Seat Seat);
}
