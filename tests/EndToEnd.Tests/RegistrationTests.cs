using System.Xml.Linq;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>Getting into a network that has to be logged in to, in each way that clients have, and out of it, through real servers.</summary>
public sealed class RegistrationTests
{
    private const string Bot = $"bot@{DemoStack.Domain}", Register = "jabber:iq:register", Commands = "http://jabber.org/protocol/commands",
        Pubsub = "http://jabber.org/protocol/pubsub", Bookmarks = "urn:xmpp:bookmarks:1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task By_form_by_command_and_by_chat_an_account_is_made_used_and_removed(bool ejabberd)
    {
        await using var stack = await DemoStack.StartAsync(
            ejabberd ? new EjabberdServer { Components = DemoStack.Components } : new ProsodyServer { Components = DemoStack.Components }, ("RequireLogin", "true"));
        var client = await stack.LogInAsync();

        // The form, as its fields say, and the fields of before there were forms.
        var form = await client.RequestAsync(DemoStack.Domain, "get", $"<query xmlns='{Register}'/>");
        Assert.Contains(form.Descendants(), static field => (string?)field.Attribute("var") == "password" && (string?)field.Attribute("type") == "text-private");
        Assert.True((await client.RequestAsync(DemoStack.Domain, "set", $"<query xmlns='{Register}'><x xmlns='jabber:x:data' type='submit'>"
            + Fields(("FORM_TYPE", Register), ("way", "password"), ("username", "byform"), ("password", "demo")) + "</x></query>")).Is("iq", "result"));
        Assert.True((await client.RequestAsync(DemoStack.Domain, "set", $"<query xmlns='{Register}'><username>bywords</username><password>wrong</password></query>")).Is("iq", "error"));
        Assert.True((await client.RequestAsync(DemoStack.Domain, "set", $"<query xmlns='{Register}'><username>bywords</username><password>demo</password></query>")).Is("iq", "result"));
        await EchoesAsync(client, "byform");
        await EchoesAsync(client, "bywords");

        // The command, with a second factor.
        var step = await StepAsync(client, null);
        step = await StepAsync(client, step, ("way", "password"));
        step = await StepAsync(client, step, ("username", "careful-cat"), ("password", "demo"));
        step = await StepAsync(client, step, ("code", "123456"));
        Assert.Equal("completed", (string?)step.Attribute("status"));
        await EchoesAsync(client, "careful-cat");

        // The chat.
        foreach (var (said, part) in (IEnumerable<(string, string)>)[("login", "How do you want"), ("password", "User name?"), ("bychat", "Password?"), ("demo", "You are logged in as bychat.")])
            await AnswersAsync(client, said, part);
        await EchoesAsync(client, "bychat");

        // One goes by its name, the rest with the registration; nothing of them is in the contact list then.
        string[] rooms = [$"#lobby%bychat@{DemoStack.Domain}", $"#lobby%byform@{DemoStack.Domain}", "friends@rooms.localhost"];
        foreach (var room in ejabberd ? [] : rooms)
        {
            Assert.True((await client.RequestAsync(null, "set", $"<pubsub xmlns='{Pubsub}'><publish node='{Bookmarks}'><item id='{room}'><conference xmlns='{Bookmarks}'/></item></publish>"
                + "<publish-options><x xmlns='jabber:x:data' type='submit'>" + Fields(("FORM_TYPE", $"{Pubsub}#publish-options"), ("pubsub#persist_items", "true"), ("pubsub#max_items", "100")) + "</x></publish-options></pubsub>")).Is("iq", "result"), room);
        }

        await AnswersAsync(client, "remove bychat", "Write “bychat” to do it");
        await AnswersAsync(client, "bychat", "The account bychat is removed.");
        await AnswersAsync(client, "accounts", "byform");
        var kept = (await client.RequestAsync(null, "get", $"<pubsub xmlns='{Pubsub}'><items node='{Bookmarks}'/></pubsub>")).Descendants()
            .Where(static item => item.Name.LocalName == "item").Select(static item => item.Id()!).Order(StringComparer.Ordinal).ToList();

        // This ejabberd keeps none so, and lets nobody at them; the user is told.
        Assert.Equal(ejabberd ? [] : rooms.Skip(1).Order(StringComparer.Ordinal), kept);
        Assert.Equal(ejabberd, client.Everything.Any(static stanza => stanza.Body()?.StartsWith("About the account bychat", StringComparison.Ordinal) == true));
        Assert.True((await client.RequestAsync(DemoStack.Domain, "set", $"<query xmlns='{Register}'><remove/></query>")).Is("iq", "result"));
        for (var deadline = DateTime.UtcNow + Patience; await ListedAsync(client) is { Count: > 0 } listed; await Task.Delay(100, TestContext.Current.CancellationToken))
            Assert.True(DateTime.UtcNow < deadline, $"Still in the list: {string.Join(", ", listed)}");
        await client.SayAsync($"echo%byform@{DemoStack.Domain}", "anybody?");
        await client.ExpectAsync(static stanza => stanza.Is("message", "error") && stanza.From().Bare == $"echo%byform@{DemoStack.Domain}", "that there is no account any more", Patience);
    }

