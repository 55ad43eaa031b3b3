using Bridge.Adapters;
using Bridge.Testing;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Typing (XEP-0085), what was read (XEP-0333), styling (XEP-0393), and what of it all is advertised.</summary>
public sealed class AttentionTests
{
    private const string Info = "<query xmlns='http://jabber.org/protocol/disco#info'/>";

    [Fact]
    public async Task The_network_hears_of_typing_when_it_changes_and_only_while_it_is_connected()
    {
        await using var scene = await Scene.StartAsync();
        State(scene, $"ada@{Scene.Domain}", "composing");
        scene.SayTo("ada", "m1", "up");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m1']");
        foreach (var state in new[] { "active", "composing" })
            State(scene, $"ada@{Scene.Domain}", state);
        await Scene.UntilAsync(() => Activity(scene).Count == 1, "typing is told");
        foreach (var state in new[] { "composing", "composing", "paused" })
            State(scene, $"ada@{Scene.Domain}", state);
        await Scene.UntilAsync(() => Activity(scene).Count == 2, "the pause is told");
        State(scene, $"ada@{Scene.Domain}", "gone");
        await Scene.UntilAsync(() => Activity(scene).Count == 3, "the end is told");
        Assert.Equal(["Typing", "Paused", "None"], Activity(scene));
        Assert.Equal(["up"], scene.Arrived());

        await scene.JoinedAsync(Scene.Phone, "#plain@demo.localhost", "Alice");
        State(scene, "#plain@demo.localhost", "composing", "groupchat");
        scene.SayInRoom(Scene.Phone, "#plain@demo.localhost", "m2", "hello");
        await scene.Server.ExpectAsync("/message[@id='m2' and @type='groupchat']");
        Assert.Equal(3, Activity(scene).Count);
    }

