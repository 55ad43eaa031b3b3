using Bridge.Adapters;
using Bridge.Gateway.Conversations;
using Bridge.Gateway.Delivery;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Conversations;

/// <summary>What a message of a network becomes in a direct chat.</summary>
public sealed class DirectStanzasTests
{
    private static readonly LocationPart Gate = new(52.5, 13.25, "Brandenburg Gate");

    public static TheoryData<string, MessageContent, string[]> Bodies => new()
    {
        { "text", MessageContent.FromText("hello"), ["hello"] },
        { "nothing", new MessageContent(), [] },
        { "an action", MessageContent.FromText("waves", MessageFlags.Action), ["/me waves"] },
        { "a subject", new MessageContent { Subject = "Cake", Text = new RichText("Is any left?") }, ["Cake\nIs any left?"] },
        { "a subject alone", new MessageContent { Subject = "Cake" }, ["Cake"] },
        { "a file with an address", new MessageContent { Parts = [File("https://f.example/a.png")] }, ["https://f.example/a.png"] },
        { "a file without", new MessageContent { Parts = [File(null)] }, ["[picture: a.png]"] },
        { "files and a caption", new MessageContent { Text = new RichText("Two"), Parts = [File("https://f.example/a.png"), File(null)] }, ["https://f.example/a.png", "[picture: a.png]", "Two"] },
        { "a voice message", new MessageContent { Parts = [File(null) with { Kind = FileKind.Voice, Duration = TimeSpan.FromSeconds(72) }] }, ["[voice message: a.png, 1:12]"] },
        { "a sticker", new MessageContent { Parts = [File(null) with { Kind = FileKind.Sticker, Emoji = "🎂" }] }, ["[sticker: 🎂, a.png]"] },
        { "a place with a name", new MessageContent { Parts = [Gate] }, ["geo:52.5,13.25", "Brandenburg Gate"] },
        { "a place", new MessageContent { Parts = [Gate with { Label = null }] }, ["geo:52.5,13.25"] },
        { "a card", new MessageContent { Parts = [new ContactCardPart("Ada", "+44 1", "ada")] }, ["Contact: Ada\nPhone: +44 1\nAddress: ada"] },
        {
            "a poll", new MessageContent { Parts = [new PollPart("Which?", [("Cheese", 1), ("Apple", 2), ("None", null)], Several: false, Closed: false)] },
            ["Poll: Which?\n1. Cheese (1 vote)\n2. Apple (2 votes)\n3. None\n(To vote, reply with a number; 0 takes it back.)"]
        },
        { "a closed poll", new MessageContent { Parts = [new PollPart("Which?", [("Cheese", 1)], Several: false, Closed: true)] }, ["Poll, closed: Which?\n1. Cheese (1 vote)"] },
        { "a link", new MessageContent { Text = new RichText("See https://e.example/"), Parts = [new LinkPreviewPart(new Uri("https://e.example/"), "Title")] }, ["See https://e.example/"] },
        { "a link that the text lacks", new MessageContent { Text = new RichText("See"), Parts = [new LinkPreviewPart(new Uri("https://e.example/"), "Title")] }, ["See\nhttps://e.example/"] },
        { "a link behind words", new MessageContent { Text = new RichText("See here.") { Spans = [new TextSpan(4, 4, SpanKind.Link, "https://e.example/")] } }, ["See here (https://e.example/)."] },
    };

    [Theory]
    [MemberData(nameof(Bodies), DisableDiscoveryEnumeration = true)]
    public void Each_part_has_a_stanza_and_the_text_comes_last(string what, MessageContent content, string[] expected)
    {
        Assert.NotEmpty(what);
        Assert.Equal(expected, DirectStanzas.Of(content).Select(static piece => piece.Body));
    }

