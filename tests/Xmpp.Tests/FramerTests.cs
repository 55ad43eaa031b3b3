using System.Text;
using System.Xml.Linq;

namespace Bridge.Xmpp.Tests;

public sealed class FramerTests
{
    private static readonly string[] Corpus =
    [
        "<message to='a' from=\"b\"><body>hi &lt; there</body></message>",
        " \n<presence/>\t<iq id='1' type='get'><ping xmlns='urn:xmpp:ping'/></iq> ",
        "<message><body><![CDATA[a]]b]]]></body><x a='>' b=\"'/>\" c='\"'/></message><presence></presence>",
        "<a><b><c/><d></d></b>é😀</a><stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>",
        "<a xmlns='x'\n b = 'c' ></a >",
    ];

    private const string Refused = "refused: ";

    private static readonly WireLimits Small = new() { MaxDepth = 3, MaxAttributes = 3, MaxElements = 5, MaxStanzaBytes = 56 };

    [Fact]
    public void Stanzas_are_found_whole()
    {
        var (frames, end) = Frame(Encoding.UTF8.GetBytes(string.Concat(Corpus)), int.MaxValue);
        Assert.Equal(FrameStatus.EndOfStream, end);
        Assert.Equal(7, frames.Count - 1);
        Assert.Equal("<presence/>", frames[1]);
        Assert.Equal("</stream:stream>", frames[^1]);
        Assert.All(frames[..^1], frame => Assert.True(StanzaParser.TryParse(Encoding.UTF8.GetBytes(frame).AsMemory(), new WireLimits(), out _, out var problem), problem));
    }

