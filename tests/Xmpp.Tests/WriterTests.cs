using System.Buffers;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Bridge.Xmpp.Tests;

public sealed class WriterTests
{
    [Fact]
    public void Namespaces_are_declared_only_where_they_change()
    {
        var message = Stanza.Message(
            Jid.Parse("a@b/c"), Jid.Parse("d@e"), "chat", "1",
            new XAttribute(XNamespace.Xml + "lang", "en"),
            Stanza.BodyOf("x < y & z > \"'"),
            new XElement(Ns.Receipts + "request"),
            Xeps.Forwarding.Build(Stanza.Presence(Jid.Parse("a@b"), Jid.Parse("d@e"))));
        Assert.Equal(
            "<message type='chat' id='1' from='a@b/c' to='d@e' xml:lang='en'><body>x &lt; y &amp; z &gt; &quot;&apos;</body>"
            + "<request xmlns='urn:xmpp:receipts'/><forwarded xmlns='urn:xmpp:forward:0'>"
            + "<presence xmlns='jabber:client' from='a@b' to='d@e'/></forwarded></message>",
            Write(message));
    }

    [Fact]
    public void Prefixes_and_foreign_attributes_are_written_correctly()
    {
        var parsed = XElement.Parse("<p:message xmlns:p='jabber:component:accept' xmlns:q='urn:q' q:a='1' q:b='2'><q:x/><x xmlns=''/></p:message>");
        var text = Write(parsed);
        Assert.Equal("<message xmlns:b1='urn:q' b1:a='1' xmlns:b2='urn:q' b2:b='2'><x xmlns='urn:q'/><x xmlns=''/></message>", text);
        Assert.Equal(Trees.Canonical(parsed), Trees.Canonical(Parse(text)));
    }

    [Fact]
    public void Comments_and_instructions_are_left_out()
    {
        var element = new XElement(Ns.Component + "message", new XComment("c"), new XElement(Ns.Component + "a", new XComment("c")), new XProcessingInstruction("a", "b"), new XCData("<d>"));
        Assert.Equal("<message><a/>&lt;d&gt;</message>", Write(element));
    }

    [Fact]
    public void Forbidden_characters_are_replaced_one_for_one()
    {
        var element = new XElement(Ns.Component + "message", new XAttribute("a", "\u0001\r\n\t"), "a\0b\u000bc\ud83dd\ude00e\ufffe😀");
        Assert.Equal("<message a='\ufffd&#xD;&#xA;&#x9;'>a\ufffdb\ufffdc\ufffdd\ufffde\ufffd😀</message>", Write(element));
    }

    [Fact]
    public void A_long_text_is_not_cut_inside_a_character()
    {
        foreach (var shift in Enumerable.Range(0, 4))
        {
            var text = new string('a', 4093 + shift) + string.Concat(Enumerable.Repeat("😀é", 3000));
            Assert.Equal(text, Parse(Write(new XElement(Ns.Component + "message", text))).Value);
        }
    }

    [Fact]
    public void Random_trees_survive_writing_and_parsing()
    {
        var random = new Random(114);
        for (var i = 0; i < 5_000; i++)
        {
            var tree = Trees.Random(random, illegal: false);
            var text = Write(tree);
            Assert.Equal(Trees.Canonical(tree), Trees.Canonical(Parse(text)));
            Assert.Equal(Encoding.UTF8.GetByteCount(text), StanzaWriter.Measure(tree));
        }
    }

    [Fact]
    public void Whatever_is_in_the_tree_a_strict_reader_accepts_the_output()
    {
        var random = new Random(115);
        for (var i = 0; i < 5_000; i++)
        {
            var text = Write(Trees.Random(random, illegal: true));
            using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { CheckCharacters = true, ConformanceLevel = ConformanceLevel.Document });
            while (reader.Read())
            {
            }
            Assert.True(StanzaParser.TryParse(Encoding.UTF8.GetBytes(text).AsSpan(), new WireLimits(), out _, out var problem), problem);
        }
    }

    [Fact]
    public void Depth_costs_no_stack()
    {
        // From the inside out, because adding to a deep element walks up to its root each time.
        var tree = new XElement(Ns.Component + "a");
        for (var i = 1; i < 200_000; i++)
            tree = new XElement(Ns.Component + "a", tree);
        var root = new XElement(Ns.Component + "message", tree);
        Assert.Equal("<message></message>".Length + 200_000 * 7 - 3, StanzaWriter.Measure(root));
    }

    [Fact]
    public void Writing_does_not_allocate()
    {
        var stanza = Stanza.Message(Jid.Parse("a@b/c"), Jid.Parse("d@e"), "chat", "1", Stanza.BodyOf("hello"), Xeps.Receipts.BuildRequest());
        var output = new ArrayBufferWriter<byte>(1 << 20);
        StanzaWriter.Write(output, stanza);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            StanzaWriter.Write(output, stanza);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Write(XElement element)
    {
        var output = new ArrayBufferWriter<byte>();
        StanzaWriter.Write(output, element);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static XElement Parse(string text)
    {
        Assert.True(StanzaParser.TryParse(Encoding.UTF8.GetBytes(text).AsSpan(), new WireLimits(), out var stanza, out var problem), problem);
        return stanza;
    }
}
