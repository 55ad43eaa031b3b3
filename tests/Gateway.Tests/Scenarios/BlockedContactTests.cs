using Bridge.Adapters;
using Bridge.Gateway.Tests.Commands;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>What users hear of somebody whom they have blocked: nothing, until they unblock them.</summary>
public sealed class BlockedContactTests
{
    private const string Echo = "echo@demo.localhost", FromEcho = $"/message[@from='{Echo}/bridge'", Blocked = "SELECT COUNT(*) FROM contacts WHERE network_id = 'echo' AND flags & 2";

    private static readonly ChatId Chat = new("echo");

    [Fact]
    public async Task Nothing_is_shown_of_them_and_what_they_said_is_not_brought_up_again()
    {
        await using var scene = await MeetAsync();
        await BlockAsync(scene);
        var before = scene.Server.Received.Count;
        Say(scene, "n1", "not for me");
        var own = scene.Network.Received.First(static one => one.Chat.Value == "echo").Ids;
        scene.Network.Raise(new ReactionsChanged(own[0], new ContactId("echo"), ["👍"]) { Chat = Chat }, Scene.Alice);
        scene.Network.Raise(new ReceiptReceived(ReceiptKind.Displayed, own) { Chat = Chat }, Scene.Alice);
        scene.Network.Raise(new ActivityChanged(new ContactId("echo"), ActivityKind.Typing) { Chat = Chat }, Scene.Alice);
        scene.Network.Raise(new PresenceChanged(new ContactId("echo"), Availability.Busy), Scene.Alice);
        scene.Network.Raise(new MessagesRetracted([new MessageId("n1")]) { Chat = Chat }, Scene.Alice);
        await EndAsync(scene);
        Assert.DoesNotContain(scene.Server.Received.Skip(before), static stanza => stanza.From?.StartsWith(Echo, StringComparison.Ordinal) == true);
        Assert.Equal(4, scene.Count("SELECT COUNT(*) FROM trace WHERE outcome = 6"));

        // The same over a restart.
        await scene.StopGatewayAsync();
        await scene.StartGatewayAsync();
        await scene.WriteAsync("connect", Talk.Me);
        await scene.UntilStoredAsync(Blocked, 1);
        before = scene.Server.Received.Count;
        scene.SayTo("clock", "m8", "up");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m8']");
        Say(scene, "n2", "not for me either");
        await EndAsync(scene);
        Assert.Empty(scene.Seen($"{FromEcho} and contains(body, 'not for me')]"));

        await scene.WriteAsync("unblock echo");
        await scene.UntilStoredAsync(Blocked, 0);
        Say(scene, "n3", "for me");
        await scene.Server.ExpectAsync($"{FromEcho} and body='for me']");
        Assert.Empty(scene.Seen($"{FromEcho} and contains(body, 'not for me')]"));
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task They_are_not_there_and_have_no_picture_until_they_are_unblocked()
    {
        await using var scene = await MeetAsync(pictures: true);
        scene.Server.Send($"<presence type='subscribe' from='{Scene.Alice}' to='{Echo}'/>");
        await scene.Server.ExpectAsync($"/presence[@from='{Echo}/bridge' and @to='{Scene.Alice}' and not(@type)]");
        await BlockAsync(scene);
        await scene.Server.ExpectAsync($"/presence[@from='{Echo}/bridge' and @to='{Scene.Alice}' and @type='unavailable' and status='Blocked']");
        var before = scene.Server.Received.Count;
        scene.Network.Raise(new ContactChanged(new ContactProfile { Contact = new ContactId("echo"), AvatarId = "" }), Scene.Alice);
        scene.Network.Raise(new PresenceChanged(new ContactId("echo"), Availability.Away), Scene.Alice);
        await EndAsync(scene);
        scene.Server.Send($"<presence type='probe' from='{Scene.Laptop}' to='{Echo}'/>");
        await scene.Server.ExpectAsync($"/presence[@from='{Echo}/bridge' and @to='{Scene.Laptop}' and @type='unavailable']");
        Assert.All(
            scene.Server.Received.Skip(before).Where(static stanza => stanza.From?.StartsWith(Echo, StringComparison.Ordinal) == true),
            static stanza => Assert.Equal(("presence", "unavailable"), (stanza.Name.LocalName, stanza.Type)));

        before = scene.Server.Received.Count;
        await scene.WriteAsync("unblock echo");
        await Scene.UntilAsync(() => scene.Server.Received.Skip(before).Any(static stanza => stanza.IsPresence && stanza.From == $"{Echo}/bridge" && stanza.Type is null), "they are there again");
        await Scene.UntilAsync(() => scene.Server.Received.Skip(before).Any(static stanza => stanza.IsMessage && stanza.From == Echo && stanza.Type == "headline"), "with what became of the picture");
    }

    [Fact]
    public async Task That_a_message_has_reached_them_is_told_all_the_same()
    {
        await using var scene = Scene.Prepare();
        scene.Settings["ConfirmsDelivery"] = "true";
        await scene.StartGatewayAsync();
        scene.SayTo("clock", "m0", "hello");
        await BlockAsync(scene);
        scene.SayTo("echo", "m1", "hello");
        await Scene.UntilAsync(() => scene.Network.Received.Any(static one => one.Chat == Chat), "it is on the network");
        scene.Network.Raise(new ReceiptReceived(ReceiptKind.Delivered, scene.Network.Received.Single(static one => one.Chat == Chat).Ids) { Chat = Chat }, Scene.Alice);
        await scene.Server.ExpectAsync($"{FromEcho} and @to='{Scene.Phone}']/receipts:received[@id='m1']");
        await EndAsync(scene);
        Assert.Empty(scene.Seen($"{FromEcho} and body]"));
    }

    private static async Task<Scene> MeetAsync(bool pictures = false)
    {
        var scene = Scene.Prepare();
        scene.Settings["Pictures"] = pictures.ToString();
        await scene.StartGatewayAsync();
        scene.SayTo("echo", "m1", "hello");
        await scene.Server.ExpectAsync($"{FromEcho} and body='hello']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        return scene;
    }

    /// <summary>What comes though the network should keep it back.</summary>
    private static void Say(Scene scene, string id, string text) => scene.Network.Raise(
        new MessageReceived { Chat = Chat, Sender = new ContactId("echo"), Ids = [new MessageId(id)], Content = MessageContent.FromText(text) }, Scene.Alice);

    private static async Task BlockAsync(Scene scene)
    {
        await scene.WriteAsync("block echo");
        await scene.UntilStoredAsync(Blocked, 1);
    }

    /// <summary>Until all that was raised before is done with.</summary>
    private static async Task EndAsync(Scene scene)
    {
        scene.Network.Say("clock", "tick", Scene.Alice);
        await scene.Server.ExpectAsync("/message[body='tick']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
    }
}
