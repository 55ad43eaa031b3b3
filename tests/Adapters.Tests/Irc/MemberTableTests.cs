using System.Text;
using Bridge.Adapters.Irc;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>What sessions of one server keep of the people in channels: each what it sees, and all of them together each person once.</summary>
public sealed class MemberTableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_holds_what_a_dictionary_would(int seed)
    {
        var random = new Random(seed);
        var table = new MemberTable();
        var model = new Dictionary<string, ChannelMember>(StringComparer.Ordinal);
        for (var step = 0; step < 20_000; step++)
        {
            var key = "n" + random.Next(step < 10_000 ? 700 : 40);
            if (random.Next(3) == 0)
            {
                model.Remove(key, out var expected);
                Assert.Same(expected, table.Remove(key));
            }
            else
            {
                model[key] = new IrcSource(key, $"u{step}@h", CaseMapping.Ascii).As(0, null, null);
                table.Put(model[key]);
            }
            Assert.Equal(model.Count, table.Count);
            var asked = "n" + random.Next(700);
            Assert.Same(model.GetValueOrDefault(asked), table.Find(asked));
        }
        Assert.Equal(model.Values.ToHashSet(), table.ToList().ToHashSet());
        Assert.Equal(model.Count, table.ToList().Count);
    }

    [Fact]
    public void Sessions_that_see_the_same_share_it_and_others_do_not()
    {
        var decoder = new TextDecoder(Encoding.Latin1);
        var pool = new ServerShared().PoolOf(CaseMapping.Rfc1459);
        var member = pool.Get("Ada!a@h"u8, decoder).As(1, null, "ada");
        Assert.Same(member, pool.Get("Ada!a@h"u8, decoder).As(1, null, "ada"));
        Assert.Same(member.Show(MemberRole.Admin), member.Show(MemberRole.Admin));
        var away = member.Source.As(1, "lunch", "ada");
        Assert.Equal("lunch", away.Away);
        Assert.Null(member.Away);
        Assert.Equal((true, "lunch"), (away.Show(MemberRole.Admin).Away, away.Show(MemberRole.Admin).AwayText));
        Assert.False(member.Show(MemberRole.Admin).Away);
        Assert.Equal(MemberRole.Voiced, member.Show(MemberRole.Voiced).Role);
    }

    [Fact]
    public void What_a_server_says_of_itself_is_one_object_for_those_who_were_told_the_same()
    {
        var server = new ServerShared();
        var first = server.After(server.After(ServerFeatures.Default, " NICKLEN=20 PREFIX=(ov)@+"), " TARGMAX=JOIN:4");
        var second = server.After(server.After(ServerFeatures.Default, " NICKLEN=20 PREFIX=(ov)@+"), " TARGMAX=JOIN:4");
        Assert.Same(first, second);
        Assert.Equal((20, 4), (first.NickLength, first.TargetLimits["JOIN"]));
        var changed = server.After(first, " -NICKLEN TARGMAX=JOIN:9");
        Assert.Equal((null, 9), (changed.NickLength, changed.TargetLimits["JOIN"]));
        Assert.Equal((20, 4), (first.NickLength, first.TargetLimits["JOIN"]));
        Assert.Empty(ServerFeatures.Default.TargetLimits);
    }
}
