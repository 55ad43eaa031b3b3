using Bridge.Adapters;
using Bridge.Gateway.Rooms;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Rooms;

/// <summary>The table of a room's members behaves as a dictionary does, whatever comes and goes.</summary>
public sealed class SeatTableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_holds_what_a_dictionary_would(int seed)
    {
        var random = new Random(seed);
        var table = new SeatTable(static seat => seat.Member.Name);
        var model = new Dictionary<string, Seat>(StringComparer.Ordinal);
        for (var step = 0; step < 20_000; step++)
        {
            var name = "n" + random.Next(step < 10_000 ? 700 : 40);
            if (random.Next(3) == 0)
            {
                model.Remove(name, out var expected);
                Assert.Same(expected, table.Remove(name));
            }
            else
            {
                model[name] = SeatOf(name, step);
                table.Set(model[name]);
            }

            Assert.Equal(model.Count, table.Count);
            var asked = "n" + random.Next(700);
            Assert.Same(model.GetValueOrDefault(asked), table.Find(asked));
        }

        Assert.Equal(model.Values.ToHashSet(), table.All.ToHashSet());
        Assert.Equal(model.Count, table.All.Count());
        Assert.Empty(table.Empty(10).All);
    }

    [Fact]
    public void Who_is_known_by_their_name_is_found_by_it_in_another_case_and_others_by_their_id()
    {
        var members = new RoomMembers(Jid.Parse("#c%irc@irc.example"), new SeatPool(new OccupantIds(new byte[32])));
        members.Replace([MemberOf("ada", "Ada"), MemberOf("42", "Bob"), MemberOf("bob", "bob")]);
        Assert.Equal(("Ada", "Bob", "bob"), (members.NameOf(new ContactId("ada")), members.NameOf(new ContactId("42")), members.NameOf(new ContactId("bob"))));
        members.Apply(new MemberChange(MemberChangeKind.Renamed, MemberOf("42", "Ann")) { FormerName = "Bob" });
        members.Apply(new MemberChange(MemberChangeKind.Left, MemberOf("bob", "bob")));
        Assert.Equal(("Ann", null), (members.NameOf(new ContactId("42")), members.NameOf(new ContactId("bob"))));
        members.Apply(new MemberChange(MemberChangeKind.Left, MemberOf("42", "Ann")));
        Assert.Null(members.NameOf(new ContactId("42")));
        Assert.Equal(1, members.Count);
    }

    [Fact]
    public void Users_of_one_room_share_their_members()
    {
        var pool = new SeatPool(new OccupantIds(new byte[32]));
        var room = Jid.Parse("#c%irc@irc.example");
        Assert.Same(pool.Get(room, new Member(new ContactId("ada"), "Ada", MemberRole.Owner)), pool.Get(room, new Member(new ContactId("ada"), "Ada", MemberRole.Owner)));
        Assert.NotSame(pool.Get(room, new Member(new ContactId("ada"), "Ada", MemberRole.Owner)), pool.Get(room, new Member(new ContactId("ada"), "Ada", MemberRole.Visitor)));
        var elsewhere = pool.Get(Jid.Parse("#d%irc@irc.example"), new Member(new ContactId("ada"), "Ada", MemberRole.Owner));
        Assert.NotEqual(pool.Get(room, elsewhere.Member).OccupantId, elsewhere.OccupantId);
    }

    private static Member MemberOf(string id, string name) => new(new ContactId(id), name, MemberRole.Participant);

    private static Seat SeatOf(string name, int step) => new(new Member(new ContactId(name), name, MemberRole.Participant) { Address = $"u{step}@h" }, null);
}