    [Fact]
    public void A_file_with_an_address_is_marked_as_one_for_clients()
    {
        var piece = Assert.Single(DirectStanzas.Of(new MessageContent { Parts = [File("https://f.example/a b.png")] }));
        Assert.Equal("https://f.example/a%20b.png", piece.Body);
        Assert.Equal(piece.Body, piece.Elements[0].Child(Ns.Oob, "url")?.Value);

        // The newer form, that the body stands in for it, and the older form.
        Assert.Equal([Ns.Sfs + "file-sharing", Ns.Fallback + "fallback", Ns.Reference + "reference"], piece.Elements.Skip(1).Select(static element => element.Name));
    }

    [Fact]
    public void What_is_at_a_link_is_told_beside_the_text()
    {
        var link = new LinkPreviewPart(new Uri("https://e.example/x"), "Title", "What it is");
        var element = Assert.Single(Assert.Single(DirectStanzas.Of(new MessageContent { Text = new RichText("https://e.example/x"), Parts = [link] })).Elements);
        Assert.Equal(("https://e.example/x", "Title", "What it is"), (element.Attribute(Ns.Rdf + "about")?.Value, element.Element(Ns.OpenGraph + "title")?.Value, element.Element(Ns.OpenGraph + "description")?.Value));
    }

    [Fact]
    public void Somebody_with_a_thousand_parts_does_not_make_a_thousand_stanzas()
    {
        var pieces = DirectStanzas.Of(new MessageContent { Parts = [.. Enumerable.Repeat(File("https://f.example/a.png"), 1_000)] });
        Assert.Equal(16, pieces.Count);
        Assert.All(pieces, static piece => Assert.True(piece.Body.Length <= MessageText.MaxBody + 100));
    }

    [Theory]
    [InlineData("Ask Ada.", "", 4, 7)]
    [InlineData("😀 Ada", "", 2, 5)]
    [InlineData("*Ask* Ada", "Ask", 6, 9)]
    public void People_are_marked_where_they_are_named_in_code_points(string expected, string bold, int begin, int end)
    {
        var plain = expected.Replace("*", "", StringComparison.Ordinal);
        List<TextSpan> spans = [new(plain.IndexOf("Ada", StringComparison.Ordinal), 3, SpanKind.Mention, "ada")];
        if (bold.Length > 0)
            spans.Insert(0, new TextSpan(0, bold.Length, SpanKind.Bold));
        var piece = Assert.Single(DirectStanzas.Of(new MessageContent { Text = new RichText(plain) { Spans = spans } }));
        var message = new MessageReceived { Sender = new ContactId("bob"), Content = new MessageContent() };
        Assert.True(Jid.TryParse("ada@demo.localhost", out var ada));
        var (body, elements) = References.Of(message, piece.Body, new References.Reply(null, null, "what?"), null, [.. piece.Mentions.Select(mention => (mention, ada))]);
        Assert.Equal($"> what?\n{expected}", body);
        var mention = Assert.Single(Xmpp.Xeps.Mentions.Read(new System.Xml.Linq.XElement(Ns.Component + "message", elements)));
        Assert.Equal((begin + 8, end + 8, "ada@demo.localhost"), (mention.Begin, mention.End, mention.Jid.ToString()));
    }

    [Fact]
    public void A_poll_is_read_back_from_the_store_as_it_was()
    {
        var said = new MessageReceived { Sender = new ContactId("ada"), Content = new MessageContent { Parts = [new PollPart("Which?", [("Cheese", 1), ("Apple", null)], Several: true, Closed: false)] } };
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        EventPayload.Write(said, buffer);
        var poll = Assert.IsType<PollPart>(Assert.Single(Assert.IsType<MessageReceived>(EventPayload.Read(buffer.WrittenSpan)).Content.Parts));
        Assert.Equal([("Cheese", 1), ("Apple", (int?)null)], poll.Options);
    }

    internal static FilePart File(string? url) => new(new StoredFileHandle("a.png", "image/png", 10, url is null ? null : new Uri(url)), FileKind.Image);
}
