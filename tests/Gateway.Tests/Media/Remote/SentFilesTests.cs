using System.Text.Json;
using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Conversations;
using Bridge.Gateway.Delivery;
using Bridge.Gateway.Media.Remote;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Media.Remote;

/// <summary>How clients name files, and how strangers might.</summary>
public sealed class SentFilesTests
{
    private const string Oob = "<x xmlns='jabber:x:oob'><url>https://u.example/a.png</url></x>",
        Fallback = "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body/></fallback>",
        Sfs = "<file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'><name>Summit.jpg</name><media-type>image/jpeg</media-type><size>9</size><width>3</width><height>4</height>"
            + "<desc>At the top</desc><hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=</hash></file><sources>"
            + "<url-data xmlns='http://jabber.org/protocol/url-data' target='https://u.example/a.png'/><url-data xmlns='http://jabber.org/protocol/url-data' target='https://v.example/b'/></sources></file-sharing>",
        Sims = "<reference xmlns='urn:xmpp:reference:0' type='data'><media-sharing xmlns='urn:xmpp:sims:1'><file xmlns='urn:xmpp:jingle:apps:file-transfer:5'><media-type>video/mp4</media-type><name>cat.mp4</name></file>"
            + "<sources><reference xmlns='urn:xmpp:reference:0' type='data' uri='https://u.example/cat'/></sources></media-sharing></reference>";

    [Theory]
    [InlineData("<body>https://u.example/a.png</body>" + Oob, "https://u.example/a.png", null)]
    [InlineData(Oob, "https://u.example/a.png", null)]
    [InlineData("<body>look</body>" + Oob, "https://u.example/a.png", "look")]
    [InlineData("<body>look\nhttps://u.example/a.png</body>" + Oob, "https://u.example/a.png", "look")]
    [InlineData("<body>see https://u.example/a.png there</body>" + Oob, "", "see https://u.example/a.png there")]
    [InlineData("<body>https://u.example/a.png</body>", "", "https://u.example/a.png")]
    [InlineData("<body>one\nhttps://u.example/a.png</body>" + Oob + "<x xmlns='jabber:x:oob'><url>https://u.example/b.png</url></x>", "https://u.example/a.png https://u.example/b.png", "one")]
    [InlineData("<body>https://u.example/a.png</body>" + Oob + Sfs + Fallback, "https://u.example/a.png", null)]
    [InlineData("<body>The file is at example</body>" + Sfs + Fallback, "https://u.example/a.png", null)]
    [InlineData("<body>What a view</body>" + Sfs, "https://u.example/a.png", "What a view")]
    [InlineData("<body>https://u.example/cat</body>" + Sims + Sfs, "https://u.example/a.png https://u.example/cat", null)]
    [InlineData("<body>&gt; cake?\nyes</body>" + Oob + "<reply xmlns='urn:xmpp:reply:0' id='m'/><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='8'/></fallback>", "https://u.example/a.png", "yes")]
    [InlineData("<body>aesgcm://u.example/a.jpg#00</body>", "aesgcm://u.example/a.jpg#00", null)]
    [InlineData("<body>aesgcm://u.example/a.jpg#00\ndata:image/jpeg,AAAA</body>", "aesgcm://u.example/a.jpg#00", null)]
    [InlineData("<body>see aesgcm://u.example/a.jpg#00</body>", "", "see aesgcm://u.example/a.jpg#00")]
    [InlineData("<body>x</body><x xmlns='jabber:x:oob'><url>file:///etc/passwd</url></x>", "", "x")]
    [InlineData("<body>x</body><x xmlns='jabber:x:oob'><url>https:///a</url></x>", "", "x")]
    [InlineData("<body>x</body><x xmlns='jabber:x:oob'/>", "", "x")]
    [InlineData("<body>x</body><x xmlns='jabber:x:oob'><url>data:text/plain,hello</url></x>", "", "x")]
    [InlineData("<body>x</body><file-sharing xmlns='urn:xmpp:sfs:0'/>", "", "x")]
    [InlineData("<body>x</body><file-sharing xmlns='urn:xmpp:sfs:0'><sources><url-data xmlns='http://jabber.org/protocol/url-data' target='xmpp:a@b'/></sources></file-sharing>", "", "x")]
    [InlineData("<body>x</body><reference xmlns='urn:xmpp:reference:0'><media-sharing xmlns='urn:xmpp:sims:1'/></reference>", "", "x")]
    public void Files_and_what_is_said_beside_them_are_told_apart(string inside, string files, string? text)
    {
        var content = Read(inside)!.Content;
        Assert.Equal((files, text), (string.Join(' ', Files(content).Select(static file => file.Sources[0].OriginalString)), content.Text?.Plain));
    }

