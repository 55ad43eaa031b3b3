using System.Xml.Linq;
using Bridge.Testing.Clients;

namespace Bridge.EndToEnd.Tests;

/// <summary>The commands of a server's address and of administrators, by chat and as forms.</summary>
[Collection(IrcNetworksCollection.Name)]
public sealed class IrcCommandTests(IrcNetworks networks)
{
    private const string Bot = $"bot@{Stack.Domain}", Server = $"{IrcNetworks.Modern}@{Stack.Domain}";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Lines_questions_about_people_and_the_list_go_by_chat_and_by_form()
    {
        var (mercutio, other) = await networks.MeetAsync("mercutio", "cmd-other", "#commands");
        await other.SendAsync("TOPIC #commands :for asking");

        await mercutio.AskAsync(Server, "raw PRIVMSG cmd-other :by chat");
        await other.ExpectFromAsync("mercutio", "PRIVMSG cmd-other :by chat");
        Assert.Contains("InspIRCd", await mercutio.AskAsync(Server, "raw VERSION"), StringComparison.Ordinal);
        await mercutio.RunAsync(Server, "raw", ("line", "PRIVMSG cmd-other :by form"));
        await other.ExpectFromAsync("mercutio", "PRIVMSG cmd-other :by form");
        Assert.Contains("InspIRCd", await mercutio.RunAsync(Server, "raw", ("line", "VERSION")), StringComparison.Ordinal);

        Assert.Contains("cmd-other", await mercutio.AskAsync(Server, "whois cmd-other"), StringComparison.Ordinal);
        Assert.Contains("cmd-other", await mercutio.RunAsync(Server, "whois", ("nick", "cmd-other")), StringComparison.Ordinal);
        Assert.StartsWith("error: ", await mercutio.RunAsync(Server, "whois", ("nick", "nobody-at-all")), StringComparison.Ordinal);
        Assert.NotEmpty(await mercutio.AskAsync(Server, "whois nobody-at-all"));

        var listed = await mercutio.AskAsync(Server, "list #comm*");
        Assert.Contains("#commands (2): for asking", listed, StringComparison.Ordinal);

        // As a form it is a table, and what it says of an address is enough to join.
        var form = (await mercutio.StepAsync(Server, "list")).ChildOf("command")!;
        var table = (await mercutio.StepAsync(Server, "list", "complete", (string?)form.Attribute("sessionid"), [("mask", "asking")])).ChildOf("command")?.ChildOf("x", "jabber:x:data");
        Assert.Equal(
            [("jid", "jid-single"), ("name", "text-single"), ("topic", "text-single"), ("people", "text-single")],
            table?.ChildOf("reported")?.Elements().Select(static column => ((string?)column.Attribute("var"), (string?)column.Attribute("type"))));
        var row = table!.Elements().Single(static element => element.Name.LocalName == "item").Elements().Select(static field => field.Value).ToList();
        Assert.Equal([IrcNetworks.Room("#commands"), "#commands", "for asking", "2"], row);
        await (await networks.Stack.LogInAsync("mercutio", "from-the-list")).JoinRoomAsync(row[0], "mercutio");
    }

    [Fact]
    public async Task Who_disconnects_is_out_until_they_write_again()
    {
        var (mercutio, other) = await networks.MeetAsync("mercutio", "disc-other", "#leaving");
        var room = IrcNetworks.Room("#leaving");
        Assert.Contains(IrcNetworks.Modern, await mercutio.AskAsync(Server, "disconnect"), StringComparison.Ordinal);
        await OutAsync(mercutio, room);
        await other.ExpectFromAsync("mercutio", "QUIT");
        Assert.DoesNotContain("#leaving", await mercutio.AskAsync(Server, "status"), StringComparison.Ordinal);

        await mercutio.JoinRoomAsync(room, "mercutio", Patience);
        await other.ExpectFromAsync("mercutio", "JOIN");
        Assert.Contains(IrcNetworks.Modern, await mercutio.RunAsync(Bot, "disconnect", ("account", IrcNetworks.Modern)), StringComparison.Ordinal);
        await OutAsync(mercutio, room);
        await other.ExpectFromAsync("mercutio", "QUIT");
        await mercutio.SayAsync(IrcNetworks.Contact("disc-other"), "here again");
        await other.ExpectFromAsync("mercutio", "PRIVMSG disc-other :here again", Patience);
    }

    [Fact]
    public async Task Administrators_see_who_is_there_and_disconnect_people()
    {
        var (peter, other) = await networks.MeetAsync("peter", "adm-other", "#watched");
        var friar = await networks.Stack.LogInAsync("friar");
        Func<string, (string, string)[], Task<string>>[] ways =
        [
            (command, values) => friar.RunAsync(Bot, command, values),
            (command, values) => friar.AskAsync(Bot, string.Join(' ', values.Select(static value => value.Item2).Prepend(command))),
        ];
        foreach (var run in ways)
        {
            Assert.Contains("peter@localhost: ", await run("users", []), StringComparison.Ordinal);
            Assert.Contains($"{IrcNetworks.Modern}: users: ", await run("servers", []), StringComparison.Ordinal);
            Assert.Contains("Accounts of one user: 20", await run("limits", []), StringComparison.Ordinal);
            Assert.Contains("peter@localhost: accounts: ", await run("limits", [("user", "peter@localhost")]), StringComparison.Ordinal);
            Assert.Contains(IrcNetworks.Modern, await run("disconnect-user", [("user", "peter@localhost"), ("account", IrcNetworks.Modern)]), StringComparison.Ordinal);
            await OutAsync(peter, IrcNetworks.Room("#watched"));
            await other.ExpectFromAsync("peter", "QUIT");
            await peter.JoinRoomAsync(IrcNetworks.Room("#watched"), "peter", Patience);
        }
    }

    [Theory]
    [InlineData("users")]
    [InlineData("servers")]
    [InlineData("streams")]
    [InlineData("limits")]
    [InlineData("disconnect-user")]
    public async Task Others_are_refused_what_is_for_administrators(string command)
    {
        var romeo = await networks.Stack.LogInAsync("romeo", $"no-{command}");
        var refused = await romeo.StepAsync(Bot, command);
        Assert.NotNull(refused.ChildOf("error")?.ChildOf("forbidden"));
        var offered = await romeo.RequestAsync(Bot, "get", "<query xmlns='http://jabber.org/protocol/disco#items' node='http://jabber.org/protocol/commands'/>");
        Assert.DoesNotContain(offered.Descendants(), element => (string?)element.Attribute("node") == command);
        Assert.Contains(offered.Descendants(), static element => (string?)element.Attribute("node") == "status");
        Assert.Contains("Only administrators", await romeo.AskAsync(Bot, $"{command} nurse@localhost"), StringComparison.Ordinal);
    }

    private static Task<XElement> OutAsync(XmppTestClient client, string room) => client.ExpectAsync(
        stanza => stanza.Is("presence", "unavailable") && stanza.From().Bare == room && stanza.StatusCodes().Contains(110), $"being out of {room}", Patience);
}
