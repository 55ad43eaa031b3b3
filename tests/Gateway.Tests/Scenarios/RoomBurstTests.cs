using System.Globalization;
using Bridge.Gateway.Configuration;
using Bridge.Testing;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Rooms that take very much to show do not end the stream, which is everybody's, and do not keep others waiting.</summary>
public sealed class RoomBurstTests
{
    private const string Bob = "bob@localhost/desk";

    [Fact]
    public async Task Many_clients_that_come_into_a_room_with_a_huge_history_at_once_are_all_shown_it()
    {
        const int Clients = 10;
        await using var scene = Scene.Prepare();
        await FilledAsync(scene);
        scene.Server.PauseReading(Scene.Domain, true);
        for (var client = 0; client < Clients; client++)
            scene.Join($"{Scene.Alice}/c{client}", Scene.Lobby, "Alice");
        scene.SayTo("echo", "m1", "hello", Bob);
        await Scene.UntilAsync(() => scene.Arrived().Contains("hello"), "the message of somebody else gets through");
        scene.Server.PauseReading(Scene.Domain, false);
        for (var client = 0; client < Clients; client++)
            await Scene.UntilAsync(() => scene.Seen($"/message[@to='{Scene.Alice}/c{client}']/subject").Count == 1, $"client {client} is shown the room");
        Assert.Equal(1, scene.Server.Connections);
        Assert.Equal(Clients * 50, scene.Seen("/message[delay:delay and contains(body, 'xxx')]").Count);
        var order = scene.Server.Received.Select((stanza, place) => (stanza, place)).ToList();
        var receipt = order.First(one => ComponentServerXPath.Matches(one.stanza, $"/message[@to='{Bob}']/receipts:received")).place;
        var lastShown = order.Last(one => ComponentServerXPath.Matches(one.stanza, "/message/subject")).place;
        Assert.True(receipt < lastShown, "Somebody else has waited for the whole of it.");
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task What_is_said_while_a_client_is_shown_the_room_comes_behind_that()
    {
        await using var scene = Scene.Prepare();
        await FilledAsync(scene);
        scene.Server.PauseReading(Scene.Domain, true);
        for (var client = 0; client < 5; client++)
            scene.Join($"{Scene.Alice}/c{client}", Scene.Lobby, "Alice");
        scene.Join(Scene.Laptop, Scene.Lobby, "Alice", "<history maxstanzas='20'/>");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "are you there?");
        await Scene.UntilAsync(() => scene.Arrived().Contains("are you there?"), "it is sent");
        scene.Network.Leave("#lobby", "bob", Adapters.MemberChangeKind.Left, null, null);
        scene.Network.SayInGroup("#lobby", "ada", "live");
        scene.Server.PauseReading(Scene.Domain, false);
        await Scene.UntilAsync(() => scene.Seen($"/message[@to='{Scene.Laptop}' and body='live']").Count == 1, "the client gets it");
        var shown = scene.Seen($"/*[@to='{Scene.Laptop}']").Select(stanza =>
            stanza.Attribute("type")?.Value == "unavailable" ? "gone" : stanza.Name.LocalName == "presence" ? "there"
            : stanza.Element(Xmpp.Ns.Component + "subject") is not null ? "subject"
            : stanza.Element(Xmpp.Ns.Delay + "delay") is not null ? "history" : stanza.Element(Xmpp.Ns.Component + "body")?.Value ?? "").ToList();
        // What is said meanwhile may be among the twenty newest of the history, and comes once all the same.
        var history = shown.Count(what => what == "history");
        Assert.InRange(history, 18, 20);
        var expected = (string[])["there", .. Enumerable.Repeat("history", history), "subject", "are you there?", "live"];
        // Whether somebody who goes meanwhile is shown and goes, or is not shown at all, depends on who was first.
        Assert.Equal(expected, shown.SkipWhile((what, at) => shown[at + 1] == "there").Where(what => what != "gone"));
        Assert.DoesNotContain("gone", shown.TakeWhile(what => what != "subject"));
        Assert.Equal(1, scene.Server.Connections);
    }