    [Fact]
    public void What_is_told_of_a_file_is_kept()
    {
        var part = Assert.IsType<FilePart>(Assert.Single(Read(Sfs)!.Content.Parts));
        var file = Assert.IsType<SentFile>(part.File);
        Assert.Equal(("Summit.jpg", "image/jpeg", 9L, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="), (file.Name, file.MediaType, file.Size, file.Sha256));
        Assert.Equal((FileKind.Image, 3, 4, "At the top"), (part.Kind, part.Width, part.Height, part.Description));
        Assert.Equal(["https://u.example/a.png", "https://v.example/b"], file.Sources.Select(static source => source.AbsoluteUri));
    }

    [Theory]
    [InlineData("https://u.example/x/RECORDING_20260301_120000.m4a", "RECORDING_20260301_120000.m4a", "audio/mp4", FileKind.Voice)]
    [InlineData("https://u.example/voice-message-1.ogg", "voice-message-1.ogg", "audio/ogg", FileKind.Voice)]
    [InlineData("https://u.example/Voice%20message.mp3", "Voice message.mp3", "audio/mpeg", FileKind.Voice)]
    [InlineData("https://u.example/song.mp3", "song.mp3", "audio/mpeg", FileKind.Audio)]
    [InlineData("https://u.example/%2e%2e%2fetc%2fpasswd", "passwd", "application/octet-stream", FileKind.File)]
    [InlineData("https://u.example/a%0Ab%E2%80%AEgnp.exe", "abgnp.exe", "application/vnd.microsoft.portable-executable", FileKind.File)]
    [InlineData("https://u.example/", null, "application/octet-stream", FileKind.File)]
    [InlineData("https://u.example/x.PNG?y=z.html", "x.PNG", "image/png", FileKind.Image)]
    public void Of_a_file_of_which_nothing_is_told_the_address_tells_something(string address, string? name, string type, FileKind kind)
    {
        var part = (FilePart)Assert.Single(Read($"<x xmlns='jabber:x:oob'><url>{address}</url></x>")!.Content.Parts);
        Assert.Equal((name, type, kind), (part.File.Name, part.File.MediaType, part.Kind));
    }

    [Theory]
    [InlineData("<size>-1</size><media-type>nonsense</media-type><name>../../x</name>")]
    [InlineData("<size>99999999999999999999999</size><media-type>a/b;c=<!-- -->&#10;</media-type><name>&#9;</name><hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>short</hash>")]
    [InlineData("<size/><media-type/><name/><width>-3</width><length>1e9</length><desc/>")]
    [InlineData("<name>a/</name><hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!</hash>")]
    public void What_makes_no_sense_is_left_out(string metadata)
    {
        var part = (FilePart)Assert.Single(Read(
            $"<file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'>{metadata}</file><sources><url-data xmlns='http://jabber.org/protocol/url-data' target='https://u.example/a'/></sources></file-sharing>")!.Content.Parts);
        Assert.Null(part.File.Size);
        Assert.Null(((SentFile)part.File).Sha256);
        Assert.DoesNotContain('/', part.File.Name ?? "");
        Assert.Matches("^[a-z-]+/[a-z-]+$", part.File.MediaType);
    }

    [Theory]
    [InlineData("aesgcm://u.example:5281/a%20b.jpg#0A0b")]
    [InlineData("https://u.example/ä.jpg?x=1")]
    public void All_that_is_needed_to_fetch_a_file_is_stored(string address)
    {
        var part = new FilePart(new SentFile([new Uri(address), new Uri("https://v.example/b")]) { Name = "b.jpg", MediaType = "image/jpeg", Size = 3, Sha256 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" }, FileKind.Image)
        {
            Description = "A view",
        };
        var read = JsonSerializer.Deserialize(JsonSerializer.Serialize(part, PayloadJson.Default.FilePart), PayloadJson.Default.FilePart)!;
        var (before, after) = ((SentFile)part.File, (SentFile)read.File);
        Assert.Equal(before.Sources.Select(static source => source.OriginalString), after.Sources.Select(static source => source.OriginalString));
        Assert.Equal(before with { Sources = [] }, after with { Sources = [] });
        Assert.Equal(("A view", FileKind.Image), (read.Description, read.Kind));
    }

    [Fact]
    public void There_are_sixteen_files_at_most()
    {
        var many = string.Concat(Enumerable.Range(0, 50).Select(static i => $"<x xmlns='jabber:x:oob'><url>https://u.example/{i}</url></x>"));
        Assert.Equal(16, Read(many)!.Content.Parts.Count);
    }

    [Theory]
    [InlineData(CapabilityLevel.Full, 1000, 900L, null, "file")]
    [InlineData(CapabilityLevel.Full, 1000, null, null, "file")]
    [InlineData(CapabilityLevel.Full, 1000, 1001L, "The file is larger than the 1000 bytes that this network takes.", null)]
    [InlineData(CapabilityLevel.Full, 0, 900L, null, "https://u.example/a.png")]
    [InlineData(CapabilityLevel.Fallback, 1000, 5000L, null, "https://u.example/a.png")]
    [InlineData(CapabilityLevel.Rejected, 1000, 9L, "There are no files on this network, and this chat takes none as text.", null)]
    public void What_a_chat_does_not_take_goes_as_a_link_or_is_refused(CapabilityLevel level, long relayed, long? size, string? reason, string? expected)
    {
        var content = new MessageContent { Parts = [new FilePart(new SentFile([new Uri("https://u.example/a.png")]) { Size = size, MediaType = "image/png" })] };
        var limits = new FileLimits(new Capabilities { Levels = new Dictionary<Feature, CapabilityLevel> { [Feature.Files] = level }, MaxFileBytes = 1000, FileTypes = ["image/*"] }, relayed);
        var carried = PartDegrading.Apply(content, limits, out var refused);
        Assert.Equal(reason, refused?.Reason);
        Assert.Equal(expected, refused is not null ? null : carried.Parts.Count > 0 ? "file" : carried.Text?.Plain);
    }

    [Theory]
    [InlineData(CapabilityLevel.Fallback, "This chat takes files as links only")]
    [InlineData(CapabilityLevel.Full, null)]
    public void An_encrypted_file_is_no_link(CapabilityLevel level, string? reason)
    {
        var content = new MessageContent { Parts = [new FilePart(new SentFile([new Uri("aesgcm://u.example/a.png#00")]))] };
        PartDegrading.Apply(content, new FileLimits(new Capabilities { Levels = new Dictionary<Feature, CapabilityLevel> { [Feature.Files] = level } }, 1000), out var refused);
        Assert.StartsWith(reason ?? "", refused?.Reason ?? "", StringComparison.Ordinal);
        Assert.Equal(reason is null, refused is null);
    }

    private static IEnumerable<SentFile> Files(MessageContent content) => content.Parts.OfType<FilePart>().Select(static part => (SentFile)part.File);

    private static OutgoingRequest? Read(string inside) =>
        RequestReader.Read(XElement.Parse($"<message xmlns='{Ns.Component.NamespaceName}' type='chat'>{inside}</message>"), out _, withSubject: true);
}
