using Bridge.Gateway.Tests.Commands;
using Bridge.Testing;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Accounts and rooms that stay while no client is there.</summary>
public sealed class PersistenceTests
{
    [Fact]
    public async Task A_persistent_room_stays_joined_and_whoever_comes_back_is_shown_what_was_said()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        Assert.Equal("Stored.", await scene.WriteAsync("set persistent yes #lobby"));
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await LeaveAsync(scene, Scene.Lobby);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 0);
        await scene.PassAsync(time, TimeSpan.FromMinutes(11));
        Assert.True(scene.Network.IsConnected(Scene.Alice));
        Assert.Equal("Demo: connected, rooms: #lobby", await scene.WriteAsync("status"));

        scene.Network.SayInGroup("#lobby", "ada", "while you were away");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM archive", 1);
        scene.Network.Say("ada", "and directly", Scene.Alice);
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Alice}' and body='and directly']");
        scene.Join(Scene.Laptop, Scene.Lobby, "Alice");
        await scene.Server.ExpectAsync($"/presence[@to='{Scene.Laptop}' and @from='{Scene.Lobby}/Ada']");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Laptop}' and body='while you were away' and delay:delay]");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Laptop}']/subject");
        Assert.Equal(1, scene.Network.Connections);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task A_room_that_is_persistent_no_longer_is_left_when_nobody_is_in_it()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        await scene.WriteAsync("set persistent yes");
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await LeaveAsync(scene, Scene.Lobby);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 0);
        await scene.PassAsync(time, TimeSpan.FromMinutes(1));
        Assert.Equal("Demo: connected, rooms: #lobby", await scene.WriteAsync("status"));
        Assert.Equal("Stored.", await scene.WriteAsync("set persistent no #lobby"));
        await scene.PassAsync(time, TimeSpan.FromSeconds(3));
        Assert.Equal("Demo: connected, rooms: none", await scene.WriteAsync("status"));
        Assert.Equal("Stored.", await scene.WriteAsync("unset persistent"));
        await scene.PassAsync(time, TimeSpan.FromSeconds(1));
        await Scene.UntilAsync(() => !scene.Network.IsConnected(Scene.Alice), "the connection is closed");
        time.Advance(TimeSpan.FromSeconds(1));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM rooms", 0);
    }

    [Fact]
    public async Task A_persistent_room_is_left_for_good_on_request()
    {
        await using var scene = await Scene.StartAsync();
        await scene.WriteAsync("set persistent yes");
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        Assert.StartsWith("#lobby@demo.localhost", (await scene.StepAsync("leave")).Descendants(Bridge.Xmpp.Ns.Data + "option").Single().Value, StringComparison.Ordinal);
        Assert.Equal("#lobby is left.", (await scene.StepAsync("leave", to: Scene.Lobby)).Said());
        Assert.Single(scene.Seen($"/presence[@to='{Scene.Phone}' and @from='{Scene.Lobby}/Alice' and @type='unavailable']/mucuser:x/mucuser:status[@code='110']"));
        Assert.Equal("You are in no room.", await scene.WriteAsync("leave"));
        Assert.Equal("Demo: connected, rooms: none", await scene.WriteAsync("status"));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM rooms", 0);
    }

    [Fact]
    public async Task A_restart_brings_back_rooms_that_nobody_is_in()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        await scene.WriteAsync("set persistent yes #lobby");
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.JoinedAsync(Scene.Phone, "#big@demo.localhost", "Alice");
        await LeaveAsync(scene, Scene.Lobby);
        await LeaveAsync(scene, "#big@demo.localhost");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 0);
        await scene.RestartAfterCrashAsync();
        await Scene.UntilAsync(() => scene.Network.IsConnected(Scene.Alice), "the account is connected");
        await Scene.UntilAsync(() => scene.Log.Count(line => line.Contains("is connected", StringComparison.Ordinal)) >= 2, "the account is known to be connected");
        Assert.Equal("Demo: connected, rooms: #lobby", await scene.WriteAsync("status"));
        scene.Join(Scene.Phone, Scene.Lobby, "Alice");
        await scene.Server.ExpectAsync($"/presence[@to='{Scene.Phone}' and @from='{Scene.Lobby}/Alice']/mucuser:x/mucuser:status[@code='110']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 1);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task A_persistent_account_connects_at_the_start_and_stays_down_once_it_is_disconnected()
    {
        await using var scene = await Scene.StartAsync();
        Assert.Equal("Stored.", await scene.WriteAsync("set persistent yes"));
        await Scene.UntilAsync(() => scene.Network.IsConnected(Scene.Alice), "it connects at once");
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.StopGatewayAsync();
        await Scene.UntilAsync(() => !scene.Network.IsConnected(Scene.Alice), "it is stopped");
        await scene.StartGatewayAsync();
        await Scene.UntilAsync(() => scene.Network.IsConnected(Scene.Alice), "it connects at the start");

        Assert.Equal("Disconnected from Demo.", await scene.WriteAsync("disconnect"));
        Assert.False(scene.Network.IsConnected(Scene.Alice));
        await scene.StopGatewayAsync();
        await scene.StartGatewayAsync();
        Assert.StartsWith("Demo: not connected, rooms: #lobby", await scene.WriteAsync("status"), StringComparison.Ordinal);
        Assert.False(scene.Network.IsConnected(Scene.Alice));

        Assert.StartsWith("Connecting to Demo.", await scene.WriteAsync("connect"), StringComparison.Ordinal);
        await Scene.UntilAsync(() => scene.Network.IsConnected(Scene.Alice), "it connects again");
        await scene.JoinedAsync(Scene.Laptop, Scene.Lobby, "Alice");
        await scene.UntilStoredAsync("SELECT enabled FROM accounts", 1);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task A_persistent_account_without_rooms_is_kept_up_and_one_that_is_not_is_not()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        await scene.WriteAsync("set persistent yes");
        await Scene.UntilAsync(() => scene.Network.IsConnected(Scene.Alice), "it connects at once");
        scene.SayTo("echo", "m1", "hello", "bob@localhost/x");
        await scene.Server.ExpectAsync("/message[@to='bob@localhost/x']/receipts:received[@id='m1']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        await scene.PassAsync(time, TimeSpan.FromMinutes(15));
        await Scene.UntilAsync(() => !scene.Network.IsConnected("bob@localhost"), "that is not kept");
        Assert.True(scene.Network.IsConnected(Scene.Alice));
    }

    [Fact]
    public async Task A_persistent_account_that_loses_its_connection_comes_back_with_its_rooms()
    {
        await using var scene = await Scene.StartAsync();
        await scene.WriteAsync("set persistent yes");
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await LeaveAsync(scene, Scene.Lobby);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 0);
        scene.Network.Disconnect(Scene.Alice);
        await Scene.UntilAsync(() => scene.Network.Connections == 2 && scene.Network.IsConnected(Scene.Alice), "it connects again");
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
    }

    [Fact]
    public async Task Who_is_thrown_out_of_a_room_while_no_client_is_in_it_is_told()
    {
        await using var scene = await Scene.StartAsync();
        await scene.WriteAsync("set persistent yes #lobby");
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await LeaveAsync(scene, Scene.Lobby);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 0);
        scene.Network.Leave("#lobby", Scene.Alice, Adapters.MemberChangeKind.Kicked, "Ada", "too quiet");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Alice}' and @from='me@demo.localhost/bridge' and contains(body, 'has removed you: too quiet')]");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM rooms", 0);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE payload IS NOT NULL", 0);
        Assert.Empty(scene.Errors);
    }

    private static async Task LeaveAsync(Scene scene, string room)
    {
        // Who comes in is written before who goes, though perhaps not yet.
        await scene.UntilStoredAsync($"SELECT COUNT(*) FROM occupants JOIN rooms ON rooms.id = room_id WHERE chat = '{room.Split('@')[0]}'", 1);
        scene.Server.Send($"<presence from='{Scene.Phone}' to='{room}/Alice' type='unavailable'/>");
        await scene.Server.ExpectAsync($"/presence[@to='{Scene.Phone}' and @from='{room}/Alice' and @type='unavailable']");
    }
}
