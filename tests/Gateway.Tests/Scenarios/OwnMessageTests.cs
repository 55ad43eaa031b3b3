using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Tests.Commands;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>What the user does on another device of the network, in the chat with one person.</summary>
public sealed class OwnMessageTests
{
    private const string Ada = $"ada@{Scene.Domain}";

    /// <summary>What the server is asked to send in Alice's name; the rest of the condition is inside of that message.</summary>
    private const string Own = $"/message[@from='{Scene.Domain}' and @to='localhost' and @id and count(*) = 1]/privilege:privilege/forward:forwarded/client:message[@type='chat' "
        + $"and @from='{Scene.Alice}' and @to='{Ada}' and sid:origin-id/@id = @id";

    [Fact]
    public async Task It_is_said_in_their_name_and_ends_in_the_trace()
    {
        await using var scene = await MeetAsync();
        scene.Network.SayFromOtherDevice(Scene.Alice, "ada", "from my telephone");
        var own = await ExpectAsync(scene, "client:body='from my telephone' and not(markers:markable) and not(delay:delay)");
        Assert.Matches("^o[0-9a-z]{13}[0-9a-f]{20}$", own.Id);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        Assert.Empty(scene.Seen($"/message[@from='{Ada}/bridge' and body='from my telephone']"));
    }

    [Fact]
    public async Task What_comes_back_goes_nowhere_also_after_a_crash()
    {
        await using var scene = await MeetAsync();
        scene.Network.SayFromOtherDevice(Scene.Alice, "ada", "from my telephone");
        var own = await ExpectAsync(scene, "client:body='from my telephone'");
        Return(scene, own);
        await scene.RestartAfterCrashAsync();
        Return(scene, own);
        Return(scene, own, Scene.Phone);
        scene.SayTo("ada", "m2", "and this arrives");
        await Scene.UntilAsync(() => scene.Arrived().Contains("and this arrives"), "a message of the user arrives");
        Assert.Equal(["hello", "and this arrives"], scene.Arrived());
        Assert.Empty(scene.Seen($"/message[@type='error' or receipts:received[@id='{own.Id}']]"));
    }