    [Fact]
    public void How_the_bytes_are_cut_makes_no_difference()
    {
        foreach (var text in Corpus.Append(string.Concat(Corpus)).Append(Corpus[0] + "<x"))
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var whole = Frame(bytes, int.MaxValue);
            for (var cut = 1; cut <= bytes.Length; cut++)
                AssertSame(whole, Frame(bytes, cut), text);
        }
    }

    [Fact]
    public void The_header_is_found_at_every_cut()
    {
        var bytes = Encoding.UTF8.GetBytes(" <?xml version='1.0' encoding='?'?>\n<stream:stream id='a>b' xmlns='x'><handshake/> <message/>");
        for (var cut = 1; cut <= bytes.Length; cut++)
        {
            var (frames, end) = Frame(bytes, cut, StanzaFramer.ForNewStream(new WireLimits()));
            Assert.Equal(["<stream:stream id='a>b' xmlns='x'>", "<handshake/>", "<message/>"], frames);
            Assert.Equal(FrameStatus.NeedMore, end);
        }
    }

    [Theory]
    [InlineData("x", "not-well-formed")]
    [InlineData("<?xml version='1.0'?>", "restricted-xml")]
    [InlineData("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "restricted-xml")]
    [InlineData("<!-- c -->", "restricted-xml")]
    [InlineData("<![CDATA[a]]>", "restricted-xml")]
    [InlineData("<a><!-- c --></a>", "restricted-xml")]
    [InlineData("<a><?b c?></a>", "restricted-xml")]
    [InlineData("<a><!ELEMENT b></a>", "restricted-xml")]
    [InlineData("<a><![INCLUDE[b]]></a>", "restricted-xml")]
    [InlineData("<a <b></a>", "not-well-formed")]
    [InlineData("<a b='<'/>", "not-well-formed")]
    [InlineData("<a / >", "not-well-formed")]
    [InlineData("< a/>", "not-well-formed")]
    [InlineData("<>", "not-well-formed")]
    [InlineData("<\0", "not-well-formed")]
    [InlineData("<a\0", "not-well-formed")]
    [InlineData("\u00a0<a/>", "not-well-formed")]
    [InlineData("\ufeff<a/>", "not-well-formed")]
    public void What_XMPP_forbids_is_refused(string text, string condition)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var cut = 1; cut <= bytes.Length; cut++)
        {
            var framer = new StanzaFramer(new WireLimits());
            var (frames, end) = Frame(bytes, cut, framer);
            Assert.Equal(FrameStatus.Error, end);
            Assert.Equal([condition], frames);
        }
    }

    [Theory]
    [InlineData("<a><b><c><d/></c></b></a>", false)]
    [InlineData("<a><b><c/></b></a>", true)]
    [InlineData("<a b='' c='' d=''/>", true)]
    [InlineData("<a b='' c='' d='' e=''/>", false)]
    [InlineData("<a><b/><b/><b/><b/></a>", true)]
    [InlineData("<a><b/><b/><b/><b/><b/></a>", false)]
    [InlineData("<a>0123456789012345678901234567890123456789012345678</a>", true)]
    [InlineData("<a>01234567890123456789012345678901234567890123456789</a>", false)]
    [InlineData("<a b='012345678901234567890123456789012345678901234567890'/>", false)]
    [InlineData("<a01234567890123456789012345678901234567890123456789aaaaa/>", false)]
    public void Bombs_are_passed_over(string text, bool allowed)
    {
        var bytes = Encoding.UTF8.GetBytes(text + "<next/>");
        for (var cut = 1; cut <= bytes.Length; cut++)
        {
            var (frames, end) = Frame(bytes, cut, new StanzaFramer(Small));
            Assert.Equal(FrameStatus.NeedMore, end);
            Assert.Equal([allowed ? text : Refused + text, "<next/>"], frames);
        }
        Assert.Equal(allowed, StanzaParser.TryParse(bytes.AsSpan(0, text.Length), Small, out _, out _));
    }

    [Theory]
    [InlineData("<a><b><c><d><!-- c --></d></c></b></a>", "restricted-xml")]
    [InlineData("<a b='' c='' d='' e=''><?b c?></a>", "restricted-xml")]
    [InlineData("<a><b/><b/><b/><b/><b/><!DOCTYPE b></a>", "restricted-xml")]
    [InlineData("<a>01234567890123456789012345678901234567890123456789012345678<b <c/></b></a>", "not-well-formed")]
    public void What_XMPP_forbids_is_refused_in_bombs_as_well(string text, string condition)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var cut = 1; cut <= bytes.Length; cut++)
        {
            var (frames, end) = Frame(bytes, cut, new StanzaFramer(Small));
            Assert.Equal(FrameStatus.Error, end);
            Assert.Equal([condition], frames);
        }
    }

    [Theory]
    [InlineData("<a>", "</a>")]
    [InlineData("<a b='", "'/>")]
    [InlineData("<a", "/>")]
    [InlineData("<a><![CDATA[", "]]></a>")]
    [InlineData("<a></a", ">")]
    [InlineData("<a><b><c><d><e>", "</e></d></c></b></a>")]
    public void A_bomb_that_does_not_end_ends_the_stream(string start, string end)
    {
        const int bound = 64 * 56;
        foreach (var excess in (int[])[0, 1])
        {
            var bytes = Encoding.UTF8.GetBytes(start + new string('x', bound + excess - start.Length - end.Length) + end);
            foreach (var cut in (int[])[1, 2, 3, 7, 100, bound - 1, bound, int.MaxValue])
                Assert.Equal(excess == 0 ? FrameStatus.NeedMore : FrameStatus.Error, Frame(bytes, cut, new StanzaFramer(Small)).End);
        }
    }

    [Theory]
    [InlineData("<stream:stream a='' b='' c='' d=''>")]
    [InlineData("<stream:stream a='01234567890123456789012345678901234567'>")]
    [InlineData("<?xml 01234567890123456789012345678901234567890123456789?>")]
    public void A_header_beyond_the_limits_ends_the_stream(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var cut = 1; cut <= bytes.Length; cut++)
        {
            var (frames, end) = Frame(bytes, cut, StanzaFramer.ForNewStream(Small));
            Assert.Equal(FrameStatus.Error, end);
            Assert.Equal(["policy-violation"], frames);
        }
    }

    [Fact]
    public void A_bomb_is_known_before_its_end_and_forgotten_after_it()
    {
        var framer = new StanzaFramer(Small);
        Assert.Equal(FrameStatus.NeedMore, framer.Next("<a><b><c>"u8, out _));
        Assert.False(framer.IsExcessive);
        Assert.Equal(FrameStatus.NeedMore, framer.Next("<d"u8, out _));
        Assert.True(framer.IsExcessive);
        Assert.Equal(FrameStatus.Refused, framer.Next("/></c></b></a>"u8, out _));
        Assert.Equal(FrameStatus.NeedMore, framer.Next("<a>"u8, out _));
        Assert.False(framer.IsExcessive);
    }

    [Fact]
    public void Endless_whitespace_costs_nothing()
    {
        var framer = new StanzaFramer(new WireLimits { MaxStanzaBytes = 10 });
        var spaces = Encoding.UTF8.GetBytes(new string(' ', 1000));
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(FrameStatus.NeedMore, framer.Next(spaces, out var consumed));
            Assert.Equal((1000, 0, true), (consumed, framer.FrameLength, framer.IsBetweenFrames));
        }
    }

    [Theory]
    [InlineData(600, 6, 20, 5)]
    [InlineData(50, 2, 3, 2)]
    public void Mutated_bytes_never_throw_and_a_frame_is_one_element_or_rejected(int size, int depth, int elements, int attributes)
    {
        var random = new Random(6120);
        var limits = new WireLimits { MaxStanzaBytes = size, MaxDepth = depth, MaxElements = elements, MaxAttributes = attributes };
        ReadOnlySpan<byte> marks = "<>/!?[]-'\"= &;:\0\n\x7f\u00e9xaCDATA"u8;
        for (var i = 0; i < 100_000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(Corpus[random.Next(Corpus.Length)]);
            for (var changes = random.Next(1, 5); changes > 0; changes--)
                bytes[random.Next(bytes.Length)] = random.Next(8) == 0 ? (byte)random.Next(256) : marks[random.Next(marks.Length)];
            var text = Convert.ToHexString(bytes);
            var (frames, end) = Frame(bytes, int.MaxValue, new StanzaFramer(limits));
            AssertSame((frames, end), Frame(bytes, random.Next(1, 9), new StanzaFramer(limits)), text);
            var stanzas = end is FrameStatus.Error or FrameStatus.EndOfStream ? frames[..^1] : frames;
            foreach (var frame in stanzas.Where(frame => !frame.StartsWith(Refused, StringComparison.Ordinal)))
                AssertOneElementOrRejected(Encoding.Latin1.GetBytes(frame), limits);
            // The parser has to hold on its own as well, but what it refuses costs it an exception inside.
            if (i % 20 == 0)
                StanzaParser.TryParse(bytes.AsMemory(), limits, out _, out _);
        }
    }

    private static void AssertOneElementOrRejected(byte[] frame, WireLimits limits)
    {
        if (!StanzaParser.TryParse(frame.AsMemory(), limits, out var stanza, out var problem))
        {
            Assert.Null(stanza);
            Assert.NotNull(problem);
            return;
        }
        var again = XElement.Parse(
            $"<s xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams'>{Encoding.UTF8.GetString(frame)}</s>", LoadOptions.PreserveWhitespace);
        Assert.Equal(Trees.Canonical(stanza), Trees.Canonical(Assert.IsType<XElement>(Assert.Single(again.Nodes()))));
    }

    private static void AssertSame((List<string> Frames, FrameStatus End) expected, (List<string> Frames, FrameStatus End) actual, string text)
    {
        if (expected.End != actual.End || !expected.Frames.SequenceEqual(actual.Frames))
            Assert.Fail($"{text}: {expected.End} {string.Join('|', expected.Frames)} but {actual.End} {string.Join('|', actual.Frames)}");
    }

    private static (List<string> Frames, FrameStatus End) Frame(byte[] bytes, int cut) => Frame(bytes, cut, new StanzaFramer(new WireLimits()));

    // The frames, in Latin-1 and with a mark when they are refused, and last the end of the stream or the error's condition.
    private static (List<string> Frames, FrameStatus End) Frame(byte[] bytes, int cut, StanzaFramer framer)
    {
        var frames = new List<string>();
        for (var start = 0; start < bytes.Length;)
        {
            var length = (int)Math.Min((long)cut - start % cut, bytes.Length - start);
            var status = framer.Next(bytes.AsSpan(start, length), out var consumed);
            start += consumed;
            if (status == FrameStatus.Error)
                frames.Add(framer.Condition!);
            else if (status != FrameStatus.NeedMore)
                frames.Add((status == FrameStatus.Refused ? Refused : "") + Encoding.Latin1.GetString(bytes, start - framer.FrameLength, framer.FrameLength));
            if (status is FrameStatus.Error or FrameStatus.EndOfStream)
                return (frames, status);
        }
        return (frames, FrameStatus.NeedMore);
    }
}
