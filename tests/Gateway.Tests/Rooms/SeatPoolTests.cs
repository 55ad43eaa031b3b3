using Bridge.Adapters;
using Bridge.Gateway.Rooms;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Rooms;

/// <summary>Users in the same room share what is kept of its members.</summary>
public sealed class SeatPoolTests
{
    private static readonly Jid Room = Jid.Parse("#room%net@irc.localhost");

    [Fact]
    public void Users_who_know_differently_much_of_somebody_each_share_a_seat_and_all_share_the_id()
    {
        var pool = new SeatPool(new OccupantIds(new byte[32]));
        var byName = new Member(new ContactId("ann"), "ann", MemberRole.Participant);
        var byAddress = byName with { Address = "ann@example.org" };

        var named = pool.Get(Room, byName);
        var addressed = pool.Get(Room, byAddress);

        Assert.NotSame(named, addressed);
        Assert.Same(named, pool.Get(Room, byName with { }));
        Assert.Same(addressed, pool.Get(Room, byAddress with { }));
        Assert.Same(named.OccupantId, addressed.OccupantId);
    }

    [Fact]
    public void Another_room_has_another_id_of_the_same_person()
    {
        var pool = new SeatPool(new OccupantIds(new byte[32]));
        var member = new Member(new ContactId("ann"), "ann", MemberRole.Participant);

        Assert.NotEqual(pool.Get(Room, member).OccupantId, pool.Get(Jid.Parse("#other%net@irc.localhost"), member).OccupantId);
    }
}
