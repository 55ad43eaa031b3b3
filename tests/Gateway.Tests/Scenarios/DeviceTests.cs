using Bridge.Adapters;
using Bridge.Gateway.Tests.Commands;
using Bridge.Testing;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Several clients of one user, some of which have asked for something and some of which have not, and users of whom none is there.</summary>
public sealed class DeviceTests
{
    private const string Ada = $"ada@{Scene.Domain}", Echo = $"echo@{Scene.Domain}";

    [Fact]
    public async Task What_people_say_goes_to_the_user_and_what_answers_a_client_to_that_client()
    {
        await using var scene = await Scene.StartAsync();
        scene.Server.Send($"<presence from='{Scene.Phone}' to='{Ada}'/>");
        scene.Server.Send($"<presence from='{Scene.Laptop}' to='{Ada}'><priority>-1</priority></presence>");
        scene.SayTo("ada", "m1", "one");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Phone}']/receipts:received[@id='m1']");
        scene.SayTo("ada", "m2", "two", Scene.Laptop);
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Laptop}']/receipts:received[@id='m2']");
        scene.SayTo("grumpy", "m3", "three", Scene.Laptop);
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Laptop}' and @type='error' and @id='m3']");

        // All that is said, done and taken back in the chat is for every client: servers copy it, and nothing asks them not to.
        var said = scene.Network.Say("ada", "hello", Scene.Alice);
        var chat = new ChatId("ada");
        scene.Network.Raise(new ActivityChanged(new ContactId("ada"), ActivityKind.Typing) { Chat = chat }, Scene.Alice);
        scene.Network.Raise(new ReactionsChanged(scene.Network.Received[1].Ids[0], new ContactId("ada"), ["👍"]) { Chat = chat }, Scene.Alice);
        scene.Network.Raise(new ReceiptReceived(ReceiptKind.Displayed, scene.Network.Received[1].Ids) { Chat = chat }, Scene.Alice);
        scene.Network.Raise(new MessagesRetracted(said.Ids) { Chat = chat }, Scene.Alice);
        var gone = await scene.Server.ExpectAsync("/message[retract:retract]");
        Assert.Equal(Scene.Alice, gone.To);
        var told = scene.Seen($"/message[@from='{Ada}/bridge' and not(receipts:received)]");
        Assert.True(told.Count >= 5);
        Assert.All(told, static stanza => Assert.Equal((Scene.Alice, "chat"), (stanza.To, stanza.Type)));
        Assert.Empty(scene.Seen("/message[hints:no-copy or *[local-name() = 'private']]"));
        Assert.Empty(scene.Seen($"/*[@to='{Scene.Alice}/tablet']"));
    }

    [Fact]
    public async Task A_private_word_in_a_room_and_its_answer_stay_between_the_two()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var before = scene.Server.Received.Count;
        scene.Server.Send($"<message from='{Scene.Phone}' to='{Scene.Lobby}/Ada' id='p1' type='chat'><body>hello</body><x xmlns='http://jabber.org/protocol/muc#user'/></message>");
        await scene.Server.ExpectAsync($"/message[@type='chat' and @from='{Scene.Lobby}/Ada' and @to='{Scene.Phone}' and body]");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.DoesNotContain(scene.Server.Received.Skip(before), static stanza => stanza.IsMessage && stanza.To != Scene.Phone);
    }

    [Fact]
    public async Task A_client_that_has_not_asked_is_told_of_nobody()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("clock", "m1", "up");
        await Scene.UntilAsync(() => scene.Network.IsConnected(Scene.Alice), "the session is up");
        scene.Server.Send($"<presence type='subscribe' from='{Scene.Alice}' to='{Echo}'/>");
        await scene.Server.ExpectAsync($"/presence[@from='{Echo}/bridge' and @to='{Scene.Alice}' and not(@type)]");
        scene.Server.Send($"<presence from='{Scene.Phone}' to='{Echo}'/>");
        scene.Server.Send($"<presence type='probe' from='{Scene.Phone}' to='{Echo}'/>");
        await scene.Server.ExpectAsync($"/presence[@from='{Echo}/bridge' and @to='{Scene.Phone}']");
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "r1", "hello");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Phone}' and @type='groupchat' and body='hello']");
        Become(scene, Availability.Away, "lunch");
        await scene.Server.ExpectAsync($"/presence[@from='{Echo}/bridge' and @to='{Scene.Alice}' and show='away']");
        await scene.WriteAsync("help");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Empty(scene.Seen($"/*[@to='{Scene.Laptop}']"));
        Assert.All(scene.Seen("/presence[@to]"), static stanza => Assert.Contains(stanza.To, (string[])[Scene.Alice, Scene.Phone]));
    }

    [Fact]
    public async Task Of_whom_no_client_is_there_or_shows_itself_the_network_hears_that_and_nothing_is_pushed_but_messages()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        scene.SayTo("clock", "m1", "up");
        await time.AdvanceUntilAsync(() => scene.Network.IsConnected(Scene.Alice), TimeSpan.FromMilliseconds(10));
        scene.Server.Send($"<presence type='subscribe' from='{Scene.Alice}' to='{Echo}'/>");
        scene.Server.Send($"<presence from='{Scene.Phone}' to='{Echo}'/>");
        await scene.Server.ExpectAsync($"/presence[@from='{Echo}/bridge' and @to='{Scene.Alice}' and not(@type)]");

        // Invisible (XEP-0186) looks like gone from here.
        scene.Server.Send($"<presence type='unavailable' from='{Scene.Phone}' to='{Echo}'/>");
        await time.AdvanceUntilAsync(() => Told(scene).Contains("Offline"), TimeSpan.FromSeconds(1));
        var before = scene.Server.Received.Count;
        Become(scene, Availability.Away, "lunch");
        Become(scene, Availability.Busy, "meeting");
        scene.Network.Say("echo", "for later", Scene.Alice);
        var message = await scene.Server.ExpectAsync("/message[body='for later']");
        Assert.Equal((Scene.Alice, "chat", false), (message.To, message.Type, message.Elements().Any(static child => child.Name.Namespace == Ns.Hints)));
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.DoesNotContain(scene.Server.Received.Skip(before), static stanza => stanza.IsPresence);

        // Who comes asks, and is told how it is now; from there on changes are pushed again.
        scene.Server.Send($"<presence type='probe' from='{Scene.Laptop}' to='{Echo}'/>");
        await scene.Server.ExpectAsync($"/presence[@from='{Echo}/bridge' and @to='{Scene.Laptop}' and show='dnd' and status='meeting']");
        Become(scene, Availability.Online, "back");
        await scene.Server.ExpectAsync($"/presence[@from='{Echo}/bridge' and @to='{Scene.Alice}' and status='back']");
        Assert.Equal("Offline", Told(scene)[^1]);
        scene.Server.Send($"<presence from='{Scene.Laptop}' to='{Echo}'/>");
        await time.AdvanceUntilAsync(() => Told(scene)[^1] == "Online", TimeSpan.FromSeconds(1));
    }

    private static void Become(Scene scene, Availability availability, string status) =>
        scene.Network.Raise(new PresenceChanged(new ContactId("echo"), availability) { Status = status }, Scene.Alice);

    private static List<string> Told(Scene scene) => [.. scene.Network.Calls.Where(static call => call.Verb == "SetPresence").Select(static call => call.Detail.Trim())];
}
