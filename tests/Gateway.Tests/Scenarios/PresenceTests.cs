using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Testing;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Who is in a user's contact list, and what that user is told of them.</summary>
public sealed class PresenceTests
{
    private const string Stored = "SELECT COUNT(*) FROM subscriptions";

    private const string Echo = "echo@demo.localhost";

    private static readonly string[] Subscribable = [Scene.Domain, $"bot@{Scene.Domain}", $"me@{Scene.Domain}", Echo];

    [Fact]
    public async Task A_subscription_is_granted_asked_back_and_followed_by_presence()
    {
        await using var scene = await Scene.StartAsync();
        foreach (var address in Subscribable)
        {
            await SubscribeAsync(scene, address);
            var answers = scene.Seen($"/presence[@to='{Scene.Alice}' and (@from='{address}' or @from='{address}/bridge')]");
            Assert.Equal(["subscribed", "subscribe", address == Echo ? "unavailable" : null], answers.Select(stanza => stanza.Attribute("type")?.Value));
            Assert.True(ComponentServerXPath.Matches(answers[1], "/presence/nick:nick"));
            Assert.Equal(address != Echo, ComponentServerXPath.Matches(answers[2], "/presence/caps:c[@ver]"));
        }
        await scene.UntilStoredAsync(Stored, Subscribable.Length);
    }

    [Theory]
    [InlineData(Scene.Lobby)]
    [InlineData("#lobby@demo.localhost/Ada")]
    [InlineData("=@demo.localhost")]
    public async Task What_has_no_presence_refuses_a_subscription_and_stores_nothing(string address)
    {
        await using var scene = await Scene.StartAsync();
        scene.Server.Send($"<presence type='subscribe' from='{Scene.Alice}' to='{address}'/>");
        await scene.Server.ExpectAsync($"/presence[@type='unsubscribed' and @to='{Scene.Alice}' and @from='{address.Split('/')[0]}']");
        await SubscribeAsync(scene, Scene.Domain);
        await scene.UntilStoredAsync(Stored, 1);
        Assert.Empty(scene.Seen($"/presence[@type='subscribed' and not(@from='{Scene.Domain}')]"));
    }

