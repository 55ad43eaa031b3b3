using System.Globalization;
using System.Xml.Linq;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>A network of one server, whose name is in no address: what is asked of the domain is asked of the server.</summary>
public sealed class FixedServerTests
{
    private const string Items = "http://jabber.org/protocol/disco#items", Rsm = "http://jabber.org/protocol/rsm", Search = "jabber:iq:search", Data = "jabber:x:data";

    [Theory]
    [OnEachIrcServer]
    public async Task The_domain_has_the_channels_in_pages_and_searches_them(IrcKind kind)
    {
        await using var stack = await StartAsync(kind);
        var other = await stack.OnIrcAsync("other");
        foreach (var (channel, topic) in ((string, string)[])[("#apples", "about fruit"), ("#pears", "about Fruit too"), ("#bricks", "about houses")])
        {
            await other.JoinAsync(channel);
            await other.SendAsync($"TOPIC {channel} :{topic}");
        }

        var juliet = await stack.LogInAsync();
        var unconnected = await juliet.RequestAsync(Stack.Domain, "set", $"<query xmlns='{Search}'><first>apples</first></query>");
        Assert.True(unconnected.Is("iq", "error"), unconnected.ToString());
        await juliet.JoinRoomAsync($"#apples@{Stack.Domain}", "juliet");

        var (seen, count) = (new List<string>(), "");
        for (string? after = ""; after is not null;)
        {
            var page = (await juliet.RequestAsync(
                Stack.Domain, "get", $"<query xmlns='{Items}'><set xmlns='{Rsm}'><max>2</max>{(after.Length > 0 ? $"<after>{XmppTestClient.Escape(after)}</after>" : "")}</set></query>")).ChildOf("query", Items)!;
            var items = page.Elements(XName.Get("item", Items)).Select(static item => (string)item.Attribute("jid")!).ToList();
            count = page.ChildOf("set", Rsm)!.ChildOf("count")!.Value;
            seen.AddRange(items);
            after = items.Count == 2 ? page.ChildOf("set", Rsm)!.ChildOf("last")!.Value : null;
        }

        // ngIRCd has a channel of its own, too.
        Assert.Equal([$"#apples@{Stack.Domain}", $"#bricks@{Stack.Domain}", $"#pears@{Stack.Domain}"], seen.Where(static jid => jid.StartsWith('#')).Order(StringComparer.Ordinal));
        Assert.Equal(seen.Count.ToString(CultureInfo.InvariantCulture), count);
        Assert.Contains((await juliet.DiscoInfoAsync(Stack.Domain)).Descendants(), static element => (string?)element.Attribute("var") == Search);
        Assert.NotNull((await juliet.RequestAsync(Stack.Domain, "get", $"<query xmlns='{Search}'/>")).ChildOf("query", Search)?.ChildOf("x", Data));
        Assert.Equal(["#pears"], await SearchAsync(juliet, "pear", ""));
        Assert.Equal(["#bricks"], await SearchAsync(juliet, "#b*", ""));
        Assert.Equal(["#apples", "#pears"], await SearchAsync(juliet, "", "fruit"));
        Assert.Empty(await SearchAsync(juliet, "nowhere-to-be-found", ""));
    }

    [Fact]
    public async Task People_and_commands_are_reached_without_the_servers_name()
    {
        await using var stack = await StartAsync(IrcKind.Inspircd);
        var other = await stack.OnIrcAsync("other");
        await other.JoinAsync("#home");
        var juliet = await stack.LogInAsync();
        await juliet.JoinRoomAsync($"#home@{Stack.Domain}", "juliet");
        await juliet.SayAsync($"other@{Stack.Domain}", "psst");
        await other.ExpectFromAsync("juliet", "PRIVMSG other :psst");
        var asked = juliet.RequestAsync($"other@{Stack.Domain}", "get", "<query xmlns='jabber:iq:version'/>");
        await other.ExpectFromAsync("juliet", "\u0001VERSION\u0001");
        await other.SendAsync("NOTICE juliet :\u0001VERSION irssi 1.4\u0001");
        Assert.Equal("irssi", (await asked).ChildOf("query", "jabber:iq:version")?.ChildOf("name")?.Value);

        await other.SendAsync("INVITE juliet #home");
        await other.JoinAsync("#away");
        await other.SendAsync("INVITE juliet #away");
        var invited = await juliet.ExpectAsync(
            stanza => stanza.From() == ($"#away@{Stack.Domain}", "") && stanza.Descendants().Any(static element => element.Name.LocalName == "invite"), "the invitation");
        Assert.Equal($"other@{Stack.Domain}", (string?)invited.Descendants().First(static element => element.Name.LocalName == "invite").Attribute("from"));
        var table = (await juliet.StepAsync(Stack.Domain, "list")).ChildOf("command")!;
        var listed = await juliet.StepAsync(Stack.Domain, "list", "complete", (string?)table.Attribute("sessionid"), [("mask", "")]);
        Assert.Contains(listed.Descendants(XName.Get("value", Data)), static value => value.Value == $"#away@{Stack.Domain}");
    }

    private static Task<Stack> StartAsync(IrcKind kind)
    {
        var server = kind.Create();
        return Stack.StartAsync(
            stack =>
            {
                stack.Gateway.Settings["Networks__irc__Settings__FixedServer"] = server.ServerName;
                return Task.CompletedTask;
            },
            new ProsodyServer { Components = [new(Stack.Domain, XmppServer.Secret)] }, server);
    }

    /// <summary>What a search finds, by name.</summary>
    private static async Task<List<string>> SearchAsync(XmppTestClient client, string name, string topic)
    {
        (string Var, string Value)[] asked = [("name", name), ("topic", topic)];
        var fields = string.Concat(asked.Where(static field => field.Value.Length > 0)
            .Select(static field => $"<field var='{field.Var}'><value>{XmppTestClient.Escape(field.Value)}</value></field>"));
        var form = $"<x xmlns='{Data}' type='submit'><field var='FORM_TYPE' type='hidden'><value>{Search}</value></field>{fields}</x>";
        var answer = await client.RequestAsync(Stack.Domain, "set", $"<query xmlns='{Search}'>{form}</query>");
        Assert.True(answer.Is("iq", "result"), answer.ToString());
        return
        [
            .. answer.Descendants(XName.Get("item", Data)).Select(static item => item.Elements().Single(static field => (string?)field.Attribute("var") == "name").Value)
                .Order(StringComparer.Ordinal),
        ];
    }
}
