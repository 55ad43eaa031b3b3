using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Tests.Commands;
using Bridge.Testing;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Messages of several parts, and what they carry beside text, in a direct chat.</summary>
public sealed class PartTests
{
    private static readonly string Samples = $"samples@{Scene.Domain}/bridge";

    [Fact]
    public async Task An_album_is_a_stanza_for_each_picture_and_one_for_the_caption_each_with_its_own_id()
    {
        await using var scene = await Scene.StartAsync();
        var (said, stanzas) = await AlbumAsync(scene);
        Assert.Equal(["https://f.example/1.png", "https://f.example/2.png", "Two pictures"], stanzas.Select(static one => one.Body));
        Assert.Equal([stanzas[0].Id, $"{stanzas[0].Id}-1", $"{stanzas[0].Id}-2"], stanzas.Select(static one => one.Id));
        Assert.All(stanzas, static one => Assert.Equal(one.Id, one.Child(Ns.Sid, "origin-id")?.Id));
        Assert.Equal([true, true, false], stanzas.Select(static one => one.Child(Ns.Oob, "x")?.Child(Ns.Oob, "url")?.Value == one.Body));
        Assert.Equal(2, said.Ids.Count);
    }

    [Fact]
    public async Task Each_side_means_the_same_part_after_a_restart_too()
    {
        await using var scene = await Scene.StartAsync();
        var (said, stanzas) = await AlbumAsync(scene);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM messages WHERE stanzas = 3", 1);
        await scene.StopGatewayAsync();
        await scene.StartGatewayAsync();
        scene.Server.Send($"<message from='{Scene.Phone}' to='ada@{Scene.Domain}' type='chat' id='r1'><reactions xmlns='urn:xmpp:reactions:0' id='{stanzas[1].Id}'><reaction>👍</reaction></reactions></message>");
        scene.Server.Send($"<message from='{Scene.Phone}' to='ada@{Scene.Domain}' type='chat' id='m1'><body>that one</body><reply xmlns='urn:xmpp:reply:0' id='{stanzas[1].Id}'/></message>");
        scene.Server.Send($"<message from='{Scene.Phone}' to='ada@{Scene.Domain}' type='chat' id='m2'><body>thanks</body><reply xmlns='urn:xmpp:reply:0' id='{stanzas[2].Id}'/></message>");
        await Scene.UntilAsync(() => scene.Network.Received.Count == 3, "both replies arrive");
        Assert.Equal([said.Ids[1], said.Ids[0]], scene.Network.Received.Skip(1).Select(static one => one.Message.ReplyTo?.Target));
        Assert.Equal($"{said.Ids[1]} 👍", scene.Network.Calls.Single(static call => call.Verb == "SetReactions").Detail);

        scene.Network.Raise(new ReactionsChanged(said.Ids[1], new ContactId("ada"), ["🎂"]) { Chat = new ChatId("ada") }, Scene.Alice);
        await scene.Server.ExpectAsync($"/message/reactions:reactions[@id='{stanzas[1].Id}' and reactions:reaction='🎂']");
        scene.Network.Raise(
            new MessageReceived { Chat = new ChatId("ada"), Sender = new ContactId("ada"), Ids = [new MessageId("n9")], Content = MessageContent.FromText("this"), ReplyTo = new ReplyReference(said.Ids[1]) },
            Scene.Alice);
        await scene.Server.ExpectAsync($"/message[contains(body, 'this')]/reply:reply[@id='{stanzas[1].Id}']");
        Edit(scene, said, "Two fine pictures");
        await scene.Server.ExpectAsync($"/message[body='Two fine pictures']/correct:replace[@id='{stanzas[2].Id}']");
        Assert.Single(scene.Seen("/message/correct:replace"));
    }

