using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Tests.Conversations;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>What the user says on another device of the network in several parts: each is a stanza of theirs, and is spoken of alone.</summary>
public sealed class OwnPartTests
{
    private const string Ada = $"ada@{Scene.Domain}";

    private static readonly ChatId Chat = new("ada");

    [Fact]
    public async Task An_album_a_place_and_a_card_are_a_stanza_for_each_part_in_their_name()
    {
        await using var scene = await OwnMessageTests.MeetAsync();
        var (_, album) = await AlbumAsync(scene);
        Assert.Equal(["https://f.example/1.png", "https://f.example/2.png", "Two pictures"], album.Select(static one => one.Body));
        Assert.Equal([album[0].Id, $"{album[0].Id}-1", $"{album[0].Id}-2"], album.Select(static one => one.Id));
        Assert.All(album, static one => Assert.Equal((Scene.Alice, Ada, one.Id), (one.From, one.To, one.Child(Ns.Sid, "origin-id")?.Id)));
        Assert.Equal([true, true, false], album.Select(static one => one.Child(Ns.Oob, "x")?.Child(Ns.Oob, "url")?.Value == one.Body));

        // The whole of each has an id of its own, by which the server refuses it.
        var wholes = scene.Seen("/message[privilege:privilege]").TakeLast(3).Select(static whole => whole.Id!).ToList();
        Assert.Equal([wholes[0], $"{wholes[0]}-1", $"{wholes[0]}-2"], wholes);

        scene.Network.SayFromOtherDevice(Scene.Alice, "ada", new MessageContent { Parts = [new LocationPart(1, 2, "a place"), new ContactCardPart("a card")] });
        Assert.Equal(["geo:1,2", "Contact: a card", "a place"], (await ReceiveAsync(scene, 3)).Select(static one => one.Body));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        Assert.Empty(scene.Seen("/message[@type='error']"));
    }

    [Fact]
    public async Task The_copies_of_all_parts_are_known_after_a_restart_too()
    {
        await using var scene = await OwnMessageTests.MeetAsync();
        var (_, album) = await AlbumAsync(scene);
        album.ForEach(one => scene.Server.Send(new XElement(one)));
        await scene.RestartAfterCrashAsync();
        album.ForEach(one => scene.Server.Send(new XElement(one)));

        // A part that there cannot have been, and one of another id, are the user's own messages.
        scene.SayTo("ada", album[0].Id + "-0", "no part");
        scene.SayTo("ada", album[0].Id![..^1] + (album[0].Id![^1] == '0' ? '1' : '0') + "-1", "no mark");
        await Scene.UntilAsync(() => scene.Arrived().Count >= 3, "what is no copy arrives");
        Assert.DoesNotContain(scene.Arrived(), static text => text.Contains("f.example", StringComparison.Ordinal) || text == "Two pictures");
        Assert.Empty(scene.Seen($"/message[@type='error' or receipts:received[starts-with(@id, '{album[0].Id}-')]][not(receipts:received)]"));
    }

