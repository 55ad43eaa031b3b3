using Bridge.Gateway.Tests.Commands;
using Bridge.Testing;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Requests to be in a contact list, both ways, and blocking.</summary>
public sealed class ContactRequestTests
{
    private const string Echo = "echo@demo.localhost", Clock = "clock@demo.localhost", Ada = "ada@demo.localhost";

    [Theory]
    [InlineData("subscribed", true)]
    [InlineData("unsubscribed", false)]
    public async Task Somebody_asks_and_is_answered(string answer, bool accepted)
    {
        await using var scene = await Scene.StartAsync();
        await RosterTests.ConnectAsync(scene, UserRoster.Serve(scene.Server, Scene.Alice));
        scene.Network.AskForContact(Scene.Alice, "ada", "We met in\nthe lobby");
        await scene.Server.ExpectAsync($"/presence[@type='subscribe' and @from='{Ada}' and @to='{Scene.Alice}' and contains(status, 'We met in') and nick:nick='Ada']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM contacts WHERE network_id = 'ada' AND flags & 8", 1);
        scene.Server.Send($"<presence type='{answer}' from='{Scene.Alice}' to='{Ada}'/>");
        await Scene.UntilAsync(() => RosterTests.Called(scene, "AnswerContactRequest").SequenceEqual([$"ada {accepted}"]), "the network has the answer");
        Assert.Equal(accepted, scene.Network.IsContact(Scene.Alice, "ada"));
    }

    [Fact]
    public async Task A_request_survives_a_crash_and_is_answered_without_a_connection()
    {
        await using var scene = await Scene.StartAsync();
        await RosterTests.ConnectAsync(scene, UserRoster.Serve(scene.Server, Scene.Alice));
        scene.Network.AskForContact(Scene.Alice, "ada");
        await scene.Server.ExpectAsync($"/presence[@type='subscribe' and @from='{Ada}']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM contacts WHERE network_id = 'ada' AND flags & 8", 1);
        await scene.RestartAfterCrashAsync();
        scene.Server.Send($"<presence type='subscribed' from='{Scene.Alice}' to='{Ada}'/>");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM contacts WHERE network_id = 'ada' AND flags & 16384", 1);
        scene.SayTo("clock", "m2", "up");
        await Scene.UntilAsync(() => RosterTests.Called(scene, "AnswerContactRequest").Contains("ada True"), "it is answered with the next connection");
    }

    [Fact]
    public async Task Without_the_privilege_only_whom_the_user_writes_with_asks_and_once()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        await RosterTests.ConnectAsync(scene, UserRoster.Serve(scene.Server, Scene.Alice));
        scene.SayTo("parrot", "m2", "hello");
        scene.SayTo("echo", "m3", "hello");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM contacts WHERE talked_at > 0", 3);
        await time.AdvanceUntilAsync(() => Asked(scene).Count == 3, TimeSpan.FromSeconds(1));
        Assert.Equal([Clock, Echo, "parrot@demo.localhost"], Asked(scene).Order());
        await scene.Server.ExpectAsync($"/presence[@type='subscribe' and @from='{Echo}' and nick:nick='Echo']");
        scene.Server.Send($"<presence type='unsubscribed' from='{Scene.Alice}' to='{Echo}'/>");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM contacts WHERE flags & 256", 1);
        await scene.PassAsync(time, TimeSpan.FromMinutes(3));
        await scene.RestartAfterCrashAsync();
        scene.SayTo("echo", "m4", "hello");
        await Scene.UntilAsync(() => scene.Arrived().Count == 4, "it is sent");
        await scene.PassAsync(time, TimeSpan.FromMinutes(3));
        Assert.Equal(3, Asked(scene).Count);
    }

    [Fact]
    public async Task Whom_the_user_blocks_in_the_client_is_blocked_on_the_network_until_that_is_taken_back()
    {
        await using var scene = await Scene.StartAsync();
        var roster = await RosterTests.ConnectAsync(scene);
        await Scene.UntilAsync(() => roster.Items.Count == 8, "all are in the list");
        foreach (var address in (string[])[Echo, Clock, Scene.Domain])
            scene.Server.Send($"<presence from='{Scene.Phone}' to='{address}'/>");

        // Returned for another reason: the user is there for them.
        Return(scene, Clock);
        scene.Server.Send($"<presence type='unavailable' from='{Scene.Phone}' to='{Echo}'/>");
        Return(scene, Echo);
        await Scene.UntilAsync(() => RosterTests.Called(scene, "SetBlocked").SequenceEqual(["echo True"]), "who was blocked is blocked there");
        scene.Server.Send($"<presence from='{Scene.Phone}' to='{Echo}'/>");
        await Scene.UntilAsync(() => RosterTests.Called(scene, "SetBlocked").SequenceEqual(["echo True", "echo False"]), "and no longer");

        // When nobody is there, a server returns messages as well.
        foreach (var address in (string[])[Echo, Clock, Scene.Domain])
            scene.Server.Send($"<presence type='unavailable' from='{Scene.Phone}' to='{address}'/>");
        Return(scene, Clock);
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Equal(2, RosterTests.Called(scene, "SetBlocked").Count);
    }

    [Fact]
    public async Task Commands_block_and_unblock_now_or_with_the_next_connection()
    {
        await using var scene = await Scene.StartAsync();
        Assert.Equal("echo is blocked when you are connected.", await scene.WriteAsync($"block {Echo}"));
        await RosterTests.ConnectAsync(scene, UserRoster.Serve(scene.Server, Scene.Alice));
        await Scene.UntilAsync(() => RosterTests.Called(scene, "SetBlocked").Contains("echo True"), "it was not forgotten");
        await Scene.UntilAsync(() => scene.Count("SELECT COUNT(*) FROM contacts WHERE network_id = 'echo' AND flags & 2 AND NOT flags & 4096") == 1, "and is known");
        Assert.Equal("echo is being unblocked.", await scene.WriteAsync("unblock Echo"));
        await Scene.UntilAsync(() => RosterTests.Called(scene, "SetBlocked").Contains("echo False"), "and no longer");
        Assert.Contains("nobody's address", await scene.WriteAsync("block #lobby"), StringComparison.Ordinal);
    }

    private static void Return(Scene scene, string address) => scene.Server.Send(
        $"<message type='error' from='{Scene.Alice}' to='{address}/bridge' id='x'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");

    private static List<string> Asked(Scene scene) => [.. scene.Seen($"/presence[@type='subscribe' and @to='{Scene.Alice}']").Select(stanza => stanza.From!)];
}
