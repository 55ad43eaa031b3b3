using Bridge.Adapters;
using Bridge.Gateway.Conversations;
using Xunit;

namespace Bridge.Gateway.Tests.Conversations;

/// <summary>Reading XEP-0393 styling.</summary>
public sealed class StyledTextTests
{
    [Theory]
    [InlineData("plain", "plain", "")]
    [InlineData("a *b* c", "a b c", "Bold 2+1")]
    [InlineData("*strong*plain*", "strongplain*", "Bold 0+6")]
    [InlineData("* plain *strong*", "* plain strong", "Bold 8+6")]
    [InlineData("_one_ ~two~ `three`", "one two three", "Italic 0+3, Strike 4+3, Code 8+5")]
    [InlineData("*bold and _both_*", "bold and both", "Bold 0+13, Italic 9+4")]
    [InlineData("_*both*_", "both", "Italic 0+4, Bold 0+4")]
    [InlineData("`*not bold*`", "*not bold*", "Code 0+10")]
    [InlineData("snake_case_name and 2*3*4", "snake_case_name and 2*3*4", "")]
    [InlineData("** **** _ _ ~~", "** **** _ _ ~~", "")]
    [InlineData("not *strong", "not *strong", "")]
    [InlineData("*not\nstrong*", "*not\nstrong*", "")]
    [InlineData("*not \n strong*", "*not \n strong*", "")]
    [InlineData("> quoted\n> *more*\nreply", "quoted\nmore\nreply", "Quote 0+11, Bold 7+4")]
    [InlineData(">> inner\n> outer\nreply", "inner\nouter\nreply", "Quote 0+11, Quote 0+5")]
    [InlineData("see:\n```\n*code*\n```\nend", "see:\n*code*\nend", "Preformatted 5+6")]
    [InlineData("```cs\nvar x;\n\nvar y;", "var x;\n\nvar y;", "Preformatted 0+14 cs")]
    [InlineData("```one line```\nend", "```one line```\nend", "")]
    [InlineData("> ```\n> code\nend", "code\nend", "Quote 0+4, Preformatted 0+4")]
    [InlineData("```\n```", "```\n```", "")]
    [InlineData("👍 *👍👍* 👍", "👍 👍👍 👍", "Bold 3+4")]
    public void Directives_become_spans(string text, string plain, string spans)
    {
        var read = StyledText.Parse(text);
        Assert.Equal(plain, read.Plain);
        Assert.Equal(spans, string.Join(", ", read.Spans.Select(span => $"{span.Kind} {span.Start}+{span.Length} {span.Argument}".TrimEnd())));
    }

    [Theory]
    [InlineData("a *b* c")]
    [InlineData("*bold and _both_*")]
    [InlineData("_*both*_")]
    [InlineData("_one_ ~two~ `three`")]
    [InlineData("> quoted\n> *more*\nreply")]
    [InlineData("> > inner\n> outer\nreply")]
    [InlineData("see:\n```cs\n*code*\n\nmore\n```\nend")]
    [InlineData("> ```\n> code\n> more\n> ```\nend")]
    [InlineData("> one\n\n> two")]
    public void What_was_read_is_written_back(string text) => Assert.Equal(text, MessageText.Of(new MessageContent { Text = StyledText.Parse(text) }));

    [Fact]
    public void A_block_that_is_none_of_whole_lines_stays_text()
    {
        Assert.Equal("ab", MessageText.Of(new MessageContent { Text = new RichText("ab") { Spans = [new TextSpan(1, 1, SpanKind.Quote)] } }));
        Assert.Equal("```\nx", MessageText.Of(new MessageContent { Text = new RichText("```\nx") { Spans = [new TextSpan(0, 5, SpanKind.Preformatted)] } }));
        var many = new RichText(new string('\n', 20_000)) { Spans = [.. Enumerable.Repeat(new TextSpan(0, 20_000, SpanKind.Quote), 1_000)] };
        Assert.InRange(MessageText.Of(new MessageContent { Text = many }).Length, 1, MessageText.MaxBody + 100);
    }

    [Fact]
    public void Whatever_is_written_gives_spans_within_the_text_that_do_not_cross()
    {
        var random = new Random(393);
        const string letters = "*_~`> \na👍";
        for (var round = 0; round < 5_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => letters[random.Next(letters.Length)]));
            Check(StyledText.Parse(text), text);
        }
    }

    [Theory]
    [InlineData("*a ")]
    [InlineData("*a* ")]
    [InlineData(">")]
    [InlineData("`_~*")]
    [InlineData("```\n")]
    [InlineData("> ```\n")]
    public void A_long_hostile_text_is_read_in_time(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 65_536 / piece.Length));
        Check(StyledText.Parse(text), text);
    }

    private static void Check(RichText read, string text)
    {
        Assert.True(read.Plain.Length <= text.Length);
        var open = new Stack<int>();
        var last = 0;
        foreach (var span in read.Spans)
        {
            Assert.True(span.Start >= last && span.Length > 0 && span.Start + span.Length <= read.Plain.Length, text);
            last = span.Start;
            while (open.TryPeek(out var end) && end <= span.Start)
                open.Pop();
            Assert.True(!open.TryPeek(out var outer) || span.Start + span.Length <= outer, text);
            open.Push(span.Start + span.Length);
        }
    }
}
