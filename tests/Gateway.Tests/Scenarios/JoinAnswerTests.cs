using System.Globalization;
using Bridge.Adapters;
using Bridge.Adapters.Irc;
using Bridge.Testing;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Every join is answered, whatever it was sent to and whatever the network does meanwhile (XEP-0045 section 7.2).</summary>
public sealed class JoinAnswerTests
{
    [Theory]
    [InlineData("ada@demo.localhost", "not-allowed", "a person, not a room")]
    [InlineData("me@demo.localhost", "not-allowed", "a group such as #lobby")]
    [InlineData("bot@demo.localhost", "not-allowed", "no room")]
    [InlineData("demo.localhost", "not-allowed", "no room")]
    [InlineData("=@demo.localhost", "item-not-found", "a group such as #lobby")]
    public async Task What_is_no_room_says_so(string address, string condition, string words)
    {
        await using var scene = await Scene.StartAsync();
        scene.Join(Scene.Phone, address, "Alice");
        await scene.Server.ExpectAsync(
            $"/presence[@type='error' and @to='{Scene.Phone}' and @from='{address}/Alice']/error[@type='cancel' and stanzas:{condition} and contains(stanzas:text, '{words}')]");
        scene.Join("eve@elsewhere/x", address, "Eve");
        await scene.Server.ExpectAsync($"/presence[@type='error' and @to='eve@elsewhere/x' and @from='{address}/Eve']/error/stanzas:forbidden");
        Assert.Empty(scene.Errors);
    }

    [Theory]
    [InlineData("#room%irc.other", "not-allowed", "use one of these: irc.test")]
    [InlineData("#room%irc%x%irc.other", "not-allowed", "irc.other")]
    [InlineData("#room", "item-not-found", "#channel%server")]
    [InlineData("nobody%irc.test", "not-allowed", "a person, not a room")]
    public async Task A_server_that_the_operator_does_not_allow_is_named(string local, string condition, string words)
    {
        await using var scene = Scene.Prepare();
        scene.Adapter = new IrcAdapterFactory();
        scene.Settings["Servers:irc.test:Host"] = "127.0.0.1";
        await scene.StartGatewayAsync();
        scene.Join(Scene.Phone, $"{local}@{Scene.Domain}", "Alice");
        await scene.Server.ExpectAsync($"/presence[@type='error' and @from='{local}@{Scene.Domain}/Alice']/error[stanzas:{condition} and contains(stanzas:text, '{words}')]");
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task Whoever_joins_while_a_login_is_being_refused_is_told()
    {
        await using var scene = await Scene.StartAsync();
        scene.Network.Faults.RefuseConnect = NetworkError.BadCredentials;
        for (var i = 0; i < 400; i++)
        {
            scene.Join(Scene.Phone, string.Create(CultureInfo.InvariantCulture, $"#room{i}@{Scene.Domain}"), "Alice");
            if (i % 4 == 0)
                await Task.Yield();
        }

        await Scene.UntilAsync(() => scene.Seen("/presence[@type='error']").Count >= 400, "all joins are answered");
        Assert.Equal(400, scene.Seen("/presence[@type='error']").Select(static stanza => stanza.Attribute("from")!.Value).Distinct().Count());
    }

    [Fact]
    public async Task Somebody_who_joins_another_room_of_a_network_that_is_away_does_not_wait_for_the_pause_between_two_tries()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        scene.Join(Scene.Phone, Scene.Lobby, "Alice");
        await time.AdvanceUntilAsync(() => scene.Seen("/message/subject").Count == 1, TimeSpan.FromMilliseconds(10));
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        scene.Network.Disconnect(Scene.Alice);
        await scene.Server.ExpectAsync("/message[contains(body, 'is lost')]");

        // By now it is tried every few minutes.
        var away = time.GetUtcNow();
        await time.AdvanceUntilAsync(() => time.GetUtcNow() - away > TimeSpan.FromMinutes(20), TimeSpan.FromSeconds(20));
        scene.Network.Faults.RefuseConnect = null;
        var asked = time.GetUtcNow();
        scene.Join(Scene.Phone, $"#other@{Scene.Domain}", "Alice");
        await time.AdvanceUntilAsync(() => scene.Seen($"/presence[not(@type) and starts-with(@from, '#other@')]").Count > 0, TimeSpan.FromMilliseconds(100));
        Assert.InRange(time.GetUtcNow() - asked, TimeSpan.Zero, TimeSpan.FromSeconds(8));
    }
}
