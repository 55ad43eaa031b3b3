using System.Globalization;
using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Tests.Commands;
using Bridge.Testing;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>What a user's contact list shows of people on a network, and what the network is asked for that.</summary>
public sealed class PersonPresenceTests
{
    private const string Echo = "echo@demo.localhost", Clock = "clock@demo.localhost", Ghost = "ghost@demo.localhost";

    [Fact]
    public async Task A_contact_is_shown_as_the_network_tells_and_only_changes_are()
    {
        await using var scene = await Scene.StartAsync();
        await SubscribeAsync(scene, Echo, Ghost);
        Assert.Empty(Told(scene, Echo, null));
        await ConnectAsync(scene);
        var there = await ToldAsync(scene, Echo, null);
        Assert.True(ComponentServerXPath.Matches(there, "/presence[not(show) and not(status)]/caps:c[@ver]"));
        var since = new DateTimeOffset(2026, 2, 1, 10, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < 3; i++)
            Raise(scene, "echo", Availability.Away, "at lunch", since);
        var away = await scene.Server.ExpectAsync($"/presence[@from='{Echo}/bridge' and show='away' and status='at lunch']");
        Assert.Equal("2026-02-01T10:00:00.000Z", away.Element(Ns.Idle + "idle")?.Attribute("since")?.Value);
        Raise(scene, "echo", Availability.Busy);
        await scene.Server.ExpectAsync($"/presence[@from='{Echo}/bridge' and show='dnd' and not(status)]");
        Raise(scene, "echo", Availability.ExtendedAway);
        await scene.Server.ExpectAsync($"/presence[@from='{Echo}/bridge' and show='xa']");
        Raise(scene, "echo", Availability.Offline, "good night");
        await scene.Server.ExpectAsync($"/presence[@from='{Echo}/bridge' and @type='unavailable' and status='good night']");
        Raise(scene, "echo", Availability.Online);
        await Scene.UntilAsync(() => Told(scene, Echo, null).Count == 5, "they are back");
        Assert.Equal(2, Told(scene, Echo, "unavailable").Count);
        // Nobody is told twice that somebody is not there, and nothing of strangers.
        Raise(scene, "parrot", Availability.Away);
        Assert.Single(Told(scene, Ghost, "unavailable"));
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Empty(scene.Seen("/presence[starts-with(@from, 'parrot')]"));
    }

    [Fact]
    public async Task How_long_somebody_has_been_away_is_what_their_presence_tells_and_else_nobody_knows()
    {
        const string last = "<query xmlns='jabber:iq:last'/>";
        await using var scene = await Scene.StartAsync();
        await SubscribeAsync(scene, Echo);
        await ConnectAsync(scene);
        await ToldAsync(scene, Echo, null);
        Assert.Equal("0", (await scene.AskAsync("get", Echo, last)).Element(Ns.Last + "query")?.Attribute("seconds")?.Value);
        Raise(scene, "echo", Availability.Away, "at lunch", DateTimeOffset.UtcNow.AddHours(-1));
        await scene.Server.ExpectAsync($"/presence[@from='{Echo}/bridge' and show='away']");
        Assert.InRange(int.Parse((await scene.AskAsync("get", Echo, last)).Element(Ns.Last + "query")!.Attribute("seconds")!.Value, CultureInfo.InvariantCulture), 3600, 3700);
        foreach (var unknown in (string[])[Ghost, $"nobody@{Scene.Domain}"])
        {
            var answer = await scene.AskAsync("get", unknown, last);
            Assert.True(ComponentServerXPath.Matches(answer, "/iq[@type='error']/error/stanzas:item-not-found"), answer.ToString());
        }
    }

    [Fact]
    public async Task People_go_with_the_connection_to_their_network_and_come_back_with_it()
    {
        await using var scene = await Scene.StartAsync();
        await SubscribeAsync(scene, Echo, Ghost);
        await ConnectAsync(scene);
        await ToldAsync(scene, Echo, null);
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        scene.Network.Disconnect(Scene.Alice);
        await Scene.UntilAsync(() => Told(scene, Echo, "unavailable").Count == 2, "they are gone with the connection");
        Assert.Equal("unavailable", (await ProbeAsync(scene, Echo)).Attribute("type")?.Value);
        scene.Network.Faults.RefuseConnect = null;
        scene.SayTo("echo", "m2", "back");
        await Scene.UntilAsync(() => Told(scene, Echo, null).Count == 2, "they are back");
        Assert.Null((await ProbeAsync(scene, Echo)).Attribute("type"));
        Assert.Single(Told(scene, Ghost, "unavailable"));
    }

