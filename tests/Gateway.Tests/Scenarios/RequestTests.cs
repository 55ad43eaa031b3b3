using System.Xml.Linq;
using Bridge.Gateway.Configuration;
using Bridge.Testing;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Every request is answered once, whatever it is and whoever it is for.</summary>
public sealed class RequestTests
{
    private static readonly string[] Targets =
    [
        Scene.Domain, $"{Scene.Domain}/somewhere", $"bot@{Scene.Domain}", $"bot@{Scene.Domain}/bridge", $"echo@{Scene.Domain}", $"echo@{Scene.Domain}/bridge",
        $"me@{Scene.Domain}", Scene.Lobby, $"{Scene.Lobby}/Ada", $"{Scene.Lobby}/Alice", $"{Scene.Lobby}/Nobody", "#elsewhere@demo.localhost",
        "#elsewhere@demo.localhost/Ada", $"=@{Scene.Domain}", $"nobody\\40nowhere@{Scene.Domain}",
    ];

    private static readonly string[] Payloads =
    [
        .. typeof(Ns).GetFields().Select(field => field.GetValue(null)).OfType<XNamespace>().Where(space => space != Ns.Component && space != Ns.Client)
            .Select(space => $"<query xmlns='{space.NamespaceName}'/>"),
        "<ping xmlns='urn:xmpp:ping'/>", "<time xmlns='urn:xmpp:time'/>", "<vCard xmlns='vcard-temp'/>", "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>",
        "<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'/></query>", "<query xmlns='urn:example:unheard-of'/>", "<query xmlns=''/>",
        "<query xmlns='http://jabber.org/protocol/disco#info' node='urn:example:no'/>", "<query xmlns='http://jabber.org/protocol/disco#items' node='http://jabber.org/protocol/commands'/>",
        "<query xmlns='http://jabber.org/protocol/disco#info' node='x-roomuser-item'/>",
        "<query xmlns='http://jabber.org/protocol/disco#items'><set xmlns='http://jabber.org/protocol/rsm'><max>-5</max><after>no</after></set></query>",
        "<query xmlns='http://jabber.org/protocol/disco#items'><set xmlns='http://jabber.org/protocol/rsm'><max>99999999999999</max><index>x</index><before>no</before></set></query>",
        "<query xmlns='jabber:iq:gateway'><prompt>#lobby</prompt></query>", "<query xmlns='jabber:iq:gateway'><prompt>&#x9;</prompt></query>",
        "<query xmlns='http://jabber.org/protocol/muc#admin'><item/></query>", "<query xmlns='http://jabber.org/protocol/muc#admin'><item affiliation='outcast'/></query>",
        "<query xmlns='http://jabber.org/protocol/muc#admin'><item nick='Bob' role='none'/></query>", "<query xmlns='http://jabber.org/protocol/muc#admin'><item jid='@@' affiliation='king'/></query>",
        "<command xmlns='http://jabber.org/protocol/commands' node='x' action='execute'/>", "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:avatar:data'/></pubsub>",
        "", "<a/><b/>",
    ];

    [Theory]
    [InlineData("get", true)]
    [InlineData("set", true)]
    [InlineData("get", false)]
    [InlineData("set", false)]
    public async Task Every_request_to_every_address_has_exactly_one_answer_with_its_id_from_where_it_was_sent_to(string type, bool isIn)
    {
        await using var scene = await Scene.StartAsync();
        if (isIn)
            await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        Dictionary<string, (string To, string Payload)> asked = [];
        foreach (var to in Targets)
        {
            foreach (var payload in Payloads)
            {
                var id = $"q{asked.Count}";
                asked[id] = (to, payload);
                scene.Server.Send($"<iq type='{type}' from='{Scene.Phone}' to='{to}' id='{id}'>{payload}</iq>");
            }
        }
        await Scene.UntilAsync(() => Answers(scene).Select(answer => answer.Id).Distinct().Count() == asked.Count, "all are answered: " + string.Join('\n', asked.Where(a => Answers(scene).All(answer => answer.Id != a.Key)).Take(5)));
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>", id: "last");
        var answers = Answers(scene).Where(answer => answer.Id != "last").ToList();
        Assert.Equal(asked.Count, answers.Count);
        foreach (var answer in answers)
        {
            Assert.Equal((Scene.Phone, asked[answer.Id!].To), (answer.To, answer.From));
            Assert.True(answer.Type is "result" || ComponentServerXPath.Matches(answer, "/iq[@type='error']/error[@type]/*[namespace-uri() = 'urn:ietf:params:xml:ns:xmpp-stanzas']"), answer.ToString());
        }
        Assert.Empty(scene.Errors);
        Assert.Equal(1, scene.Server.Connections);
    }

