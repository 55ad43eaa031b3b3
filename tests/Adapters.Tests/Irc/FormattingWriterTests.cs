using Bridge.Adapters.Irc;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

public sealed class FormattingWriterTests
{
    [Theory]
    [InlineData("plain", "", "plain")]
    [InlineData("a bold b", "2+4 Bold", "a \u0002*bold*\u0002 b")]
    [InlineData("abc", "0+3 Bold,1+1 Italic", "\u0002*a\u001d_b_\u001dc*\u0002")]
    [InlineData("abc", "0+3 Bold,0+3 Italic", "\u0002*\u001d_abc_\u001d*\u0002")]
    [InlineData("abc", "0+3 Bold,1+2 Italic", "\u0002*a\u001d_bc_\u001d*\u0002")]
    [InlineData("abc", "0+3 Bold,1+1 Bold", "\u0002*a*b*c*\u0002")]
    [InlineData("usc", "0+1 Underline,1+1 Strike,2+1 Code", "\u001fu\u001f\u001e~s~\u001e\u0011`c`\u0011")]
    [InlineData("a\nb\nc", "0+3 Quote", "> a\n> b\nc")]
    [InlineData("a\nb", "0+3 Quote,0+1 Quote", "> > a\n> b")]
    [InlineData("x\ncode\nmore\n", "2+10 Preformatted", "x\n\u0011code\nmore\u0011\n")]
    [InlineData("\n\n", "0+2 Bold", "\n\n")]
    [InlineData("a", "0+9 Bold,5+1 Bold,-1+2 Bold,0+0 Bold,1+2147483647 Bold", "a")]
    public void Spans_become_codes(string plain, string spans, string expected)
    {
        TextSpan[] read = [.. spans.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(span =>
        {
            var parts = span.Split('+', ' ');
            return new TextSpan(int.Parse(parts[0], null), int.Parse(parts[1], null), Enum.Parse<SpanKind>(parts[2]));
        })];
        Assert.Equal(expected, FormattingWriter.Write(new RichText(plain) { Spans = read }));
    }

    [Theory]
    [InlineData("here", "https://example.org/", "here (https://example.org/)")]
    [InlineData("https://example.org", "https://example.org/", "https://example.org")]
    [InlineData("a@b.example", "mailto:a@b.example", "a@b.example")]
    [InlineData("here", "https://a\r\nQUIT", "here (https://a QUIT)")]
    public void Links_say_where_they_lead(string plain, string address, string expected) => Assert.Equal(
        expected, FormattingWriter.Write(new RichText(plain) { Spans = [new TextSpan(0, plain.Length, SpanKind.Link, address)] }));

    [Fact]
    public void What_is_written_and_cut_reads_as_it_was() => Prop.ForAll<NonEmptyString, PositiveInt, PositiveInt>((text, start, length) =>
    {
        var plain = string.Concat(text.Get.Where(c => c >= ' ' && c != '\u007f' && !char.IsSurrogate(c)));
        if (plain.Length == 0)
            return;
        var from = start.Get % plain.Length;
        var span = new TextSpan(from, Math.Min(length.Get, plain.Length - from), SpanKind.Underline);
        var written = FormattingWriter.Write(new RichText(plain) { Spans = [span] });
        var (at, format, read) = (0, default(FormattingState), "");
        var underlined = 0;
        while (LineSplitter.TryNext(written, ref at, 12, out var begin, out var count))
        {
            var piece = FormattingReader.Read(format.Wrap(written.AsSpan(begin, count)));
            read += piece.Plain;
            underlined += piece.Spans.Sum(each => each.Length);
        }

        Assert.Equal((plain, span.Length), (read, underlined));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_people_type_to_style_a_text_is_there_once_after_a_round_trip() => Prop.ForAll<PositiveInt, PositiveInt, PositiveInt>((size, first, second) =>
    {
        var plain = string.Concat(Enumerable.Range(0, (size.Get % 20) + 1).Select(at => (char)('a' + at)));
        var outer = new TextSpan(first.Get % plain.Length, plain.Length - (first.Get % plain.Length), SpanKind.Bold);
        var inner = new TextSpan(outer.Start, (second.Get % outer.Length) + 1, SpanKind.Code);
        var read = FormattingReader.Read(FormattingWriter.Write(new RichText(plain) { Spans = [outer, inner] }));
        Assert.Equal(plain, read.Plain);
        Assert.Equal((TextSpan[])[outer, inner], read.Spans.OrderBy(span => span.Kind).ToArray());
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("", "reply", true)]
    [InlineData("*", "reply", false)]
    [InlineData("*,-reply,-draft/react", "draft/react", true)]
    [InlineData("*,-reply", "typing", false)]
    [InlineData("typing,draft/react", "typing", false)]
    [InlineData("typing,-reply", "reply", true)]
    [InlineData(",,-,*", "reply", true)]
    public void Blocked_tags_are_known(string value, string tag, bool allowed) => Assert.Equal(allowed, TagDenyList.Parse(value).Allows(tag));

    [Theory]
    [InlineData("max-bytes=4096,max-lines=24", 4096, 24)]
    [InlineData("max-lines=24,new=1,max-bytes=99999999", 32768, 24)]
    [InlineData("max-bytes=4096", 4096, 100)]
    [InlineData("", null, null)]
    [InlineData("max-bytes=10", null, null)]
    [InlineData("max-bytes=-1,max-lines=x", null, null)]
    [InlineData("max-bytes=4096,max-lines=1", null, null)]
    public void Limits_of_many_lines_are_read(string value, int? bytes, int? lines) =>
        Assert.Equal((bytes, lines), (MultilineLimits.Parse(value)?.MaxBytes, MultilineLimits.Parse(value)?.MaxLines));
}
