using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Testing;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Reactions (XEP-0444) in both directions.</summary>
public sealed class ReactionTests
{
    private const string Plain = "#plain@demo.localhost";

    [Fact]
    public async Task Word_of_messages_that_nobody_knows_does_not_keep_a_room_waiting_for_what_is_being_sent()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        scene.Join(Scene.Phone, Scene.Lobby, "Alice");
        await time.AdvanceUntilAsync(() => scene.Seen("/message/subject").Count == 1, TimeSpan.FromMilliseconds(10));
        scene.Network.Faults.SendDelay = TimeSpan.FromMinutes(2);
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "a long one");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 1", 1);
        var began = time.GetUtcNow();
        foreach (var never in (string[])["never 1", "never 2", "never 3"])
        {
            scene.Network.Raise(new ReactionsChanged(new MessageId(never), new ContactId("bob"), ["👍"]) { Chat = new ChatId("#lobby") }, Scene.Alice);
        }

        scene.Network.Raise(
            new MessageReceived { Chat = new ChatId("#lobby"), Sender = new ContactId("bob"), SenderName = "Bob", Content = MessageContent.FromText("an answer"), ReplyTo = new ReplyReference(new MessageId("never 4")) },
            Scene.Alice);
        scene.Network.SayInGroup("#lobby", "ada", "meanwhile");
        await time.AdvanceUntilAsync(() => scene.Seen("/message[body='meanwhile']").Count == 1, TimeSpan.FromMilliseconds(250));
        Assert.InRange(time.GetUtcNow() - began, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10));
        Assert.Single(scene.Seen($"/message[@from='{Scene.Lobby}/Bob' and contains(body, 'an answer')]"));
        Assert.Empty(scene.Seen("/message[@id='m1']"));
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task In_a_room_the_network_gets_the_full_set_and_all_clients_see_it()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.JoinedAsync(Scene.Laptop, Scene.Lobby, "Alice");
        var said = scene.Network.SayInGroup("#lobby", "bob", "cake?");
        var id = StanzaIdOf(await scene.Server.ExpectAsync("/message[body='cake?']"));
        React(scene, Scene.Lobby, "groupchat", "r1", id, "👍", "🎂");
        foreach (var client in new[] { Scene.Phone, Scene.Laptop })
            await scene.Server.ExpectAsync($"/message[@to='{client}' and @id='r1' and @from='{Scene.Lobby}/Alice' and sid:stanza-id]/reactions:reactions[@id='{id}' and count(reactions:reaction) = 2]");
        React(scene, Scene.Lobby, "groupchat", "r2", id);
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Laptop}' and @id='r2']/reactions:reactions[not(*)]");
        Assert.Equal([$"{said.Ids[0]} 👍 🎂", said.Ids[0].Value], Reacted(scene));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM reactions", 0);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM trace WHERE xmpp_id = 'r1' AND outcome = 0", 1);
        Assert.Empty(scene.Network.Received);
    }

    [Fact]
    public async Task In_a_direct_chat_either_side_can_be_reacted_to()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("parrot", "m1", "hello");
        var answer = await scene.Server.ExpectAsync("/message[starts-with(@from, 'parrot@') and contains(body, 'hello')]");
        React(scene, $"parrot@{Scene.Domain}", "chat", "r1", answer.Id!, "👍");
        await scene.Server.ExpectAsync($"/message[@from='parrot@{Scene.Domain}/bridge' and @to='{Scene.Alice}' and hints:store]/reactions:reactions[@id='{answer.Id}' and reactions:reaction='👍']");
        React(scene, $"parrot@{Scene.Domain}", "chat", "r2", "m1", "❤");
        await scene.Server.ExpectAsync($"/message[@from='parrot@{Scene.Domain}/bridge']/reactions:reactions[@id='m1' and reactions:reaction='❤']");
        Assert.Equal(2, Reacted(scene).Count);
    }

    [Fact]
    public async Task A_reaction_that_was_accepted_survives_a_crash()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 1);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM rooms", 1);
        var said = scene.Network.SayInGroup("#lobby", "bob", "cake?");
        var id = StanzaIdOf(await scene.Server.ExpectAsync("/message[body='cake?']"));
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        scene.Network.Disconnect(Scene.Alice);
        await scene.Server.ExpectAsync("/message[contains(body, 'is lost')]");
        React(scene, Scene.Lobby, "groupchat", "r1", id, "👍");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 0", 1);
        await scene.CrashAsync();
        scene.Network.Faults.RefuseConnect = null;
        await scene.StartGatewayAsync();
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Phone}' and @id='r1' and @from='{Scene.Lobby}/Alice']/reactions:reactions[@id='{id}' and reactions:reaction='👍']");
        Assert.Equal([$"{said.Ids[0]} 👍"], Reacted(scene));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
    }

    [Fact]
    public async Task Where_the_network_has_none_what_is_new_is_said_in_a_line()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Plain, "Alice");
        scene.Network.SayInGroup("#plain", "dora", "cake?");
        var id = StanzaIdOf(await scene.Server.ExpectAsync("/message[body='cake?']"));
        React(scene, Plain, "groupchat", "r1", id, "👍");
        React(scene, Plain, "groupchat", "r2", id, "👍", "🎂");
        React(scene, Plain, "groupchat", "r3", id, "🎂");
        React(scene, Plain, "groupchat", "r4", "never", "❤");
        foreach (var reaction in new[] { "r1", "r2", "r3", "r4" })
            await scene.Server.ExpectAsync($"/message[@id='{reaction}' and @type='groupchat']/reactions:reactions");
        Assert.Equal(["reacted with 👍 to Dora: «cake?»", "reacted with 🎂 to Dora: «cake?»", "reacted with ❤"], scene.Arrived());
    }

    [Fact]
    public async Task What_the_network_refuses_is_told_and_taken_back_in_the_clients()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.SayInGroup("#lobby", "bob", "cake?");
        var id = StanzaIdOf(await scene.Server.ExpectAsync("/message[body='cake?']"));
        React(scene, Scene.Lobby, "groupchat", "r1", id, "👍");
        await scene.Server.ExpectAsync("/message[@id='r1' and @type='groupchat']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM reactions", 1);
        scene.Execute("UPDATE messages SET network_id = 'gone' || id");
        React(scene, Scene.Lobby, "groupchat", "r2", id, "👍", "🎂");
        await scene.Server.ExpectAsync($"/message[@id='r2' and @type='error' and @to='{Scene.Phone}']/error/stanzas:item-not-found");
        await scene.Server.ExpectAsync($"/message[@type='groupchat' and @from='{Scene.Lobby}/Alice' and not(@id='r1')]/reactions:reactions[@id='{id}' and count(*) = 1 and reactions:reaction='👍']");
        React(scene, Scene.Lobby, "groupchat", "r3", "never", "🎂");
        await scene.Server.ExpectAsync("/message[@id='r3' and @type='error']/error/stanzas:item-not-found");
        await scene.Server.ExpectAsync($"/message[@type='groupchat' and @from='{Scene.Lobby}/Alice']/reactions:reactions[@id='never' and not(*)]");
    }

    [Fact]
    public async Task Limits_are_told_before_and_kept_after()
    {
        await using var scene = Scene.Prepare();
        scene.Settings["MaxReactions"] = "1";
        scene.Settings["AllowedReactions"] = "👍 ❤";
        await scene.StartGatewayAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var info = await scene.AskAsync("get", Scene.Lobby, "<query xmlns='http://jabber.org/protocol/disco#info'/>");
        Assert.True(Bridge.Testing.ComponentServerXPath.Matches(
            info, "/iq/discoinfo:query[discoinfo:feature/@var='urn:xmpp:reactions:0']/data:x[data:field[@var='max_reactions_per_user']/data:value='1' and count(data:field[@var='allowlist']/data:value) = 2]"), info.ToString());
        var said = scene.Network.SayInGroup("#lobby", "bob", "cake?");
        var id = StanzaIdOf(await scene.Server.ExpectAsync("/message[body='cake?']"));
        React(scene, Scene.Lobby, "groupchat", "r1", id, "👍", "❤");
        await scene.Server.ExpectAsync("/message[@id='r1' and @type='error']/error[contains(stanzas:text, 'Only one reaction')]");
        React(scene, Scene.Lobby, "groupchat", "r2", id, "🎂");
        await scene.Server.ExpectAsync("/message[@id='r2' and @type='error']/error[contains(stanzas:text, '👍 ❤')]");
        React(scene, Scene.Lobby, "groupchat", "r3", id, "❤");
        await scene.Server.ExpectAsync("/message[@id='r3' and @type='groupchat']");
        Assert.Equal([$"{said.Ids[0]} ❤"], Reacted(scene));
    }

    [Fact]
    public async Task A_huge_set_or_texts_as_reactions_are_refused_as_a_whole()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("ada", "m1", "hello");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m1']");
        React(scene, $"ada@{Scene.Domain}", "chat", "r1", "m1", [.. Enumerable.Range(0, 1000).Select(static number => $"e{number}")]);
        React(scene, $"ada@{Scene.Domain}", "chat", "r2", "m1", "two words");
        React(scene, $"ada@{Scene.Domain}", "chat", "r3", "m1", new string('x', 1000));
        React(scene, $"ada@{Scene.Domain}", "chat", "r4", new string('x', 2000), "👍");
        for (var number = 1; number <= 4; number++)
            await scene.Server.ExpectAsync($"/message[@id='r{number}' and @type='error']");
        Assert.Empty(Reacted(scene));
    }

    [Fact]
    public async Task Nobody_reacts_to_a_message_of_another_user()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("ada", "m1", "of bob", "bob@localhost/pc");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m1']");
        React(scene, $"ada@{Scene.Domain}", "chat", "r1", "m1", "👍");
        await scene.Server.ExpectAsync($"/message[@id='r1' and @type='error' and @to='{Scene.Phone}']/error/stanzas:item-not-found");
        Assert.Empty(Reacted(scene));
    }

    [Fact]
    public async Task From_the_network_changes_add_up_to_the_full_set()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "cake?");
        var id = StanzaIdOf(await scene.Server.ExpectAsync("/message[@id='m1' and @type='groupchat']"));
        var target = scene.Network.Received.Single().Ids[0];
        Raise(scene, target, "bob", SetChange.Add, "👍");
        Raise(scene, target, "bob", SetChange.Add, "🎂");
        await scene.Server.ExpectAsync($"/message[@from='{Scene.Lobby}/Bob' and occupantid:occupant-id and sid:stanza-id and hints:store]/reactions:reactions[@id='{id}' and count(*) = 2 and reactions:reaction='👍' and reactions:reaction='🎂']");
        Raise(scene, target, "bob", SetChange.Remove, "👍");
        await scene.Server.ExpectAsync($"/message[@from='{Scene.Lobby}/Bob']/reactions:reactions[@id='{id}' and count(*) = 1 and reactions:reaction='🎂']");
        Raise(scene, target, "bob", SetChange.Replace);
        await scene.Server.ExpectAsync($"/message[@from='{Scene.Lobby}/Bob']/reactions:reactions[@id='{id}' and not(*)]");
        Raise(scene, new MessageId("never"), "bob", SetChange.Replace, "❤");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        Assert.Empty(scene.Seen("/message/reactions:reactions[reactions:reaction='❤']"));
    }

    [Fact]
    public async Task An_own_reaction_from_elsewhere_shows_in_a_room_and_its_echo_does_not()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var said = scene.Network.SayInGroup("#lobby", "bob", "cake?");
        var id = StanzaIdOf(await scene.Server.ExpectAsync("/message[body='cake?']"));
        React(scene, Scene.Lobby, "groupchat", "r1", id, "👍");
        await scene.Server.ExpectAsync("/message[@id='r1' and @type='groupchat']");
        scene.Network.Raise(new ReactionsChanged(said.Ids[0], new ContactId(Scene.Alice), ["👍"]) { Chat = new ChatId("#lobby"), FromMe = true }, Scene.Alice);
        scene.Network.Raise(new ReactionsChanged(said.Ids[0], new ContactId(Scene.Alice), ["🎂"]) { Chat = new ChatId("#lobby"), FromMe = true }, Scene.Alice);
        await scene.Server.ExpectAsync($"/message[@from='{Scene.Lobby}/Alice']/reactions:reactions[@id='{id}' and reactions:reaction='🎂']");
        Assert.Single(scene.Seen($"/message[@from='{Scene.Lobby}/Alice']/reactions:reactions[reactions:reaction='👍']"));
    }

    private static void Raise(Scene scene, MessageId target, string sender, SetChange change, params string[] reactions) =>
        scene.Network.Raise(new ReactionsChanged(target, new ContactId(sender), reactions) { Chat = new ChatId("#lobby"), Change = change });

    private static void React(Scene scene, string to, string type, string id, string target, params string[] reactions) => scene.Server.Send(
        $"<message from='{Scene.Phone}' to='{to}' id='{id}' type='{type}'><reactions xmlns='urn:xmpp:reactions:0' id='{target}'>{string.Concat(reactions.Select(static emoji => $"<reaction>{emoji}</reaction>"))}</reactions><store xmlns='urn:xmpp:hints'/></message>");

    private static List<string> Reacted(Scene scene) => [.. scene.Network.Calls.Where(static call => call is { Verb: "SetReactions", Account: Scene.Alice }).Select(static call => call.Detail)];

    private static string StanzaIdOf(XElement stanza) => stanza.Child(Ns.Sid, "stanza-id")!.Id!;
}