    [Theory]
    [InlineData("<ping xmlns='urn:xmpp:ping'/><ping xmlns='urn:xmpp:ping'/>")]
    [InlineData("<query xmlns='http://jabber.org/protocol/disco#info'/><a xmlns='urn:example:more'/>")]
    [InlineData("")]
    public async Task A_request_with_anything_but_one_child_is_a_bad_one(string payload)
    {
        await using var scene = await Scene.StartAsync();
        foreach (var to in (string[])[Scene.Domain, $"echo@{Scene.Domain}", Scene.Lobby])
        {
            var answer = await scene.AskAsync("get", to, payload);
            Assert.True(ComponentServerXPath.Matches(answer, "/iq[@type='error']/error[@type='modify']/stanzas:bad-request"), answer.ToString());
        }
    }

    [Fact]
    public async Task What_is_sent_to_no_address_is_answered_by_the_domain_and_logged_once()
    {
        await using var scene = await Scene.StartAsync();
        for (var i = 0; i < 100; i++)
            scene.Server.Send($"<message type='chat' from='{Scene.Phone}' to='&#x202E;{i}@{Scene.Domain}' id='m{i}'><body>hello</body></message>");
        await Scene.UntilAsync(() => scene.Seen($"/message[@type='error' and @from='{Scene.Domain}' and @to='{Scene.Phone}']/error/stanzas:jid-malformed").Count == 100, "each is answered");
        Assert.InRange(scene.Errors.Count, 0, 1);
    }

