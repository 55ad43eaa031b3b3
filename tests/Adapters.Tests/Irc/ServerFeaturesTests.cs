using Bridge.Adapters.Irc;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

public sealed class ServerFeaturesTests
{
    private static readonly string[] Tokens = ["CASEMAPPING", "CHANTYPES", "PREFIX", "CHANMODES", "NICKLEN", "LINELEN", "MODES", "STATUSMSG", "NETWORK", "TARGMAX"];

    [Theory]
    [InlineData(CaseMapping.Ascii, "Nick[A]~\\É", "nick[a]~\\é")]
    [InlineData(CaseMapping.Rfc1459, "Nick[A]~\\", "nick{a}^|")]
    [InlineData(CaseMapping.Rfc1459, "A🦜[\U00010400", "a🦜{\U00010428")]
    [InlineData(CaseMapping.Rfc1459Strict, "Nick[A]~\\", "nick{a}~|")]
    internal void Folds_as_the_server_does(CaseMapping mapping, string name, string folded)
    {
        Assert.Equal(folded, mapping.Fold(name));
        Assert.Same(folded, mapping.Fold(folded));
        Assert.True(mapping.Same(name, folded));
    }

    [Fact]
    public void Folding_twice_is_folding_once() => Prop.ForAll<NonNull<string>>(text =>
    {
        foreach (var mapping in Enum.GetValues<CaseMapping>())
        {
            var folded = mapping.Fold(text.Get);
            Assert.Equal(folded, mapping.Fold(folded));
            Assert.Equal(folded, mapping.Fold(TargetName.ToId(text.Get)));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Takes_tokens_and_takes_them_back()
    {
        var features = Of("CASEMAPPING=ascii", "CHANTYPES=#&!", "PREFIX=(qaohv)~&@%+", "CHANMODES=beI,k,lH,imnt", "NICKLEN=31", "TOPICLEN=390", "LINELEN=2048",
            "MODES=6", "STATUSMSG=@+", "NETWORK=My\\x20Net", "TARGMAX=PRIVMSG:4,JOIN:");
        Assert.Equal(CaseMapping.Ascii, features.CaseMapping);
        Assert.Equal(("#&!", "qaohv", "~&@%+"), (features.ChannelTypes, features.PrefixModes, features.PrefixChars));
        Assert.Equal((31, 390, 2048, 6, "My Net"), (features.NickLength, features.TopicLength, features.LineLength, features.Modes, features.NetworkName));
        Assert.Equal(4, features.TargetLimits["privmsg"]);
        Assert.Null(features.TargetLimits["JOIN"]);
        features.Apply("-LINELEN");
        features.Apply("-PREFIX");
        Assert.Equal((512, "ov"), (features.LineLength, features.PrefixModes));
    }

    [Theory]
    [InlineData("q", false, MemberRole.Owner)]
    [InlineData("a", false, MemberRole.Owner)]
    [InlineData("ov", true, MemberRole.Admin)]
    [InlineData("h", false, MemberRole.Moderator)]
    [InlineData("v", true, MemberRole.Voiced)]
    [InlineData("", false, MemberRole.Participant)]
    [InlineData("", true, MemberRole.Visitor)]
    public void Ranks_become_roles(string modes, bool moderated, MemberRole role)
    {
        var features = Of("PREFIX=(qaohv)~&@%+");
        Assert.Equal(role, features.RoleOf((byte)modes.Aggregate(0, (bits, mode) => bits | features.BitOfMode(mode)), moderated));
    }

    [Fact]
    public void A_rank_of_the_servers_own_counts_by_its_place() => Assert.Equal(MemberRole.Owner, Of("PREFIX=(Yov)!@+").RoleOf(1, false));

    [Theory]
    [InlineData("+ov-v bob carol dave", "+o bob,+v carol,-v dave")]
    [InlineData("+bkl *!*@h key 5", "+b *!*@h,+k key,+l 5")]
    [InlineData("-kl key", "-k key,-l ")]
    [InlineData("nt+m", "+n ,+t ,+m ")]
    [InlineData("+oo bob", "+o bob,+o ")]
    public void Modes_take_the_parameters_the_server_said(string text, string expected)
    {
        var words = text.Split(' ');
        var changes = ModeChange.Parse(Of(), words[0], words[1..]);
        Assert.Equal(expected, string.Join(',', changes.Select(x => $"{(x.Set ? '+' : '-')}{x.Mode} {x.Argument}")));
    }

    [Fact]
    public void Random_tokens_and_modes_never_throw() => Prop.ForAll<NonNull<string>, NonNull<string>>((token, modes) =>
    {
        var features = Of();
        foreach (var name in Tokens)
            features.Apply(name + "=" + token.Get);
        features.Apply(token.Get);
        ModeChange.Parse(features, modes.Get, [token.Get]);
        for (var bits = 0; bits < 256; bits++)
            features.RoleOf((byte)bits, true);
    }).QuickCheckThrowOnFailure();

    private static ServerFeatures Of(params string[] tokens)
    {
        var features = new ServerFeatures();
        foreach (var token in tokens)
            features.Apply(token);
        return features;
    }
}
