using System.Text;
using Bridge.Adapters.Irc;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

public sealed class ReceiveBufferTests
{
    [Fact]
    public void Lines_are_the_same_however_they_arrive() => Prop.ForAll<NonNull<string>[], PositiveInt>((texts, size) =>
    {
        var expected = texts.Select(x => x.Get.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal)).ToList();
        var bytes = Encoding.UTF8.GetBytes(string.Concat(expected.Select((x, i) => x + (i % 2 == 0 ? "\r\n" : "\n"))));
        Assert.Equal(expected.Where(x => x.Length > 0).Select(Utf8), Feed(bytes, size.Get, out _));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(100_000)]
    public void A_line_that_is_too_long_is_dropped_and_the_next_is_read(int size)
    {
        var bytes = Encoding.UTF8.GetBytes("first\r\n" + new string('x', 100_000) + "\r\nnext\r\n" + new string('y', ReceiveBuffer.MaxLine - 1) + "\r\n");
        var lines = Feed(bytes, size, out var dropped);
        Assert.Equal(["first", "next"], lines.Take(2));
        Assert.Equal(ReceiveBuffer.MaxLine - 1, lines[2].Length);
        Assert.Equal(1, dropped);
    }

    private static string Utf8(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static List<string> Feed(byte[] bytes, int size, out int dropped)
    {
        using var buffer = new ReceiveBuffer();
        var lines = new List<string>();
        for (var at = 0; at < bytes.Length;)
        {
            var free = buffer.Free.Span;
            Assert.InRange(free.Length, 1, 64 * 1024);
            var count = Math.Min(Math.Min(size, free.Length), bytes.Length - at);
            bytes.AsSpan(at, count).CopyTo(free);
            buffer.Commit(count);
            at += count;
            while (buffer.TryRead(out var line))
                lines.Add(Encoding.UTF8.GetString(line));
        }
        dropped = buffer.Dropped;
        return lines;
    }
}
