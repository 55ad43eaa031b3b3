using System.Globalization;
using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Configuration;
using Bridge.Testing;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>The archive of a room as its user asks for it (XEP-0313).</summary>
public sealed class ArchiveTests
{
    private const int Many = 300;

    private const string Bob = "bob@localhost/desk";

    [Fact]
    public async Task Pages_forwards_have_every_message_once_in_order()
    {
        await using var scene = await ManySaidAsync();
        List<string> got = [];
        string? after = null;
        for (var pages = 1; ; pages++)
        {
            var (bodies, end) = await AskAsync(scene, Rsm(40, after is null ? "" : $"<after>{after}</after>"));
            got.AddRange(bodies);
            after = Last(end);
            if (IsComplete(end))
            {
                Assert.Equal(8, pages);
                break;
            }
            Assert.Equal(40, bodies.Count);
        }
        Assert.Equal(Lines(0, Many), got);
    }

    [Fact]
    public async Task Pages_backwards_have_every_message_once_in_order()
    {
        await using var scene = await ManySaidAsync();
        List<string> got = [];
        var before = "<before/>";
        while (true)
        {
            var (bodies, end) = await AskAsync(scene, Rsm(70, before));
            got.InsertRange(0, bodies);
            before = $"<before>{First(end)}</before>";
            if (IsComplete(end))
                break;
        }
        Assert.Equal(Lines(0, Many), got);
    }

    [Fact]
    public async Task A_page_is_bounded_whatever_is_asked_and_may_come_newest_first()
    {
        await using var scene = await ManySaidAsync();
        var (bodies, end) = await AskAsync(scene, "");
        Assert.Equal(Lines(0, 50), bodies);
        Assert.False(IsComplete(end));
        (bodies, end) = await AskAsync(scene, Rsm(2_000_000_000));
        Assert.Equal(Lines(0, 250), bodies);
        Assert.False(IsComplete(end));
        var (straight, sameEnd) = await AskAsync(scene, Rsm(10, "<before/>"));
        (bodies, end) = await AskAsync(scene, Rsm(10, "<before/>") + "<flip-page/>");
        Assert.Equal(Lines(Many - 10, 10), straight);
        Assert.Equal(straight.AsEnumerable().Reverse(), bodies);
        Assert.Equal((First(sameEnd), Last(sameEnd)), (First(end), Last(end)));
        (bodies, end) = await AskAsync(scene, Rsm(0));
        Assert.Empty(bodies);
        Assert.True(ComponentServerXPath.Matches(end, $"/iq/mam:fin/rsm:set[rsm:count='{Many}' and not(rsm:first)]"), end.ToString());
    }