    [Fact]
    public async Task Nobody_can_have_a_message_taken_for_one_that_came_back()
    {
        await using var scene = await MeetAsync();
        scene.Network.SayFromOtherDevice(Scene.Alice, "ada", "from my telephone");
        var id = (await ExpectAsync(scene, "client:body='from my telephone'")).Id!;
        scene.SayTo("ada", id, "of another user", "bob@localhost/pc");
        scene.SayTo("echo", id, "to another person");
        scene.SayTo("ada", id[..^1] + (id[^1] == '0' ? '1' : '0'), "with another mark");
        scene.SayTo("ada", "o" + new string('0', 33), "with none");
        await Scene.UntilAsync(() => scene.Arrived().Count == 5, "all arrive");
        Assert.Equal(["hello", "of another user", "to another person", "with another mark", "with none"], scene.Arrived().Order(StringComparer.Ordinal).OrderBy(static text => text != "hello").ThenBy(static text => text, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Edits_reactions_deletions_and_reading_are_said_in_their_name_too()
    {
        await using var scene = await MeetAsync();
        var said = scene.Network.SayFromOtherDevice(Scene.Alice, "ada", "helo");
        var id = (await ExpectAsync(scene, "client:body='helo'")).Id!;
        scene.Network.EditFromOtherDevice(Scene.Alice, "ada", said.Ids[0], "hello");
        await ExpectAsync(scene, $"client:body='hello' and correct:replace/@id='{id}'");

        var theirs = scene.Network.Say("ada", "what?", Scene.Alice);
        var shown = (await scene.Server.ExpectAsync($"/message[@from='{Ada}/bridge' and body='what?']")).Id!;
        scene.Network.ReactFromOtherDevice(Scene.Alice, "ada", theirs.Ids[0], "👍", "🎂");
        await ExpectAsync(scene, $"reactions:reactions[@id='{shown}' and count(reactions:reaction) = 2] and hints:store and not(client:body)");
        scene.Network.ReadFromOtherDevice(Scene.Alice, "ada", theirs.Ids[0]);
        await ExpectAsync(scene, $"markers:displayed/@id='{shown}' and hints:store");
        scene.Network.SayFromOtherDevice(Scene.Alice, "ada", MessageContent.FromText("just that"), new ReplyReference(theirs.Ids[0], theirs.Sender, "what?"));
        await ExpectAsync(scene, $"client:body='> what?\njust that' and reply:reply[@id='{shown}' and @to='{Ada}/bridge'] and fallback:fallback/fallback:body[@start='0' and @end='8']");
        scene.Network.RetractFromOtherDevice(Scene.Alice, "ada", said.Ids[0]);
        await ExpectAsync(scene, $"retract:retract/@id='{id}' and fallback:fallback");
    }

    [Fact]
    public async Task What_was_written_here_is_edited_and_deleted_from_there()
    {
        await using var scene = await MeetAsync();
        var first = scene.Network.Received[0].Ids[0];
        scene.Network.EditFromOtherDevice(Scene.Alice, "ada", first, "hello!");
        await ExpectAsync(scene, "client:body='hello!' and correct:replace/@id='m1'");
        scene.Network.ReactFromOtherDevice(Scene.Alice, "ada", first, "🎂");
        await ExpectAsync(scene, "reactions:reactions/@id='m1'");
        scene.Network.RetractFromOtherDevice(Scene.Alice, "ada", first);
        await ExpectAsync(scene, "retract:retract/@id='m1'");
    }

    [Fact]
    public async Task What_was_written_there_is_answered_edited_reacted_to_and_deleted_from_here()
    {
        await using var scene = await MeetAsync();
        var said = scene.Network.SayFromOtherDevice(Scene.Alice, "ada", "helo");
        var id = (await ExpectAsync(scene, "client:body='helo'")).Id!;
        Send(scene, "m2", $"<body>to myself</body><reply xmlns='urn:xmpp:reply:0' id='{id}' to='{Scene.Alice}'/>");
        await Scene.UntilAsync(() => scene.Network.Received.Count == 2, "the answer arrives");
        Assert.Equal(said.Ids[0], scene.Network.Received[1].Message.ReplyTo?.Target);
        Send(scene, "m3", $"<body>hello</body><replace xmlns='urn:xmpp:message-correct:0' id='{id}'/>");
        await Scene.UntilAsync(() => scene.Network.Received.Count == 3, "the edit arrives");
        Assert.True(scene.Network.Received[2] is { IsEdit: true, Text: "hello" });
        Assert.Equal(said.Ids, scene.Network.Received[2].Ids);
        Send(scene, "m4", $"<reactions xmlns='urn:xmpp:reactions:0' id='{id}'><reaction>👍</reaction></reactions>");
        await Scene.UntilAsync(() => scene.Network.Calls.Any(call => call.Verb == "SetReactions" && call.Detail == $"{said.Ids[0]} 👍"), "the reaction arrives");
        Send(scene, "m5", $"<body>gone</body><retract xmlns='urn:xmpp:message-retract:1' id='{id}'/>");
        await Scene.UntilAsync(() => scene.Network.Calls.Any(call => call.Verb == "Retract" && call.Detail == said.Ids[0].Value), "the deletion arrives");

        // The person speaks of it as well.
        var again = scene.Network.SayFromOtherDevice(Scene.Alice, "ada", "again");
        var shown = (await ExpectAsync(scene, "client:body='again'")).Id!;
        scene.Network.Raise(new ReactionsChanged(again.Ids[0], new ContactId("ada"), ["🎂"]) { Chat = new ChatId("ada") }, Scene.Alice);
        await scene.Server.ExpectAsync($"/message[@from='{Ada}/bridge']/reactions:reactions[@id='{shown}']");
        scene.Network.Raise(new ReceiptReceived(ReceiptKind.Displayed, again.Ids) { Chat = new ChatId("ada") }, Scene.Alice);
        await scene.Server.ExpectAsync($"/message[@from='{Ada}/bridge']/markers:displayed[@id='{shown}']");
        Assert.Empty(scene.Seen("/message[@type='error']"));
    }

    [Fact]
    public async Task Without_the_privilege_it_is_shown_as_text_to_those_who_want_that()
    {
        await using var scene = await MeetAsync(grants: false);
        scene.Network.SayFromOtherDevice(Scene.Alice, "ada", "not shown");
        await FenceAsync(scene);
        await scene.WriteAsync("set own-messages true");
        var said = scene.Network.SayFromOtherDevice(Scene.Alice, "ada", "helo");
        var id = (await scene.Server.ExpectAsync($"/message[@from='{Ada}/bridge' and @to='{Scene.Alice}' and body='you: helo' and hints:no-copy and not(markers:markable)]")).Id!;
        scene.Network.EditFromOtherDevice(Scene.Alice, "ada", said.Ids[0], "hello");
        await scene.Server.ExpectAsync($"/message[body='you: hello' and hints:no-copy]/correct:replace[@id='{id}']");
        scene.Network.ReactFromOtherDevice(Scene.Alice, "ada", said.Ids[0], "👍");
        await scene.Server.ExpectAsync($"/message[@from='{Ada}/bridge' and body='you: (reacted with 👍)']");
        scene.Network.SayFromOtherDevice(Scene.Alice, "ada", new MessageContent { Text = new RichText("waves"), Flags = MessageFlags.Action });
        await scene.Server.ExpectAsync("/message[body='you: /me waves']");

        // What was sent from here is known as such, and only told of.
        scene.Network.RetractFromOtherDevice(Scene.Alice, "ada", scene.Network.Received[0].Ids[0]);
        await scene.Server.ExpectAsync("/message[body='you: (message deleted)' and not(retract:retract)]");
        Assert.Empty(scene.Seen("/message[contains(body, 'you: not shown')]"));
        Assert.Empty(scene.Seen("/message/privilege:privilege"));
    }

    [Fact]
    public async Task What_is_said_while_the_stream_is_down_waits_for_the_privilege_and_keeps_its_place()
    {
        await using var scene = await MeetAsync();
        await FenceAsync(scene);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        scene.Server.StopListening();
        scene.Server.Drop();
        await Scene.UntilAsync(() => scene.Trouble is not null, "the stream is down");
        scene.Network.SayFromOtherDevice(Scene.Alice, "ada", "mine");
        scene.Network.Say("ada", "theirs");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 2);
        scene.Server.Listen();
        await scene.Server.WhenConnectedAsync(Scene.Domain);
        Assert.Empty(scene.Seen("/message[body='theirs']"));
        scene.Grant();
        await ExpectAsync(scene, "client:body='mine'");
        await scene.Server.ExpectAsync("/message[body='theirs']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
    }

    [Fact]
    public async Task After_a_crash_it_is_said_again_under_the_same_id()
    {
        await using var scene = await MeetAsync();
        scene.Server.AnswersIqs = false;
        scene.Network.SayFromOtherDevice(Scene.Alice, "ada", "from my telephone");
        var first = await ExpectAsync(scene, "client:body='from my telephone'");
        await scene.CrashAsync();
        scene.Server.AnswersIqs = true;
        await scene.StartGatewayAsync();
        scene.Grant();
        var again = await ExpectAsync(scene, "client:body='from my telephone' and delay:delay");
        Assert.Equal(first.Id, again.Id);
    }

    [Fact]
    public async Task In_a_stream_that_came_back_the_server_still_finds_one_message_and_nothing_beside_it()
    {
        await using var scene = await MeetAsync();
        scene.Server.AnswersIqs = false;
        scene.Network.SayFromOtherDevice(Scene.Alice, "ada", "from my telephone");
        await ExpectAsync(scene, "client:body='from my telephone' and not(delay:delay)");
        scene.Server.Drop();
        scene.Server.AnswersIqs = true;
        await ExpectAsync(scene, "client:body='from my telephone' and delay:delay", TimeSpan.FromSeconds(20));
    }

    /// <summary>Alice has written to Ada, and her server lets the gateway speak for her.</summary>
    internal static async Task<Scene> MeetAsync(bool grants = true)
    {
        var scene = await Scene.StartAsync();
        if (grants)
            scene.Grant();
        scene.SayTo("ada", "m1", "hello");
        await scene.Server.ExpectAsync($"/message[@from='{Ada}/bridge' and @to='{Scene.Phone}']/receipts:received[@id='m1']");
        return scene;
    }

    /// <summary>Waits until all is shown that was said in the chat with Ada.</summary>
    internal static Task FenceAsync(Scene scene, string user = Scene.Alice)
    {
        var fence = $"fence {Guid.NewGuid():N}";
        scene.Network.Say("ada", fence, user);
        return scene.Server.ExpectAsync($"/message[@from='{Ada}/bridge' and @to='{user}' and body='{fence}']");
    }

    /// <summary>Waits for what the server is asked to send in Alice's name to Ada, and gives that message.</summary>
    internal static async Task<XElement> ExpectAsync(Scene scene, string condition, TimeSpan? timeout = null) =>
        Privilege.InnerMessage(await scene.Server.ExpectAsync($"{Own} and {condition}]", timeout))!;

    private static void Return(Scene scene, XElement own, string? from = null)
    {
        var copy = new XElement(own) { From = from ?? own.From };
        scene.Server.Send(copy);
    }

    private static void Send(Scene scene, string id, string content) =>
        scene.Server.Send($"<message from='{Scene.Phone}' to='{Ada}' id='{id}' type='chat'>{content}</message>");
}
