using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Adapters.Demo;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>The demo network with one capability after the other at each level: what arrives there, or what the user is told.</summary>
public sealed class LevelTests
{
    private const string Refused = "error:";

    private static readonly CapabilityLevel[] Levels = Enum.GetValues<CapabilityLevel>();

    [Theory]
    [InlineData(Feature.Formatting, "error: styled texts", "*a* b", "*a* b", "a b [Bold]")]
    [InlineData(Feature.Subject, "error: subjects", "b", "S|b", "b [subject S]")]
    [InlineData(Feature.Action, "error: actions", "waves", "/me waves", "waves [Action]")]
    [InlineData(Feature.Location, "error: places", "error: nothing of that", "geo:1,2", "[geo:1,2]")]
    [InlineData(Feature.Replies, "error: replies", "yes", "«Hello! We had better talk in the group.» yes", "yes [reply]")]
    [InlineData(Feature.Edits, "error: corrections", "new", "* corrected: new", "new [edit]")]
    [InlineData(Feature.Retractions, "error: cannot be taken back", "error: cannot be taken back", "takes back an earlier message: «o…» [Action]", "Retract")]
    [InlineData(Feature.Reactions, "error: reactions", "error: reactions", "reacted with 👍 to «Hello! We had better talk in the group.» [Action]", "SetReactions")]
    [InlineData(Feature.Threads, "error: threads", "b", "b", "b [thread t]")]
    [InlineData(Feature.Mentions, "error: mentions of people", "ask Ada", "ask Ada", "ask Ada [Mention]")]
    [InlineData(Feature.Polls, "error: votes", "1 [reply]", "1 [reply]", "Vote")]
    [InlineData(Feature.Activity, "", "", "", "SetActivity")]
    [InlineData(Feature.Displayed, "", "", "", "MarkDisplayed")]
    public async Task What_a_chat_lacks_is_refused_left_out_or_written_as_its_level_says(Feature feature, string rejected, string dropped, string fallback, string carried)
    {
        string[] expected = [rejected, dropped, fallback, carried, carried];
        foreach (var level in Levels)
        {
            Assert.Equal(expected[(int)level] is var one && one.StartsWith(Refused, StringComparison.Ordinal) ? Refused : one, await OutcomeAsync(feature, level, one));
        }
    }

    [Theory]
    [InlineData(Feature.Replies, "urn:xmpp:reply:0", CapabilityLevel.Fallback)]
    [InlineData(Feature.Edits, "urn:xmpp:message-correct:0", CapabilityLevel.Fallback)]
    [InlineData(Feature.Reactions, "urn:xmpp:reactions:0", CapabilityLevel.Partial)]
    [InlineData(Feature.Retractions, "urn:xmpp:message-retract:1", CapabilityLevel.Partial)]
    [InlineData(Feature.Activity, "http://jabber.org/protocol/chatstates", CapabilityLevel.Partial)]
    [InlineData(Feature.Displayed, "urn:xmpp:chat-markers:0", CapabilityLevel.Partial)]
    [InlineData(Feature.Formatting, "urn:xmpp:styling:0", CapabilityLevel.Partial)]
    public async Task Clients_are_offered_what_the_chat_takes(Feature feature, string name, CapabilityLevel least)
    {
        foreach (var level in Levels)
        {
            await using var scene = await StartAsync(feature, level);
            var info = await scene.AskAsync("get", $"ada@{Scene.Domain}", "<query xmlns='http://jabber.org/protocol/disco#info'/>");
            Assert.Equal(level >= least, info.Descendants(Ns.DiscoInfo + "feature").Any(one => one.Attr("var") == name));
        }
    }

