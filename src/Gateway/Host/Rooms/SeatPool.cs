using Bridge.Adapters;
using Bridge.Xmpp;

namespace Bridge.Gateway.Rooms;

/// <summary>
/// Gives the same seat for the same member of the same room, mostly, whichever user sees it: a cache of fixed size without locks, in which a newer
/// seat takes an older one's place. A race costs a second instance and nothing else.
/// </summary>
/// <param name="ids">Makes the ids of those in the seats.</param>
internal sealed class SeatPool(OccupantIds ids)
{
    private const int Size = 16_384;

    private readonly Entry?[] _entries = new Entry?[Size];

    /// <summary>The occupant-id of a person, whether they have a seat or not.</summary>
    public string IdOf(Jid room, ContactId contact) => ids.Of(room, contact);

    public Seat Get(Jid room, Member member)
    {
        ref var place = ref _entries[(uint)HashCode.Combine(room, member) % Size];
        if (place is { } entry && entry.Seat.Member == member && entry.Room == room)
        {
            return entry.Seat;
        }

        var seat = new Seat(member, IdOf(room, member.Contact));
        place = new Entry(room, seat);
        return seat;
    }

    private sealed record Entry(Jid Room, Seat Seat);
}