    [Fact]
    public async Task Whoever_only_stands_for_somebody_on_a_network_is_nobodys_user()
    {
        await using var scene = Scene.Prepare();
        scene.Rules[Scene.Domain] = AccessFlags.Use;
        await scene.StartGatewayAsync();
        const string puppet = $"ada@{Scene.Domain}/bridge";
        scene.SayTo("echo", "m1", "round and round", puppet);
        scene.Join(puppet, Scene.Lobby, "Ada2");
        foreach (var kind in (string[])["message[@id='m1']", "presence"])
            await scene.Server.ExpectAsync($"/{kind}[@type='error' and @to='{puppet}']/error/stanzas:forbidden");
        scene.Server.Send($"<presence type='error' from='{puppet}' to='{Scene.Lobby}/Ada2'><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Equal(2, scene.Seen($"/*[@to='{puppet}']").Count);
        Assert.Empty(scene.Arrived());
        Assert.Equal(0, scene.Network.Connections);
    }

    [Fact]
    public async Task What_is_no_request_is_not_answered()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.Server.ExpectAsync("/message/mucuser:x/mucuser:status[@code='104']");
        var before = scene.Server.Received.Count;
        foreach (var to in Targets)
        {
            foreach (var type in (string[])["result", "error"])
            {
                scene.Server.Send($"<iq type='{type}' from='{Scene.Phone}' to='{to}' id='r1'><query xmlns='jabber:iq:version'/></iq>");
                scene.Server.Send($"<iq type='{type}' from='{Scene.Phone}' to='{to}' id='barrier-1'/>");
            }
            scene.Server.Send($"<message type='error' from='{Scene.Phone}' to='{to}' id='r2'><error type='wait'><resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
            scene.Server.Send($"<presence type='error' from='{Scene.Phone}' to='{to}'><error type='wait'><resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>");
        }
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Equal(before + 1, scene.Server.Received.Count);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task A_stranger_is_refused_again_and_again_and_costs_no_connection()
    {
        await using var scene = await Scene.StartAsync();
        const string Stranger = "mallory@evil.example/x";
        for (var number = 0; number < 500; number++)
        {
            scene.SayTo("echo", $"m{number}", "hello", Stranger);
            scene.Join(Stranger, Scene.Lobby, $"Mallory{number}");
            scene.SayInRoom(Stranger, Scene.Lobby, $"g{number}", "hello");
            scene.Server.Send($"<iq type='get' from='{Stranger}' to='{Scene.Domain}' id='i{number}'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>");
            scene.Server.Send($"<presence type='subscribe' from='mallory@evil.example' to='echo@{Scene.Domain}'/>");
        }
        scene.SayTo("echo", "mine", "hello");
        await Scene.UntilAsync(() => scene.Seen("/message/receipts:received[@id='mine']").Count == 1, "who may use it is served meanwhile");
        Assert.Equal(2000, scene.Seen($"/*[@type='error' and @to='{Stranger}']/error[@type='auth']/stanzas:forbidden").Count);
        Assert.Equal(500, scene.Seen("/presence[@type='unsubscribed' and @to='mallory@evil.example']").Count);
        Assert.Equal([Scene.Alice], scene.Network.Accounts);
        Assert.Equal(1, scene.Network.Connections);
    }

    [Theory]
    [InlineData($"me@{Scene.Domain}", "get", "<query xmlns='http://jabber.org/protocol/disco#items'/>")]
    [InlineData($"echo@{Scene.Domain}", "get", "<vCard xmlns='vcard-temp'/>")]
    [InlineData($"{Scene.Lobby}/Ada", "get", "<vCard xmlns='vcard-temp'/>")]
    [InlineData(Scene.Lobby, "get", "<query xmlns='http://jabber.org/protocol/muc#admin'><item affiliation='outcast'/></query>")]
    [InlineData(Scene.Lobby, "set", "<query xmlns='http://jabber.org/protocol/muc#admin'><item nick='Bob' role='none'/><item nick='Ada' role='none'/></query>")]
    public async Task A_network_that_does_not_answer_a_request_is_not_waited_for(string to, string type, string payload)
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.Faults.SilentVerbs = true;
        scene.Server.Send($"<iq type='{type}' from='{Scene.Phone}' to='{to}' id='late'>{payload}</iq>");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Empty(scene.Seen("/iq[@id='late']"));
        await time.AdvanceUntilAsync(() => scene.Seen($"/iq[@id='late' and @type='error' and @from='{to}']/error[@type='wait' and stanzas:remote-server-timeout]").Count == 1);
        Assert.Empty(scene.Errors);
    }

    [Theory]
    [InlineData("<message type='groupchat' from='{0}' to='{1}' id='late'><subject>news</subject></message>")]
    [InlineData("<message from='{0}' to='{1}' id='late'><x xmlns='http://jabber.org/protocol/muc#user'><invite to='echo@demo.localhost'/></x></message>")]
    [InlineData("<presence from='{0}' to='{1}/Alicia' id='late'/>")]
    public async Task A_network_that_does_not_answer_a_change_of_a_room_is_not_waited_for(string stanza)
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.Faults.SilentVerbs = true;
        scene.Server.Send(string.Format(System.Globalization.CultureInfo.InvariantCulture, stanza, Scene.Phone, Scene.Lobby));
        await time.AdvanceUntilAsync(() => scene.Seen($"/*[@id='late' and @type='error' and @to='{Scene.Phone}']/error[@type='wait' and stanzas:remote-server-timeout]").Count == 1);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task A_request_under_way_is_answered_also_when_the_gateway_stops()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.Faults.SilentVerbs = true;
        scene.Server.Send($"<iq type='get' from='{Scene.Phone}' to='echo@{Scene.Domain}' id='late'><vCard xmlns='vcard-temp'/></iq>");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        await scene.StopGatewayAsync();
        Assert.Single(scene.Seen("/iq[@id='late' and @type='error']/error[@type='wait']"));
    }

    private static List<XElement> Answers(Scene scene) => [.. scene.Server.Received.Where(stanza => stanza.IsIq && stanza.Type is "result" or "error")];
}
