using System.Globalization;
using Bridge.Adapters;
using Bridge.Gateway.Configuration;
using Bridge.Testing;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>What clients are shown of what was said before: at a join (XEP-0045 section 7.2.13), and after the connection was lost.</summary>
public sealed class HistoryTests
{
    private static readonly string Old = $"/message[@to='{Scene.Laptop}' and @type='groupchat' and body and delay:delay]";

    [Fact]
    public async Task A_join_gets_the_history_it_asks_for_also_after_a_restart()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        await JoinAsync(scene, time, Scene.Phone);
        for (var line = 0; line < 60; line++)
        {
            scene.Network.SayInGroup("#lobby", "ada", string.Create(CultureInfo.InvariantCulture, $"line {line}"));
            await scene.Server.ExpectAsync($"/message[body='line {line}']");
            time.Advance(TimeSpan.FromSeconds(1));
        }
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM archive", 60);
        await scene.RestartAfterCrashAsync();
        await time.AdvanceUntilAsync(() => scene.Seen("/message[contains(body, 'Back in')]").Count == 1, TimeSpan.FromMilliseconds(1));
        foreach (var (asked, first, count) in new[]
        {
            ("", 10, 50), ("<history maxstanzas='5'/>", 55, 5), ("<history maxstanzas='1000'/>", 10, 50), ("<history maxstanzas='0'/>", 0, 0), ("<history maxchars='0'/>", 0, 0),
            ("<history since='1970-01-01T00:00:00Z'/>", 10, 50), ("<history since='2999-01-01T00:00:00Z'/>", 0, 0), ("<history seconds='86400'/>", 10, 50),
            ("<history seconds='86400' maxstanzas='3'/>", 57, 3), ("<history maxchars='100'/>", 0, 0),
        })
        {
            var before = scene.Seen(Old).Count;
            await JoinAsync(scene, time, Scene.Laptop, asked);
            Assert.Equal((asked, string.Join(' ', Enumerable.Range(first, count).Select(static line => $"line {line}"))), (asked, string.Join(' ', scene.Bodies(Old).Skip(before))));
        }
        // Whole stanzas count, not their text alone.
        var shown = scene.Seen(Old).Count;
        await JoinAsync(scene, time, Scene.Laptop, "<history maxchars='1500'/>");
        var stanzas = scene.Seen(Old).Skip(shown).ToList();
        Assert.InRange(stanzas.Count, 2, 6);
        Assert.InRange(stanzas.Sum(static stanza => StanzaWriter.Measure(stanza)), 1, 1500);
        Assert.Equal("line 59", stanzas[^1].Body);
    }

    [Fact]
    public async Task The_history_stands_between_oneself_and_the_subject_and_keeps_its_ids()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "mine");
        scene.Network.SayInGroup("#lobby", "ada", "theirs");
        await Scene.UntilAsync(() => scene.Seen("/message[body]").Count == 2, "both were said");
        await scene.JoinedAsync(Scene.Laptop, Scene.Lobby, "Alice");
        string[] got = [.. scene.Seen($"/*[@to='{Scene.Laptop}' and starts-with(@from, '{Scene.Lobby}')]").Select(static stanza =>
            stanza.Name.LocalName == "presence" ? "presence" : stanza.Element(Ns.Component + "subject") is null ? "history" : "subject")];
        Assert.Equal(["presence", "presence", "presence", "presence", "history", "history", "subject"], got);
        foreach (var body in (string[])["mine", "theirs"])
        {
            var (live, old) = (scene.Seen($"/message[@to='{Scene.Phone}' and body='{body}']").Single(), scene.Seen($"/message[@to='{Scene.Laptop}' and body='{body}']").Single());
            Assert.Equal(
                (live.Attribute("id")!.Value, live.Attribute("from")!.Value, ArchiveTests.StanzaId(live)),
                (old.Attribute("id")!.Value, old.Attribute("from")!.Value, ArchiveTests.StanzaId(old)));
        }
    }

    [Theory]
    [InlineData(30)]
    [InlineData(0)]
    public async Task Whoever_joins_while_much_is_said_gets_each_message_once_and_in_order(int days)
    {
        await using var scene = Scene.Prepare();
        scene.Archive = new ArchiveConfiguration(days, 10_000);
        await scene.StartGatewayAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var talking = Task.Run(
            () =>
            {
                for (var line = 0; line < 2000; line++)
                {
                    scene.Network.SayInGroup("#lobby", "ada", string.Create(CultureInfo.InvariantCulture, $"{line}"));
                }
            },
            TestContext.Current.CancellationToken);
        string[] clients = [.. Enumerable.Range(0, 20).Select(static number => string.Create(CultureInfo.InvariantCulture, $"{Scene.Alice}/c{number}"))];
        for (var i = 0; i < clients.Length; i++)
        {
            var reached = (i * 90).ToString(CultureInfo.InvariantCulture);
            await Scene.UntilAsync(() => scene.Server.Received.Any(stanza => stanza.IsMessage && stanza.Body == reached), "talk goes on");
            scene.Join(clients[i], Scene.Lobby, "Alice", "<history maxstanzas='10'/>");
        }
        await talking;
        foreach (var client in clients)
        {
            await Scene.UntilAsync(() => scene.Server.Received.Any(stanza => stanza.IsMessage && stanza.To == client && stanza.Body == "1999"), $"{client} gets the last");
            var got = scene.Server.Received.Where(stanza => stanza.IsMessage && stanza.To == client).ToList();
            var subject = got.FindIndex(static stanza => stanza.Element(Ns.Component + "subject") is not null);
            var lines = got.Where(static stanza => stanza.Body is not null).Select(static stanza => int.Parse(stanza.Body!, CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(Enumerable.Range(lines[0], 2000 - lines[0]), lines);
            Assert.InRange(subject, 0, 10);
            Assert.All(got.Take(subject), static stanza => Assert.NotNull(stanza.Element(Ns.Delay + "delay")));
        }
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
    }

    [Fact]
    public async Task The_first_join_has_what_the_network_keeps_of_before()
    {
        await using var scene = await Scene.StartAsync();
        foreach (var line in Enumerable.Range(0, 60))
            scene.Network.SayInGroup("#lobby", "ada", string.Create(CultureInfo.InvariantCulture, $"line {line}"));
        scene.Join(Scene.Phone, Scene.Lobby, "Alice", "<history maxstanzas='3'/>");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Phone}']/subject");
        Assert.Equal(["line 57", "line 58", "line 59"], scene.Bodies($"/message[@to='{Scene.Phone}' and body and delay:delay]"));
        var (bodies, _) = await ArchiveTests.AskAsync(scene, "");
        Assert.Equal(Enumerable.Range(10, 50).Select(static line => $"line {line}"), bodies);
        Assert.Equal(3, scene.Seen("/message[body]").Count);
    }

    [Fact]
    public async Task A_client_that_joins_leaves_and_joins_while_the_room_is_being_joined_has_what_the_network_keeps()
    {
        await using var scene = await Scene.StartAsync();
        foreach (var line in Enumerable.Range(0, 50))
            scene.Network.SayInGroup("#lobby", "ada", string.Create(CultureInfo.InvariantCulture, $"line {line}"));
        string[] clients = [.. Enumerable.Range(0, 20).Select(static number => string.Create(CultureInfo.InvariantCulture, $"user{number}@localhost/phone"))];
        foreach (var client in clients)
        {
            scene.Join(client, Scene.Lobby, client[..client.IndexOf('@')]);
            scene.Server.Send($"<presence type='unavailable' from='{client}' to='{Scene.Lobby}/x'/>");
            scene.Join(client, Scene.Lobby, client[..client.IndexOf('@')], "<history maxstanzas='3'/>");
        }

        foreach (var client in clients)
        {
            await Scene.UntilAsync(() => scene.Seen($"/message[@to='{client}']/subject").Count == 1, "the join ends");
            Assert.Equal(["line 47", "line 48", "line 49"], scene.Bodies($"/message[@to='{client}' and body and delay:delay]"));
        }

        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task One_backfill_of_a_chat_is_under_way_at_a_time()
    {
        var answer = new TaskCompletionSource<HistoryPage>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = 0;
        await using var scene = Scene.Prepare();
        scene.Adapter = new UndescribedAdapter
        {
            History = () =>
            {
                Interlocked.Increment(ref asked);
                return answer.Task;
            },
        };
        await scene.StartGatewayAsync();
        scene.Join(Scene.Phone, Scene.Lobby, "Alice");
        await Scene.UntilAsync(() => Volatile.Read(ref asked) == 1, "the past is asked for");
        scene.Network.Disconnect(Scene.Alice);
        await scene.Server.ExpectAsync("/message[contains(body, 'Back in') and contains(body, 'may follow')]", TimeSpan.FromSeconds(20));
        Assert.Equal(1, Volatile.Read(ref asked));
        answer.SetResult(new HistoryPage([], null));
        await Scene.UntilAsync(() => Volatile.Read(ref asked) == 2, "the next one has its turn");
    }

    [Fact]
    public async Task What_was_missed_while_away_from_the_room_is_in_the_archive_when_one_is_back()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.SayInGroup("#lobby", "ada", "heard");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "said");
        await Scene.UntilAsync(() => scene.Seen("/message[body]").Count == 2, "both were said");
        scene.Server.Send($"<presence type='unavailable' from='{Scene.Phone}' to='{Scene.Lobby}/Alice'/>");
        await Scene.UntilAsync(() => !scene.Network.IsConnected(Scene.Alice), "the session has ended");
        await scene.RestartAfterCrashAsync();
        foreach (var line in Enumerable.Range(0, 250))
            scene.Network.SayInGroup("#lobby", "ada", string.Create(CultureInfo.InvariantCulture, $"missed {line}"));
        scene.Join(Scene.Phone, Scene.Lobby, "Alice", "<history maxstanzas='2'/>");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Phone}']/subject", TimeSpan.FromSeconds(10));
        Assert.Equal(["missed 248", "missed 249"], scene.Bodies($"/message[@to='{Scene.Phone}' and body and delay:delay]"));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM archive", 252);
        Assert.Equal(1, scene.Count("SELECT COUNT(*) FROM archive WHERE sender = ''"));
    }

    [Fact]
    public async Task What_was_missed_while_the_connection_was_lost_is_shown_in_order_before_what_is_new()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.SayInGroup("#lobby", "ada", "before");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "mine");
        await Scene.UntilAsync(() => scene.Seen("/message[body]").Count == 2, "both were said");
        scene.Network.Faults.LoseWhileAway = true;
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        scene.Network.Disconnect(Scene.Alice);
        await scene.Server.ExpectAsync("/message[contains(body, 'is lost')]");
        scene.Network.SayInGroup("#lobby", "ada", "missed 1");
        scene.Network.SayInGroup("#lobby", "bob", "missed 2");
        scene.Network.Faults.RefuseConnect = null;
        await scene.Server.ExpectAsync("/message[contains(body, 'Back in')]", TimeSpan.FromSeconds(10));
        scene.Network.SayInGroup("#lobby", "ada", "new");
        await scene.Server.ExpectAsync("/message[body='new']");
        var bodies = scene.Bodies($"/message[@to='{Scene.Phone}' and @type='groupchat' and body]");
        Assert.Equal(["missed 1", "missed 2", "Back in Lobby.", "new"], bodies.Skip(3));
        Assert.Equal(2, scene.Seen("/message[starts-with(body, 'missed') and delay:delay and sid:stanza-id]").Count);
        Assert.Equal(["before", "mine", "missed 1", "missed 2", "new"], (await ArchiveTests.AskAsync(scene, "")).Bodies);
    }

    [Fact]
    public async Task What_was_missed_while_the_gateway_was_not_running_is_shown_after_the_restart()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.SayInGroup("#lobby", "ada", "before");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "mine");
        await Scene.UntilAsync(() => scene.Seen("/message[body]").Count == 2, "both were said");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM rooms WHERE members <> ''", 1);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM archive", 2);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        scene.Network.Faults.LoseWhileAway = true;
        await scene.CrashAsync();
        await Scene.UntilAsync(() => !scene.Network.IsConnected(Scene.Alice), "the session is gone");
        scene.Network.SayInGroup("#lobby", "ada", "missed");
        await scene.StartGatewayAsync();
        await scene.Server.ExpectAsync("/message[contains(body, 'Back in')]", TimeSpan.FromSeconds(10));
        Assert.Equal(["missed", "Back in Lobby."], scene.Bodies($"/message[@to='{Scene.Phone}' and body and not(body = 'before') and not(body = 'mine') and not(contains(body, 'stopped'))]"));
        Assert.Equal(["before", "mine", "missed"], (await ArchiveTests.AskAsync(scene, "")).Bodies);
    }

    [Theory]
    [InlineData(30, false)]
    [InlineData(30, true)]
    [InlineData(0, false)]
    public async Task What_one_said_without_getting_an_id_is_recognised_in_the_history_of_the_network(int days, bool afterCrash)
    {
        await using var scene = Scene.Prepare();
        scene.Archive = new ArchiveConfiguration(days, 10_000);
        await scene.StartGatewayAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.SayInGroup("#lobby", "ada", "theirs");
        await scene.Server.ExpectAsync("/message[body='theirs']");
        scene.Network.Faults.WithholdIds = true;
        scene.Network.Faults.LoseWhileAway = true;
        foreach (var (id, text) in (IEnumerable<(string, string)>)[("m1", "once"), ("m2", "again"), ("m3", "again"), ("m4", "*bold* words")])
            scene.SayInRoom(Scene.Phone, Scene.Lobby, id, text);
        await Scene.UntilAsync(() => scene.Seen($"/message[@to='{Scene.Phone}' and @type='groupchat' and body]").Count == 5, "all are reflected");
        if (afterCrash)
        {
            await scene.UntilStoredAsync("SELECT COUNT(*) FROM archive", 5);
            await scene.UntilStoredAsync("SELECT COUNT(*) FROM rooms WHERE members <> ''", 1);
            await scene.CrashAsync();
            await Scene.UntilAsync(() => !scene.Network.IsConnected(Scene.Alice), "the session is gone");
        }
        else
        {
            scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
            scene.Network.Disconnect(Scene.Alice);
            await scene.Server.ExpectAsync("/message[contains(body, 'is lost')]");
        }

        // The network has this one as the others, and nobody here has seen it.
        scene.Network.SayFromOtherDevice(Scene.Alice, "#lobby", "from the other device");
        scene.Network.Faults.RefuseConnect = null;
        if (afterCrash)
            await scene.StartGatewayAsync();
        await scene.Server.ExpectAsync("/message[contains(body, 'Back in')]", TimeSpan.FromSeconds(10));
        Assert.Equal(
            ["*bold* words", "again", "again", "from the other device", "once"],
            scene.Bodies($"/message[@to='{Scene.Phone}' and @from='{Scene.Lobby}/Alice' and body]").Order(StringComparer.Ordinal));
        if (days == 0)
            return;
        Assert.Equal(["theirs", "once", "again", "again", "*bold* words", "from the other device"], (await ArchiveTests.AskAsync(scene, "")).Bodies);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM messages WHERE direction = 0", 4);
        // What has an id now can be spoken of.
        scene.Server.Send($"<message from='{Scene.Phone}' to='{Scene.Lobby}' id='r1' type='groupchat'><retract xmlns='urn:xmpp:message-retract:1' id='{ArchiveTests.StanzaId(scene.Seen("/message[body='once']")[0])}'/></message>");
        await Scene.UntilAsync(() => scene.Network.Calls.Any(static call => call.Verb == "Retract"), "it is deleted on the network");
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task A_network_without_history_says_that_something_was_missed()
    {
        await using var scene = await Scene.StartAsync();
        scene.Network.Faults.RefuseHistory = true;
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.Disconnect(Scene.Alice);
        await scene.Server.ExpectAsync("/message[starts-with(body, 'Back in Lobby. What was said there since') and contains(body, 'not received')]", TimeSpan.FromSeconds(10));
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "still here");
        await scene.Server.ExpectAsync("/message[@type='groupchat' and body='still here']");
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task A_network_that_never_answers_about_its_history_keeps_nobody_waiting_for_long()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        scene.Network.Faults.SilentVerbs = true;
        scene.Join(Scene.Phone, Scene.Lobby, "Alice");
        await scene.Server.ExpectAsync($"/presence[@from='{Scene.Lobby}/Alice']/mucuser:x/mucuser:status[@code='110']");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "patience");
        await Scene.UntilAsync(() => scene.Arrived().Count == 1, "it is sent at once");
        // Who wants no history waits for none.
        scene.Join(Scene.Laptop, Scene.Lobby, "Alice", "<history maxstanzas='0'/>");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Laptop}']/subject");
        Assert.Empty(scene.Seen($"/message[@to='{Scene.Phone}']"));
        var (_, end) = await ArchiveTests.AskAsync(scene, "");
        Assert.Equal("false", end.Element(Ns.Mam + "fin")!.Attribute("stable")?.Value);
        await time.AdvanceUntilAsync(() => scene.Seen($"/message[@to='{Scene.Phone}' and body='patience']").Count == 1, TimeSpan.FromSeconds(1));
        var got = scene.Seen($"/message[@to='{Scene.Phone}' and @type='groupchat' and (subject or body)]");
        Assert.NotNull(got[0].Element(Ns.Component + "subject"));
        Assert.Equal(2, got.Count);
        scene.Server.Send($"<presence type='unavailable' from='{Scene.Phone}' to='{Scene.Lobby}/Alice'/>");
        scene.Server.Send($"<presence type='unavailable' from='{Scene.Laptop}' to='{Scene.Lobby}/Alice'/>");
        await time.AdvanceUntilAsync(() => !scene.Network.IsConnected(Scene.Alice), TimeSpan.FromSeconds(1));
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task A_client_that_goes_while_it_waits_leaves_nothing_behind()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        await JoinAsync(scene, time, Scene.Phone);
        scene.Network.Faults.SilentVerbs = true;
        scene.Network.Disconnect(Scene.Alice);
        await time.AdvanceUntilAsync(() => scene.Network.Connections == 2 && scene.Network.IsConnected(Scene.Alice), TimeSpan.FromMilliseconds(100));
        scene.Network.SayInGroup("#lobby", "ada", "kept back");
        scene.Join(Scene.Laptop, Scene.Lobby, "Alice");
        await scene.Server.ExpectAsync($"/presence[@to='{Scene.Laptop}' and @from='{Scene.Lobby}/Alice']/mucuser:x/mucuser:status[@code='110']");
        scene.Server.Send($"<presence type='unavailable' from='{Scene.Laptop}' to='{Scene.Lobby}/Alice'/>");
        scene.Server.Send($"<presence type='unavailable' from='{Scene.Phone}' to='{Scene.Lobby}/Alice'/>");
        await scene.Server.ExpectAsync($"/presence[@type='unavailable' and @to='{Scene.Phone}']");
        await time.AdvanceUntilAsync(() => scene.Count("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL") == 0, TimeSpan.FromMilliseconds(100));
        Assert.Empty(scene.Errors);
    }

    private static async Task JoinAsync(Scene scene, ManualTime time, string client, string inside = "")
    {
        var subjects = $"/message[@to='{client}']/subject";
        var before = scene.Seen(subjects).Count;
        scene.Join(client, Scene.Lobby, "Alice", inside);
        await time.AdvanceUntilAsync(() => scene.Seen(subjects).Count == before + 1, TimeSpan.FromMilliseconds(1));
    }
}
