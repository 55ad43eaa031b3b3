using System.Globalization;
using Bridge.Adapters;
using Bridge.Testing;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>What can be done in a room besides talking, and what can go wrong in it.</summary>
public sealed class RoomVerbTests
{
    private const string Admin = "http://jabber.org/protocol/muc#admin";

    [Fact]
    public async Task A_ping_to_oneself_tells_whether_one_is_in()
    {
        await using var scene = await Scene.StartAsync();
        Assert.True(Is(await Ping(scene, "Alice", Scene.Phone), "/iq[@type='error']/error/stanzas:not-acceptable"));
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        Assert.True(Is(await Ping(scene, "Alice", Scene.Phone), $"/iq[@type='result' and @from='{Scene.Lobby}/Alice']"));
        Assert.True(Is(await Ping(scene, "Alice", Scene.Laptop), "/iq[@type='error']/error/stanzas:not-acceptable"));
        Assert.True(Is(await Ping(scene, "Nobody", Scene.Phone), "/iq[@type='error']/error/stanzas:item-not-found"));
    }

    [Fact]
    public async Task The_topic_goes_both_ways()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.SetTopic("#lobby", "ada", "by Ada");
        await scene.Server.ExpectAsync($"/message[@type='groupchat' and @from='{Scene.Lobby}/Ada' and @to='{Scene.Phone}' and not(body)]/subject[. = 'by Ada']");
        scene.Server.Send($"<message from='{Scene.Phone}' to='{Scene.Lobby}' type='groupchat' id='t1'><subject>by me</subject></message>");
        await scene.Server.ExpectAsync($"/message[@type='groupchat' and @from='{Scene.Lobby}/Alice']/subject[. = 'by me']");
        scene.Network.SetTopic("#lobby", "ada", "");
        await scene.Server.ExpectAsync($"/message[@from='{Scene.Lobby}/Ada']/subject[. = '']");
        await scene.JoinedAsync(Scene.Phone, "#readonly@demo.localhost", "Alice");
        scene.Server.Send($"<message from='{Scene.Phone}' to='#readonly@demo.localhost' type='groupchat' id='t2'><subject>mine</subject></message>");
        await scene.Server.ExpectAsync("/message[@type='error' and @id='t2' and @from='#readonly@demo.localhost']/error/stanzas:forbidden");
    }

    [Fact]
    public async Task A_private_message_and_its_answer_go_by_the_occupant_to_who_is_in_the_room()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Server.Send($"<message from='{Scene.Phone}' to='{Scene.Lobby}/Ada' id='p1' type='chat'><body>psst</body><x xmlns='http://jabber.org/protocol/muc#user'/><request xmlns='urn:xmpp:receipts'/></message>");
        await Scene.UntilAsync(() => scene.Seen($"/message[@type='chat' and @from='{Scene.Lobby}/Ada' and @to='{Scene.Phone}' and mucuser:x]/body").Count == 1, "the answer comes from the occupant");
        Assert.Single(scene.Seen($"/message[@from='{Scene.Lobby}/Ada' and @to='{Scene.Phone}']/receipts:received[@id='p1']"));
        Assert.Equal(["psst"], scene.Arrived());
        scene.Server.Send($"<message from='{Scene.Phone}' to='{Scene.Lobby}/Nobody' id='p2' type='chat'><body>psst</body></message>");
        await scene.Server.ExpectAsync($"/message[@type='error' and @id='p2' and @from='{Scene.Lobby}/Nobody']/error/stanzas:item-not-found");
        scene.Server.Send($"<message from='{Scene.Phone}' to='{Scene.Lobby}/Ada' id='p3' type='groupchat'><body>psst</body></message>");
        await scene.Server.ExpectAsync("/message[@type='error' and @id='p3']/error/stanzas:bad-request");
        scene.Server.Send($"<message from='{Scene.Laptop}' to='{Scene.Lobby}/Ada' id='p4' type='chat'><body>psst</body></message>");
        await scene.Server.ExpectAsync("/message[@type='error' and @id='p4']/error/stanzas:not-acceptable");
    }

    [Fact]
    public async Task What_is_said_privately_in_the_group_reaches_only_clients_in_the_room()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.Raise(
            new MessageReceived { Chat = new ChatId("#lobby"), Sender = new ContactId("ada"), SenderName = "Ada", Content = MessageContent.FromText("only you"), Private = true },
            Scene.Alice);
        var got = await scene.Server.ExpectAsync($"/message[body='only you' and @type='chat' and @from='{Scene.Lobby}/Ada' and mucuser:x]");
        Assert.Equal(Scene.Phone, got.Attribute("to")!.Value);
        scene.Join(Scene.Laptop, Scene.Lobby, "Alice");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Laptop}']/subject");
        Assert.Empty(scene.Seen($"/message[@to='{Scene.Laptop}' and body='only you']"));
    }

    [Theory]
    [InlineData("<message type='error' from='{0}' to='{1}/Ada' id='x'>{2}</message>")]
    [InlineData("<presence type='error' from='{0}' to='{1}/Ada'>{2}</presence>")]
    public async Task A_client_that_bounces_is_no_longer_in_the_room(string bounce)
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.JoinedAsync(Scene.Laptop, Scene.Lobby, "Alice");
        const string Error = "<error type='cancel'><{0} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
        scene.Server.Send(string.Format(CultureInfo.InvariantCulture, bounce, Scene.Phone, Scene.Lobby, string.Format(CultureInfo.InvariantCulture, Error, "recipient-unavailable")));
        scene.Server.Send(string.Format(CultureInfo.InvariantCulture, bounce, Scene.Laptop, Scene.Lobby, string.Format(CultureInfo.InvariantCulture, Error, "not-acceptable")));
        Assert.True(Is(await Ping(scene, "Alice", Scene.Phone), "/iq[@type='error']/error/stanzas:not-acceptable"));
        Assert.True(Is(await Ping(scene, "Alice", Scene.Laptop), "/iq[@type='result']"));
        scene.Network.SayInGroup("#lobby", "ada", "who is left?");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Laptop}' and body='who is left?']");
        Assert.Empty(scene.Seen($"/message[@to='{Scene.Phone}' and body='who is left?']"));
    }

    [Theory]
    [InlineData("#secret", "Alice", "", "not-authorized", "auth")]
    [InlineData("#secret", "Alice", "<password>wrong</password>", "not-authorized", "auth")]
    [InlineData("#staff", "Alice", "", "registration-required", "auth")]
    [InlineData("#lobby", "Ada", "", "conflict", "cancel")]
    public async Task A_refused_join_says_why(string group, string nick, string inside, string condition, string type)
    {
        await using var scene = await Scene.StartAsync();
        scene.Join(Scene.Phone, $"{group}@{Scene.Domain}", nick, inside);
        await scene.Server.ExpectAsync($"/presence[@type='error' and @from='{group}@{Scene.Domain}/{nick}' and @to='{Scene.Phone}']/error[@type='{type}' and stanzas:{condition} and stanzas:text]");
        // And does not stand in the way of one that is in order.
        scene.Join(Scene.Phone, "#secret@demo.localhost", "Alice", "<password>sesame</password>");
        await scene.Server.ExpectAsync("/message[starts-with(@from, '#secret@demo.localhost')]/subject");
    }

    [Fact]
    public async Task A_ban_and_a_network_that_is_down_refuse_the_join()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.Leave("#lobby", Scene.Alice, MemberChangeKind.Kicked);
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        scene.Join("bob@localhost/pc", Scene.Lobby, "Bobby");
        await scene.Server.ExpectAsync($"/presence[@type='error' and @to='bob@localhost/pc' and @from='{Scene.Lobby}/Bobby']/error[@type='wait']/stanzas:remote-server-timeout");
        scene.Server.Send($"<presence from='{Scene.Laptop}' to='{Scene.Lobby}'><x xmlns='http://jabber.org/protocol/muc'/></presence>");
        await scene.Server.ExpectAsync($"/presence[@type='error' and @from='{Scene.Lobby}' and @to='{Scene.Laptop}']/error/stanzas:jid-malformed");
    }

    [Fact]
    public async Task Five_hundred_members_are_shown_in_one_go()
    {
        await using var scene = await Scene.StartAsync();
        scene.Join(Scene.Phone, "#big@demo.localhost", "Alice");
        await scene.Server.ExpectAsync("/message[starts-with(@from, '#big@demo.localhost')]/subject", TimeSpan.FromSeconds(20));
        var shown = scene.Seen("/presence[starts-with(@from, '#big@demo.localhost/')]");
        Assert.Equal(501, shown.Count);
        Assert.Equal("#big@demo.localhost/Alice", shown[^1].Attribute("from")!.Value);
        var first = await scene.AskAsync("get", "#big@demo.localhost", "<query xmlns='http://jabber.org/protocol/disco#items'><set xmlns='http://jabber.org/protocol/rsm'><max>100</max></set></query>");
        Assert.Equal(100, first.Descendants(Ns.DiscoItems + "item").Count());
        Assert.True(Is(first, "/iq/discoitems:query/rsm:set[rsm:count='501' and rsm:first[@index='0']]"), first.ToString());
        HashSet<string> all = [];
        var page = first;
        while (page.Descendants(Ns.DiscoItems + "item").Any())
        {
            Assert.All(page.Descendants(Ns.DiscoItems + "item"), item => Assert.True(all.Add(item.Attribute("jid")!.Value)));
            var last = page.Descendants(Ns.Rsm + "last").Single().Value;
            page = await scene.AskAsync("get", "#big@demo.localhost", $"<query xmlns='http://jabber.org/protocol/disco#items'><set xmlns='http://jabber.org/protocol/rsm'><max>100</max><after>{last}</after></set></query>");
        }
        Assert.Equal(501, all.Count);
    }

    [Fact]
    public async Task A_room_says_what_it_is()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var info = await scene.AskAsync("get", Scene.Lobby, "<query xmlns='http://jabber.org/protocol/disco#info'/>");
        Assert.True(Is(info, "/iq[@type='result']/discoinfo:query[discoinfo:identity[@category='conference' and @type='text' and @name='Lobby']]"), info.ToString());
        foreach (var feature in (string[])["http://jabber.org/protocol/muc", "http://jabber.org/protocol/muc#stable_id", "urn:xmpp:sid:0", "urn:xmpp:occupant-id:0"])
            Assert.True(Is(info, $"/iq/discoinfo:query/discoinfo:feature[@var='{feature}']"), feature);
        Assert.False(Is(info, "/iq/discoinfo:query/discoinfo:feature[@var='muc_nonanonymous']"));
        Assert.True(Is(info, "/iq/discoinfo:query/data:x/data:field[@var='muc#roominfo_subject' and data:value='Everybody is welcome']"), info.ToString());
        Assert.True(Is(info, "/iq/discoinfo:query[discoinfo:feature[@var='muc_public'] and not(discoinfo:feature[@var='muc_hidden'])]"), info.ToString());
        scene.Network.Raise(new ChatInfoChanged { Chat = new ChatId("#lobby"), Hidden = true }, Scene.Alice);
        await scene.Server.ExpectAsync($"/message[@from='{Scene.Lobby}']/mucuser:x/mucuser:status[@code='104']");
        info = await scene.AskAsync("get", Scene.Lobby, "<query xmlns='http://jabber.org/protocol/disco#info'/>");
        Assert.True(Is(info, "/iq/discoinfo:query[discoinfo:feature[@var='muc_hidden'] and not(discoinfo:feature[@var='muc_public'])]"), info.ToString());
        // Somebody who is not in it is not told who is.
        var items = await scene.AskAsync("get", Scene.Lobby, "<query xmlns='http://jabber.org/protocol/disco#items'/>", "bob@localhost/pc");
        Assert.Empty(items.Descendants(Ns.DiscoItems + "item"));
    }

    [Fact]
    public async Task Lists_are_shown_and_people_put_out_by_those_who_may()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var owners = await scene.AskAsync("get", Scene.Lobby, $"<query xmlns='{Admin}'><item affiliation='owner'/></query>");
        Assert.Equal(["Ada"], owners.Descendants(Ns.MucAdmin + "item").Select(item => item.Attribute("nick")!.Value));
        var refused = await scene.AskAsync("set", Scene.Lobby, $"<query xmlns='{Admin}'><item nick='Bob' role='none'/></query>");
        Assert.True(Is(refused, "/iq[@type='error']/error/stanzas:forbidden"), refused.ToString());
        scene.Network.SetRole("#lobby", Scene.Alice, MemberRole.Admin);
        await scene.Server.ExpectAsync($"/presence[@from='{Scene.Lobby}/Alice' and mucuser:x[mucuser:item[@affiliation='admin' and @role='moderator'] and mucuser:status[@code='110']]]");
        scene.Server.Send($"<iq type='set' from='{Scene.Phone}' to='{Scene.Lobby}' id='k1'><query xmlns='{Admin}'><item nick='Bob' role='none'><reason>enough</reason></item></query></iq>");
        await Scene.UntilAsync(() => scene.Seen("/iq[@id='k1' and @type='result']").Count == 1, "the kick is confirmed");
        await Scene.UntilAsync(() => scene.Seen($"/presence[@type='unavailable' and @from='{Scene.Lobby}/Bob' and mucuser:x[mucuser:status[@code='307'] and mucuser:item/mucuser:reason='enough']]").Count == 1, "Bob is shown to be kicked");
        var stranger = await scene.AskAsync("get", Scene.Lobby, $"<query xmlns='{Admin}'><item affiliation='owner'/></query>", Scene.Laptop);
        Assert.True(Is(stranger, "/iq[@type='error']/error/stanzas:not-acceptable"), stranger.ToString());
        var nonsense = await scene.AskAsync("set", Scene.Lobby, $"<query xmlns='{Admin}'><item nick='Nobody' role='none'/></query>");
        Assert.True(Is(nonsense, "/iq[@type='error']/error/stanzas:item-not-found"), nonsense.ToString());
    }

    [Fact]
    public async Task Who_asks_for_a_voice_is_told_whom_to_ask()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Server.Send(
            $"<message from='{Scene.Phone}' to='{Scene.Lobby}' id='v1'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#request</value></field>"
            + "<field var='muc#role'><value>participant</value></field></x></message>");
        await scene.Server.ExpectAsync($"/message[@type='error' and @id='v1' and @from='{Scene.Lobby}']/error[stanzas:feature-not-implemented and contains(stanzas:text, 'operators')]");
    }

    [Fact]
    public async Task After_the_networks_connection_is_lost_the_room_says_so_and_comes_back()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.Disconnect(Scene.Alice);
        await scene.Server.ExpectAsync($"/message[@from='{Scene.Lobby}' and @to='{Scene.Phone}' and contains(body, 'is lost')]");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "written meanwhile");
        await scene.Server.ExpectAsync($"/message[@from='{Scene.Lobby}' and @to='{Scene.Phone}' and contains(body, 'Back in')]");
        await scene.Server.ExpectAsync($"/message[@from='{Scene.Lobby}/Alice' and @id='m1']");
        Assert.Equal(["written meanwhile"], scene.Arrived());
    }

    [Fact]
    public async Task A_client_that_joins_while_the_connection_is_lost_is_let_in_when_it_is_back()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.Disconnect(Scene.Alice);
        await scene.Server.ExpectAsync($"/message[contains(body, 'is lost')]");
        scene.Join(Scene.Laptop, Scene.Lobby, "Alice");
        // This one has started anew and knows nothing of the room any more.
        scene.Join(Scene.Phone, Scene.Lobby, "Alice");
        foreach (var client in (string[])[Scene.Laptop, Scene.Phone])
            await Scene.UntilAsync(() => scene.Seen($"/message[@to='{client}']/subject").Count == (client == Scene.Phone ? 2 : 1), $"{client} is shown the room");
        Assert.Equal(2, scene.Seen($"/presence[@to='{Scene.Phone}' and @from='{Scene.Lobby}/Alice']/mucuser:x/mucuser:status[@code='110']").Count);
    }

    private static Task<System.Xml.Linq.XElement> Ping(Scene scene, string nick, string from) =>
        scene.AskAsync("get", $"{Scene.Lobby}/{nick}", "<ping xmlns='urn:xmpp:ping'/>", from);

    private static bool Is(System.Xml.Linq.XElement stanza, string xpath) => ComponentServerXPath.Matches(stanza, xpath);

    [Fact]
    public async Task The_owner_sees_and_changes_the_settings()
    {
        const string Room = $"#mine@{Scene.Domain}", Owner = "http://jabber.org/protocol/muc#owner", Get = $"<query xmlns='{Owner}'/>";
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Room, "Alice");
        var form = await scene.AskAsync("get", Room, Get);
        Assert.True(ComponentServerXPath.Matches(form, "/iq[@type='result']/*/data:x[@type='form']/data:field[@var='FORM_TYPE']/data:value[. = 'http://jabber.org/protocol/muc#roomconfig']"), form.ToString());
        Assert.Equal(["0", "boolean"], Moderated(form));
        string Submit(string value) => $"<query xmlns='{Owner}'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>"
            + $"<field var='muc#roomconfig_moderatedroom'><value>{value}</value></field><field var='unheard-of'><value>1</value></field></x></query>";
        Assert.Equal("result", (await scene.AskAsync("set", Room, Submit("true"))).Type);
        Assert.Equal(["1", "boolean"], Moderated(await scene.AskAsync("get", Room, Get)));
        Assert.Equal("result", (await scene.AskAsync("set", Room, $"<query xmlns='{Owner}'><x xmlns='jabber:x:data' type='cancel'/></query>")).Type);
        Assert.Equal(["1", "boolean"], Moderated(await scene.AskAsync("get", Room, Get)));

        foreach (var (type, to, inside, from, condition) in new[]
        {
            ("get", Room, Get, Scene.Laptop, "not-acceptable"),
            ("set", Room, $"<query xmlns='{Owner}'><destroy/></query>", Scene.Phone, "not-allowed"),
            ("set", Room, Get, Scene.Phone, "bad-request"),
        })
        {
            var refused = await scene.AskAsync(type, to, inside, from);
            Assert.True(ComponentServerXPath.Matches(refused, $"/iq[@type='error']/error/stanzas:{condition}"), refused.ToString());
        }

        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var notOwner = await scene.AskAsync("get", Scene.Lobby, Get);
        Assert.True(ComponentServerXPath.Matches(notOwner, "/iq[@type='error']/error/stanzas:forbidden"), notOwner.ToString());
    }

    private static IEnumerable<string> Moderated(System.Xml.Linq.XElement form)
    {
        var field = form.Descendants(Bridge.Xmpp.Ns.Data + "field").Single(static field => field.Attribute("var")?.Value == "muc#roomconfig_moderatedroom");
        return [field.Value, field.Attribute("type")!.Value];
    }
}
