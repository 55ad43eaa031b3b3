using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>What the gateway's domain and its people answer to a client's questions.</summary>
public sealed class DomainTests
{
    [Fact]
    public async Task The_domain_says_what_it_is_and_answers_everything()
    {
        await using var stack = await Stack.StartAsync(new ProsodyServer(), new InspircdServer());
        var juliet = await stack.LogInAsync();

        var info = (await juliet.DiscoInfoAsync(Stack.Domain)).ChildOf("query")!;
        var identities = info.Elements().Where(child => child.Name.LocalName == "identity").ToList();
        Assert.Contains(identities, identity => (string?)identity.Attribute("category") == "gateway" && (string?)identity.Attribute("type") == "irc");
        // Clients would create their group chats here (clients.md, pitfall 5).
        Assert.DoesNotContain(identities, identity => (string?)identity.Attribute("category") == "conference");
        var features = info.Elements().Where(child => child.Name.LocalName == "feature").Select(feature => (string?)feature.Attribute("var")).ToList();
        Assert.Contains("http://jabber.org/protocol/muc", features);
        Assert.Contains("http://jabber.org/protocol/disco#info", features);

        Assert.True((await juliet.RequestAsync(Stack.Domain, "get", "<ping xmlns='urn:xmpp:ping'/>")).Is("iq", "result"));
        var version = await juliet.RequestAsync(Stack.Domain, "get", "<query xmlns='jabber:iq:version'/>");
        Assert.Contains("Bridge", version.ChildOf("query")?.ChildOf("name")?.Value ?? "", StringComparison.OrdinalIgnoreCase);
        Assert.True((await juliet.RequestAsync(Stack.Domain, "get", "<query xmlns='http://jabber.org/protocol/disco#items'/>")).Is("iq", "result"));
        Assert.True((await juliet.DiscoInfoAsync($"bot@{Stack.Domain}/bridge")).Is("iq", "result"));

        string[] anywhere = [Stack.Domain, $"bot@{Stack.Domain}", stack.Contact("nobody"), stack.Room("#nowhere"), $"a%b%c@{Stack.Domain}"];
        foreach (var address in anywhere)
        {
            foreach (var type in (string[])["get", "set"])
            {
                var refusal = await juliet.RequestAsync(address, type, "<nonsense xmlns='urn:example:nonsense'/>");
                Assert.True(refusal.Is("iq", "error"), $"{address} answered {refusal}");
                Assert.NotNull(refusal.ChildOf("error"));
            }
        }
    }

    [Fact]
    public async Task A_self_ping_tells_whether_one_is_in_the_room()
    {
        await using var stack = await Stack.StartAsync(new ProsodyServer(), new InspircdServer());
        var juliet = await stack.LogInAsync();
        var own = $"{stack.Room("#verona")}/juliet";
        const string ping = "<ping xmlns='urn:xmpp:ping'/>";

        var outside = await juliet.RequestAsync(own, "get", ping);
        Assert.NotNull(outside.ChildOf("error")?.ChildOf("not-acceptable"));
        await juliet.JoinRoomAsync(stack.Room("#verona"), "juliet");
        Assert.True((await juliet.RequestAsync(own, "get", ping)).Is("iq", "result"));
    }

    [Fact]
    public async Task Nothing_that_a_client_sends_ends_the_stream()
    {
        await using var stack = await Stack.StartAsync(new ProsodyServer(), new InspircdServer());
        var before = stack.Xmpp.Output.Length;
        var juliet = await stack.LogInAsync();
        var room = XmppTestClient.Escape(stack.Room("#verona"));
        await juliet.JoinRoomAsync(stack.Room("#verona"), "juliet");
        string[] hostile =
        [
            $"<message to='{room}' type='groupchat'/>",
            $"<message to='{room}' type='groupchat' id=''><body/></message>",
            $"<message to='{room}/nobody' type='chat'><body>hello</body></message>",
            $"<message to='{room}' type='groupchat' id='long'><body>{new string('x', 60_000)}</body></message>",
            $"<message to='{room}' type='groupchat' id='lines'><body>one&#10;&#13;QUIT :two&#9;</body></message>",
            $"<presence to='{room}'><x xmlns='http://jabber.org/protocol/muc'/></presence>",
            $"<presence to='{room}/a b&#10;QUIT'><x xmlns='http://jabber.org/protocol/muc'/></presence>",
            $"<presence to='%@{Stack.Domain}/x'><x xmlns='http://jabber.org/protocol/muc'/></presence>",
            $"<message to='%%%@{Stack.Domain}'><body>x</body></message>",
            $"<message to='{Stack.Domain}' type='error'><body>x</body></message>",
            $"<iq to='{Stack.Domain}' type='result' id='never-asked'/>",
            $"<presence to='{Stack.Domain}' type='subscribed'/>",
            $"<message to='{Stack.Domain}' type='chat'>{string.Concat(Enumerable.Repeat("<a>", 90))}{string.Concat(Enumerable.Repeat("</a>", 90))}</message>",
        ];
        foreach (var stanza in hostile)
            await juliet.SendAsync(stanza);

        var pong = await juliet.RequestAsync(Stack.Domain, "get", "<ping xmlns='urn:xmpp:ping'/>");
        Assert.True(pong.Is("iq", "result"), pong.ToString());
        Assert.True(stack.Gateway.IsRunning);
        Assert.DoesNotContain("Component disconnected", stack.Xmpp.Output[before..], StringComparison.OrdinalIgnoreCase);
    }
}