    [Fact]
    public async Task A_result_is_the_message_as_it_was_sent_live()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.SayInGroup("#lobby", "ada", "from there");
        var there = await scene.Server.ExpectAsync("/message[body='from there']");
        scene.Server.Send(
            $"<message from='{Scene.Phone}' to='{Scene.Lobby}' id='m1' type='groupchat'><body>from here</body><origin-id xmlns='urn:xmpp:sid:0' id='o1'/>" +
            $"<x xmlns='http://jabber.org/protocol/muc#user'><item jid='king@localhost'/></x><delay xmlns='urn:xmpp:delay' stamp='2001-01-01T00:00:00Z'/></message>");
        var here = await scene.Server.ExpectAsync("/message[body='from here']");
        var before = scene.Server.Received.Count;
        await AskAsync(scene, "", queryId: "q1");
        var results = scene.Server.Received.Skip(before).Where(static stanza => stanza.IsMessage).ToList();
        foreach (var (live, result) in new[] { there, here }.Zip(results))
        {
            Assert.True(ComponentServerXPath.Matches(result, $"/message[@from='{Scene.Lobby}' and @to='{Scene.Phone}' and not(@type)]/mam:result[@queryid='q1' and @id='{StanzaId(live)}']/forward:forwarded/delay:delay/@stamp"), result.ToString());
            var message = result.Descendants(Ns.Client + "message").Single();
            Assert.Null(message.Attribute("to"));
            Assert.Equal(
                (live.Attribute("from")!.Value, live.Attribute("id")!.Value, "groupchat"),
                (message.Attribute("from")!.Value, message.Attribute("id")!.Value, message.Attribute("type")!.Value));
            Assert.Equal(StanzaId(live), StanzaId(message));
            Assert.Equal(
                live.Element(Ns.OccupantId + "occupant-id")!.Attribute("id")!.Value, message.Element(Ns.OccupantId + "occupant-id")!.Attribute("id")!.Value);
        }
        var own = results[1].Descendants(Ns.Client + "message").Single();
        Assert.NotNull(own.Element(Ns.Sid + "origin-id"));
        Assert.Null(own.Element(Ns.MucUser + "x"));
        Assert.Null(own.Element(Ns.Delay + "delay"));
        Assert.Equal(2, results.Count);
    }

    [Fact]
    public async Task The_fields_of_the_form_restrict_what_is_found()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        scene.Join(Scene.Phone, Scene.Lobby, "Alice");
        await time.AdvanceUntilAsync(() => scene.Seen("/message[subject]").Count == 1, TimeSpan.FromMilliseconds(10));
        List<XElement> said = [];
        foreach (var (who, text) in new[] { ("ada", "one"), ("bob", "two"), ("", "three"), ("ada", "four") })
        {
            if (who.Length == 0)
                scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", text);
            else
                scene.Network.SayInGroup("#lobby", who, text);
            said.Add(await scene.Server.ExpectAsync($"/message[body='{text}']"));
            time.Advance(TimeSpan.FromSeconds(1));
        }
        string[] ids = [.. said.Select(StanzaId)];
        var before = scene.Server.Received.Count;
        await AskAsync(scene, "");
        string[] stamps = [.. scene.Server.Received.Skip(before).SelectMany(static stanza => stanza.Descendants(Ns.Delay + "delay")).Select(static delay => delay.Attribute("stamp")!.Value)];
        Assert.Equal(4, stamps.Length);
        foreach (var (fields, expected) in new (string, string[])[]
        {
            (Field("with", $"{Scene.Lobby}/Ada"), ["one", "four"]),
            (Field("with", Scene.Lobby), ["one", "two", "three", "four"]),
            (Field("with", $"ada@{Scene.Domain}"), ["one", "four"]),
            (Field("with", Scene.Alice), ["three"]),
            (Field("with", "nobody@localhost"), []),
            (Field("start", stamps[1]), ["two", "three", "four"]),
            (Field("end", stamps[1]), ["one", "two"]),
            (Field("start", stamps[1]) + Field("end", stamps[2]), ["two", "three"]),
            (Field("start", stamps[1].Replace("Z", "9Z", StringComparison.Ordinal)), ["three", "four"]),
            (Field("start", "2999-01-01T00:00:00Z"), []),
            (Field("after-id", ids[1]), ["three", "four"]),
            (Field("before-id", ids[2]), ["one", "two"]),
            (Field("after-id", ids[0]) + Field("before-id", ids[3]), ["two", "three"]),
            (Field("ids", ids[3], ids[0], ids[3]), ["one", "four"]),
            (Field("ids", ids[3], ids[0]) + Field("with", $"{Scene.Lobby}/Bob"), []),
        })
        {
            var (bodies, end) = await AskAsync(scene, Form(fields));
            Assert.Equal((fields, string.Join(' ', expected), true), (fields, string.Join(' ', bodies), IsComplete(end)));
        }
        var (page, last) = await AskAsync(scene, Form(Field("with", $"{Scene.Lobby}/Ada")) + Rsm(1, "<before/>"));
        Assert.Equal(["four"], page);
        Assert.False(IsComplete(last));
        (page, last) = await AskAsync(scene, Form(Field("ids", ids)) + Rsm(2, $"<after>{ids[0]}</after>"));
        Assert.Equal(["two", "three"], page);
        Assert.False(IsComplete(last));
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        foreach (var (inside, error) in new[]
        {
            (Form(Field("start", "yesterday")), "bad-request"), (Form(Field("with", "@@")), "bad-request"), (Form(Field("start", "x"), type: "result"), "bad-request"),
            (Form("", formType: "urn:xmpp:mam:1"), "bad-request"), (Form(Field("withtext", "x")), "feature-not-implemented"), (Rsm(5, "<index>3</index>"), "feature-not-implemented"),
            (Rsm(5, "<after>nothing</after>"), "item-not-found"), (Rsm(5, "<before>nothing</before>"), "item-not-found"),
            (Form(Field("after-id", "nothing")), "item-not-found"), (Form(Field("before-id", "nothing")), "item-not-found"), (Form(Field("ids", "nothing")), "item-not-found"),
        })
        {
            var answer = await scene.AskAsync("set", Scene.Lobby, $"<query xmlns='urn:xmpp:mam:2'>{inside}</query>");
            Assert.True(ComponentServerXPath.Matches(answer, $"/iq[@type='error']/error/stanzas:{error}"), $"{inside}: {answer}");
        }
        foreach (var (type, payload, error) in new[]
        {
            ("set", "<metadata xmlns='urn:xmpp:mam:2'/>", "bad-request"), ("get", "<prefs xmlns='urn:xmpp:mam:2'/>", "feature-not-implemented"), ("set", "<prefs xmlns='urn:xmpp:mam:2' default='never'/>", "feature-not-implemented"),
        })
        {
            var answer = await scene.AskAsync(type, Scene.Lobby, payload);
            Assert.True(ComponentServerXPath.Matches(answer, $"/iq[@type='error']/error/stanzas:{error}"), answer.ToString());
        }
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task The_form_the_metadata_and_the_features_are_told()
    {
        await using var scene = await Scene.StartAsync();
        var info = await scene.AskAsync("get", Scene.Lobby, "<query xmlns='http://jabber.org/protocol/disco#info'/>");
        foreach (var feature in (string[])["urn:xmpp:mam:2", "urn:xmpp:mam:2#extended", "urn:xmpp:sid:0"])
            Assert.True(ComponentServerXPath.Matches(info, $"/iq/discoinfo:query/discoinfo:feature[@var='{feature}']"), feature);
        var form = await scene.AskAsync("get", Scene.Lobby, "<query xmlns='urn:xmpp:mam:2'/>");
        Assert.True(ComponentServerXPath.Matches(form, "/iq[@type='result']/mam:query/data:x[@type='form' and count(data:field) = 7 and data:field[@var='ids']/datavalidate:validate/datavalidate:open]"), form.ToString());
        Assert.True(ComponentServerXPath.Matches(await scene.AskAsync("get", Scene.Lobby, "<metadata xmlns='urn:xmpp:mam:2'/>"), "/iq[@type='result']/mam:metadata[not(*)]"));
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.SayInGroup("#lobby", "ada", "first");
        scene.Network.SayInGroup("#lobby", "ada", "last");
        var first = StanzaId(await scene.Server.ExpectAsync("/message[body='first']"));
        var last = StanzaId(await scene.Server.ExpectAsync("/message[body='last']"));
        var metadata = await scene.AskAsync("get", Scene.Lobby, "<metadata xmlns='urn:xmpp:mam:2'/>");
        Assert.True(ComponentServerXPath.Matches(metadata, $"/iq/mam:metadata[mam:start[@id='{first}' and @timestamp] and mam:end[@id='{last}' and @timestamp]]"), metadata.ToString());
    }

    [Fact]
    public async Task It_is_there_after_a_restart_and_without_being_in_the_room()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.SayInGroup("#lobby", "ada", "from there");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "from here");
        await Scene.UntilAsync(() => scene.Seen("/message[body]").Count == 2, "both were said");
        var (before, _) = await AskAsync(scene, "");
        scene.Server.Send($"<presence type='unavailable' from='{Scene.Phone}' to='{Scene.Lobby}/Alice'/>");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM rooms", 0);
        await scene.RestartAfterCrashAsync();
        var (after, end) = await AskAsync(scene, "");
        Assert.Equal(before, after);
        Assert.True(IsComplete(end));
        Assert.Equal(["from here", "from there"], after.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nobody_sees_the_archive_of_another()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.SayInGroup("#lobby", "ada", "before Bob came");
        var id = StanzaId(await scene.Server.ExpectAsync("/message[body='before Bob came']"));
        Assert.Equal(["before Bob came"], (await AskAsync(scene, "")).Bodies);
        var (bodies, end) = await AskAsync(scene, "", Bob);
        Assert.Empty(bodies);
        Assert.True(IsComplete(end));
        foreach (var inside in (string[])[Rsm(5, $"<after>{id}</after>"), Form(Field("ids", id))])
        {
            var answer = await scene.AskAsync("set", Scene.Lobby, $"<query xmlns='urn:xmpp:mam:2'>{inside}</query>", Bob);
            Assert.True(ComponentServerXPath.Matches(answer, "/iq[@type='error']/error/stanzas:item-not-found"), answer.ToString());
        }
        // He has nothing there by asking, and what he then hears himself is his own.
        Assert.Equal(1, scene.Count("SELECT COUNT(*) FROM accounts"));
        scene.Network.Faults.RefuseHistory = true;
        await scene.JoinedAsync(Bob, Scene.Lobby, "Robert");
        Assert.Empty(scene.Seen($"/message[@to='{Bob}' and body]"));
        scene.Network.SayInGroup("#lobby", "ada", "for both");
        await Scene.UntilAsync(() => scene.Seen("/message[body='for both']").Count == 2, "both hear it");
        Assert.Equal(["for both"], (await AskAsync(scene, "", Bob)).Bodies);
        Assert.Equal(["before Bob came", "for both"], (await AskAsync(scene, "")).Bodies);
        var stranger = await scene.AskAsync("set", Scene.Lobby, "<query xmlns='urn:xmpp:mam:2'/>", "mallory@elsewhere.example/x");
        Assert.True(ComponentServerXPath.Matches(stranger, "/iq[@type='error']/error/stanzas:forbidden"), stranger.ToString());
    }

    [Fact]
    public async Task What_is_private_and_what_the_room_says_itself_is_not_kept()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.Raise(
            new MessageReceived { Chat = new ChatId("#lobby"), Sender = new ContactId("ada"), SenderName = "Ada", Content = MessageContent.FromText("only you"), Private = true }, Scene.Alice);
        scene.Network.Raise(new Notice("be nice") { Chat = new ChatId("#lobby") }, Scene.Alice);
        scene.Network.Raise(new ActivityChanged(new ContactId("ada"), ActivityKind.Typing) { Chat = new ChatId("#lobby") }, Scene.Alice);
        scene.Server.Send($"<message from='{Scene.Phone}' to='{Scene.Lobby}/Ada' id='p1' type='chat'><body>psst</body></message>");
        scene.Network.Disconnect(Scene.Alice);
        await scene.Server.ExpectAsync("/message[contains(body, 'Back in')]");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "to all");
        await scene.Server.ExpectAsync("/message[@type='groupchat' and body='to all']");
        Assert.Equal(["to all"], (await AskAsync(scene, "")).Bodies);
    }

    [Fact]
    public async Task What_is_old_or_too_much_goes_and_the_rest_stays()
    {
        var time = new ManualTime();
        await using var scene = Scene.Prepare(time);
        scene.Archive = new ArchiveConfiguration(Days: 2, MaxPerRoom: 3);
        await scene.StartGatewayAsync();
        scene.Join(Scene.Phone, Scene.Lobby, "Alice");
        await time.AdvanceUntilAsync(() => scene.Seen("/message[subject]").Count == 1, TimeSpan.FromMilliseconds(10));
        scene.Join(Scene.Phone, "#plain@demo.localhost", "Alice");
        await time.AdvanceUntilAsync(() => scene.Seen("/message[subject]").Count == 2, TimeSpan.FromMilliseconds(10));
        scene.Network.SayInGroup("#plain", "dora", "old");
        for (var line = 0; line < 5; line++)
            scene.Network.SayInGroup("#lobby", "ada", $"line {line}");
        await time.AdvanceUntilAsync(() => scene.Count("SELECT COUNT(*) FROM archive") == 6, TimeSpan.FromMilliseconds(10));
        await time.AdvanceUntilAsync(() => scene.Count("SELECT COUNT(*) FROM archive") == 4, TimeSpan.FromMinutes(1));
        Assert.Equal(["line 2", "line 3", "line 4"], (await AskAsync(scene, "")).Bodies);
        scene.Execute($"UPDATE archive SET said_at = said_at - {TimeSpan.FromDays(3).TotalMilliseconds} WHERE nick = 'Dora' OR id = (SELECT MIN(id) FROM archive WHERE nick = 'Ada')");
        await time.AdvanceUntilAsync(() => scene.Count("SELECT COUNT(*) FROM archive") == 2, TimeSpan.FromMinutes(1));
        Assert.Equal(["line 3", "line 4"], (await AskAsync(scene, "")).Bodies);
    }

    [Fact]
    public async Task What_is_old_or_too_much_goes_soon_after_a_restart()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        scene.Join(Scene.Phone, Scene.Lobby, "Alice");
        await time.AdvanceUntilAsync(() => scene.Seen("/message[subject]").Count == 1, TimeSpan.FromMilliseconds(10));
        for (var line = 0; line < 5; line++)
            scene.Network.SayInGroup("#lobby", "ada", $"line {line}");
        await time.AdvanceUntilAsync(() => scene.Count("SELECT COUNT(*) FROM archive") == 5, TimeSpan.FromMilliseconds(10));
        await scene.CrashAsync();
        scene.Execute($"UPDATE archive SET said_at = said_at - {TimeSpan.FromDays(3).TotalMilliseconds} WHERE id = (SELECT MAX(id) FROM archive)");
        scene.Archive = new ArchiveConfiguration(Days: 2, MaxPerRoom: 3);
        await scene.StartGatewayAsync();
        var started = time.GetUtcNow();
        await time.AdvanceUntilAsync(() => scene.Count("SELECT COUNT(*) FROM archive") == 3, TimeSpan.FromSeconds(1));
        Assert.InRange(time.GetUtcNow() - started, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Assert.Equal(["line 1", "line 2", "line 3"], (await AskAsync(scene, "")).Bodies);
    }

    [Fact]
    public async Task Where_nothing_is_kept_nothing_is_offered_and_the_last_messages_are_shown_all_the_same()
    {
        await using var scene = Scene.Prepare();
        scene.Archive = new ArchiveConfiguration(Days: 0, MaxPerRoom: 1000);
        await scene.StartGatewayAsync();
        var info = await scene.AskAsync("get", Scene.Lobby, "<query xmlns='http://jabber.org/protocol/disco#info'/>");
        Assert.False(ComponentServerXPath.Matches(info, "/iq/discoinfo:query/discoinfo:feature[starts-with(@var, 'urn:xmpp:mam')]"));
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.SayInGroup("#lobby", "ada", "said");
        await scene.Server.ExpectAsync("/message[body='said']");
        var answer = await scene.AskAsync("set", Scene.Lobby, "<query xmlns='urn:xmpp:mam:2'/>");
        Assert.True(ComponentServerXPath.Matches(answer, "/iq[@type='error']/error/stanzas:service-unavailable"), answer.ToString());
        await scene.JoinedAsync(Scene.Laptop, Scene.Lobby, "Alice");
        Assert.Equal(["said"], scene.Bodies($"/message[@to='{Scene.Laptop}' and body and delay:delay]"));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM archive", 0);
    }

    [Fact]
    public async Task A_user_who_wants_nothing_kept_has_nothing_kept_from_then_on()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.SayInGroup("#lobby", "ada", "before");
        await scene.Server.ExpectAsync("/message[body='before']");
        scene.Server.Send($"<message from='{Scene.Phone}' to='bot@{Scene.Domain}' id='c1' type='chat'><body>set record-history no #lobby</body></message>");
        await scene.Server.ExpectAsync($"/message[starts-with(@from, 'bot@') and body]");
        scene.Network.SayInGroup("#lobby", "ada", "after");
        await scene.Server.ExpectAsync("/message[body='after']");
        await scene.JoinedAsync(Scene.Laptop, Scene.Lobby, "Alice");
        Assert.Equal(["before"], scene.Bodies($"/message[@to='{Scene.Laptop}' and body]"));
        Assert.Equal(["before"], (await AskAsync(scene, "")).Bodies);
    }

    [Fact]
    public async Task It_goes_with_the_account_and_by_command()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.JoinedAsync(Scene.Phone, "#plain@demo.localhost", "Alice");
        scene.Network.SayInGroup("#lobby", "ada", "one");
        scene.Network.SayInGroup("#plain", "dora", "two");
        await Scene.UntilAsync(() => scene.Seen("/message[body]").Count == 2, "both were said");
        scene.Server.Send($"<message from='{Scene.Phone}' to='bot@{Scene.Domain}' id='c1' type='chat'><body>forget-history {Scene.Lobby}</body></message>");
        await scene.Server.ExpectAsync($"/message[starts-with(@from, 'bot@') and contains(body, '{Scene.Lobby}') and contains(body, 'erased')]");
        scene.Server.Send($"<message from='{Scene.Phone}' to='bot@{Scene.Domain}' id='c2' type='chat'><body>yes</body></message>");
        await scene.Server.ExpectAsync($"/message[starts-with(@from, 'bot@') and contains(body, 'Nothing is kept of {Scene.Lobby}')]");
        Assert.Empty((await AskAsync(scene, "")).Bodies);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM archive", 1);
        scene.Execute("PRAGMA foreign_keys = ON; DELETE FROM accounts");
        Assert.Equal(0, scene.Count("SELECT COUNT(*) FROM archive"));
        // An account that is gone is no error.
        scene.Network.SayInGroup("#lobby", "ada", "after that");
        await scene.Server.ExpectAsync("/message[body='after that']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        Assert.Equal(0, scene.Count("SELECT COUNT(*) FROM archive"));
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task Many_questions_at_once_are_all_answered()
    {
        await using var scene = await ManySaidAsync();
        for (var i = 0; i < 400; i++)
            scene.Server.Send($"<iq type='set' from='{Scene.Phone}' to='{Scene.Lobby}' id='mam{i}'><query xmlns='urn:xmpp:mam:2' queryid='q{i}'>{Rsm(1, "<before/>")}</query></iq>");
        await Scene.UntilAsync(() => scene.Seen("/iq[starts-with(@id, 'mam')]").Count == 400, "each has an answer");
        Assert.Equal(scene.Seen("/iq/mam:fin").Count, scene.Seen("/message/mam:result[starts-with(@queryid, 'q')]").Count);
        Assert.Equal(400 - scene.Seen("/iq/mam:fin").Count, scene.Seen("/iq[@type='error']/error[@type='wait']/stanzas:resource-constraint").Count);
    }

    internal static async Task<(List<string> Bodies, XElement End)> AskAsync(Scene scene, string inside, string from = Scene.Phone, string queryId = "q", string room = Scene.Lobby)
    {
        var before = scene.Server.Received.Count;
        var end = await scene.AskAsync("set", room, $"<query xmlns='urn:xmpp:mam:2' queryid='{queryId}'>{inside}</query>", from);
        Assert.True(ComponentServerXPath.Matches(end, "/iq[@type='result']/mam:fin/rsm:set"), end.ToString());
        var results = scene.Server.Received.Skip(before).TakeWhile(stanza => stanza != end)
            .Where(stanza => stanza.To == from && stanza.Element(Ns.Mam + "result") is { } result && result.Attribute("queryid")?.Value == queryId);
        return ([.. results.Select(static stanza => stanza.Descendants(Ns.Client + "body").Single().Value)], end);
    }

    internal static string StanzaId(XElement message) =>
        message.Elements(Ns.Sid + "stanza-id").Single(static id => id.Attribute("by")!.Value == Scene.Lobby).Attribute("id")!.Value;

    private static async Task<Scene> ManySaidAsync()
    {
        var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        foreach (var line in Lines(0, Many))
            scene.Network.SayInGroup("#lobby", "ada", line);
        await scene.Server.ExpectAsync($"/message[body='{Lines(Many - 1, 1)[0]}']", TimeSpan.FromSeconds(20));
        return scene;
    }

    private static List<string> Lines(int first, int count) => [.. Enumerable.Range(first, count).Select(static number => string.Create(CultureInfo.InvariantCulture, $"line {number}"))];

    private static string Rsm(int max, string inside = "") => $"<set xmlns='http://jabber.org/protocol/rsm'><max>{max}</max>{inside}</set>";

    private static string Form(string fields, string type = "submit", string formType = "urn:xmpp:mam:2") =>
        $"<x xmlns='jabber:x:data' type='{type}'>{Field("FORM_TYPE", formType)}{fields}</x>";

    private static string Field(string name, params string[] values) => $"<field var='{name}'>{string.Concat(values.Select(static value => $"<value>{value}</value>"))}</field>";

    private static string? First(XElement end) => end.Descendants(Ns.Rsm + "first").SingleOrDefault()?.Value;

    private static string? Last(XElement end) => end.Descendants(Ns.Rsm + "last").SingleOrDefault()?.Value;

    private static bool IsComplete(XElement end) => end.Element(Ns.Mam + "fin")!.Attribute("complete")?.Value == "true";
}
