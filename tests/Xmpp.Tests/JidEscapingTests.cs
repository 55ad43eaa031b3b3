using FsCheck;
using FsCheck.Fluent;

namespace Bridge.Xmpp.Tests;

public sealed class JidEscapingTests
{
    // The table of XEP-0106 section 5.1, and its exceptions.
    [Theory]
    [InlineData("space cadet", @"space\20cadet")]
    [InlineData("call me \"ishmael\"", @"call\20me\20\22ishmael\22")]
    [InlineData("at&t guy", @"at\26t\20guy")]
    [InlineData("#a@🦜🙂", @"#a\40🦜🙂")]
    [InlineData("d'artagnan", @"d\27artagnan")]
    [InlineData("/.fanboy", @"\2f.fanboy")]
    [InlineData("::foo::", @"\3a\3afoo\3a\3a")]
    [InlineData("<foo>", @"\3cfoo\3e")]
    [InlineData("user@host", @"user\40host")]
    [InlineData(@"c:\net", @"c\3a\net")]
    [InlineData(@"c:\\net", @"c\3a\\net")]
    [InlineData(@"c:\cool stuff", @"c\3a\cool\20stuff")]
    [InlineData(@"c:\5commas", @"c\3a\5c5commas")]
    [InlineData(@"\3and\2is\5cool", @"\5c3and\2is\5c5cool")]
    [InlineData(@"\2plus\2is\4", @"\2plus\2is\4")]
    [InlineData(@"foo\bar", @"foo\bar")]
    [InlineData(@"foob\41r", @"foob\41r")]
    [InlineData(@"x\2Fy", @"x\5c2Fy")]
    public void Texts_are_escaped_and_back(string text, string escaped)
    {
        Assert.Equal(escaped, JidEscaping.Escape(text));
        Assert.Equal(text, JidEscaping.Unescape(escaped));
        Assert.True(Jid.TryCreate(escaped, "x", null, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData(" ")]
    public void A_space_at_an_end_has_no_escaped_form(string text)
    {
        Assert.False(JidEscaping.TryEscape(text, out var escaped));
        Assert.Null(escaped);
        Assert.Throws<ArgumentException>(() => JidEscaping.Escape(text));
    }

    [Fact]
    public void Every_text_survives_the_round_trip()
    {
        var texts = ArbMap.Default.ArbFor<string>().Generator
            .Or(Gen.Elements(@"\25cf02376 ""&'/:<>@aFC".ToCharArray()).ArrayOf().Select(chars => new string(chars)));
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            if (text is null || !JidEscaping.TryEscape(text, out var escaped))
                return text is null || text.Length == 0 || text[0] == ' ' || text[^1] == ' ';
            return JidEscaping.Unescape(escaped) == text
                && !escaped.Any(" \"&'/:<>@".Contains)
                && !escaped.StartsWith(@"\20", StringComparison.Ordinal) && !escaped.EndsWith(@"\20", StringComparison.Ordinal)
                && string.Equals(JidEscaping.Unescape(escaped.ToLowerInvariant()), text, StringComparison.OrdinalIgnoreCase);
        }).QuickCheckThrowOnFailure();
    }
}