    [Fact]
    public async Task Who_has_logged_in_sees_at_once_who_is_there_and_accepts_nothing_for_it()
    {
        await using var stack = await DemoStack.StartAsync(new ProsodyServer { Components = DemoStack.Components }, ("RequireLogin", "true"));
        var client = await stack.LogInAsync();
        foreach (var (said, part) in (IEnumerable<(string, string)>)[("login", "How do you want"), ("password", "User name?"), ("bychat", "Password?"), ("demo", "You are logged in as bychat.")])
            await AnswersAsync(client, said, part);
        await client.ExpectAsync(
            static stanza => stanza.Is("presence", "") && stanza.From().Bare == $"echo%bychat@{DemoStack.Domain}", "that echo is there", Patience);
    }

    private static async Task EchoesAsync(XmppTestClient client, string account)
    {
        await client.SayAsync($"echo%{account}@{DemoStack.Domain}", $"hello {account}");
        await client.ExpectMessageAsync($"echo%{account}@{DemoStack.Domain}", $"hello {account}", Patience);
    }

    private static async Task AnswersAsync(XmppTestClient client, string said, string part)
    {
        var before = client.Everything.Count;
        await client.SayAsync(Bot, said);
        await client.ExpectAsync(
            stanza => stanza.From().Bare == Bot && stanza.Body()?.Contains(part, StringComparison.Ordinal) == true && client.Everything.Skip(before).Contains(stanza), $"“{part}” after “{said}”", Patience);
    }

    private static async Task<XElement> StepAsync(XmppTestClient client, XElement? former, params IReadOnlyList<(string Key, string Value)> values)
    {
        var answer = await client.RequestAsync(
            Bot, "set", $"<command xmlns='{Commands}' node='{Register}' action='{(former is null ? "execute" : "next")}'{(former is null ? "" : $" sessionid='{(string?)former.Attribute("sessionid")}'")}>"
            + (values.Count == 0 ? "" : $"<x xmlns='jabber:x:data' type='submit'>{Fields(values)}</x>") + "</command>", Patience);
        return answer.ChildOf("command", Commands) ?? throw new Xunit.Sdk.XunitException(answer.ToString());
    }

    private static string Fields(params IReadOnlyList<(string Key, string Value)> values) =>
        string.Concat(values.Select(static field => $"<field var='{field.Key}'><value>{field.Value}</value></field>"));

    /// <summary>Who of the network is in the contact list with a subscription.</summary>
    private static async Task<List<string>> ListedAsync(XmppTestClient client) =>
    [
        .. (await client.RequestAsync(null, "get", "<query xmlns='jabber:iq:roster'/>")).ChildOf("query")!.Elements()
            .Where(static item => (string?)item.Attribute("subscription") is not "none").Select(static item => (string)item.Attribute("jid")!)
            .Where(static jid => jid.EndsWith(DemoStack.Domain, StringComparison.Ordinal)),
    ];
}
