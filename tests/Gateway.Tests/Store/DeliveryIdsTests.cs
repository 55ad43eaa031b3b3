using Bridge.Store;
using Xunit;

namespace Bridge.Gateway.Tests.Store;

/// <summary>Ids of stanzas that are made from those of deliveries, and taken apart again.</summary>
public sealed class DeliveryIdsTests
{
    private const string Mark = "0123456789abcdef0123";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(35)]
    [InlineData(36)]
    [InlineData(1_764_000_000_000_000)]
    [InlineData(long.MaxValue)]
    public void What_is_made_of_an_id_gives_that_id(long id)
    {
        var (incoming, outgoing) = (DeliveryIds.ForIncoming(id), DeliveryIds.ForOutgoing(id));
        Assert.Equal((id, null), (DeliveryIds.ReadIncoming(incoming), DeliveryIds.ReadOutgoing(incoming)));
        Assert.Equal((id, null), (DeliveryIds.ReadOutgoing(outgoing), DeliveryIds.ReadIncoming(outgoing)));
        var own = DeliveryIds.ForOwn(incoming, Mark);
        Assert.Equal((incoming, Mark), DeliveryIds.SplitOwn(own));
        Assert.Equal((id, id, null), (DeliveryIds.ReadOwn(own), DeliveryIds.ReadIncoming(own), DeliveryIds.ReadOwn(incoming)));
        Assert.Equal(4, new[] { incoming, outgoing, own, DeliveryIds.ForNotice(id) }.Distinct().Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(999)]
    public void A_part_of_any_of_them_is_read_back(int part)
    {
        var incoming = DeliveryIds.ForIncoming(4711);
        foreach (var whole in (string[])[incoming, DeliveryIds.ForOwn(incoming, Mark)])
        {
            var id = DeliveryIds.ForPart(whole, part);
            Assert.Equal((whole, part), DeliveryIds.ReadPart(id));
            Assert.Equal(part == 0, id == whole);
        }

        Assert.Equal((incoming, Mark), DeliveryIds.SplitOwn(DeliveryIds.ForPart(DeliveryIds.ForOwn(incoming, Mark), part)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("n")]
    [InlineData("n000000000000-")]
    [InlineData("n0000000000001-")]
    [InlineData("n0000000000001-0")]
    [InlineData("n0000000000001-01")]
    [InlineData("n0000000000001-1000")]
    [InlineData("n0000000000001-+1")]
    [InlineData("n0000000000001--1")]
    [InlineData("n0000000000001- 1")]
    [InlineData("n0000000000001-1x")]
    [InlineData("n0000000000001-٣")]
    public void What_is_no_part_is_whole(string id) => Assert.Equal((id, 0), DeliveryIds.ReadPart(id));

    [Theory]
    [InlineData("")]
    [InlineData("n000000000000!")]
    [InlineData("nzzzzzzzzzzzzz")]
    [InlineData("N0000000000001")]
    [InlineData("n00000000000010")]
    [InlineData("o0000000000001")]
    [InlineData("o00000000000010123456789abcdef012")]
    [InlineData("o0000000000001😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀")]
    public void What_nobody_made_is_read_as_nothing(string id) =>
        Assert.Equal((null, null, null), (DeliveryIds.ReadIncoming(id), DeliveryIds.ReadOutgoing(id), DeliveryIds.ReadOwn(id)));
}
