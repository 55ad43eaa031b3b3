using Bridge.Adapters;
using Bridge.Gateway.Tests.Commands;
using Bridge.Gateway.Tests.Conversations;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>The demo network with everything at one level: what users are told of it, and that they are shown all the same what comes from there.</summary>
public sealed class AllLevelsTests
{
    private const string Ada = $"ada@{Scene.Domain}";

    private static readonly ChatId Chat = new("ada");

    [Theory]
    [InlineData(CapabilityLevel.Rejected, "no; refused")]
    [InlineData(CapabilityLevel.Dropped, "no; left out", "no; refused")]
    [InlineData(CapabilityLevel.Fallback, "as text", "no", "no; a reply goes as text", "as a line that says so; the network keeps what was said")]
    [InlineData(CapabilityLevel.Partial, "yes, with losses")]
    [InlineData(CapabilityLevel.Full, "yes")]
    public async Task Users_are_told_of_each_thing_how_it_goes(CapabilityLevel level, params string[] words)
    {
        await using var scene = await StartAsync(level);
        var lines = (await scene.WriteAsync("info ada")).Split('\n').Skip(1).SkipLast(2).ToList();
        Assert.Equal(Enum.GetValues<Feature>().Length, lines.Count);
        Assert.All(lines, line => Assert.Contains(words, word => level >= CapabilityLevel.Partial ? Said(line).StartsWith(word, StringComparison.Ordinal) : Said(line) == word));
        Assert.All(words, word => Assert.Contains(lines, line => Said(line).StartsWith(word, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_a_network_sends_is_shown_whatever_can_be_sent_there()
    {
        List<string>? whole = null;
        foreach (var level in Enum.GetValues<CapabilityLevel>())
        {
            await using var scene = await StartAsync(level);
            var shown = await ReceiveAsync(scene);
            whole ??= shown;
            Assert.Equal(whole, shown);
        }

        Assert.Equal(
            [
                "*bold* Bob [reference]", "S|with a subject [subject] [thread]", "/me waves", "geo:1,2", "a place", "Contact: a card", "https://f.example/1.png [x] [fallback] [reference]", "a caption", "Poll: Which?|1. A (0 votes)|2. B (0 votes)|(To vote, reply with a number; 0 takes it back.)",
                "> bold Bob|an answer [reply] [fallback]", "> bold Bob|the end [replace] [reply] [fallback]", "[reactions]", "[displayed]", "(message deleted) [retract] [fallback]", "[composing]",
            ],
            whole);
    }

    /// <summary>Everything that a network can say to somebody, and what their clients get.</summary>
    private static async Task<List<string>> ReceiveAsync(Scene scene)
    {
        var before = scene.Server.Received.Count;
        MessageContent[] contents =
        [
            new() { Text = new RichText("bold Bob") { Spans = [new TextSpan(0, 4, SpanKind.Bold), new TextSpan(5, 3, SpanKind.Mention, "bob")] } },
            new() { Subject = "S", Text = new RichText("with a subject") },
            new() { Text = new RichText("waves"), Flags = MessageFlags.Action },
            new() { Parts = [new LocationPart(1, 2, "a place")] },
            new() { Parts = [new ContactCardPart("a card")] },
            new() { Text = new RichText("a caption"), Parts = [DirectStanzasTests.File("https://f.example/1.png")] },
            new() { Parts = [new PollPart("Which?", [("A", 0), ("B", 0)], Several: false, Closed: false)] },
            MessageContent.FromText("an answer"),
        ];
        for (var i = 0; i < contents.Length; i++)
        {
            Raise(scene, new MessageReceived
            {
                Sender = new ContactId("ada"),
                Ids = [new MessageId($"n{i}")],
                Content = contents[i],
                Thread = i == 1 ? new ThreadId("t") : null,
                ReplyTo = i == contents.Length - 1 ? new ReplyReference(new MessageId("n0"), new ContactId("ada"), "bold Bob") : null,
            });
        }

        Raise(scene, new MessageReceived { Sender = new ContactId("ada"), EditOf = new MessageId("n7"), Content = MessageContent.FromText("the end") });
        var own = scene.Network.Received[0].Ids;
        Raise(scene, new ReactionsChanged(own[0], new ContactId("ada"), ["👍"]));
        Raise(scene, new ReceiptReceived(ReceiptKind.Displayed, own));
        Raise(scene, new MessagesRetracted([new MessageId("n2")]));
        Raise(scene, new ActivityChanged(new ContactId("ada"), ActivityKind.Typing));
        await scene.Server.ExpectAsync("/message/chatstates:composing");
        string[] wanted = ["reply", "replace", "reactions", "displayed", "retract", "fallback", "composing", "subject", "thread", "reference"];
        return
        [
            .. scene.Server.Received.Skip(before).Where(static stanza => stanza.IsMessage && stanza.From == $"{Ada}/bridge").Select(stanza => string.Join(' ', (string[])
            [
                .. stanza.Body is { } body ? [body.Replace('\n', '|')] : (string[])[],
                .. stanza.Elements().Where(child => wanted.Contains(child.Name.LocalName) || child.Name == Ns.Oob + "x").Select(static child => $"[{child.Name.LocalName}]"),
            ])),
        ];
    }

    private static void Raise(Scene scene, NetworkEvent networkEvent) => scene.Network.Raise(networkEvent with { Chat = Chat }, Scene.Alice);

    private static string Said(string line) => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..];

    private static async Task<Scene> StartAsync(CapabilityLevel level)
    {
        var scene = Scene.Prepare();
        foreach (var feature in Enum.GetNames<Feature>())
            scene.Settings[$"Levels:{feature}"] = level.ToString();
        await scene.StartGatewayAsync();
        scene.SayTo("ada", "m0", "one");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m0']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        await scene.Server.ExpectAsync($"/message[@from='{Ada}/bridge']/body");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        return scene;
    }
}
