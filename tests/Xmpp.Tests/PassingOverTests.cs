using System.Text;

namespace Bridge.Xmpp.Tests;

/// <summary>What is kept of a stanza beyond the limits, and what comes after it.</summary>
public sealed class PassingOverTests
{
    private const string Header = "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' id='1'>";
    private const string Next = " <presence from='next@a'/>\n";
    private static readonly WireLimits Small = new() { MaxDepth = 3, MaxAttributes = 4, MaxElements = 5, MaxStanzaBytes = 120 };

    private static readonly string[] Bombs =
    [
        "<message from='a' to='b' id='1'><b><c><d><e/></d></c></b></message>",
        "<message from='a' to='b' id='1'><b a='' b='' c='' d='' e=''/></message>",
        "<message from='a' to='b' id='1' type='chat' e='é'/>",
        "<message from='a' to='b' id='1'><b/><b/><b/><b/><b/><b/></message>",
        "<message from='a' to='b' id='1'><![CDATA[><]]]]><b c='>'/>" + "01234567890123456789012345678901234567890123456789😀" + "</message >",
    ];

    [Fact]
    public void Bombs_are_passed_over_wherever_the_bytes_are_cut()
    {
        foreach (var text in Bombs.Append(string.Concat(Bombs)))
        {
            var bytes = Encoding.UTF8.GetBytes(text + Next + text + Next);
            var whole = Feed(Small, bytes, bytes.Length);
            Assert.DoesNotContain(whole, found => found.StartsWith("Error", StringComparison.Ordinal));
            Assert.Equal(2, whole.Count(found => found == "Stanza <presence from='next@a'/>"));
            Assert.Equal(whole.Count - 2, whole.Count(found => found.StartsWith("Refused <message from='a' to='b' id='1'", StringComparison.Ordinal)));
            for (var split = 1; split < bytes.Length; split++)
                Assert.Equal(whole, Feed(Small, bytes, split, bytes.Length));
            for (var size = 1; size < 20; size++)
                Assert.Equal(whole, Feed(Small, bytes, size));
        }
    }

    [Theory]
    [InlineData("<message from=\"a>b\" to='c>\"d' id='/>'>", "<message from='a>b' to='c>\"d' id='/>'/>")]
    [InlineData("<iq\n from = 'a&amp;b'\tto=\"it's\" type='get' >", "<iq from='a&b' to='it's' type='get'/>")]
    [InlineData("<message xmlns='jabber:client' from='a' x:y='z' xmlns:x='urn:x' xml:lang='de'>", "<message from='a' y='z' lang='de' xmlns='jabber:client'/>")]
    [InlineData("<message>", "<message/>")]
    [InlineData("<message from='a' from='b'>", "")]
    [InlineData("<message from=a'b'>", "")]
    public void The_start_tag_is_read_as_it_is(string startTag, string expected)
    {
        var text = startTag + "<b><c><d/></c></b>>'\"</x>";
        foreach (var size in (int[])[1, 2, 7, int.MaxValue])
            Assert.Equal([$"Refused {expected}"], Feed(Small, Encoding.UTF8.GetBytes(text), size));
    }

    [Theory]
    [InlineData(StartTag.MaxBytes, ">", true)]
    [InlineData(StartTag.MaxBytes + 1, ">", false)]
    [InlineData(StartTag.MaxBytes, "/>", true)]
    [InlineData(StartTag.MaxBytes + 1, "/>", true)]
    [InlineData(StartTag.MaxBytes + 2, "/>", false)]
    [InlineData(100_000, "/>", false)]
    public void Start_tags_of_four_KiB_are_read_and_of_longer_ones_the_first_attributes(int length, string end, bool isRead)
    {
        const string start = "<message from='a' to='b' type='chat' id='";
        var id = new string('x', length - start.Length - 1 - end.Length);
        var text = start + id + "'" + end + (end == ">" ? "<b/></message>" : "") + Next;
        var limits = Small with { MaxStanzaBytes = 2000 };
        foreach (var size in (int[])[1, 100, 4095, 4096, 4097, int.MaxValue])
            Assert.Equal([$"Refused <message from='a' to='b' type='chat'{(isRead ? $" id='{id}'" : "")}/>", "Stanza <presence from='next@a'/>"], Feed(limits, Encoding.UTF8.GetBytes(text), size));
    }