    [Fact]
    public async Task A_part_that_is_taken_back_is_gone_alone_and_the_caption_goes_with_the_first()
    {
        await using var scene = await Scene.StartAsync();
        var (said, stanzas) = await AlbumAsync(scene);
        scene.Network.Raise(new MessagesRetracted([said.Ids[1]]) { Chat = new ChatId("ada") }, Scene.Alice);
        await scene.Server.ExpectAsync($"/message/retract:retract[@id='{stanzas[1].Id}']");
        Assert.Single(scene.Seen("/message/retract:retract"));
        scene.Network.Raise(new MessagesRetracted(said.Ids) { Chat = new ChatId("ada") }, Scene.Alice);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        await Scene.UntilAsync(() => scene.Seen("/message/retract:retract").Count == 4, "the rest is gone");
        Assert.Equal([stanzas[1].Id, stanzas[0].Id, stanzas[2].Id, stanzas[1].Id], scene.Seen("/message/retract:retract").Select(static one => one.Child(Ns.Retract, "retract")!.Id));
        Assert.Equal(4, scene.Seen("/message/retract:retract").Select(static one => one.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_vote_by_reply_is_counted_and_the_poll_shows_it()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("samples", "m1", "poll");
        var poll = await scene.Server.ExpectAsync($"/message[@from='{Samples}' and starts-with(body, 'Poll: Which cake?')]");
        Assert.Contains("\n2. Apple (0 votes)\n", poll.Body, StringComparison.Ordinal);
        await scene.StopGatewayAsync();
        await scene.StartGatewayAsync();
        Vote(scene, "v1", poll.Id!, "2");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='v1']");
        await scene.Server.ExpectAsync($"/message[@from='{Samples}' and contains(body, '2. Apple (1 vote)')]/correct:replace[@id='{poll.Id}']");
        Vote(scene, "v2", poll.Id!, "cheese");
        await scene.Server.ExpectAsync("/message[contains(body, '1. Cheese (1 vote)') and contains(body, '2. Apple (0 votes)')]/correct:replace");
        Vote(scene, "v3", poll.Id!, "0");
        await scene.Server.ExpectAsync("/message[contains(body, '1. Cheese (0 votes)')]/correct:replace");
        Vote(scene, "v4", poll.Id!, "I like both");
        await Scene.UntilAsync(() => scene.Arrived().Contains("I like both"), "an answer in words is a message");
        Assert.Equal(3, scene.Network.Calls.Count(static call => call.Verb == "Vote"));
        Assert.DoesNotContain("2", scene.Arrived());
    }

    [Fact]
    public async Task A_vote_that_the_network_refuses_is_an_error_for_its_sender()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("ada", "m1", "hello");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m1']");
        scene.Network.Say("ada", new MessageContent { Parts = [new PollPart("Over?", [("Yes", 3), ("No", 1)], Several: false, Closed: true)] }, Scene.Alice);
        var poll = await scene.Server.ExpectAsync("/message[starts-with(body, 'Poll, closed: Over?')]");
        scene.Server.Send($"<message from='{Scene.Phone}' to='ada@{Scene.Domain}' type='chat' id='v1'><body>1</body><reply xmlns='urn:xmpp:reply:0' id='{poll.Id}'/></message>");
        await scene.Server.ExpectAsync("/message[@type='error' and @id='v1']/error[contains(stanzas:text, 'The poll is closed')]");
    }

    [Fact]
    public async Task Subject_thread_and_people_go_both_ways()
    {
        await using var scene = await Scene.StartAsync();
        scene.Server.Send($"<message from='{Scene.Phone}' to='parrot@{Scene.Domain}' type='chat' id='m1'><subject>Cake</subject><thread>t-1</thread><body>ask Ada</body>"
            + $"<reference xmlns='urn:xmpp:reference:0' type='mention' begin='4' end='7' uri='xmpp:ada@{Scene.Domain}'/></message>");
        await Scene.UntilAsync(() => scene.Network.Received.Count == 1, "it arrives");
        var sent = scene.Network.Received.Single().Message;
        Assert.Equal(("Cake", "t-1", "ask Ada"), (sent.Content.Subject, sent.Thread?.Value, sent.Content.Text!.Plain));
        Assert.Equal([new TextSpan(4, 3, SpanKind.Mention, "ada")], sent.Content.Text.Spans);
        scene.Network.Raise(
            new MessageReceived
            {
                Chat = new ChatId("ada"),
                Sender = new ContactId("ada"),
                Ids = [new MessageId("n1")],
                Thread = new ThreadId("t-1"),
                Content = new MessageContent { Subject = "Cake", Text = new RichText("ask Bob") { Spans = [new TextSpan(4, 3, SpanKind.Mention, "bob")] } },
            },
            Scene.Alice);
        var shown = await scene.Server.ExpectAsync("/message[body='Cake\nask Bob' and *[local-name()='subject'] = 'Cake' and *[local-name()='thread'] = 't-1']");
        var mention = shown.Child(Ns.Reference, "reference")!;
        Assert.Equal(("9", "12", $"xmpp:bob@{Scene.Domain}"), (mention.Attr("begin"), mention.Attr("end"), mention.Attr("uri")));
    }

