using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Testing;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>What is asked of somebody in a room (XEP-0045 section 6.6) is answered with the truth about them, or not.</summary>
public sealed class OccupantRequestTests
{
    private const string Ada = $"{Scene.Lobby}/Ada", Self = $"{Scene.Lobby}/Alice", Ping = "<ping xmlns='urn:xmpp:ping'/>", Card = "<vCard xmlns='vcard-temp'/>",
        Info = "<query xmlns='http://jabber.org/protocol/disco#info'/>", Items = "<query xmlns='http://jabber.org/protocol/disco#items'/>",
        Version = "<query xmlns='jabber:iq:version'/>", Last = "<query xmlns='jabber:iq:last'/>", Time = "<time xmlns='urn:xmpp:time'/>";

    [Fact]
    public async Task A_card_is_the_one_of_the_person()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var card = await scene.AskAsync("get", Ada, Card);
        Assert.True(Is(card, $"/iq[@type='result' and @from='{Ada}']/vcard:vCard[vcard:FN='Ada' and vcard:NICKNAME='ada' and contains(vcard:DESC, 'Lives in a group')]"), card.ToString());
        var direct = await scene.AskAsync("get", $"ada@{Scene.Domain}", Card);
        Assert.Equal(direct.Element(Ns.Vcard + "vCard")!.ToString(), card.Element(Ns.Vcard + "vCard")!.ToString());
    }

    [Fact]
    public async Task There_is_no_card_of_whom_the_network_does_not_know()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.Raise(
            new MembersChanged([new MemberChange(MemberChangeKind.Joined, new Member(new ContactId("nemo"), "Nemo", MemberRole.Participant))]) { Chat = new ChatId("#lobby") },
            Scene.Alice);
        await scene.Server.ExpectAsync($"/presence[@from='{Scene.Lobby}/Nemo']");
        await RefusedAsync(scene, $"{Scene.Lobby}/Nemo", Card, "cancel", "item-not-found");
    }

    [Fact]
    public async Task A_network_that_tells_nothing_of_people_offers_no_cards()
    {
        await using var scene = Scene.Prepare();
        scene.Adapter = new UndescribedAdapter();
        await scene.StartGatewayAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await RefusedAsync(scene, Ada, Card, "cancel", "service-unavailable");
        Assert.DoesNotContain(Ns.Vcard.NamespaceName, Features(await scene.AskAsync("get", Ada, Info)));
    }

    [Fact]
    public async Task An_occupant_is_like_the_person_and_offers_what_is_answered()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var info = await scene.AskAsync("get", Ada, Info);
        var direct = await scene.AskAsync("get", $"ada@{Scene.Domain}", Info);
        Assert.Equal(Identities(direct)[0].ToString(), Assert.Single(Identities(info)).ToString());
        // Beside that, a person's bare address is an account that publishes something.
        Assert.Equal(["account", "pubsub"], Identities(direct).Skip(1).Select(static identity => identity.Attribute("category")!.Value));
        Assert.Equal(
            [
                Ns.DiscoInfo.NamespaceName, Ns.Ping.NamespaceName, Ns.Receipts.NamespaceName, Ns.Vcard.NamespaceName, Ns.Version.NamespaceName,
                Ns.Reply.NamespaceName, Ns.Correct.NamespaceName, Ns.Oob.NamespaceName, Ns.Sfs.NamespaceName, Ns.Retract.NamespaceName, Ns.Reactions.NamespaceName, Ns.ChatStates.NamespaceName,
                Ns.Markers.NamespaceName, Ns.Styling.NamespaceName, Ns.Fallback.NamespaceName,
            ],
            Features(info));
        await RefusedAsync(scene, Ada, "<query xmlns='http://jabber.org/protocol/disco#info' node='urn:example:no'/>", "cancel", "item-not-found");
        Assert.True(Is(await scene.AskAsync("get", Ada, Items), "/iq[@type='result']/discoitems:query[not(*)]"));
    }

    [Fact]
    public async Task What_somebody_uses_is_what_their_own_client_says()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        foreach (var address in (string[])[Ada, $"ada@{Scene.Domain}", $"ada@{Scene.Domain}/bridge"])
        {
            var answer = (await scene.AskAsync("get", address, Version)).Element(Ns.Version + "query");
            Assert.Equal(("Demo client", "1.0"), (answer?.Element(Ns.Version + "name")?.Value, answer?.Element(Ns.Version + "version")?.Value));
        }

        await RefusedAsync(scene, $"no-such-person@{Scene.Domain}", Version, "cancel", "item-not-found");
        Assert.Equal("Bridge", (await scene.AskAsync("get", Self, Version)).Element(Ns.Version + "query")?.Element(Ns.Version + "name")?.Value);
    }

    [Fact]
    public async Task Nobody_knows_what_people_use_while_there_is_no_connection()
    {
        await using var scene = await Scene.StartAsync();
        await RefusedAsync(scene, $"ada@{Scene.Domain}", Version, "cancel", "remote-server-not-found");
    }

    [Theory]
    [InlineData(Version)]
    [InlineData(Last)]
    [InlineData(Time)]
    public async Task What_nobody_knows_of_others_is_not_answered_with_what_Bridge_is(string question)
    {
        await using var scene = Scene.Prepare();
        scene.Adapter = new UndescribedAdapter();
        await scene.StartGatewayAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await RefusedAsync(scene, Ada, question, "cancel", "service-unavailable");
        Assert.Equal("result", (await scene.AskAsync("get", Self, question)).Type);
    }

    [Fact]
    public async Task A_ping_tells_who_is_there()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        Assert.True(Is(await scene.AskAsync("get", Ada, Ping), $"/iq[@type='result' and @from='{Ada}' and not(*)]"));
        scene.Network.Leave("#lobby", "ada");
        await scene.Server.ExpectAsync($"/presence[@type='unavailable' and @from='{Ada}']");
        await RefusedAsync(scene, Ada, Ping, "cancel", "item-not-found");
    }

    [Fact]
    public async Task While_the_network_is_away_nobody_knows_who_is_there()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        scene.Network.Disconnect(Scene.Alice);
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Phone}' and contains(body, 'is lost')]");
        await RefusedAsync(scene, Ada, Ping, "wait", "remote-server-timeout");
        await RefusedAsync(scene, Ada, Card, "wait", "remote-server-timeout");
        Assert.Equal("result", (await scene.AskAsync("get", Self, Ping)).Type);
    }

    [Theory]
    [InlineData(Ping, "not-acceptable")]
    [InlineData(Card, "not-acceptable")]
    [InlineData(Info, "bad-request")]
    [InlineData(Items, "bad-request")]
    [InlineData(Version, "not-acceptable")]
    public async Task Only_who_is_in_the_room_may_ask_and_only_of_who_is(string question, string condition)
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await RefusedAsync(scene, $"{Scene.Lobby}/Nobody", question, "cancel", "item-not-found");
        await RefusedAsync(scene, Ada, question, "modify", condition, Scene.Laptop);
        await RefusedAsync(scene, Ada, question, "modify", condition, "bob@localhost/pc");
    }

    private static List<XElement> Identities(XElement info) => [.. info.Descendants(Ns.DiscoInfo + "identity")];

    private static async Task RefusedAsync(Scene scene, string to, string question, string type, string condition, string from = Scene.Phone)
    {
        var answer = await scene.AskAsync("get", to, question, from);
        Assert.True(Is(answer, $"/iq[@type='error' and @from='{to}' and @to='{from}']/error[@type='{type}']/stanzas:{condition}"), answer.ToString());
    }

    private static IEnumerable<string> Features(XElement info) => info.Descendants(Ns.DiscoInfo + "feature").Select(feature => feature.Attribute("var")!.Value);

    private static bool Is(XElement stanza, string xpath) => ComponentServerXPath.Matches(stanza, xpath);
}
