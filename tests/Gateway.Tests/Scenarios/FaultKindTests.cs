using Bridge.Adapters;
using Bridge.Adapters.Demo;
using Bridge.Testing;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Whatever a message is, a network that falters neither doubles nor loses it, and what comes back of it is no news.</summary>
public sealed class FaultKindTests
{
    private static readonly string Ada = $"ada@{Scene.Domain}";

    /// <summary>Everything that a user can do in a chat, after the message <c>m0</c> and its answer.</summary>
    private static readonly (string Id, string Inside, string Arrives)[] Acts =
    [
        ("a1", "<body>a text</body>", "a text"),
        ("a2", "<body>geo:1,2</body>", "1 parts"),
        ("a3", "<body>an answer</body><reply xmlns='urn:xmpp:reply:0' id='ANSWER'/>", "an answer, reply"),
        ("a4", "<subject>S</subject><body>with a subject</body><thread>t</thread>", "with a subject, subject, thread"),
        ("a5", "<body>/me waves</body>", "waves"),
        ("a6", "<body>other</body><replace xmlns='urn:xmpp:message-correct:0' id='m0'/>", "other, edit"),
        ("a7", "<reactions xmlns='urn:xmpp:reactions:0' id='ANSWER'><reaction>👍</reaction></reactions>", "SetReactions"),
        ("a8", "<retract xmlns='urn:xmpp:message-retract:1' id='m0'/>", "Retract"),
        ("a9", "<body>1</body><reply xmlns='urn:xmpp:reply:0' id='POLL'/>", "Vote"),
    ];

