using System.Text;
using Bridge.Adapters.Irc;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

public sealed class LineParserTests
{
    [Theory]
    [InlineData("PING", "", "", "PING", 0, "")]
    [InlineData("PING :a b", "", "", "PING", 0, "a b")]
    [InlineData(":irc.test 001 alice :Welcome to", "", "irc.test", "001", 1, "alice|Welcome to")]
    [InlineData("@time=x;msgid=1 :n!u@h PRIVMSG #c :hi", "time=x;msgid=1", "n!u@h", "PRIVMSG", 0, "#c|hi")]
    [InlineData("  :s   MODE  #c   +o  bob  ", "", "s", "MODE", 0, "#c|+o|bob")]
    [InlineData(":s 353 me = #c :", "", "s", "353", 353, "me|=|#c|")]
    [InlineData("X 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16", "", "", "X", 0, "1|2|3|4|5|6|7|8|9|10|11|12|13|14|15 16")]
    [InlineData(":s 12a b", "", "s", "12a", 0, "b")]
    [InlineData("A :::x", "", "", "A", 0, "::x")]
    public void Reads_every_part(string text, string tags, string source, string command, int numeric, string parameters)
    {
        Assert.True(IrcLine.TryParse(Encoding.UTF8.GetBytes(text), out var line));
        Assert.Equal(tags, Encoding.UTF8.GetString(line.Tags));
        Assert.Equal(source, Encoding.UTF8.GetString(line.Source));
        Assert.Equal(command, Encoding.UTF8.GetString(line.Command));
        Assert.Equal(numeric, line.Numeric);
        var all = new List<string>();
        for (var i = 0; i < line.Count; i++)
            all.Add(Encoding.UTF8.GetString(line[i]));
        Assert.Equal(parameters, string.Join('|', all));
        Assert.True(line[line.Count].IsEmpty);
        Assert.True(line[-1].IsEmpty);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(":")]
    [InlineData(":only.source")]
    [InlineData("@tags")]
    [InlineData("@a :b ")]
    public void A_line_without_a_command_is_none(string text) => Assert.False(IrcLine.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("@a=1;b=2;+c/d=3 X", "b", "2")]
    [InlineData("@ab=1;a=2 X", "a", "2")]
    [InlineData("@a;b X", "a", "")]
    [InlineData("@a=x\\:y\\s\\\\\\r\\n\\z\\ X", "a", "x;y \\\r\nz")]
    [InlineData("@b=1 X", "a", null)]
    [InlineData("X", "a", null)]
    public void Finds_and_unescapes_tags(string text, string name, string? value)
    {
        Assert.True(IrcLine.TryParse(Encoding.UTF8.GetBytes(text), out var line));
        Assert.Equal(value is not null, line.TryGetTag(Encoding.UTF8.GetBytes(name), out var raw));
        if (value is not null)
            Assert.Equal(value, TagValue.Unescape(raw));
    }

    [Fact]
    public void Random_bytes_never_throw() => Prop.ForAll<byte[]>(bytes =>
    {
        if (!IrcLine.TryParse(bytes, out var line))
            return;
        for (var i = -1; i <= line.Count; i++)
            _ = line[i].Length;
        line.TryGetTag("msgid"u8, out var value);
        TagValue.Unescape(value);
        TagValue.MessageIdOf(line);
        TagValue.TimeOf(line, TimeProvider.System);
        FormattingReader.Read(new TextDecoder(Encoding.Latin1).Decode(bytes));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Time_counts_only_when_it_is_not_now()
    {
        var now = TimeProvider.System.GetUtcNow();
        Assert.Null(TimeOf($"{now:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}"));
        Assert.Equal(new DateTimeOffset(2020, 1, 2, 3, 4, 5, 678, TimeSpan.Zero), TimeOf("2020-01-02T03:04:05.678Z"));
        Assert.Null(TimeOf("yesterday and some more"));
    }

    private static DateTimeOffset? TimeOf(string value)
    {
        Assert.True(IrcLine.TryParse(Encoding.UTF8.GetBytes($"@time={value} X"), out var line));
        return TagValue.TimeOf(line, TimeProvider.System);
    }
}
