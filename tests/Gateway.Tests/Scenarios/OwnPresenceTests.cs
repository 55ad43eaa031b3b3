using Bridge.Gateway.Tests.Commands;
using Bridge.Testing;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>What a network is told of whether its user is there.</summary>
public sealed class OwnPresenceTests
{
    private const string Echo = "echo@demo.localhost";

    [Fact]
    public async Task The_user_is_away_when_all_clients_are_and_back_when_one_is()
    {
        var time = new ManualTime();
        await using var scene = await StartAsync(time);
        Show(scene, Scene.Phone, Echo);
        Show(scene, Scene.Laptop, Echo, "<show>dnd</show><status>writing</status><priority>5</priority>");
        Show(scene, Scene.Phone, Echo, "<show>away</show><status>at lunch</status>");
        await ToldAsync(scene, time, "Busy writing");
        Show(scene, Scene.Laptop, Echo, "<show>xa</show><status>at lunch</status><priority>-1</priority>");
        await ToldAsync(scene, time, "Busy writing", "Away at lunch");
        Show(scene, Scene.Laptop, Echo, "<show>chat</show><status>here</status>");
        await ToldAsync(scene, time, "Busy writing", "Away at lunch", "Online here");
    }

    [Fact]
    public async Task Of_changes_that_come_fast_the_last_is_told()
    {
        var time = new ManualTime();
        await using var scene = await StartAsync(time);
        Show(scene, Scene.Phone, Echo, "<show>away</show>");
        await Scene.UntilAsync(() => Told(scene).Count == 1, "the first change is told at once");
        for (var i = 0; i < 200; i++)
            Show(scene, Scene.Phone, Echo, $"<show>{(i % 2 == 0 ? "dnd" : "xa")}</show><status>number {i}</status>");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Single(Told(scene));
        await ToldAsync(scene, time, "Away", "ExtendedAway number 199");
        // There and back again is nothing.
        await scene.PassAsync(time, TimeSpan.FromMinutes(1));
        Show(scene, Scene.Phone, Echo, "<show>away</show>");
        await Scene.UntilAsync(() => Told(scene).Count == 3, "after a while a change is told at once");
        Show(scene, Scene.Phone, Echo, "<show>dnd</show>");
        Show(scene, Scene.Phone, Echo, "<show>away</show>");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        await scene.PassAsync(time, TimeSpan.FromMinutes(1));
        Show(scene, Scene.Phone, Echo, "<show>dnd</show>");
        await ToldAsync(scene, time, "Away", "ExtendedAway number 199", "Away", "Busy");
    }

    [Fact]
    public async Task Removing_a_contact_takes_nobody_away_and_leaving_everything_does()
    {
        var time = new ManualTime();
        await using var scene = await StartAsync(time);
        foreach (var address in (string[])[Echo, "clock@demo.localhost", Scene.Domain])
            Show(scene, Scene.Phone, address);
        scene.Server.Send($"<presence type='unavailable' from='{Scene.Phone}' to='{Echo}'/>");
        Show(scene, Scene.Phone, $"{Scene.Lobby}/Alice", "<show>away</show>");
        await ToldAsync(scene, time, "Away");
        Show(scene, Scene.Phone, $"{Scene.Lobby}/Alice");
        await ToldAsync(scene, time, "Away", "Online");
        foreach (var address in (string[])["clock@demo.localhost", Scene.Domain])
            scene.Server.Send($"<presence type='unavailable' from='{Scene.Phone}' to='{address}'/>");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Equal(2, Told(scene).Count);
        Set(scene, "set persistent yes", "me");
        await scene.Server.ExpectAsync("/message[starts-with(body, 'Stored')]");
        scene.Server.Send($"<presence type='unavailable' from='{Scene.Phone}' to='{Scene.Lobby}/Alice'/>");
        await ToldAsync(scene, time, "Away", "Online", "Offline");
    }

    [Fact]
    public async Task What_is_not_known_is_not_told_and_what_is_known_is_told_to_a_new_session()
    {
        var time = new ManualTime();
        await using var scene = await StartAsync(time);
        scene.Server.Send($"<presence type='subscribe' from='{Scene.Alice}' to='{Scene.Domain}'/>");
        scene.Network.Disconnect(Scene.Alice);
        await time.AdvanceUntilAsync(() => scene.Network.Connections == 2, TimeSpan.FromMilliseconds(100));
        Assert.Empty(Told(scene));
        Show(scene, Scene.Phone, Scene.Domain, "<show>xa</show><status>asleep</status>");
        Show(scene, Scene.Phone, $"{Scene.Lobby}/Alice", "<show>xa</show><status>asleep</status>");
        await ToldAsync(scene, time, "ExtendedAway asleep");
        scene.Network.Disconnect(Scene.Alice);
        await ToldAsync(scene, time, "ExtendedAway asleep", "ExtendedAway asleep");
        // Nobody knows what happened while the stream was down, until the server has answered.
        scene.Server.Drop();
        await time.AdvanceUntilAsync(() => scene.Seen($"/presence[@type='probe' and @to='{Scene.Alice}']").Count == 1, TimeSpan.FromSeconds(1));
        Show(scene, Scene.Phone, Scene.Domain);
        await ToldAsync(scene, time, "ExtendedAway asleep", "ExtendedAway asleep", "Online");
    }

    [Fact]
    public async Task A_user_may_switch_it_off()
    {
        var time = new ManualTime();
        await using var scene = await StartAsync(time);
        Show(scene, Scene.Phone, Scene.Domain, "<show>away</show>");
        await ToldAsync(scene, time, "Away");
        Set(scene, "set share-presence no");
        await ToldAsync(scene, time, "Away", "Online");
        Show(scene, Scene.Phone, Scene.Domain, "<show>dnd</show>");
        Set(scene, "unset share-presence");
        await ToldAsync(scene, time, "Away", "Online", "Busy");
    }

    private static async Task<Scene> StartAsync(ManualTime time)
    {
        var scene = await Scene.StartAsync(time);
        scene.Join(Scene.Phone, Scene.Lobby, "Alice");
        await time.AdvanceUntilAsync(() => scene.Seen($"/message[@to='{Scene.Phone}']/subject").Count == 1, TimeSpan.FromMilliseconds(1));
        return scene;
    }

    private static void Show(Scene scene, string client, string address, string inside = "") =>
        scene.Server.Send($"<presence from='{client}' to='{address}'>{inside}</presence>");

    private static void Set(Scene scene, string command, string to = "bot") =>
        scene.Server.Send($"<message from='{Scene.Phone}' to='{to}@{Scene.Domain}' id='{Guid.NewGuid():N}' type='chat'><body>{command}</body></message>");

    private static List<string> Told(Scene scene) => [.. scene.Network.Calls.Where(static call => call.Verb == "SetPresence").Select(static call => call.Detail)];

    private static async Task ToldAsync(Scene scene, ManualTime time, params string[] expected)
    {
        await time.AdvanceUntilAsync(() => Told(scene).Count >= expected.Length, TimeSpan.FromSeconds(1));
        Assert.Equal(expected, Told(scene));
    }
}
