using System.Text;
using System.Xml.Linq;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Stanzas as nobody should send them. The stream belongs to everybody, so nothing that one user sends may end it.</summary>
public sealed class HostileTests
{
    private static readonly string?[] Addresses =
    [
        null, "", " ", "@", "/", "@@", "a@b@c", "evil.example", Scene.Domain, $"@{Scene.Domain}", $"{Scene.Domain}/", $"x@{Scene.Domain}/", $"x y@{Scene.Domain}", $"echo@{Scene.Domain}",
        Scene.Lobby, $"{Scene.Lobby}/Ada", "alice@localhost", Scene.Phone, "#@demo.localhost", $"\\20@{Scene.Domain}", $"{new string('x', 1100)}@{Scene.Domain}", $"\u202E@{Scene.Domain}",
    ];

    private static readonly string?[] Types = [null, "", "get", "set", "chat", "groupchat", "headline", "normal", "subscribe", "unsubscribe", "unsubscribed", "probe", "unavailable", "error", "garbage"];

    private static readonly string[] Contents = ["", "<body>hello</body>", "<x xmlns='http://jabber.org/protocol/muc'/>", "<subject/>", "<ping xmlns='urn:xmpp:ping'/>"];

    [Theory]
    [InlineData("message")]
    [InlineData("presence")]
    [InlineData("iq")]
    [InlineData("nonsense")]
    public async Task Attributes_missing_or_wrong_are_survived_and_nothing_false_is_written(string kind)
    {
        await using var scene = await Scene.StartAsync();
        var sent = new StringBuilder();
        foreach (var from in Addresses)
        {
            foreach (var to in Addresses)
            {
                foreach (var type in Types)
                {
                    foreach (var content in Contents)
                        sent.Append('<').Append(kind).Append(Attribute("from", from)).Append(Attribute("to", to)).Append(Attribute("type", type)).Append('>').Append(content).Append("</").Append(kind).Append('>');
                }
            }
        }
        scene.Server.SendRaw(Scene.Domain, sent.ToString());
        await OthersAreServedAsync(scene, TimeSpan.FromSeconds(60));
        Assert.All(scene.Server.Received, stanza =>
        {
            Assert.True(Jid.TryParse(stanza.From, out var from) && from.Domain == Scene.Domain, stanza.ToString());
            Assert.True(Jid.TryParse(stanza.To, out _), stanza.ToString());
        });
        Assert.Null(scene.Errors.FirstOrDefault(error => error.Contains("could not be handled", StringComparison.Ordinal) || error.Contains("lane failed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Long_texts_and_illegal_names_are_survived()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync("bob@localhost/pc", Scene.Lobby, "Bobby");
        var body = new string('x', 1_000_000);
        scene.SayTo("echo", "big", body);
        scene.SayInRoom("bob@localhost/pc", Scene.Lobby, "big", body);
        scene.Server.Send($"<presence from='bob@localhost/pc' to='{Scene.Lobby}/{new string('n', 900)}'/>");
        scene.Server.Send($"<message from='bob@localhost/pc' to='{Scene.Lobby}' type='groupchat' id='t'><subject>{body}</subject></message>");
        scene.Join("bob@localhost/tablet", Scene.Lobby, new string('m', 900));
        await OthersAreServedAsync(scene);
        Assert.Equal(2, scene.Seen("/message[@type='error' and @id='big']/error/stanzas:policy-violation").Count);
        Assert.All(scene.Server.Received, stanza => Assert.True(StanzaWriter.Measure(stanza) <= 256 * 1024));
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(1, 5000)]
    public async Task Deep_and_wide_xml_ends_nothing(int depth, int width)
    {
        await using var scene = await Scene.StartAsync();
        var nested = string.Concat(Enumerable.Repeat("<a>", depth)) + string.Concat(Enumerable.Repeat("<b/>", width)) + string.Concat(Enumerable.Repeat("</a>", depth));
        scene.Server.SendRaw(Scene.Domain, $"<message from='{Scene.Phone}' to='echo@{Scene.Domain}' type='chat' id='m1'><body>x</body>{nested}</message>");
        await scene.Server.ExpectAsync($"/message[@type='error' and @id='m1' and @from='echo@{Scene.Domain}' and @to='{Scene.Phone}']/error/stanzas:policy-violation");
        await OthersAreServedAsync(scene);
    }

    private static async Task OthersAreServedAsync(Scene scene, TimeSpan? patience = null)
    {
        scene.Server.Send($"<iq type='get' from='bob@localhost/pc' to='{Scene.Domain}' id='others'><ping xmlns='urn:xmpp:ping'/></iq>");
        await scene.Server.ExpectAsync("/iq[@type='result' and @id='others']", patience);
        scene.SayTo("clock", "others", "hello", "bob@localhost/pc");
        await Scene.UntilAsync(() => scene.Seen("/message/receipts:received[@id='others']").Count == 1, "others are served");
        Assert.Equal(1, scene.Server.Connections);
    }

    private static string Attribute(string name, string? value) => value is null ? "" : $" {new XAttribute(name, value)}";
}
