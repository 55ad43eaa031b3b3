using Bridge.Adapters;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>What the gateway knows of a message's ids on both sides, and what it makes of word that comes late.</summary>
public sealed class MessageMapTests
{
    [Fact]
    public async Task A_message_from_here_is_kept_with_the_ids_of_both_sides()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("echo", "m1", "one");
        await scene.UntilStoredAsync(
            $"SELECT COUNT(*) FROM messages m JOIN chats c ON c.id = m.chat_id WHERE m.xmpp_id = 'm1' AND m.direction = 0 AND m.sender = '{Scene.Phone}' AND c.kind = 0 AND c.network_id = 'echo'", 1);
        var id = scene.Network.Received.Single().Ids.Single();
        await scene.UntilStoredAsync($"SELECT COUNT(*) FROM message_ids p JOIN messages m ON m.id = p.message_id WHERE p.network_id = '{id.Value}' AND p.part = 0 AND m.xmpp_id = 'm1'", 1);
    }

    [Fact]
    public async Task A_message_in_a_room_is_kept_once_under_the_id_that_clients_have_of_it()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.SayInGroup("#lobby", "ada", "from there");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "from here");
        var there = await scene.Server.ExpectAsync("/message[body='from there']/sid:stanza-id");
        var here = await scene.Server.ExpectAsync("/message[body='from here']/sid:stanza-id");
        foreach (var (stanza, direction) in new[] { (there, 1), (here, 0) })
        {
            var id = stanza.Elements().Single(static child => child.Name.LocalName == "stanza-id").Attribute("id")!.Value;
            await scene.UntilStoredAsync(
                $"SELECT COUNT(*) FROM messages m JOIN chats c ON c.id = m.chat_id JOIN message_ids p ON p.message_id = m.id WHERE m.id = {Bridge.Store.MessageMap.ReadRowId(id)} AND m.direction = {direction} AND c.kind = 1", 1);
        }
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM messages", scene.Count("SELECT COUNT(DISTINCT network_id) FROM message_ids"));
    }

    [Fact]
    public async Task What_is_delivered_again_after_a_crash_is_kept_once()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 1);
        scene.Server.AnswersIqs = false;
        scene.Network.SayInGroup("#lobby", "ada", "heard?");
        await scene.Server.ExpectAsync("/message[body='heard?']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM messages", 1);
        await scene.CrashAsync();
        scene.Server.AnswersIqs = true;
        await scene.StartGatewayAsync();
        await Scene.UntilAsync(() => scene.Seen("/message[body='heard?']").Count == 2, "it is delivered again");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        Assert.Equal((1, 1), (scene.Count("SELECT COUNT(*) FROM messages"), scene.Count("SELECT COUNT(*) FROM message_ids")));
    }

    [Fact]
    public async Task A_message_that_the_network_had_before_a_crash_is_confirmed_after_it_and_not_called_uncertain()
    {
        await using var scene = await Scene.StartAsync();
        scene.Server.AnswersIqs = false;
        scene.SayTo("ada", "m1", "one");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m1']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM messages WHERE xmpp_id = 'm1'", 1);
        await scene.CrashAsync();
        scene.Server.AnswersIqs = true;
        await scene.StartGatewayAsync();
        await Scene.UntilAsync(() => scene.Seen("/message/receipts:received[@id='m1']").Count == 2, "it is confirmed again");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        Assert.Empty(scene.Seen("/message[@type='error']"));
        Assert.Equal(["one"], scene.Arrived());
    }

    [Fact]
    public async Task An_uncertain_message_that_the_network_has_after_all_is_confirmed_to_its_sender()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("ada", "m0", "up");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m0']");
        scene.Network.Faults.UncertainSends = 1;
        scene.SayTo("ada", "m1", "maybe");
        await scene.Server.ExpectAsync("/message[@type='error' and @id='m1']/error[contains(stanzas:text, 'ay not have been delivered')]");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Phone}']/receipts:received[@id='m1']");
        await scene.Server.ExpectAsync($"/message[@from='bot@{Scene.Domain}/bridge' and @to='{Scene.Alice}' and contains(body, 'ada@{Scene.Domain}') and contains(body, 'has arrived')]");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM messages WHERE xmpp_id = 'm1'", 1);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM trace WHERE xmpp_id = 'm1' AND outcome = 2", 1);
        Assert.Equal(["up", "maybe"], scene.Arrived());
    }

    [Fact]
    public async Task In_a_room_it_is_shown_to_everybody_when_word_of_it_comes_late()
    {
        await using var scene = await Scene.StartAsync();
        scene.Settings["EchoSends"] = "false";
        await scene.StopGatewayAsync();
        await scene.StartGatewayAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.Faults.UncertainSends = 1;
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "maybe");
        await scene.Server.ExpectAsync("/message[@type='error' and @id='m1']");
        var sent = scene.Network.Received.Single();
        scene.Network.Raise(new SendEcho(sent.Message.Token, sent.Ids) { Chat = new ChatId("#lobby") }, Scene.Alice);
        await scene.Server.ExpectAsync($"/message[@type='groupchat' and @id='m1' and @from='{Scene.Lobby}/Alice' and @to='{Scene.Phone}' and body='maybe']/sid:stanza-id");
        await scene.UntilStoredAsync($"SELECT COUNT(*) FROM message_ids WHERE network_id = '{sent.Ids[0].Value}'", 1);
        scene.Network.Raise(new SendEcho(sent.Message.Token, sent.Ids) { Chat = new ChatId("#lobby") }, Scene.Alice);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        Assert.Single(scene.Seen("/message[@type='groupchat' and @id='m1']"));
    }

    [Fact]
    public async Task An_own_message_is_known_by_its_id_however_many_were_sent_since()
    {
        const int Many = 80;
        await using var scene = await Scene.StartAsync();
        scene.Settings["EchoSends"] = "false";
        await scene.StopGatewayAsync();
        await scene.StartGatewayAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        for (var number = 0; number < Many; number++)
            scene.SayInRoom(Scene.Phone, Scene.Lobby, $"m{number}", $"text {number}.");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM messages WHERE direction = 0", Many);
        scene.Network.Raise(FromMe("text 0.", scene.Network.Received[0].Ids), Scene.Alice);
        scene.Network.Raise(FromMe("elsewhere", [new MessageId("other")]), Scene.Alice);
        await scene.Server.ExpectAsync("/message[body='elsewhere']");
        Assert.Single(scene.Seen("/message[body='text 0.']"));
    }

    [Fact]
    public async Task Word_may_come_late_of_many_messages()
    {
        const int Lost = 20;
        await using var scene = await Scene.StartAsync();
        scene.Settings["EchoSends"] = "false";
        await scene.StopGatewayAsync();
        await scene.StartGatewayAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.Faults.UncertainSends = Lost;
        for (var number = 0; number < Lost; number++)
        {
            scene.SayInRoom(Scene.Phone, Scene.Lobby, $"m{number}", $"text {number}.");
            await scene.Server.ExpectAsync($"/message[@type='error' and @id='m{number}']");
        }
        foreach (var sent in scene.Network.Received)
            scene.Network.Raise(new SendEcho(sent.Message.Token, sent.Ids) { Chat = new ChatId("#lobby") }, Scene.Alice);
        await Scene.UntilAsync(() => scene.Seen($"/message[@type='groupchat' and @from='{Scene.Lobby}/Alice']").Count == Lost, "all of them are shown after all");
    }

    [Fact]
    public async Task A_bounce_names_the_message_and_marks_it_as_failed()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("ada", "m1", "one");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m1']");
        var id = scene.Network.Received.Single().Ids[0];
        scene.Network.Raise(new DeliveryFailed(id, NetworkError.NotFound, "the mailbox is gone") { Chat = new ChatId("ada") }, Scene.Alice);
        await scene.Server.ExpectAsync($"/message[@type='error' and @id='m1' and @from='ada@{Scene.Domain}' and @to='{Scene.Phone}']/error[contains(stanzas:text, 'the mailbox is gone')]");
        await scene.Server.ExpectAsync($"/message[starts-with(@from, 'ada@{Scene.Domain}') and contains(body, 'was not delivered: the mailbox is gone') and contains(body, 'UTC')]");
    }

    [Fact]
    public async Task The_map_goes_with_the_account()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("echo", "m1", "one");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM messages WHERE xmpp_id = 'm1'", 1);
        scene.Execute("PRAGMA foreign_keys = ON; DELETE FROM accounts");
        Assert.Equal((0, 0, 0), (scene.Count("SELECT COUNT(*) FROM chats"), scene.Count("SELECT COUNT(*) FROM messages"), scene.Count("SELECT COUNT(*) FROM message_ids")));
        scene.SayTo("echo", "m2", "two");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m2']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task A_message_of_the_future_is_of_now_and_forgotten_like_all_others()
    {
        var time = new Bridge.Testing.ManualTime();
        await using var scene = await Scene.StartAsync(time);
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.Raise(new MessageReceived
        {
            Chat = new ChatId("#lobby"),
            Sender = new ContactId("ada"),
            Ids = [new MessageId("n1")],
            Content = MessageContent.FromText("from the future"),
            At = new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero),
        });
        await scene.Server.ExpectAsync("/message[body='from the future']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM messages", 1);
        scene.Join(Scene.Laptop, Scene.Lobby, "Alice");
        var shown = await scene.Server.ExpectAsync($"/message[@to='{Scene.Laptop}' and body='from the future']");
        Assert.StartsWith("2026-03-01T12:0", shown.Elements().Single(static child => child.Name.LocalName == "delay").Attribute("stamp")!.Value, StringComparison.Ordinal);
        scene.SayTo("ada", "m1", "one");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM messages WHERE xmpp_id = 'm1'", 1);
        await time.AdvanceUntilAsync(() => scene.Count("SELECT COUNT(*) FROM messages") == 0, TimeSpan.FromDays(10));
        Assert.Equal(0, scene.Count("SELECT COUNT(*) FROM chats"));
    }

    [Fact]
    public async Task After_months_and_a_restart_both_sides_still_know_what_is_meant()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("ada", "m1", "one");
        var theirs = (await scene.Server.ExpectAsync($"/message[@from='ada@{Scene.Domain}/bridge' and body and not(delay:delay)]")).Attribute("id")!.Value;
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM messages", 2);
        await scene.StopGatewayAsync();
        scene.Execute($"UPDATE messages SET sent_at = sent_at - {TimeSpan.FromDays(390).TotalMilliseconds}");
        await scene.StartGatewayAsync();
        scene.Server.Send($"<message from='{Scene.Phone}' to='ada@{Scene.Domain}' type='chat' id='m2'><body>to that</body><reply xmlns='urn:xmpp:reply:0' id='{theirs}'/></message>");
        scene.Server.Send($"<message from='{Scene.Phone}' to='ada@{Scene.Domain}' type='chat' id='m3'><reactions xmlns='urn:xmpp:reactions:0' id='{theirs}'><reaction>👍</reaction></reactions></message>");
        scene.Server.Send($"<message from='{Scene.Phone}' to='ada@{Scene.Domain}' type='chat' id='m4'><retract xmlns='urn:xmpp:message-retract:1' id='m1'/></message>");
        await scene.Server.ExpectAsync("/message[@type='error' and @id='m4']/error[contains(stanzas:text, 'too old to be taken back')]");
        Assert.NotNull(scene.Network.Received.Single(static one => one.Text == "to that").Message.ReplyTo);
        Assert.Single(scene.Network.Calls, static call => call.Verb == "SetReactions");

        // And of what comes late the time is told, of nothing else.
        scene.Network.Raise(
            new MessageReceived
            {
                Chat = new ChatId("ada"),
                Sender = new ContactId("ada"),
                Ids = [new MessageId("late")],
                At = DateTimeOffset.UtcNow - TimeSpan.FromHours(1),
                Content = MessageContent.FromText("late"),
                ReplyTo = new ReplyReference(scene.Network.Received[0].Ids[0]),
            },
            Scene.Alice);
        await scene.Server.ExpectAsync("/message[contains(body, 'late') and delay:delay and reply:reply/@id='m1']");
        Assert.Single(scene.Seen("/message[@type='error']"));
    }

    [Fact]
    public async Task Ids_of_old_messages_are_forgotten_and_chats_without_any()
    {
        var time = new Bridge.Testing.ManualTime();
        await using var scene = await Scene.StartAsync(time);
        scene.SayTo("ada", "m1", "one");
        await time.AdvanceUntilAsync(() => scene.Count("SELECT COUNT(*) FROM messages WHERE direction = 0") == 1, TimeSpan.FromMilliseconds(100));
        scene.SayTo("bob", "m2", "two");
        await time.AdvanceUntilAsync(() => scene.Count("SELECT COUNT(*) FROM messages WHERE xmpp_id = 'm2'") == 1, TimeSpan.FromMilliseconds(100));
        scene.Execute($"UPDATE messages SET sent_at = sent_at - {TimeSpan.FromDays(401).TotalMilliseconds} WHERE chat_id = (SELECT id FROM chats WHERE network_id = 'ada')");
        await time.AdvanceUntilAsync(() => scene.Count("SELECT COUNT(*) FROM chats") == 1, TimeSpan.FromMinutes(1));
        Assert.Equal(1, scene.Count("SELECT COUNT(*) FROM messages WHERE xmpp_id = 'm2'"));
        Assert.Equal(0, scene.Count("SELECT COUNT(*) FROM message_ids WHERE message_id NOT IN (SELECT id FROM messages)"));
    }

    /// <summary>What the network tells an account of its own message in the lobby.</summary>
    internal static MessageReceived FromMe(string text, IReadOnlyList<MessageId> ids) => new()
    {
        Chat = new ChatId("#lobby"),
        Sender = new ContactId(Scene.Alice),
        FromMe = true,
        Ids = ids,
        Content = MessageContent.FromText(text),
    };
}