    /// <summary>What the user does, and what comes of it.</summary>
    private static async Task<string> OutcomeAsync(Feature feature, CapabilityLevel level, string expected)
    {
        await using var scene = await StartAsync(feature, level);
        var answer = await scene.Server.ExpectAsync($"/message[@from='ada@{Scene.Domain}/bridge']/body");
        var (target, wait) = (answer.Id!, expected.Length == 0);
        if (feature == Feature.Polls)
        {
            scene.Network.Say("ada", new MessageContent { Parts = [new PollPart("Which?", [("A", 0), ("B", 0)], Several: false, Closed: false)] }, Scene.Alice);
            target = (await scene.Server.ExpectAsync("/message[starts-with(body, 'Poll: ')]")).Id!;
        }

        var (messages, calls) = (scene.Network.Received.Count, scene.Network.Calls.Count);
        scene.Server.Send($"<message from='{Scene.Phone}' to='ada@{Scene.Domain}' type='chat' id='x1'>{Act(feature, target)}</message>");
        if (wait)
        {
            // What is said afterwards has everything before it behind it.
            scene.SayTo("bob", "m9", "meanwhile");
            await scene.Server.ExpectAsync("/message/receipts:received[@id='m9']");
            return string.Concat(scene.Network.Calls.Skip(calls).Select(static call => call.Verb));
        }

        string? outcome = null;
        await Scene.UntilAsync(
            () => (outcome = scene.Network.Received.Skip(messages).Select(Describe).Concat(scene.Network.Calls.Skip(calls).Select(static call => call.Verb)).FirstOrDefault()
                ?? scene.Seen("/message[@type='error' and @id='x1']").Select(static error => Refusal(error)).FirstOrDefault()) is not null,
            $"something comes of {feature} at {level}");
        if (outcome!.StartsWith(Refused, StringComparison.Ordinal))
        {
            Assert.Contains(expected[Refused.Length..].Trim(), outcome, StringComparison.Ordinal);
            return Refused;
        }

        return outcome;
    }

    private static async Task<Scene> StartAsync(Feature feature, CapabilityLevel level)
    {
        var scene = Scene.Prepare();
        scene.Settings[$"Levels:{feature}"] = level.ToString();
        await scene.StartGatewayAsync();
        scene.SayTo("ada", "m0", "one");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m0']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        return scene;
    }

    private static string Act(Feature feature, string target) => feature switch
    {
        Feature.Formatting => "<body>*a* b</body>",
        Feature.Subject => "<subject>S</subject><body>b</body>",
        Feature.Action => "<body>/me waves</body>",
        Feature.Location => "<body>geo:1,2</body>",
        Feature.Replies => $"<body>yes</body><reply xmlns='urn:xmpp:reply:0' id='{target}'/>",
        Feature.Edits => "<body>new</body><replace xmlns='urn:xmpp:message-correct:0' id='m0'/>",
        Feature.Retractions => "<retract xmlns='urn:xmpp:message-retract:1' id='m0'/>",
        Feature.Reactions => $"<reactions xmlns='urn:xmpp:reactions:0' id='{target}'><reaction>👍</reaction></reactions>",
        Feature.Threads => "<body>b</body><thread>t</thread>",
        Feature.Mentions => $"<body>ask Ada</body><reference xmlns='urn:xmpp:reference:0' type='mention' begin='4' end='7' uri='xmpp:ada@{Scene.Domain}'/>",
        Feature.Polls => $"<body>1</body><reply xmlns='urn:xmpp:reply:0' id='{target}'/>",
        Feature.Activity => "<composing xmlns='http://jabber.org/protocol/chatstates'/>",
        Feature.Displayed => $"<displayed xmlns='urn:xmpp:chat-markers:0' id='{target}'/>",
        _ => throw new ArgumentOutOfRangeException(nameof(feature)),
    };

    private static string Describe(DemoReceived received)
    {
        var content = received.Message.Content;
        string?[] marks =
        [
            content.Text?.Plain.Replace('\n', '|'), content.Subject is { } subject ? $"[subject {subject}]" : null, content.Flags == MessageFlags.None ? null : $"[{content.Flags}]",
            .. content.Parts.OfType<LocationPart>().Select(static place => FormattableString.Invariant($"[geo:{place.Latitude},{place.Longitude}]")),
            .. content.Text?.Spans.Select(static span => $"[{span.Kind}]") ?? [],
            received.Message.ReplyTo is null ? null : "[reply]", received.IsEdit ? "[edit]" : null, received.Message.Thread is { } thread ? $"[thread {thread}]" : null,
        ];
        return string.Join(' ', marks.Where(static mark => mark is not null));
    }

    private static string Refusal(XElement error) => $"{Refused} {error.Descendants(Ns.Stanzas + "text").FirstOrDefault()?.Value}";
}
