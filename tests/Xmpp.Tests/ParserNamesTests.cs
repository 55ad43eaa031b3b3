using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Bridge.Xmpp.Xeps;

namespace Bridge.Xmpp.Tests;

/// <summary>What stanzas look like after strangers have used up the names of the whole process.</summary>
public sealed partial class ParserNamesTests
{
    private static readonly string[] KnownEncryptions =
    [
        "<encrypted xmlns='eu.siacs.conversations.axolotl'/>",
        "<encrypted xmlns='urn:xmpp:omemo:2'/>",
        "<openpgp xmlns='urn:xmpp:openpgp:0'/>",
        "<x xmlns='jabber:x:encrypted'>base64</x>",
        "<encryption xmlns='urn:xmpp:eme:0' namespace='urn:of:tomorrow'/>",
    ];

    private readonly ParserNames _names = new(budget: 500);

    public ParserNamesTests()
    {
        for (var i = 0; i < 100; i++)
            Parse($"<message x{i}=''><x{i}/><x{i} xmlns='urn:xmpp:omemo:2'/><x{i} xmlns='urn:{i}'/></message>");
    }

    [Fact]
    public void Names_that_nobody_reads_become_one_and_the_tree_keeps_its_shape()
    {
        var stanza = Parse("<message to='x' an-attribute-of-which-nobody-has-heard='y'><n1/>1<n2><body>inside</body><n3/></n2>2<body>b</body></message>");
        const string Unknown = "<unknown xmlns='urn:bridge:unknown'/>";
        Assert.Equal(
            Wire.Show(Parse($"<message to='x'>{Unknown}1<unknown xmlns='urn:bridge:unknown'><body xmlns='jabber:component:accept'>inside</body>{Unknown}</unknown>2<body>b</body></message>")),
            Wire.Show(stanza));
        Assert.Equal("b", stanza.Body);
    }

    [Fact]
    public void A_stanza_has_a_root_whatever_it_is_called() => Assert.Equal("x", Parse("<other to='x'><body/></other>").To);

    [Fact]
    public void Encryption_is_seen() =>
        Assert.All(KnownEncryptions, inside => Assert.NotNull(Encryption.Detect(Parse($"<message><body>fallback</body>{inside}</message>"))));

    [Fact]
    public void What_asks_for_something_is_seen()
    {
        Assert.True(Receipts.IsRequested(Parse("<message type='chat' id='1'><body>b</body><request xmlns='urn:xmpp:receipts'/></message>")));
        Assert.Equal("p", Muc.ReadJoin(Parse("<presence><x xmlns='http://jabber.org/protocol/muc'><password>p</password></x></presence>"))?.Password);
        Assert.Equal("1", Correction.Read(Parse("<message><replace xmlns='urn:xmpp:message-correct:0' id='1'/></message>")));
        Assert.Equal(ChatState.Composing, ChatStates.Read(Parse("<message><composing xmlns='http://jabber.org/protocol/chatstates'/></message>")));
        Assert.Equal("host-unknown", Parse("<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>").Elements().Single().Name.LocalName);
    }

    [Fact]
    public void Every_name_in_the_library_is_known()
    {
        using var file = new PEReader(File.OpenRead(typeof(Ns).Assembly.Location));
        var metadata = file.GetMetadataReader();
        List<string> unknown = [];
        for (var handle = metadata.GetNextHandle(default(UserStringHandle)); !handle.IsNil; handle = metadata.GetNextHandle(handle))
        {
            var text = metadata.GetUserString(handle);
            if (NameLike().IsMatch(text) && !KnownNames.Contains(Ns.Component.NamespaceName, text))
                unknown.Add(text);
        }
        Assert.Empty(unknown.Except(NoNames));
    }

    /// <summary>Literals of the library that look like names and are values or words.</summary>
    private static readonly string[] NoNames = ["INTERNET", "OMEMO", "OTR", "aesgcm", "flip-page", "https", "people", "sha-1", "sha-256", "topic", "true", "unknown"];

    private XElement Parse(string xml)
    {
        Assert.True(StanzaParser.TryParse(Encoding.UTF8.GetBytes(xml).AsMemory(), new WireLimits(), _names, out var stanza, out var problem), problem);
        return stanza;
    }

    [GeneratedRegex("^([a-z][A-Za-z0-9_-]+|[A-Z][A-Z_]*)$")]
    private static partial Regex NameLike();
}