    [Fact]
    public void A_start_tag_whose_type_is_beyond_what_is_read_is_not_answered()
    {
        var text = $"<message from='a' id='{new string('x', 5000)}' type='error'><b/></message>" + Next;
        Assert.Equal(["Refused ", "Stanza <presence from='next@a'/>"], Feed(Small with { MaxStanzaBytes = 2000 }, Encoding.UTF8.GetBytes(text), 100));
    }

    [Theory]
    [InlineData("", "", 4 * 1024 * 1024)]
    [InlineData("<d><d><d><d><d>", "</d></d></d></d></d>", 64 * 1024)]
    public void Memory_stays_flat(string before, string after, int most)
    {
        using var incoming = Open(new WireLimits { MaxDepth = 5 });
        Assert.Empty(Put(incoming, Encoding.UTF8.GetBytes("<message from='a' to='b'>" + before)));
        var some = Encoding.UTF8.GetBytes(new string('x', 50_000));
        for (var bytes = 0; bytes < 20_000_000; bytes += some.Length)
        {
            Assert.Empty(Put(incoming, some));
            Assert.InRange(incoming.Capacity, 1, bytes < 2_000_000 ? most : 256 * 1024);
        }
        Assert.Equal(["Refused <message from='a' to='b'/>", "Stanza <presence from='next@a'/>"], Put(incoming, Encoding.UTF8.GetBytes(after + "</message>" + Next)));
    }

    [Fact]
    public void Mutated_bytes_give_the_same_however_they_are_cut()
    {
        var random = new Random(6121);
        var marks = "<>/!?[]-'\"= &;:\0\x7f\u00e9xaCDATA"u8.ToArray();
        for (var i = 0; i < 5_000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(Bombs[random.Next(Bombs.Length)] + Next + Bombs[random.Next(Bombs.Length)]);
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                bytes[random.Next(bytes.Length)] = marks[random.Next(marks.Length)];
            var whole = Feed(Small, bytes, int.MaxValue);
            var pieces = Feed(Small, bytes, random.Next(1, 9));
            Assert.True(whole.SequenceEqual(pieces), $"{Convert.ToHexString(bytes)}: {string.Join('|', whole)} but {string.Join('|', pieces)}");
        }
    }

    private static IncomingBuffer Open(WireLimits limits)
    {
        var incoming = new IncomingBuffer(limits);
        Assert.Equal(["Header"], Put(incoming, Encoding.UTF8.GetBytes(Header)).Select(found => found[..6]));
        return incoming;
    }

    // Gives the bytes in pieces of these sizes, the last one again and again.
    private static List<string> Feed(WireLimits limits, byte[] bytes, params int[] sizes)
    {
        using var incoming = Open(limits);
        var found = new List<string>();
        for (int start = 0, piece = 0; start < bytes.Length; piece++)
        {
            var length = Math.Min(sizes[Math.Min(piece, sizes.Length - 1)], bytes.Length - start);
            found.AddRange(Put(incoming, bytes.AsSpan(start, length)));
            start += length;
            if (found.Count > 0 && (found[^1].StartsWith("Error", StringComparison.Ordinal) || found[^1].StartsWith("EndOfStream", StringComparison.Ordinal)))
                break;
        }
        return found;
    }

    private static List<string> Put(IncomingBuffer incoming, ReadOnlySpan<byte> bytes)
    {
        var found = new List<string>();
        while (bytes.Length > 0)
        {
            var room = incoming.GetRoom().Span;
            var count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            incoming.Add(count);
            bytes = bytes[count..];
            FrameStatus status;
            while ((status = incoming.TryNext(out var element, out _)) != FrameStatus.NeedMore)
            {
                found.Add(status == FrameStatus.Error ? $"Error {incoming.Condition}" : $"{status} {(element is null ? "" : Wire.Show(element))}");
                if (status is FrameStatus.Error or FrameStatus.EndOfStream)
                    return found;
            }
        }
        return found;
    }
}
