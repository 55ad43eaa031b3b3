using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Testing;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Replies (XEP-0461) in both directions.</summary>
public sealed class ReplyTests
{
    private const string Plain = "#plain@demo.localhost";

    [Fact]
    public async Task In_a_room_a_reply_goes_out_with_the_networks_id_and_without_the_quotation()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var said = scene.Network.SayInGroup("#lobby", "bob", "who is there?");
        var id = StanzaIdOf(await scene.Server.ExpectAsync("/message[body='who is there?']"));
        Answer(scene, Scene.Lobby, "groupchat", "m1", id, $"{Scene.Lobby}/Bob", "who is there?", "me");
        await Scene.UntilAsync(() => scene.Network.Received.Count == 1, "the reply arrives");
        var message = scene.Network.Received[0].Message;
        Assert.Equal(("me", said.Ids[0], new ContactId("bob"), "who is there?"), (message.Content.Text!.Plain, message.ReplyTo!.Target, message.ReplyTo.Author, message.ReplyTo.Quote));
        var reflected = await scene.Server.ExpectAsync("/message[@id='m1' and @type='groupchat']");
        Assert.True(ComponentServerXPath.Matches(reflected, $"/message[reply:reply/@id='{id}' and fallback:fallback]"), reflected.ToString());
        Assert.Equal("me", Fallbacks.BodyWithout(reflected, Ns.Reply));
    }

    [Fact]
    public async Task A_reply_to_an_own_message_that_still_waits_names_it_when_it_has_got_its_id()
    {
        await using var scene = await Scene.StartAsync();
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        scene.SayTo("ada", "m1", "first");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 0", 1);
        Answer(scene, $"ada@{Scene.Domain}", "chat", "m2", "m1", Scene.Phone, "first", "second");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 0", 2);
        await scene.CrashAsync();
        scene.Network.Faults.RefuseConnect = null;
        await scene.StartGatewayAsync();
        await Scene.UntilAsync(() => scene.Network.Received.Count == 2, "both arrive");
        Assert.Equal(scene.Network.Received[0].Ids[0], scene.Network.Received[1].Message.ReplyTo!.Target);
        Assert.Equal(["first", "second"], scene.Arrived());
    }

    [Theory]
    [InlineData("ada", "chat")]
    [InlineData("#lobby", "groupchat")]
    public async Task A_new_version_of_an_answer_says_what_it_answers_as_the_first_did(string chat, string type)
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        Raise("q1", null, null, "which?");
        var question = await scene.Server.ExpectAsync($"/message[@type='{type}' and body='which?']");
        var id = type == "chat" ? question.Id! : StanzaIdOf(question);
        Raise("a1", null, new MessageId("q1"), "this");
        Raise(null, new MessageId("a1"), null, "that");
        foreach (var said in new[] { "this", "that" })
        {
            var answer = await scene.Server.ExpectAsync($"/message[@type='{type}' and body='> which?\n{said}']");
            Assert.True(ComponentServerXPath.Matches(answer, $"/message[reply:reply/@id='{id}' and fallback:fallback]"), answer.ToString());
            Assert.Equal(said, Fallbacks.BodyWithout(answer, Ns.Reply));
        }

        void Raise(string? own, MessageId? edited, MessageId? answered, string text) => scene.Network.Raise(
            new MessageReceived
            {
                Chat = new ChatId(chat),
                Sender = new ContactId(chat == "ada" ? "ada" : "bob"),
                Ids = own is null ? [] : [new MessageId(own)],
                EditOf = edited,
                ReplyTo = answered is null ? null : new ReplyReference(answered),
                Content = MessageContent.FromText(text),
            },
            Scene.Alice);
    }

    [Fact]
    public async Task In_a_direct_chat_either_side_can_be_answered()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("ada", "m1", "mine");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m1']");
        var theirs = scene.Network.Say("ada", "theirs", Scene.Alice);
        var id = (await scene.Server.ExpectAsync("/message[body='theirs']")).Id!;
        Answer(scene, $"ada@{Scene.Domain}", "chat", "m2", id, $"ada@{Scene.Domain}/bridge", "theirs", "to theirs", Scene.Laptop);
        Answer(scene, $"ada@{Scene.Domain}", "chat", "m3", "m1", Scene.Phone, "mine", "to mine", Scene.Laptop);
        await Scene.UntilAsync(() => scene.Network.Received.Count == 3, "both replies arrive");
        Assert.Equal([theirs.Ids[0], scene.Network.Received[0].Ids[0]], scene.Network.Received.Skip(1).Select(received => received.Message.ReplyTo!.Target!.Value));
    }

    [Fact]
    public async Task Where_the_network_has_no_replies_people_are_named_in_one_line()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Plain, "Alice");
        scene.Network.SayInGroup("#plain", "dora", "shall we?");
        var id = StanzaIdOf(await scene.Server.ExpectAsync("/message[body='shall we?']"));
        Answer(scene, Plain, "groupchat", "m1", id, $"{Plain}/Dora", "shall we?", "yes");
        await Scene.UntilAsync(() => scene.Arrived().Count == 1, "the first arrives");
        await scene.Server.ExpectAsync("/message[@id='m1' and @type='groupchat']");
        Answer(scene, Plain, "groupchat", "m2", id, $"{Plain}/Dora", "shall we?", "now");
        await Scene.UntilAsync(() => scene.Arrived().Count == 2, "the second arrives");
        Assert.Equal(["Dora: yes", "Dora: «shall we?» now"], scene.Arrived());
        Assert.All(scene.Network.Received, static received => Assert.Null(received.Message.ReplyTo));
    }

    [Theory]
    [InlineData("<body start='0' end='4000000000'/>")]
    [InlineData("<body start='-4' end='-1'/>")]
    [InlineData("<body/>")]
    [InlineData("")]
    public async Task A_mark_that_leaves_nothing_of_a_reply_loses_nothing(string range)
    {
        await using var scene = await Scene.StartAsync();
        scene.Server.Send(
            $"<message from='{Scene.Phone}' to='ada@{Scene.Domain}' id='m1' type='chat'><body>all of it</body><reply xmlns='urn:xmpp:reply:0' id='never'/><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'>{range}</fallback></message>");
        await Scene.UntilAsync(() => scene.Arrived().Count == 1, "it arrives");
        Assert.Equal(["all of it"], scene.Arrived());
    }

    [Fact]
    public async Task A_reply_to_what_is_not_known_or_is_another_users_is_said_in_words()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("ada", "m1", "a secret", "bob@localhost/pc");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m1']");
        scene.Network.Say("ada", "for bob alone", "bob@localhost");
        var bobs = (await scene.Server.ExpectAsync("/message[body='for bob alone']")).Id!;
        foreach (var id in new[] { "m1", bobs, "never", new string('x', 2000) })
            Answer(scene, $"ada@{Scene.Domain}", "chat", $"r-{id.Length}-{id[0]}", id, null, "what was said", "hello");
        await Scene.UntilAsync(() => scene.Network.Received.Count == 5, "all arrive");
        Assert.All(scene.Network.Received.Skip(1), static received => Assert.Null(received.Message.ReplyTo));
        Assert.Equal(["«what was said» hello", "«what was said» hello", "«what was said» hello", "what was said\nhello"], scene.Arrived().Skip(1));
    }

    [Fact]
    public async Task From_the_network_a_reply_names_the_message_by_the_id_that_clients_know()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "a question");
        var own = StanzaIdOf(await scene.Server.ExpectAsync("/message[@id='m1' and @type='groupchat']"));
        var ownId = scene.Network.Received.Single().Ids[0];
        Raise(scene, "bob", "an answer", new ReplyReference(ownId, null, "a question\nof two lines"));
        var answer = await scene.Server.ExpectAsync("/message[contains(body, 'an answer')]");
        Assert.Equal("> a question\n> of two lines\nan answer", answer.Body);
        Assert.Equal("an answer", Fallbacks.BodyWithout(answer, Ns.Reply));
        Assert.Equal((own, $"{Scene.Lobby}/Alice"), (Replies.Read(answer)!.Id, Replies.Read(answer)!.To));

        var bobs = scene.Network.SayInGroup("#lobby", "bob", "more");
        var bobsId = StanzaIdOf(await scene.Server.ExpectAsync("/message[body='more']"));
        Raise(scene, "ada", "indeed", new ReplyReference(bobs.Ids[0]));
        var second = await scene.Server.ExpectAsync("/message[contains(body, 'indeed')]");
        Assert.Equal((bobsId, $"{Scene.Lobby}/Bob", "> more\nindeed"), (Replies.Read(second)!.Id, Replies.Read(second)!.To, second.Body));

        Raise(scene, "ada", "to nobody", new ReplyReference(new MessageId("never"), null, "long ago"));
        var third = await scene.Server.ExpectAsync("/message[contains(body, 'to nobody')]");
        Assert.Equal((null, "> long ago\nto nobody"), (Replies.Read(third), third.Body));
    }

    [Fact]
    public async Task A_contact_that_answers_at_once_names_the_message_all_the_same()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("parrot", "m1", "hello");
        var answer = await scene.Server.ExpectAsync($"/message[starts-with(@from, 'parrot@') and contains(body, 'hello')]");
        Assert.Equal(("m1", "> hello\nhello"), (Replies.Read(answer)?.Id, answer.Body));
        scene.Server.Send($"<message from='{Scene.Phone}' to='parrot@{Scene.Domain}' id='m2' type='chat'><body>again</body><reply xmlns='urn:xmpp:reply:0' id='{answer.Id}'/></message>");
        await Scene.UntilAsync(() => scene.Network.Received.Count == 2, "the reply arrives");
        Assert.NotNull(scene.Network.Received[1].Message.ReplyTo?.Target);
    }

    [Fact]
    public async Task After_a_crash_a_reply_in_a_room_comes_back_as_one()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 1);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM rooms", 1);
        var said = scene.Network.SayInGroup("#lobby", "bob", "still there?");
        var id = StanzaIdOf(await scene.Server.ExpectAsync("/message[body='still there?']"));
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        scene.Network.Disconnect(Scene.Alice);
        await scene.Server.ExpectAsync("/message[contains(body, 'is lost')]");
        Answer(scene, Scene.Lobby, "groupchat", "m1", id, $"{Scene.Lobby}/Bob", "still there?", "I am");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 0", 1);
        await scene.CrashAsync();
        scene.Network.Faults.RefuseConnect = null;
        await scene.StartGatewayAsync();
        var reflected = await scene.Server.ExpectAsync("/message[@id='m1' and @type='groupchat']");
        Assert.Equal((id, "> still there?\nI am", "I am"), (Replies.Read(reflected)!.Id, reflected.Body, Fallbacks.BodyWithout(reflected, Ns.Reply)));
        Assert.Equal(said.Ids[0], scene.Network.Received.Single().Message.ReplyTo!.Target);
    }

    private static void Raise(Scene scene, string sender, string text, ReplyReference replyTo) => scene.Network.Raise(new MessageReceived
    {
        Chat = new ChatId("#lobby"),
        Sender = new ContactId(sender),
        Ids = [new MessageId(Guid.NewGuid().ToString())],
        Content = MessageContent.FromText(text),
        ReplyTo = replyTo,
    });

    private static void Answer(Scene scene, string to, string type, string id, string target, string? author, string quote, string text, string client = Scene.Phone)
    {
        var quoted = Replies.Quote(quote, text);
        scene.Server.Send(
            $"<message from='{client}' to='{to}' id='{id}' type='{type}'><body>{quoted.Body.Replace(">", "&gt;", StringComparison.Ordinal)}</body>"
            + $"<reply xmlns='urn:xmpp:reply:0' id='{target}'{(author is null ? "" : $" to='{author}'")}/>{quoted.Fallback}</message>");
    }

    private static string StanzaIdOf(XElement stanza) => stanza.Child(Ns.Sid, "stanza-id")!.Id!;
}
