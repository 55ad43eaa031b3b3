using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Conversations;
using Bridge.Gateway.Delivery;
using Bridge.Gateway.Media.Remote;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Conversations;

/// <summary>What a client writes beside plain text, and what chats make of it that cannot carry it.</summary>
public sealed class WrittenPartsTests
{
    [Theory]
    [InlineData("geo:52.5,13.25", 52.5, 13.25)]
    [InlineData("geo:-33.8688,151.2093,12;u=35", -33.8688, 151.2093)]
    [InlineData("GEO:0,0;crs=wgs84", 0, 0)]
    [InlineData("geo:48.2,16.3?q=48.2,16.3(Wien)", 48.2, 16.3)]
    public void A_place_is_read(string text, double latitude, double longitude) => Assert.Equal(new LocationPart(latitude, longitude), GeoUri.Parse(text));

    [Theory]
    [InlineData("geo:91,0")]
    [InlineData("geo:0,181")]
    [InlineData("geo:1")]
    [InlineData("geo:1,2,3,4")]
    [InlineData("geo:NaN,1")]
    [InlineData("geo:1e400,1")]
    [InlineData("geo:1,2;crs=moon-2011")]
    [InlineData("see geo:1,2")]
    [InlineData("geo:1,2 is where")]
    [InlineData("geo:")]
    public void What_is_no_place_stays_text(string text) => Assert.Null(GeoUri.Parse(text));

    [Theory]
    [InlineData("1\nCheese\nApple", "1", "0")]
    [InlineData("1\nCheese\nApple", " 2. ", "1")]
    [InlineData("1\nCheese\nApple", "apple", "1")]
    [InlineData("1\nCheese\nApple", "0", "")]
    [InlineData("*\nCheese\nApple", "1, 2", "0 1")]
    [InlineData("*\nCheese\nApple", "2 2", "1")]
    [InlineData("1\nCheese\nApple", "1 2", null)]
    [InlineData("1\nCheese\nApple", "3", null)]
    [InlineData("*\nCheese\nApple", "0 1", null)]
    [InlineData("1\nCheese\nApple", "1 please", null)]
    [InlineData("1\nCheese\nApple", "", null)]
    [InlineData("1\n7\n9", "9", "1")]
    [InlineData("1\nCheese\nApple", "99999999999999999999", null)]
    public void A_reply_to_a_poll_is_a_vote_when_it_names_options(string kept, string reply, string? expected) =>
        Assert.Equal(expected, Polls.ReadVote(kept, reply) is { } vote ? string.Join(' ', vote) : null);

    [Theory]
    [InlineData("<body>https://u.example/a.png</body><x xmlns='jabber:x:oob'><url>https://u.example/a.png</url></x>", "https://u.example/a.png")]
    [InlineData("<body>look</body><x xmlns='jabber:x:oob'><url>https://u.example/a.png</url></x>", "look\nhttps://u.example/a.png")]
    [InlineData("<x xmlns='jabber:x:oob'><url>https://u.example/a.png</url></x>", "https://u.example/a.png")]
    [InlineData("<body>look</body><x xmlns='jabber:x:oob'><url>javascript:alert(1)</url></x>", "look")]
    public void Where_files_are_not_taken_their_address_is_in_the_text(string inside, string expected) =>
        Assert.Equal(expected, PartDegrading.Apply(Read(inside)!.Content, At(CapabilityLevel.Fallback), out _).Text!.Plain);

    [Theory]
    [InlineData("<body>hi Ada</body>", 3, 6, 3, 3)]
    [InlineData("<body>😀 Ada and Ada</body>", 10, 13, 11, 3)]
    [InlineData("<body>&gt; Ada?\nhi Ada</body><reply xmlns='urn:xmpp:reply:0' id='m'/><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='7'/></fallback>", 10, 13, 3, 3)]
    [InlineData("<body>/me greets Ada</body>", 11, 14, 7, 3)]
    public void People_whom_a_client_names_are_spans(string inside, int begin, int end, int start, int length)
    {
        var request = Read($"{inside}<reference xmlns='urn:xmpp:reference:0' type='mention' begin='{begin}' end='{end}' uri='xmpp:ada@demo.localhost'/>");
        Assert.Equal([new TextSpan(start, length, SpanKind.Mention, "ada")], request!.Content.Text!.Spans);
    }