    [Fact]
    public async Task A_place_is_a_body_that_clients_know_and_its_name_a_text()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("samples", "m1", "place");
        await scene.Server.ExpectAsync($"/message[@from='{Samples}' and body='geo:52.516275,13.377704']");
        await scene.Server.ExpectAsync($"/message[@from='{Samples}' and body='Brandenburg Gate']");
        scene.SayTo("samples", "m2", "geo:48.2,16.3");
        await Scene.UntilAsync(() => scene.Network.Received.Count == 2, "it arrives");
        Assert.Equal(new LocationPart(48.2, 16.3), Assert.Single(scene.Network.Received[1].Message.Content.Parts));
    }

    [Fact]
    public async Task A_receipt_waits_for_the_other_side_where_the_network_knows_of_it()
    {
        await using var scene = Scene.Prepare();
        scene.Settings["ConfirmsDelivery"] = "true";
        await scene.StartGatewayAsync();
        scene.SayTo("bob", "m0", "hello");
        await scene.Server.ExpectAsync($"/message[@from='bob@{Scene.Domain}/bridge' and @to='{Scene.Phone}']/receipts:received[@id='m0']");
        scene.Network.Faults.WithholdReceipts = true;
        scene.SayTo("bob", "m1", "again");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM messages WHERE xmpp_id = 'm1' AND wants_receipt = 1", 1);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        Assert.Empty(scene.Seen("/message/receipts:received[@id='m1']"));
        await scene.StopGatewayAsync();
        await scene.StartGatewayAsync();
        scene.Server.Send($"<message from='{Scene.Phone}' to='bob@{Scene.Domain}' id='m2' type='chat'><body>no receipt, please</body></message>");
        scene.Network.Raise(new ReceiptReceived(ReceiptKind.Delivered, scene.Network.Received[1].Ids) { Chat = new ChatId("bob") }, Scene.Alice);
        await scene.Server.ExpectAsync($"/message[@from='bob@{Scene.Domain}/bridge' and @to='{Scene.Phone}']/receipts:received[@id='m1']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM messages WHERE xmpp_id = 'm2' AND wants_receipt = 0", 1);
    }

    [Fact]
    public async Task Who_types_and_falls_silent_has_paused()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        scene.SayTo("ada", "m1", "hello");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m1']");
        scene.Network.Raise(new ActivityChanged(new ContactId("ada"), ActivityKind.Typing) { Chat = new ChatId("ada") }, Scene.Alice);
        await scene.Server.ExpectAsync($"/message[@from='ada@{Scene.Domain}/bridge']/chatstates:composing");
        Assert.Empty(scene.Seen("/message/chatstates:paused"));
        var began = time.GetUtcNow();
        await time.AdvanceUntilAsync(() => scene.Seen($"/message[@from='ada@{Scene.Domain}/bridge' and hints:no-store]/chatstates:paused").Count == 1, TimeSpan.FromSeconds(1));
        Assert.InRange(time.GetUtcNow() - began, TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(40));
        scene.Network.Raise(new ActivityChanged(new ContactId("ada"), ActivityKind.Typing) { Chat = new ChatId("ada") }, Scene.Alice);
        await scene.Server.ExpectAsync("/message/chatstates:composing");
        scene.Network.Say("ada", "done", Scene.Alice);
        await scene.Server.ExpectAsync("/message[body='done']");
        await scene.PassAsync(time, TimeSpan.FromSeconds(40));
        Assert.Single(scene.Seen("/message/chatstates:paused"));
    }

    [Fact]
    public async Task After_a_refused_reaction_its_sender_is_told_which_ones_hold()
    {
        await using var scene = Scene.Prepare();
        scene.Settings["MaxReactions"] = "1";
        await scene.StartGatewayAsync();
        scene.SayTo("samples", "m1", "card");
        var card = await scene.Server.ExpectAsync($"/message[@from='{Samples}']/body");
        React(scene, "r1", card.Id!, "👍");
        await Scene.UntilAsync(() => scene.Network.Calls.Any(static call => call.Verb == "SetReactions"), "one is taken");
        React(scene, "r2", card.Id!, "👍", "🎂");
        await scene.Server.ExpectAsync("/message[@type='error' and @id='r2']/error[contains(stanzas:text, 'Only one reaction') and contains(stanzas:text, 'still: 👍')]");
    }

    private static async Task<(MessageReceived Said, List<XElement> Stanzas)> AlbumAsync(Scene scene)
    {
        scene.SayTo("ada", "m0", "show me");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m0']");
        await Scene.UntilAsync(() => scene.Seen($"/message[@from='ada@{Scene.Domain}/bridge']/body").Count == 1, "ada has answered");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        var said = scene.Network.Say(
            "ada",
            new MessageContent { Text = new RichText("Two pictures"), Parts = [Conversations.DirectStanzasTests.File("https://f.example/1.png"), Conversations.DirectStanzasTests.File("https://f.example/2.png")] },
            Scene.Alice);
        await scene.Server.ExpectAsync("/message[body='Two pictures']");
        return (said, [.. scene.Seen($"/message[@from='ada@{Scene.Domain}/bridge' and *[local-name()='origin-id']]").TakeLast(3)]);
    }

    private static void Edit(Scene scene, MessageReceived said, string text) => scene.Network.Raise(
        new MessageReceived { Chat = new ChatId("ada"), Sender = new ContactId("ada"), EditOf = said.Ids[0], Content = said.Content with { Text = new RichText(text) } }, Scene.Alice);

    private static void Vote(Scene scene, string id, string poll, string text) => scene.Server.Send(
        $"<message from='{Scene.Phone}' to='samples@{Scene.Domain}' type='chat' id='{id}'><body>{text}</body><reply xmlns='urn:xmpp:reply:0' id='{poll}'/><request xmlns='urn:xmpp:receipts'/></message>");

    private static void React(Scene scene, string id, string target, params string[] emoji) => scene.Server.Send(
        $"<message from='{Scene.Phone}' to='samples@{Scene.Domain}' type='chat' id='{id}'><reactions xmlns='urn:xmpp:reactions:0' id='{target}'>{string.Concat(emoji.Select(static one => $"<reaction>{one}</reaction>"))}</reactions></message>");
}