    [Fact]
    public async Task A_contact_that_is_removed_is_told_so_once_and_forgotten()
    {
        await using var scene = await Scene.StartAsync();
        await SubscribeAsync(scene, $"echo@{Scene.Domain}");
        foreach (var type in (string[])["unsubscribed", "unavailable", "unsubscribe"])
            scene.Server.Send($"<presence type='{type}' from='{Scene.Alice}' to='echo@{Scene.Domain}'/>");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Single(scene.Seen($"/presence[@type='unsubscribed' and @to='{Scene.Alice}' and @from='echo@{Scene.Domain}']"));
        await scene.UntilStoredAsync(Stored, 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Subscribers_are_told_again_when_the_stream_is_back(bool afterCrash)
    {
        await using var scene = await Scene.StartAsync();
        foreach (var address in Subscribable)
            await SubscribeAsync(scene, address);
        await scene.UntilStoredAsync(Stored, Subscribable.Length);
        if (afterCrash)
            await scene.RestartAfterCrashAsync();
        else
            scene.Server.Drop();
        foreach (var address in Subscribable)
            await Scene.UntilAsync(() => Told(scene, address).Count == 2, $"how {address} is was told again");
        Assert.Equal(Subscribable.Length, scene.Seen("/presence[@type='subscribe']").Count);
        Assert.All(Available(scene, $"me@{Scene.Domain}"), stanza => Assert.True(ComponentServerXPath.Matches(stanza, "/presence/caps:c[@ver]")));
    }

    [Fact]
    public async Task Thousands_of_subscribers_are_told_in_portions_and_others_are_served_between_them()
    {
        const int Subscribers = 1000;
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        await scene.StopGatewayAsync();
        scene.Execute($"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Subscribers}) INSERT INTO subscriptions SELECT '{scene.NetworkName}', 'user' || i || '@localhost', 'echo@{Scene.Domain}' FROM n");
        await scene.StartGatewayAsync();
        await Scene.UntilAsync(() => Told() > 0, "the first are told");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.InRange(Told(), 1, Subscribers / 2);
        await time.AdvanceUntilAsync(() => Told() == Subscribers, TimeSpan.FromMilliseconds(200));
        int Told() => scene.Server.Received.Count(static stanza => stanza.Name.LocalName == "presence" && stanza.Attribute("type")?.Value == "unavailable");
    }

    [Fact]
    public async Task A_stop_in_order_takes_everybody_away()
    {
        await using var scene = await Scene.StartAsync();
        foreach (var address in Subscribable)
            await SubscribeAsync(scene, address);
        scene.SayTo("echo", "m1", "up");
        await Scene.UntilAsync(() => Available(scene, Echo).Count == 1, "the session is up, and tells who is there");
        await scene.StopGatewayAsync();
        foreach (var address in Subscribable)
        {
            var last = scene.Seen($"/presence[@to='{Scene.Alice}' and (@from='{address}' or @from='{address}/bridge')]")[^1];
            Assert.Equal("unavailable", last.Attribute("type")?.Value);
        }
    }

    [Fact]
    public async Task The_presence_of_an_account_says_whether_it_is_connected_and_only_to_who_asked_for_it()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        var me = $"me@{Scene.Domain}";
        await SubscribeAsync(scene, me);
        scene.Server.Send($"<presence type='subscribe' from='bob@localhost' to='{me}'/>");
        await scene.Server.ExpectAsync($"/presence[not(@type) and @to='bob@localhost']");
        Assert.True(ComponentServerXPath.Matches(Available(scene, me)[^1], "/presence[show='xa' and status]"));
        scene.SayTo("echo", "m1", "up");
        await Scene.UntilAsync(() => ComponentServerXPath.Matches(Available(scene, me)[^1], "/presence[not(show)]"), "it is connected");
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        scene.Network.Disconnect(Scene.Alice);
        await time.AdvanceUntilAsync(() => scene.Network.Connections > 3);
        await Scene.UntilAsync(() => ComponentServerXPath.Matches(Available(scene, me)[^1], "/presence[show='xa' and status]"), "it is not connected");
        var before = Available(scene, me).Count;
        await time.AdvanceUntilAsync(() => scene.Network.Connections > 5);
        Assert.Equal(before, Available(scene, me).Count);
        scene.Server.Send($"<presence type='probe' from='{Scene.Phone}' to='{me}'/>");
        await scene.Server.ExpectAsync($"/presence[@to='{Scene.Phone}' and @from='{me}/bridge' and show='xa' and status]");
        Assert.Single(scene.Seen("/presence[not(@type) and @to='bob@localhost']"));
    }

    [Theory]
    [InlineData("item-not-found", Scene.Alice, 0)]
    [InlineData("gone", Scene.Alice, 0)]
    [InlineData("service-unavailable", Scene.Alice, 1)]
    [InlineData("item-not-found", Scene.Phone, 1)]
    public async Task A_subscriber_whose_account_is_deleted_is_forgotten(string condition, string from, int left)
    {
        await using var scene = await Scene.StartAsync();
        await SubscribeAsync(scene, $"echo@{Scene.Domain}");
        scene.Server.Send($"<presence type='error' from='{from}' to='echo@{Scene.Domain}/bridge'><error type='cancel'><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>");
        await SubscribeAsync(scene, Scene.Domain);
        await scene.UntilStoredAsync($"SELECT COUNT(*) FROM subscriptions WHERE address = '{Scene.Domain}'", 1);
        Assert.Equal(left, scene.Count($"SELECT COUNT(*) FROM subscriptions WHERE address <> '{Scene.Domain}'"));
    }

    private static List<XElement> Available(Scene scene, string address) =>
        scene.Seen($"/presence[not(@type) and @to='{Scene.Alice}' and (@from='{address}' or @from='{address}/bridge')]");

    private static List<XElement> Told(Scene scene, string address) =>
        scene.Seen($"/presence[(not(@type) or @type='unavailable') and @to='{Scene.Alice}' and (@from='{address}' or @from='{address}/bridge')]");

    private static async Task SubscribeAsync(Scene scene, string address)
    {
        scene.Server.Send($"<presence type='subscribe' from='{Scene.Alice}' to='{address}'/>");
        await scene.Server.ExpectAsync($"/presence[(not(@type) or @type='unavailable') and @to='{Scene.Alice}' and (@from='{address}' or @from='{address}/bridge')]");
    }
}