    [Fact]
    public async Task A_client_that_leaves_while_it_is_shown_the_room_is_shown_no_more_of_it()
    {
        await using var scene = Scene.Prepare();
        await FilledAsync(scene);
        scene.Server.PauseReading(Scene.Domain, true);
        for (var client = 0; client < 10; client++)
            scene.Join($"{Scene.Alice}/c{client}", Scene.Lobby, "Alice");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "one for all");
        await Scene.UntilAsync(() => scene.Arrived().Contains("one for all"), "it is sent");
        for (var client = 0; client < 10; client++)
            scene.Server.Send($"<presence type='unavailable' from='{Scene.Alice}/c{client}' to='{Scene.Lobby}/Alice'/>");
        scene.SayTo("echo", "m2", "behind that", Bob);
        await Scene.UntilAsync(() => scene.Arrived().Contains("behind that"), "all of it is read");
        scene.Server.PauseReading(Scene.Domain, false);
        await Scene.UntilAsync(() => scene.Seen("/presence[@type='unavailable']/mucuser:x/mucuser:status[@code='110']").Count == 10, "all have left");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        Assert.True(scene.Seen("/message[delay:delay]").Count < 500);
    }

    [Fact]
    public async Task Only_so_many_clients_of_a_user_are_in_a_room_and_one_too_many_is_to_wait()
    {
        await using var scene = await Scene.StartAsync();
        for (var client = 0; client <= 50; client++)
            scene.Join($"{Scene.Alice}/c{client}", Scene.Lobby, "Alice");
        await scene.Server.ExpectAsync($"/presence[@type='error' and @to='{Scene.Alice}/c50' and @from='{Scene.Lobby}/Alice']/error[@type='wait']/stanzas:resource-constraint");
        // Who is in may join again.
        await Scene.UntilAsync(() => scene.Seen("/message/subject").Count == 50, "the others are in");
        await scene.JoinedAsync($"{Scene.Alice}/c3", Scene.Lobby, "Alice");
    }

    [Fact]
    public async Task Of_a_huge_message_clients_get_back_what_they_know_it_by()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var junk = string.Concat(Enumerable.Repeat($"<junk xmlns='urn:junk'>{new string('j', 200)}</junk>", 1000));
        scene.Server.Send($"""
            <message from='{Scene.Phone}' to='{Scene.Lobby}' id='m1' type='groupchat'><body>the text</body>{junk}<origin-id xmlns='urn:xmpp:sid:0' id='o1'/>
              <replace xmlns='urn:xmpp:message-correct:0' id='m0'/><reply xmlns='urn:xmpp:reply:0' id='s0'/><x xmlns='jabber:x:oob'><url>https://a.test/b</url></x>
              <markable xmlns='urn:xmpp:chat-markers:0'/><thread>{new string('t', 5000)}</thread></message>
            """);
        var back = await scene.Server.ExpectAsync("/message[@type='groupchat' and @id='m1' and body='the text']");
        Assert.Equal(["body", "markable", "occupant-id", "origin-id", "replace", "reply", "stanza-id", "x"], back.Elements().Select(part => part.Name.LocalName).Order(StringComparer.Ordinal));
        Assert.Equal("https://a.test/b", back.Element(Xmpp.Ns.Oob + "x")!.Value);
    }

    [Fact]
    public async Task Of_a_group_without_end_moderators_are_shown_and_as_many_as_fit()
    {
        await using var scene = Scene.Prepare();
        scene.Settings["BigGroupMembers"] = "12000";
        await scene.StartGatewayAsync();
        scene.Join(Scene.Phone, $"#big@{Scene.Domain}", "Alice");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Phone}']/subject", TimeSpan.FromSeconds(30));
        var shown = scene.Seen($"/presence[@to='{Scene.Phone}' and contains(@from, '#big')]");
        Assert.InRange(shown.Count, 5000, 5001);
        Assert.Equal("110", shown[^1].Descendants(Xmpp.Ns.MucUser + "status").Single().Attribute("code")!.Value);
    }

    [Fact]
    public async Task What_is_said_to_many_clients_waits_for_a_server_that_does_not_read()
    {
        const int Clients = 10, Messages = 45;
        await using var scene = await Scene.StartAsync();
        for (var client = 0; client < Clients; client++)
            await scene.JoinedAsync($"{Scene.Alice}/c{client}", Scene.Lobby, "Alice");
        scene.Server.PauseReading(Scene.Domain, true);
        Say(scene, Messages);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE payload IS NOT NULL AND done_at IS NULL", Messages);
        scene.Server.PauseReading(Scene.Domain, false);
        for (var client = 0; client < Clients; client++)
        {
            var mine = $"/message[@to='{Scene.Alice}/c{client}' and contains(body, 'xxx')]";
            await Scene.UntilAsync(() => scene.Seen(mine).Count == Messages, $"client {client} gets all of it");
            Assert.Equal(Enumerable.Range(0, Messages), scene.Bodies(mine).Select(body => int.Parse(body.Split(' ')[0], CultureInfo.InvariantCulture)));
            Assert.Empty(scene.Seen(mine + "/delay:delay"));
        }
        Assert.Equal(1, scene.Server.Connections);
    }

    [Fact]
    public async Task Long_answers_that_nobody_reads_become_short_ones()
    {
        await using var scene = Scene.Prepare();
        scene.Settings["BigGroupMembers"] = "1500";
        await scene.StartGatewayAsync();
        await scene.JoinedAsync(Scene.Phone, $"#big@{Scene.Domain}", "Alice");
        scene.Server.PauseReading(Scene.Domain, true);
        for (var request = 0; request < 500; request++)
            scene.Server.Send($"<iq type='get' from='{Scene.Phone}' to='#big@{Scene.Domain}' id='r{request}'><query xmlns='http://jabber.org/protocol/muc#admin'><item role='participant'/></query></iq>");
        scene.SayTo("echo", "m1", "behind them", Bob);
        await Scene.UntilAsync(() => scene.Arrived().Contains("behind them"), "all of it is read");
        scene.Server.PauseReading(Scene.Domain, false);
        await Scene.UntilAsync(() => scene.Seen("/iq[starts-with(@id, 'r')]").Count == 500, "all are answered");
        Assert.NotEmpty(scene.Seen("/iq[@type='result' and starts-with(@id, 'r')]"));
        Assert.NotEmpty(scene.Seen("/iq[@type='error' and starts-with(@id, 'r')]/error[@type='wait']/stanzas:resource-constraint"));
        Assert.Equal(1, scene.Server.Connections);
    }

    /// <summary>
    /// A joined room in which fifty long messages were said: eight megabytes for each client that comes in, because without an archive the last
    /// messages are shown whatever their size.
    /// </summary>
    private static async Task FilledAsync(Scene scene)
    {
        scene.Archive = new ArchiveConfiguration(Days: 0, MaxPerRoom: 1000);
        await scene.StartGatewayAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        Say(scene, 50);
        await Scene.UntilAsync(() => scene.Seen("/message[contains(body, 'xxx')]").Count == 50, "all of it is said");
    }

    private static void Say(Scene scene, int messages)
    {
        // On the wire each quotation mark takes six bytes.
        var text = "xxx" + new string('"', 29_000);
        for (var number = 0; number < messages; number++)
            scene.Network.SayInGroup("#lobby", "ada", string.Create(CultureInfo.InvariantCulture, $"{number} {text}"));
    }
}
