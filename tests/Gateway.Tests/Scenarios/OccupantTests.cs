using Bridge.Testing;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Who is still in a room after the stream was down.</summary>
public sealed class OccupantTests
{
    private const string Everything = $"/*[@to='{Scene.Phone}' and starts-with(@from, '{Scene.Lobby}')]",
        Probe = $"/message[@type='groupchat' and @from='{Scene.Lobby}' and @to='{Scene.Phone}' and not(body) and not(subject) and mucuser:x]",
        Self = $"/presence[@to='{Scene.Phone}' and @from='{Scene.Lobby}/Alice' and mucuser:x/mucuser:status[@code='110']]",
        Ada = $"/presence[@to='{Scene.Phone}' and @from='{Scene.Lobby}/Ada']", Subject = $"/message[@to='{Scene.Phone}' and subject]",
        Ping = "<ping xmlns='urn:xmpp:ping'/>";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_stays_in_a_room_gets_what_is_said_and_is_shown_nothing_again(bool tellsUptime)
    {
        await using var scene = await JoinedAsync();
        scene.Server.Uptime = tellsUptime ? TimeSpan.FromDays(1) : null;
        var before = scene.Seen(Everything).Count;
        scene.Server.Drop();
        await scene.Server.ExpectAsync(Probe);
        await Scene.UntilAsync(() => scene.Server.Answered.Any(asked => asked.Child(Ns.Last, "query") is not null), "the server is asked how long it has been running");
        await SayAsync(scene, "still there?");
        Assert.Equal(before + 2, scene.Seen(Everything).Count);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task A_client_that_is_gone_is_found_out_without_anybody_speaking()
    {
        await using var scene = await JoinedAsync();
        await scene.JoinedAsync(Scene.Laptop, Scene.Lobby, "Alice");
        scene.Server.Drop();
        var probe = await scene.Server.ExpectAsync(Probe);
        scene.Server.Send(
            $"<message type='error' from='{Scene.Phone}' to='{Scene.Lobby}' id='{probe.Id}'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
        Assert.Equal("error", (await scene.AskAsync("get", $"{Scene.Lobby}/Alice", Ping)).Type);
        Assert.Equal("result", (await scene.AskAsync("get", $"{Scene.Lobby}/Alice", Ping, Scene.Laptop)).Type);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 1);
        Assert.True(scene.Network.IsConnected(Scene.Alice));
    }

    [Fact]
    public async Task After_the_server_was_started_anew_whoever_has_the_address_is_shown_the_whole_room_once()
    {
        var time = new ManualTime();
        await using var scene = await JoinedAsync(time);
        time.Advance(TimeSpan.FromSeconds(20));
        scene.Server.Uptime = TimeSpan.FromSeconds(10);
        await DropAsync(scene, time);
        await Scene.UntilAsync(() => scene.Seen(Subject).Count == 2, "the subject ends what is shown");
        Assert.Equal((2, 2), (scene.Seen(Ada).Count, scene.Seen(Self).Count));
        Assert.Single(scene.Bodies($"/message[@to='{Scene.Phone}' and body]"));
        await SayAsync(scene, "and heard");

        // Known since, and the server still is the same.
        scene.Server.Uptime += TimeSpan.FromSeconds(10);
        var asked = Asked(scene);
        await DropAsync(scene, time);
        await Scene.UntilAsync(() => Asked(scene) > asked, "the server is asked again");
        await SayAsync(scene, "once more");
        Assert.Equal(2, scene.Seen(Subject).Count);
    }

    [Fact]
    public async Task After_a_crash_of_both_the_room_is_shown_when_it_is_joined_again()
    {
        await using var scene = await JoinedAsync();
        await scene.CrashAsync();
        scene.Server.Uptime = TimeSpan.Zero;
        scene.Network.Faults.RefuseConnect = Adapters.NetworkError.NetworkDown;
        await scene.StartGatewayAsync();
        await scene.Server.ExpectAsync(Probe);
        await Scene.UntilAsync(() => Asked(scene) == 1, "the server is asked how long it has been running");
        Assert.Single(scene.Seen(Subject));
        scene.Network.Faults.RefuseConnect = null;
        await Scene.UntilAsync(() => scene.Seen(Subject).Count == 2, "the subject ends what is shown");
        Assert.Equal((2, 2), (scene.Seen(Ada).Count, scene.Seen(Self).Count));
        await Scene.UntilAsync(() => scene.Bodies($"/message[@to='{Scene.Phone}']").Exists(body => body.StartsWith("Back in", StringComparison.Ordinal)), "the room says what happened");
    }

    /// <summary>In the room, and everything that showed it proved to be read, so that nothing of it is written again.</summary>
    private static async Task<Scene> JoinedAsync(TimeProvider? time = null)
    {
        var scene = await Scene.StartAsync(time);
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await SayAsync(scene, "hello");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 1);
        return scene;
    }

    private static async Task SayAsync(Scene scene, string text)
    {
        scene.Network.SayInGroup("#lobby", "ada", text);
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Phone}' and body='{text}']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
    }

    private static async Task DropAsync(Scene scene, ManualTime time)
    {
        var connections = scene.Server.Connections;
        scene.Server.Drop();
        await time.AdvanceUntilAsync(() => scene.Server.Connections > connections, TimeSpan.FromMilliseconds(500));
        await scene.Server.ExpectAsync(Probe);
    }

    private static int Asked(Scene scene) => scene.Server.Answered.Count(static asked => asked.Child(Ns.Last, "query") is not null);
}