    [Fact]
    public async Task The_network_hears_what_was_read_by_its_own_id()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("ada", "m1", "up");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m1']");
        var said = scene.Network.Say("ada", "read me", Scene.Alice);
        var id = (await scene.Server.ExpectAsync("/message[body='read me' and markers:markable]")).Id;
        foreach (var target in new[] { "never", "m1", id, id })
            scene.Server.Send($"<message from='{Scene.Phone}' to='ada@{Scene.Domain}' type='chat'><displayed xmlns='urn:xmpp:chat-markers:0' id='{target}'/></message>");
        await Scene.UntilAsync(() => Marked(scene).Count == 1, "it is marked");
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var inRoom = scene.Network.SayInGroup("#lobby", "bob", "and me");
        var stanza = await scene.Server.ExpectAsync("/message[body='and me']");
        scene.Server.Send($"<message from='{Scene.Phone}' to='{Scene.Lobby}' type='groupchat'><displayed xmlns='urn:xmpp:chat-markers:0' id='{stanza.Child(Ns.Sid, "stanza-id")!.Id}'/></message>");
        await Scene.UntilAsync(() => Marked(scene).Count == 2, "that one too");
        Assert.Equal([said.Ids[0].Value, inRoom.Ids[0].Value], Marked(scene));
    }

    [Fact]
    public async Task What_was_read_on_the_network_marks_the_users_message()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("echo", "m1", "one");
        await scene.Server.ExpectAsync($"/message[@from='echo@{Scene.Domain}/bridge' and @to='{Scene.Alice}' and hints:store]/markers:displayed[@id='m1']");
        scene.Network.Raise(new ReceiptReceived(ReceiptKind.Displayed, [new MessageId("never")]) { Chat = new ChatId("echo") }, Scene.Alice);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        Assert.Single(scene.Seen("/message/markers:displayed"));
    }

    [Fact]
    public async Task Styling_becomes_spans_where_the_network_has_them()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, "#plain@demo.localhost", "Alice");
        scene.SayTo("ada", "m1", "a *bold* move");
        scene.Server.Send($"<message from='{Scene.Phone}' to='ada@{Scene.Domain}' id='m2' type='chat'><body>2 *3* 4</body><unstyled xmlns='urn:xmpp:styling:0'/></message>");
        scene.SayInRoom(Scene.Phone, "#plain@demo.localhost", "m3", "a *bold* move");
        await Scene.UntilAsync(() => scene.Network.Received.Count == 3, "all arrive");
        var direct = scene.Network.Received.Where(static received => received.Chat.Value == "ada").ToList();
        Assert.Equal(("a bold move", new TextSpan(2, 4, SpanKind.Bold)), (direct[0].Text, direct[0].Message.Content.Text!.Spans.Single()));
        Assert.Equal(("2 *3* 4", 0), (direct[1].Text, direct[1].Message.Content.Text!.Spans.Count));
        Assert.Equal("a *bold* move", scene.Network.Received.Single(static received => received.Chat.Value == "#plain").Text);
    }

    [Fact]
    public async Task Styled_text_longer_than_the_network_takes_keeps_its_spans_in_the_pieces()
    {
        await using var scene = Scene.Prepare();
        scene.Settings["MaxTextLength"] = "20";
        await scene.StartGatewayAsync();
        scene.SayTo("ada", "m1", "one two three *four five six* seven");
        await Scene.UntilAsync(() => scene.Network.Received.Count == 2, "both pieces arrive");
        Assert.All(scene.Network.Received, static received => Assert.All(received.Message.Content.Text!.Spans, span => Assert.Contains(
            received.Text.Substring(span.Start, span.Length).Trim(), "four five six", StringComparison.Ordinal)));
        Assert.Equal(2, scene.Network.Received.Sum(static received => received.Message.Content.Text!.Spans.Count));
    }

    [Fact]
    public async Task What_a_chat_carries_is_advertised_and_nothing_else()
    {
        await using var scene = await Scene.StartAsync();
        Assert.False(ComponentServerXPath.Matches(await scene.AskAsync("get", Scene.Lobby, Info), "/iq/discoinfo:query/discoinfo:feature[@var='urn:xmpp:reactions:0']"));
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.Server.ExpectAsync($"/message[@from='{Scene.Lobby}' and @to='{Scene.Phone}']/mucuser:x/mucuser:status[@code='104']");
        await scene.JoinedAsync(Scene.Phone, "#plain@demo.localhost", "Alice");
        var (full, plain, direct) = (await scene.AskAsync("get", Scene.Lobby, Info), await scene.AskAsync("get", "#plain@demo.localhost", Info), await scene.AskAsync("get", $"ada@{Scene.Domain}", Info));
        foreach (var feature in new[]
                 {
                     "urn:xmpp:reply:0", "urn:xmpp:message-correct:0", "urn:xmpp:message-retract:1", "urn:xmpp:reactions:0", "http://jabber.org/protocol/chatstates",
                     "urn:xmpp:chat-markers:0", "urn:xmpp:styling:0",
                 })
        {
            var has = $"/iq/discoinfo:query/discoinfo:feature[@var='{feature}']";
            Assert.True(ComponentServerXPath.Matches(full, has) && ComponentServerXPath.Matches(direct, has), feature);
            Assert.Equal(feature is "urn:xmpp:reply:0" or "urn:xmpp:message-correct:0", ComponentServerXPath.Matches(plain, has));
        }

        Assert.False(ComponentServerXPath.Matches(full, "/iq/discoinfo:query/data:x[data:field/data:value='urn:xmpp:reactions:0:restrictions']"));
        scene.Server.Send($"<presence from='{Scene.Alice}' to='ada@{Scene.Domain}' type='subscribe'/>");
        var presence = await scene.Server.ExpectAsync($"/presence[@from='ada@{Scene.Domain}/bridge' and not(@type)]");
        var caps = presence.Elements().Single(static child => child.Name.LocalName == "c");
        var named = await scene.AskAsync(
            "get", $"ada@{Scene.Domain}/bridge", $"<query xmlns='http://jabber.org/protocol/disco#info' node='{caps.Attribute("node")!.Value}#{caps.Attribute("ver")!.Value}'/>");
        Assert.True(ComponentServerXPath.Matches(named, "/iq/discoinfo:query/discoinfo:feature[@var='urn:xmpp:reactions:0']"), named.ToString());
    }

    private static void State(Scene scene, string to, string state, string type = "chat") =>
        scene.Server.Send($"<message from='{Scene.Phone}' to='{to}' type='{type}'><{state} xmlns='http://jabber.org/protocol/chatstates'/></message>");

    private static List<string> Activity(Scene scene) => [.. scene.Network.Calls.Where(static call => call.Verb == "SetActivity").Select(static call => call.Detail)];

    private static List<string> Marked(Scene scene) => [.. scene.Network.Calls.Where(static call => call.Verb == "MarkDisplayed").Select(static call => call.Detail)];
}