    [Fact]
    public async Task Each_part_is_corrected_reacted_to_taken_back_and_read_alone_from_either_side()
    {
        await using var scene = await OwnMessageTests.MeetAsync();
        var (said, album) = await AlbumAsync(scene);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM messages WHERE stanzas = 3", 1);
        await scene.RestartAfterCrashAsync();
        scene.Grant();
        scene.SayTo("clock", "m2", "up");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m2']");

        // There: what the user and the person do to parts.
        scene.Network.ReactFromOtherDevice(Scene.Alice, "ada", said.Ids[1], "🎂");
        await OwnMessageTests.ExpectAsync(scene, $"reactions:reactions[@id='{album[1].Id}']/reactions:reaction='🎂'");
        scene.Network.Raise(new ReactionsChanged(said.Ids[1], new ContactId("ada"), ["👍"]) { Chat = Chat }, Scene.Alice);
        await scene.Server.ExpectAsync($"/message[@from='{Ada}/bridge']/reactions:reactions[@id='{album[1].Id}']");
        scene.Network.Raise(new ReceiptReceived(ReceiptKind.Displayed, [said.Ids[1]]) { Chat = Chat }, Scene.Alice);
        await scene.Server.ExpectAsync($"/message[@from='{Ada}/bridge']/markers:displayed[@id='{album[1].Id}']");
        scene.Network.Raise(
            new MessageReceived
            {
                Chat = Chat,
                Sender = new ContactId(Scene.Alice),
                FromMe = true,
                EditOf = said.Ids[0],
                DedupeKey = "an-edit",
                Content = Album("Two fine pictures"),
            },
            Scene.Alice);
        await OwnMessageTests.ExpectAsync(scene, $"client:body='Two fine pictures' and correct:replace/@id='{album[2].Id}'");
        scene.Network.Raise(new MessagesRetracted([said.Ids[1]]) { Chat = Chat, By = new ContactId(Scene.Alice), DedupeKey = "a-deletion" }, Scene.Alice);
        await OwnMessageTests.ExpectAsync(scene, $"retract:retract/@id='{album[1].Id}'");

        // Here: what the user does to them.
        Send(scene, "r1", $"<reactions xmlns='urn:xmpp:reactions:0' id='{album[0].Id}'><reaction>👍</reaction></reactions>");
        await Scene.UntilAsync(() => scene.Network.Calls.Any(call => call.Verb == "SetReactions" && call.Detail == $"{said.Ids[0]} 👍"), "the reaction is to the first picture");
        Send(scene, "a1", $"<body>this one</body><reply xmlns='urn:xmpp:reply:0' id='{album[1].Id}'/>");
        await Scene.UntilAsync(() => scene.Network.Received[^1].Message.ReplyTo?.Target == said.Ids[1], "the answer is to the second");
        Send(scene, "d0", $"<body>gone</body><retract xmlns='urn:xmpp:message-retract:1' id='{album[2].Id}'/>");
        await scene.Server.ExpectAsync("/message[@type='error' and @id='d0']/error[contains(stanzas:text, 'belongs to the first of the files')]");
        Send(scene, "d1", $"<body>gone</body><retract xmlns='urn:xmpp:message-retract:1' id='{album[0].Id}'/>");
        await Scene.UntilAsync(() => scene.Network.Calls.Any(call => call.Verb == "Retract" && call.Detail == said.Ids[0].Value), "the first picture alone is deleted");
        Assert.Single(scene.Seen("/message[@type='error']"));
    }

    [Fact]
    public async Task What_is_read_elsewhere_up_to_a_part_is_displayed_up_to_that()
    {
        await using var scene = await OwnMessageTests.MeetAsync();
        var theirs = scene.Network.Say("ada", Album("Two of mine"), Scene.Alice);
        var shown = (await scene.Server.ExpectAsync($"/message[@from='{Ada}/bridge' and body='https://f.example/1.png']")).Id!;
        await scene.Server.ExpectAsync($"/message[@from='{Ada}/bridge' and body='Two of mine']");
        scene.Network.ReadFromOtherDevice(Scene.Alice, "ada", theirs.Ids[0]);
        await OwnMessageTests.ExpectAsync(scene, $"markers:displayed/@id='{shown}'");
        scene.Network.ReadFromOtherDevice(Scene.Alice, "ada", theirs.Ids[1]);
        await OwnMessageTests.ExpectAsync(scene, $"markers:displayed/@id='{shown}-2'");
    }

    [Fact]
    public async Task After_a_crash_the_parts_are_said_again_under_the_same_ids()
    {
        await using var scene = await OwnMessageTests.MeetAsync();
        scene.Server.AnswersIqs = false;
        var (_, first) = await AlbumAsync(scene);
        await scene.CrashAsync();
        scene.Server.AnswersIqs = true;
        await scene.StartGatewayAsync();
        scene.Grant();
        var again = await ReceiveAsync(scene, 3);
        Assert.Equal(first.Select(static one => (one.Id, one.Body)), again.Select(static one => (one.Id, one.Body)));
        Assert.All(again, static one => Assert.NotNull(one.Element(Ns.Delay + "delay")));
    }

    private static MessageContent Album(string caption) => new()
    {
        Text = new RichText(caption),
        Parts = [DirectStanzasTests.File("https://f.example/1.png"), DirectStanzasTests.File("https://f.example/2.png")],
    };

    private static async Task<(MessageReceived Said, List<XElement> Stanzas)> AlbumAsync(Scene scene)
    {
        var said = scene.Network.SayFromOtherDevice(Scene.Alice, "ada", Album("Two pictures"));
        return (said, await ReceiveAsync(scene, 3));
    }

    /// <summary>The next messages in Alice's name.</summary>
    private static async Task<List<XElement>> ReceiveAsync(Scene scene, int count)
    {
        List<XElement> stanzas = [];
        while (stanzas.Count < count)
            stanzas.Add(await OwnMessageTests.ExpectAsync(scene, "client:body"));
        return stanzas;
    }

    private static void Send(Scene scene, string id, string content) =>
        scene.Server.Send($"<message from='{Scene.Phone}' to='{Ada}' id='{id}' type='chat'>{content}</message>");
}
