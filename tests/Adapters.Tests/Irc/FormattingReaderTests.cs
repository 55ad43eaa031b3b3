using Bridge.Adapters.Irc;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

public sealed class FormattingReaderTests
{
    [Theory]
    [InlineData("plain", "plain", "")]
    [InlineData("a \u0002bold\u0002 b", "a bold b", "2+4 Bold")]
    [InlineData("a \u0002*bold*\u0002 b \u001d*x*\u001d \u0002**\u0002", "a bold b *x* **", "2+4 Bold,9+3 Italic,13+2 Bold")]
    [InlineData("\u0002*\u001d_x_ y\u001d*\u0002 \u001e~\u0011`a` b\u0011~", "_x_ y `a` b", "0+5 Italic,0+5 Bold,6+5 Code,6+5 Strike")]
    [InlineData("\u001ditalic", "italic", "0+6 Italic")]
    [InlineData("\u001fu\u001f\u001es\u001e\u0011m\u0011", "usm", "0+1 Underline,1+1 Strike,2+1 Code")]
    [InlineData("\u000304,12red\u0003 \u00034,x", "red ,x", "")]
    [InlineData("\u00031234", "34", "")]
    [InlineData("\u0004FF00AAhex", "hex", "")]
    [InlineData("\u0016rev\u000f", "rev", "")]
    [InlineData("\u0002a\u001db\u0002c\u001d", "abc", "0+2 Bold,1+1 Italic,2+1 Italic")]
    [InlineData("\u0002\u001dx\u000fy", "xy", "0+1 Italic,0+1 Bold")]
    [InlineData("\u0002\u0002", "", "")]
    [InlineData("tab\tbell\u0007\0", "tab\tbell", "")]
    public void Codes_become_spans(string text, string plain, string spans)
    {
        var read = FormattingReader.Read(text);
        Assert.Equal(plain, read.Plain);
        Assert.Equal(spans, string.Join(',', read.Spans.Select(x => $"{x.Start}+{x.Length} {x.Kind}")));
    }

    [Fact]
    public void Spans_lie_within_the_text_and_never_cross() => Prop.ForAll(Gen.Elements("*_~`\u0002\u001d\u001f\u001e\u0011\u000f\u0003\u0004\u0016,1aé ".ToCharArray()).ArrayOf().ToArbitrary(), chars =>
    {
        var read = FormattingReader.Read(new string(chars));
        Assert.All(read.Spans, x => Assert.True(x.Start >= 0 && x.Length > 0 && x.Start + x.Length <= read.Plain.Length));
        Assert.Equal(read.Spans.OrderBy(x => x.Start), read.Spans);
        foreach (var a in read.Spans)
            Assert.DoesNotContain(read.Spans, b => a.Start < b.Start && b.Start < a.Start + a.Length && a.Start + a.Length < b.Start + b.Length);
    }).QuickCheckThrowOnFailure();
}