    [Fact]
    public async Task A_subscription_starts_no_session_and_asks_no_network_twice()
    {
        await using var scene = await Scene.StartAsync();
        await SubscribeAsync(scene, Echo);
        Assert.Equal(0, scene.Network.Connections);
        await ConnectAsync(scene);
        await SubscribeAsync(scene, Clock);
        await ToldAsync(scene, Clock, null);
        await SubscribeAsync(scene, Echo);
        for (var i = 0; i < 20; i++)
            Assert.Null((await ProbeAsync(scene, Echo)).Attribute("type"));
        Assert.Equal(["clock True", "echo True"], Watches(scene).Order());
    }

    [Fact]
    public async Task People_are_watched_while_the_user_has_them_in_the_list_and_is_there()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        await SubscribeAsync(scene, Echo, Clock);
        Show(scene, Scene.Phone, Echo);
        scene.Join(Scene.Phone, Scene.Lobby, "Alice");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Phone}']/subject");
        await ToldAsync(scene, Clock, null);
        scene.Server.Send($"<presence type='unsubscribe' from='{Scene.Alice}' to='{Clock}'/>");
        await Scene.UntilAsync(() => Watches(scene).Contains("clock False"), "who is not in the list is not watched");
        // The laptop stays; then it goes as well, though the room is kept for a while.
        Show(scene, Scene.Laptop, Echo);
        Leave(scene, Scene.Phone, Echo);
        Leave(scene, Scene.Phone, $"{Scene.Lobby}/Alice");
        scene.Join(Scene.Laptop, Scene.Lobby, "Alice");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Laptop}']/subject");
        Leave(scene, Scene.Laptop, Echo);
        await scene.PassAsync(time, TimeSpan.FromMinutes(6));
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.DoesNotContain("echo False", Watches(scene));
        scene.Server.Send($"<message type='error' from='{Scene.Laptop}' to='{Scene.Lobby}' id='x'><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.DoesNotContain("echo False", Watches(scene));
        scene.SayTo("clock", "m1", "keeps the session");
        var told = Told(scene, Echo, null).Count;
        for (var minutes = 0; !Watches(scene).Contains("echo False"); minutes++)
        {
            Assert.InRange(minutes, 0, 10);
            await scene.PassAsync(time, TimeSpan.FromMinutes(1));
        }

        Assert.Equal(told, Told(scene, Echo, null).Count);
        Show(scene, Scene.Phone, Echo);
        await Scene.UntilAsync(() => Watches(scene).Count(static call => call == "echo True") == 2, "they are watched again");
        await Scene.UntilAsync(() => Told(scene, Echo, null).Count == told + 1, "and shown");
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task Of_more_people_than_may_be_watched_the_rest_follow_when_there_is_room()
    {
        await using var scene = Scene.Prepare();
        scene.WatchedContacts = 2;
        await scene.StartGatewayAsync();
        await SubscribeAsync(scene, Echo, Clock, "parrot@demo.localhost");
        await ConnectAsync(scene);
        await Scene.UntilAsync(() => Watches(scene).Count == 2, "two are watched");
        var watched = Watches(scene).Select(static call => call.Split(' ')[0]).ToList();
        var left = ((string[])["echo", "clock", "parrot"]).Single(name => !watched.Contains(name));
        Assert.Equal("unavailable", (await ProbeAsync(scene, $"{left}@demo.localhost")).Attribute("type")?.Value);
        // What is told of somebody who is not watched could not be taken back.
        Raise(scene, left, Availability.Away);
        Raise(scene, watched[1], Availability.Busy);
        await scene.Server.ExpectAsync($"/presence[@from='{watched[1]}@demo.localhost/bridge' and show='dnd']");
        scene.Server.Send($"<presence type='unsubscribe' from='{Scene.Alice}' to='{watched[0]}@demo.localhost'/>");
        await Scene.UntilAsync(() => Watches(scene).Contains($"{left} True"), "there is room for the third");
        await ToldAsync(scene, $"{left}@demo.localhost", null);
        Assert.Empty(scene.Seen($"/presence[@from='{left}@demo.localhost/bridge' and show]"));
        Assert.DoesNotContain($"{watched[1]} False", Watches(scene));
    }

    [Fact]
    public async Task A_thousand_contacts_are_watched_within_the_networks_limit_and_without_a_flood()
    {
        await using var scene = Scene.Prepare();
        scene.WatchedContacts = 0;
        await scene.StartGatewayAsync();
        await scene.StopGatewayAsync();
        scene.Execute($"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1001) INSERT INTO subscriptions SELECT '{scene.NetworkName}', '{Scene.Alice}', 'p' || i || '@{Scene.Domain}' FROM n");
        await scene.StartGatewayAsync();
        await Scene.UntilAsync(() => scene.Seen("/presence[@type='unavailable']").Count == 1001, "all are gone");
        await ConnectAsync(scene);
        await Scene.UntilAsync(() => Watches(scene).Count == 1000, "a thousand are watched");
        var watched = Watches(scene)[0].Split(' ')[0];
        scene.Server.Send($"<presence type='unsubscribe' from='{Scene.Alice}' to='{watched}@{Scene.Domain}'/>");
        await Scene.UntilAsync(() => Watches(scene).Count == 1002, "one makes room for another");
        Assert.Equal(1001, scene.Seen("/presence[@type='unavailable']").Count);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task Somebody_with_a_new_id_is_gone_from_the_old_address()
    {
        await using var scene = await Scene.StartAsync();
        await SubscribeAsync(scene, Echo);
        await ConnectAsync(scene);
        await ToldAsync(scene, Echo, null);
        scene.Network.Raise(new ContactRenamed(new ContactId("echo"), new ContactId("echo2")), Scene.Alice);
        await Scene.UntilAsync(() => Told(scene, Echo, "unavailable").Count == 2, "nobody is at the old address");
        Assert.Empty(scene.Seen("/presence[starts-with(@from, 'echo2')]"));
    }

    [Fact]
    public async Task A_name_that_the_network_tells_is_shown_with_the_presence_and_in_the_request()
    {
        await using var scene = await Scene.StartAsync();
        await SubscribeAsync(scene, Echo);
        await ConnectAsync(scene);
        await ToldAsync(scene, Echo, null);
        for (var i = 0; i < 2; i++)
            scene.Network.Raise(new ContactChanged(new ContactProfile { Contact = new ContactId("echo"), Name = "Echo of the hills" }), Scene.Alice);
        await scene.Server.ExpectAsync($"/presence[@from='{Echo}/bridge' and not(@type)]/nick:nick[.='Echo of the hills']");
        scene.Network.Raise(new ContactChanged(new ContactProfile { Contact = new ContactId("echo"), Description = "Says it again" }), Scene.Alice);
        await SubscribeAsync(scene, Echo);
        Assert.Single(scene.Seen($"/presence[@type='subscribe' and @from='{Echo}']/nick:nick[.='Echo of the hills']"));
        Assert.Equal(3, Told(scene, Echo, null).Count);
    }

    [Fact]
    public async Task When_the_stream_is_back_people_are_shown_as_they_are_and_each_user_is_asked_once()
    {
        await using var scene = await Scene.StartAsync();
        await SubscribeAsync(scene, Echo, Clock);
        await ConnectAsync(scene);
        await ToldAsync(scene, Clock, null);
        Raise(scene, "echo", Availability.Away, "at lunch");
        await scene.Server.ExpectAsync($"/presence[@from='{Echo}/bridge' and show='away']");
        var probes = scene.Seen("/presence[@type='probe']").Count;
        scene.Server.Drop();
        await Scene.UntilAsync(() => scene.Seen($"/presence[@from='{Echo}/bridge' and show='away' and status='at lunch']").Count == 2, "they are shown again");
        await Scene.UntilAsync(() => Told(scene, Clock, null).Count == 2, "the other as well");
        Assert.Equal(probes + 1, scene.Seen($"/presence[@type='probe' and @to='{Scene.Alice}']").Count);
        Assert.Equal(1, scene.Network.Connections);
        // A server whose user has not accepted our request says so, which does not end the user's own subscription.
        scene.Server.Send($"<presence type='unsubscribed' from='{Scene.Alice}' to='{Echo}'/>");
        Raise(scene, "echo", Availability.Online);
        await Scene.UntilAsync(() => Told(scene, Echo, null).Count == 4, "they are still told");
    }

    [Fact]
    public async Task A_server_says_that_a_user_is_gone_when_it_is_asked_and_not_when_it_takes_note_of_a_request()
    {
        await using var scene = await Scene.StartAsync();
        await SubscribeAsync(scene, Echo);
        await ConnectAsync(scene);
        scene.Server.Send($"<presence type='unavailable' from='{Scene.Alice}' to='{Echo}'/>");
        Raise(scene, "echo", Availability.Away, "at lunch");
        await scene.Server.ExpectAsync($"/presence[@from='{Echo}/bridge' and show='away']");
        var probes = scene.Seen($"/presence[@type='probe' and @to='{Scene.Alice}']").Count;
        scene.Server.Drop();
        await Scene.UntilAsync(() => scene.Seen($"/presence[@type='probe' and @to='{Scene.Alice}']").Count > probes, "the server is asked");
        await Scene.UntilAsync(() => scene.Seen($"/presence[@from='{Echo}/bridge' and show='away']").Count == 2, "they are shown again");
        scene.Server.Send($"<presence type='unavailable' from='{Scene.Alice}' to='{Echo}'/>");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Raise(scene, "echo", Availability.Busy);
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Empty(scene.Seen($"/presence[@from='{Echo}/bridge' and show='dnd']"));
    }

    [Fact]
    public async Task After_a_crash_people_are_shown_as_soon_as_the_sessions_are_back()
    {
        await using var scene = await Scene.StartAsync();
        await SubscribeAsync(scene, Echo);
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await ToldAsync(scene, Echo, null);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM subscriptions", 1);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM rooms WHERE members <> ''", 1);
        await scene.RestartAfterCrashAsync();
        await Scene.UntilAsync(() => Told(scene, Echo, null).Count >= 2, "they are shown again");
        Assert.InRange(Told(scene, Echo, null).Count, 2, 3);
    }

    private static void Raise(Scene scene, string contact, Availability availability, string? status = null, DateTimeOffset? since = null) =>
        scene.Network.Raise(new PresenceChanged(new ContactId(contact), availability) { Status = status, LastSeen = since }, Scene.Alice);

    /// <summary>A client shows itself to an address, as its server does for it.</summary>
    private static void Show(Scene scene, string client, string address) => scene.Server.Send($"<presence from='{client}' to='{address}'/>");

    private static void Leave(Scene scene, string client, string address) => scene.Server.Send($"<presence type='unavailable' from='{client}' to='{address}'/>");

    private static List<string> Watches(Scene scene) =>
        [.. scene.Network.Calls.Where(static call => call.Verb == "SetWatched").Select(static call => string.Create(CultureInfo.InvariantCulture, $"{call.Target} {call.Detail}"))];

    private static List<XElement> Told(Scene scene, string address, string? type) => scene.Seen(
        $"/presence[{(type is null ? "not(@type)" : $"@type='{type}'")} and starts-with(@to, '{Scene.Alice}') and @from='{address}/bridge']");

    private static async Task<XElement> ToldAsync(Scene scene, string address, string? type)
    {
        await Scene.UntilAsync(() => Told(scene, address, type).Count > 0, $"{address} is {type ?? "there"}");
        return Told(scene, address, type)[^1];
    }

    private static async Task<XElement> ProbeAsync(Scene scene, string address)
    {
        scene.Server.Send($"<presence type='probe' from='{Scene.Laptop}' to='{address}'/>");
        return await scene.Server.ExpectAsync($"/presence[@to='{Scene.Laptop}' and @from='{address}/bridge']");
    }

    private static async Task ConnectAsync(Scene scene)
    {
        scene.SayTo("clock", "m1", "up");
        await Scene.UntilAsync(() => scene.Network.IsConnected(Scene.Alice), "the session is up");
    }

    private static async Task SubscribeAsync(Scene scene, params string[] addresses)
    {
        foreach (var address in addresses)
        {
            scene.Server.Send($"<presence type='subscribe' from='{Scene.Alice}' to='{address}'/>");
            await scene.Server.ExpectAsync($"/presence[(not(@type) or @type='unavailable') and @to='{Scene.Alice}' and @from='{address}/bridge']");
        }
    }
}