    [Theory]
    [InlineData("begin='3' end='99'")]
    [InlineData("begin='5' end='5'")]
    [InlineData("begin='-1' end='3'")]
    [InlineData("end='3'")]
    [InlineData("begin='99999999999' end='999999999999'")]
    public void A_mention_of_nothing_is_none(string range) => Assert.Empty(
        Read($"<body>hi Ada</body><reference xmlns='urn:xmpp:reference:0' type='mention' {range} uri='xmpp:ada@demo.localhost'/>")!.Content.Text!.Spans);

    [Fact]
    public void People_stay_where_they_are_named_when_the_styling_is_taken_out()
    {
        var text = new RichText("*hey* Ada `Ada` Ada") { Spans = [new TextSpan(6, 3, SpanKind.Mention, "ada"), new TextSpan(16, 3, SpanKind.Mention, "ada")] };
        var styled = MentionSpans.Carry(text, StyledText.Parse(text.Plain));
        Assert.Equal("hey Ada Ada Ada", styled.Plain);
        Assert.Equal([4, 12], styled.Spans.Where(static span => span.Kind == SpanKind.Mention).Select(static span => span.Start));
    }

    [Theory]
    [InlineData(CapabilityLevel.Full, "place geo:1,2", "Cake", "hi Ada", 1)]
    [InlineData(CapabilityLevel.Partial, "place geo:1,2", "Cake", "hi Ada", 1)]
    [InlineData(CapabilityLevel.Fallback, "", null, "Cake\nhi Ada\ngeo:1,2", 0)]
    [InlineData(CapabilityLevel.Dropped, "", null, "hi Ada", 0)]
    public void What_a_chat_lacks_is_written_or_left_out(CapabilityLevel level, string parts, string? subject, string text, int mentions)
    {
        var content = Everything();
        var carried = PartDegrading.Apply(content, At(level), out var refused);
        Assert.Null(refused);
        Assert.Equal((subject, text, mentions), (carried.Subject, carried.Text!.Plain, carried.Text.Spans.Count));
        Assert.Equal(parts, string.Join(' ', carried.Parts.OfType<LocationPart>().Select(static place => $"place {GeoUri.Format(place)}")));
    }

    [Fact]
    public void What_a_chat_rejects_is_named()
    {
        PartDegrading.Apply(Everything(), At(CapabilityLevel.Rejected), out var refused);
        Assert.StartsWith("There are no places on this network", refused?.Reason);
        PartDegrading.Apply(Everything() with { Parts = [] }, At(CapabilityLevel.Rejected), out refused);
        Assert.StartsWith("There are no subjects on this network", refused?.Reason);
        PartDegrading.Apply(Everything() with { Parts = [], Subject = null }, At(CapabilityLevel.Rejected), out refused);
        Assert.StartsWith("There are no mentions of people on this network", refused?.Reason);
    }

    private static MessageContent Everything() => new()
    {
        Subject = "Cake",
        Text = new RichText("hi Ada") { Spans = [new TextSpan(3, 3, SpanKind.Mention, "ada")] },
        Parts = [new LocationPart(1, 2)],
    };

    private static FileLimits At(CapabilityLevel level) => new(
        new Capabilities { Levels = new Dictionary<Feature, CapabilityLevel> { [Feature.Location] = level, [Feature.Subject] = level, [Feature.Mentions] = level } }, 1000);

    private static OutgoingRequest? Read(string inside)
    {
        var stanza = XElement.Parse($"<message xmlns='{Ns.Component.NamespaceName}' type='chat'>{inside}</message>");
        return RequestReader.Read(stanza, out _, withSubject: true, static jid => jid.Bare.ToString() == "ada@demo.localhost" ? "ada" : null);
    }
}
