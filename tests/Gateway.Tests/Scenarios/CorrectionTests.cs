using Bridge.Adapters;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Corrections (XEP-0308) in both directions.</summary>
public sealed class CorrectionTests
{
    private const string Plain = "#plain@demo.localhost";

    [Fact]
    public async Task A_correction_edits_the_message_each_time_by_the_id_of_the_first()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("ada", "m1", "helo");
        Correct(scene, $"ada@{Scene.Domain}", "chat", "m2", "m1", "hello");
        Correct(scene, $"ada@{Scene.Domain}", "chat", "m3", "m1", "hello!", Scene.Laptop);
        await Scene.UntilAsync(() => scene.Network.Received.Count == 3, "all arrive");
        var first = scene.Network.Received[0].Ids;
        Assert.Equal([(false, "helo"), (true, "hello"), (true, "hello!")], scene.Network.Received.Select(static received => (received.IsEdit, received.Text)));
        Assert.All(scene.Network.Received, received => Assert.Equal(first, received.Ids));
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m3']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM trace WHERE xmpp_id = 'm2' AND outcome = 0", 1);
    }

    [Fact]
    public async Task In_a_room_all_clients_of_the_user_follow()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.JoinedAsync(Scene.Laptop, Scene.Lobby, "Alice");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "helo");
        Correct(scene, Scene.Lobby, "groupchat", "m2", "m1", "hello");
        foreach (var client in new[] { Scene.Phone, Scene.Laptop })
            await scene.Server.ExpectAsync($"/message[@to='{client}' and @id='m2' and @from='{Scene.Lobby}/Alice' and body='hello']/correct:replace[@id='m1']");
        Assert.True(scene.Network.Received[1].IsEdit);
    }

    [Fact]
    public async Task What_cannot_be_edited_is_said_again_and_marked()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Plain, "Alice");
        scene.SayInRoom(Scene.Phone, Plain, "m1", "helo");
        Correct(scene, Plain, "groupchat", "m2", "m1", "hello");
        await scene.Server.ExpectAsync("/message[@id='m2' and body='hello']/correct:replace[@id='m1']");

        // Not known; another user's; too old.
        scene.SayTo("ada", "b1", "of bob", "bob@localhost/pc");
        scene.SayTo("ada", "m3", "old");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM messages WHERE xmpp_id IN ('b1', 'm3')", 2);
        scene.Execute($"UPDATE messages SET sent_at = sent_at - {TimeSpan.FromHours(49).TotalMilliseconds} WHERE xmpp_id = 'm3'");
        foreach (var target in new[] { "never", "b1", "m3" })
            Correct(scene, $"ada@{Scene.Domain}", "chat", $"c-{target}", target, $"after {target}");
        await Scene.UntilAsync(() => scene.Network.Received.Count == 7, "all arrive");
        Assert.All(scene.Network.Received, static received => Assert.False(received.IsEdit));
        Assert.Equal(["helo", "* corrected: hello"], scene.Network.Received.Where(static received => received.Chat.Value == "#plain").Select(static received => received.Text));
        Assert.Equal(["* corrected: after never", "* corrected: after b1", "* corrected: after m3"], scene.Arrived().TakeLast(3));
    }

    [Fact]
    public async Task A_message_that_went_out_in_pieces_is_not_edited_in_one()
    {
        await using var scene = Scene.Prepare();
        scene.Settings["MaxTextLength"] = "20";
        await scene.StartGatewayAsync();
        scene.SayTo("ada", "m1", "one two three four five six");
        Correct(scene, $"ada@{Scene.Domain}", "chat", "m2", "m1", "seven");
        await Scene.UntilAsync(() => scene.Arrived().Contains("* corrected: seven"), "the correction arrives");
        Assert.All(scene.Network.Received, static received => Assert.False(received.IsEdit));
    }

    [Fact]
    public async Task A_correction_that_was_being_sent_in_a_crash_is_uncertain_and_one_that_waited_is_sent()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("ada", "m1", "one");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m1']");
        scene.Network.Faults.SendDelay = TimeSpan.FromMinutes(1);
        Correct(scene, $"ada@{Scene.Domain}", "chat", "m2", "m1", "two");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 1 AND xmpp_id = 'm2'", 1);
        Correct(scene, $"ada@{Scene.Domain}", "chat", "m3", "m1", "three");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 0 AND xmpp_id = 'm3'", 1);
        await scene.CrashAsync();
        scene.Network.Faults.SendDelay = TimeSpan.Zero;
        await scene.StartGatewayAsync();
        await scene.Server.ExpectAsync("/message[@type='error' and @id='m2']/error[@type='wait' and contains(stanzas:text, 'ay not have been delivered')]");
        await Scene.UntilAsync(() => scene.Network.Received.Count == 2, "the other is sent");
        Assert.Equal((true, "three"), (scene.Network.Received[1].IsEdit, scene.Network.Received[1].Text));
        Assert.Equal(scene.Network.Received[0].Ids, scene.Network.Received[1].Ids);
    }

    [Fact]
    public async Task An_edit_on_the_network_replaces_the_message_for_clients()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var said = scene.Network.SayInGroup("#lobby", "bob", "helo");
        Edit(scene, "#lobby", "bob", said.Ids[0], "hello");
        var first = await scene.Server.ExpectAsync("/message[body='helo']");
        await scene.Server.ExpectAsync($"/message[body='hello' and @from='{Scene.Lobby}/Bob' and sid:stanza-id]/correct:replace[@id='{first.Id}']");

        // Nobody replaces another's words; what is not known is new.
        Edit(scene, "#lobby", "ada", said.Ids[0], "by ada");
        await scene.Server.ExpectAsync("/message[body='(edited) by ada' and not(correct:replace)]");
        Edit(scene, "#lobby", "bob", new MessageId("never"), "unknown");
        await scene.Server.ExpectAsync("/message[body='(edited) unknown' and not(correct:replace)]");

        scene.Network.Say("ada", "direct", Scene.Alice);
        var direct = await scene.Server.ExpectAsync("/message[body='direct']");
        Assert.Equal("chat", direct.Type);
    }

    [Fact]
    public async Task In_a_direct_chat_too_and_an_own_message_edited_elsewhere_shows_in_a_room()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("parrot", "m1", "helo");
        var answer = await scene.Server.ExpectAsync("/message[starts-with(@from, 'parrot@') and contains(body, 'helo')]");
        Correct(scene, $"parrot@{Scene.Domain}", "chat", "m2", "m1", "hello");
        var corrected = await scene.Server.ExpectAsync($"/message[@from='parrot@{Scene.Domain}/bridge' and correct:replace/@id='{answer.Id}']");
        Assert.Equal("hello", Fallbacks.BodyWithout(corrected, Ns.Reply));

        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m3", "mine");
        await scene.Server.ExpectAsync("/message[@id='m3' and @type='groupchat']");
        var own = scene.Network.Received.Single(static received => received.Text == "mine").Ids[0];
        scene.Network.Raise(
            new MessageReceived { Chat = new ChatId("#lobby"), Sender = new ContactId(Scene.Alice), FromMe = true, EditOf = own, Content = MessageContent.FromText("mine, elsewhere") }, Scene.Alice);
        await scene.Server.ExpectAsync($"/message[@from='{Scene.Lobby}/Alice' and body='mine, elsewhere']/correct:replace[@id='m3']");
    }

    private static void Edit(Scene scene, string chat, string sender, MessageId target, string text) => scene.Network.Raise(
        new MessageReceived { Chat = new ChatId(chat), Sender = new ContactId(sender), EditOf = target, Content = MessageContent.FromText(text) });

    private static void Correct(Scene scene, string to, string type, string id, string target, string text, string client = Scene.Phone) => scene.Server.Send(
        $"<message from='{client}' to='{to}' id='{id}' type='{type}'><body>{text}</body><replace xmlns='urn:xmpp:message-correct:0' id='{target}'/><request xmlns='urn:xmpp:receipts'/></message>");
}
