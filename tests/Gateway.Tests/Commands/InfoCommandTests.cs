using Bridge.Adapters;
using Bridge.Gateway.Commands;
using Bridge.Gateway.Tests.Scenarios;
using Xunit;

namespace Bridge.Gateway.Tests.Commands;

/// <summary>What works in a chat, told by a command.</summary>
public sealed class InfoCommandTests
{
    private static readonly string Ada = $"ada@{Scene.Domain}";

    [Fact]
    public async Task It_says_what_works_with_a_person_and_in_a_room()
    {
        await using var scene = Scene.Prepare();
        scene.Settings["MaxReactions"] = "1";
        scene.Settings["Levels:Replies"] = "Fallback";
        scene.Settings["Levels:Location"] = "Rejected";
        scene.Settings["Levels:Displayed"] = "Dropped";
        await scene.StartGatewayAsync();
        Assert.Contains("you are not", await scene.WriteAsync($"info {Ada}"), StringComparison.Ordinal);
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var person = await scene.WriteAsync($"info {Ada}");
        foreach (var line in (string[])["Corrections: yes, within 2 days", "Reactions: yes, one to a message", "Replies: as text", "Places: no; refused", "Read marks: no; left out", "Files: yes, to 8 MB", "Longest text: 4096 characters"])
            Assert.Contains($"\n{line}", person, StringComparison.Ordinal);
        Assert.Equal(person, await scene.WriteAsync("info ada"));
        Assert.Contains("\nCorrections: as text\n", await scene.WriteAsync("info #plain"), StringComparison.Ordinal);
        Assert.Contains("no address of a person or a room", await scene.WriteAsync("info ="), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_and_a_room_have_it_as_a_form_and_what_is_written_to_a_person_is_for_them()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        Assert.Equal(["info"], await scene.NodesAsync(Ada));
        Assert.Contains("Corrections: yes", (await scene.StepAsync("info", to: Ada)).Said(), StringComparison.Ordinal);
        Assert.Contains("Corrections: yes", (await scene.StepAsync("info", to: $"{Ada}/bridge")).Said(), StringComparison.Ordinal);
        Assert.Contains("Corrections: yes", (await scene.StepAsync("info", to: Scene.Lobby)).Said(), StringComparison.Ordinal);
        scene.SayTo("ada", "m1", "info");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m1']");
        Assert.Equal(["info"], scene.Arrived());
    }

    [Theory]
    [InlineData(15 * 60, 20L << 20, "Corrections: as text", "Files: yes, to 20 MB, of image/*")]
    [InlineData(45, 1500, "Corrections: as text", "Files: yes, to 1.5 kB, of image/*")]
    public void What_a_session_has_no_verb_for_is_not_promised(int seconds, long bytes, params string[] lines)
    {
        var capabilities = new Capabilities
        {
            Levels = Enum.GetValues<Feature>().ToDictionary(static feature => feature, static _ => CapabilityLevel.Full),
            EditWindow = TimeSpan.FromSeconds(seconds),
            MaxFileBytes = bytes,
            FileTypes = ["image/*"],
            ConfirmsDelivery = true,
        };
        var text = ChatDescription.Of(capabilities, new Mute());
        Assert.All(lines, line => Assert.Contains($"\n{line}\n", text, StringComparison.Ordinal));
        Assert.EndsWith("the other side has the message.", text, StringComparison.Ordinal);
    }

    private sealed class Mute : INetworkSession
    {
        public Task RunAsync(IEventSink events, CancellationToken stop) => Task.CompletedTask;

        public Capabilities GetCapabilities(ChatId chat) => Capabilities.PlainText;

        public Task<SendResult> SendAsync(OutgoingMessage message, CancellationToken stop) => Task.FromResult(SendResult.Accepted);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