    [Theory]
    [InlineData(DemoEcho.Late)]
    [InlineData(DemoEcho.Lost)]
    [InlineData(DemoEcho.Doubled)]
    [InlineData(DemoEcho.Reordered)]
    public async Task What_comes_back_of_it_is_no_news(DemoEcho echo)
    {
        await using var scene = await Scene.StartAsync();
        var (answer, poll) = await BeginAsync(scene);
        scene.Network.Faults.EchoDelay = TimeSpan.FromMilliseconds(50);
        scene.Network.Faults.Echo = echo;
        var before = Shown(scene);
        foreach (var act in Acts)
        {
            Do(scene, act, answer, poll);
            await Scene.UntilAsync(() => Arrived(scene).Count(what => what == act.Arrives) == 1, $"{act.Id} arrives");
        }

        await EndAsync(scene);
        Assert.Equal(Acts.Select(static act => act.Arrives).Order(StringComparer.Ordinal), Arrived(scene).Order(StringComparer.Ordinal));
        // What ada answers, and the poll with the vote in it.
        Assert.All(Shown(scene).Skip(before.Count), static body => Assert.True(body.StartsWith("Hello!", StringComparison.Ordinal) || body.StartsWith("Poll: ", StringComparison.Ordinal), body));
        Assert.Empty(scene.Seen("/message[@type='error']"));
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task Events_that_come_twice_are_shown_once()
    {
        await using var scene = await Scene.StartAsync();
        await BeginAsync(scene);
        scene.Network.Faults.DuplicateEvents = true;
        MessageContent[] contents =
        [
            MessageContent.FromText("a text"),
            new() { Parts = [new LocationPart(1, 2, "a place")] },
            new() { Text = new RichText("a caption"), Parts = [Conversations.DirectStanzasTests.File("https://f.example/1.png"), Conversations.DirectStanzasTests.File(null)] },
            new() { Parts = [new ContactCardPart("a card")] },
        ];
        var before = Shown(scene).Count;
        foreach (var content in contents)
            scene.Network.Say("ada", content, Scene.Alice);
        scene.Network.Say("ada", "the end", Scene.Alice);
        await scene.Server.ExpectAsync("/message[body='the end']");
        Assert.Equal(
            ["a text", "geo:1,2", "a place", "https://f.example/1.png", "[picture: a.png, 10 bytes] could not be passed on: files are not passed on here.", "a caption", "Contact: a card", "the end"], Shown(scene).Skip(before));
    }

    [Fact]
    public async Task A_network_that_asks_to_slow_down_gets_everything_later_once_and_in_order()
    {
        await using var scene = await Scene.StartAsync();
        var (answer, poll) = await BeginAsync(scene);
        scene.Network.Faults.ThrottleNextSend = TimeSpan.FromSeconds(1);
        foreach (var act in Acts)
            Do(scene, act, answer, poll);
        await Scene.UntilAsync(() => Arrived(scene).Contains("Vote"), "the last of them arrives");
        await EndAsync(scene);
        Assert.Equal(Acts.Select(static act => act.Arrives).Order(StringComparer.Ordinal), Arrived(scene).Order(StringComparer.Ordinal));
        Assert.Equal(Acts.Take(6).Select(static act => act.Arrives), Arrived(scene).Take(6));
        Assert.Empty(scene.Seen("/message[@type='error']"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_is_lost_in_the_middle_is_told_to_the_sender_and_nothing_is_sent_twice(bool delivers)
    {
        await using var scene = await Scene.StartAsync();
        var (answer, poll) = await BeginAsync(scene);
        foreach (var act in Acts)
        {
            scene.Network.Faults.DisconnectDelivers = delivers;
            scene.Network.Faults.DisconnectNextSend = true;
            Do(scene, act, answer, poll);
            await scene.Server.ExpectAsync($"/message[@type='error' and @id='{act.Id}']/error[@type='wait' and contains(stanzas:text, 'May not have been delivered')]");
            await Scene.UntilAsync(() => scene.Network.IsConnected(Scene.Alice), "it is connected again");
        }

        await EndAsync(scene);
        Assert.Equal(Acts.Skip(delivers ? 0 : Acts.Length).Select(static act => act.Arrives).Order(StringComparer.Ordinal), Arrived(scene).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_the_network_refuses_is_an_error_with_its_reason_for_each_kind()
    {
        await using var scene = await Scene.StartAsync();
        var (answer, poll) = await BeginAsync(scene);
        scene.Network.Faults.RefuseSends = true;
        foreach (var act in Acts)
        {
            Do(scene, act, answer, poll);
            await scene.Server.ExpectAsync($"/message[@type='error' and @id='{act.Id}' and @to='{Scene.Phone}' and @from='{Ada}']/error[contains(stanzas:text, 'The network refuses messages today.')]");
        }

        scene.Network.Faults.RefuseSends = false;
        await EndAsync(scene);
        Assert.Empty(Arrived(scene));
    }

    [Fact]
    public async Task What_waits_for_a_day_is_given_up_with_a_word_for_each_kind()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        var (answer, poll) = await BeginAsync(scene);
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        scene.Network.Disconnect(Scene.Alice);
        await Scene.UntilAsync(() => !scene.Network.IsConnected(Scene.Alice), "the connection is lost");
        foreach (var act in Acts)
            Do(scene, act, answer, poll);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", Acts.Length);
        time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(10));
        await time.AdvanceUntilAsync(() => Errors(scene).Count == Acts.Length, TimeSpan.FromSeconds(5));
        Assert.Equal(Acts.Select(static act => act.Id).Order(StringComparer.Ordinal), Errors(scene).Order(StringComparer.Ordinal));
        Assert.Empty(Arrived(scene));
    }

    private static List<string> Errors(Scene scene) =>
        [.. scene.Seen($"/message[@type='error' and @to='{Scene.Phone}' and @from='{Ada}' and string-length(error/stanzas:text) > 10]").Select(static stanza => stanza.Attribute("id")!.Value)];

    private static async Task<(string Answer, string Poll)> BeginAsync(Scene scene)
    {
        scene.SayTo("ada", "m0", "one");
        var answer = await scene.Server.ExpectAsync($"/message[@from='{Ada}/bridge']/body");
        scene.Network.Say("ada", new MessageContent { Parts = [new PollPart("Which?", [("A", 0), ("B", 0)], Several: false, Closed: false)] }, Scene.Alice);
        var poll = await scene.Server.ExpectAsync("/message[starts-with(body, 'Poll: ')]");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        return (answer.Attribute("id")!.Value, poll.Attribute("id")!.Value);
    }

    private static void Do(Scene scene, (string Id, string Inside, string Arrives) act, string answer, string poll) => scene.Server.Send(
        $"<message from='{Scene.Phone}' to='{Ada}' type='chat' id='{act.Id}'>{act.Inside.Replace("ANSWER", answer, StringComparison.Ordinal).Replace("POLL", poll, StringComparison.Ordinal)}</message>");

    /// <summary>Until nothing is under way any more, in either direction.</summary>
    private static async Task EndAsync(Scene scene)
    {
        scene.Network.Faults.Echo = DemoEcho.Prompt;
        scene.SayTo("clock", "z1", "the time?");
        await scene.Server.ExpectAsync("/message[contains(body, 'It is ')]");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
    }

    private static List<string> Shown(Scene scene) => scene.Bodies($"/message[@from='{Ada}/bridge' and body]");

    private static List<string> Arrived(Scene scene) =>
    [
        .. scene.Network.Received.Where(static one => one.Chat.Value == "ada").Skip(1).Select(Describe),
        .. scene.Network.Calls.Where(static call => call.Verb is "SetReactions" or "Retract" or "Vote").Select(static call => call.Verb),
    ];

    private static string Describe(DemoReceived one)
    {
        var content = one.Message.Content;
        return (content.Text?.Plain ?? $"{content.Parts.Count} parts") + (one.Message.ReplyTo is null ? "" : ", reply") + (content.Subject is null ? "" : ", subject")
            + (one.Message.Thread is null ? "" : ", thread") + (one.IsEdit ? ", edit" : "");
    }
}
