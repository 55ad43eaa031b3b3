using System.Text;
using Bridge.Adapters.Irc;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

public sealed class LineSplitterTests
{
    [Theory]
    [InlineData("hello", 10, "hello")]
    [InlineData("hello world", 8, "hello |world")]
    [InlineData("helloworld", 4, "hell|owor|ld")]
    [InlineData("a bcdefghij", 6, "a bcde|fghij")]
    [InlineData("one\ntwo\r\nthree\rfour", 100, "one|two|three|four")]
    [InlineData("one\n\ntwo", 100, "one||two")]
    [InlineData("\n\none\n\n", 100, "one")]
    [InlineData("a\0b\u0001c", 100, "abc")]
    [InlineData("ééé", 4, "éé|é")]
    [InlineData("\U0001F600\U0001F600", 6, "\U0001F600|\U0001F600")]
    public void Cuts_at_lines_words_and_code_points(string text, int budget, string expected) => Assert.Equal(expected, string.Join('|', Split(text, budget)));

    [Fact]
    public void Every_piece_fits_and_together_they_are_the_text() => Prop.ForAll<NonNull<string>, PositiveInt>((text, size) =>
    {
        var budget = 4 + (size.Get % 60);
        var clean = LineSplitter.Clean(text.Get);
        var pieces = Split(text.Get, budget);
        Assert.All(pieces, piece =>
        {
            Assert.True(Encoding.UTF8.GetByteCount(piece) <= budget);
            Assert.True(piece.AsSpan().IndexOfAny('\r', '\n', '\0') < 0);
        });
        Assert.Equal(clean.Replace("\n", "", StringComparison.Ordinal), string.Concat(pieces));
        foreach (var (before, after) in pieces.Zip(pieces.Skip(1)))
            Assert.False(before.Length > 0 && after.Length > 0 && char.IsHighSurrogate(before[^1]) && char.IsLowSurrogate(after[0]));
    }).QuickCheckThrowOnFailure();

    private static List<string> Split(string text, int budget)
    {
        var clean = LineSplitter.Clean(text);
        var pieces = new List<string>();
        var at = 0;
        while (LineSplitter.TryNext(clean, ref at, budget, out var start, out var length))
            pieces.Add(clean.Substring(start, length));
        return pieces;
    }
}
