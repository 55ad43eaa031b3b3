using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Bridge.Store;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;
using Microsoft.Data.Sqlite;

namespace Bridge.EndToEnd.Tests;

/// <summary>A network's contact list in that of a client, through Prosody.</summary>
public sealed class ContactListTests
{
    private const string Echo = $"echo@{DemoStack.Domain}", Clock = $"clock@{DemoStack.Domain}", Parrot = $"parrot@{DemoStack.Domain}", GetRoster = "<query xmlns='jabber:iq:roster'/>";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Contacts_come_with_names_and_groups_and_what_the_client_does_to_them_stays()
    {
        await using var stack = await DemoStack.StartAsync(new ProsodyServer { Components = DemoStack.Components });
        var juliet = await stack.LogInAsync();
        await ListedAsync(juliet, 0);
        await juliet.SayAsync(Clock, "hello");
        var items = await ListedAsync(juliet, 8);
        Assert.Equal(("Echo", "both", "Demo"), Shown(items[Echo]));
        await juliet.ExpectPresenceAsync($"{Echo}/bridge", "", Patience);
        Assert.DoesNotContain(juliet.Everything, static stanza => stanza.Is("presence", "subscribe"));

        // A name of the user's own is seen when a client comes, and reaches the network.
        await SetAsync(juliet, $"<item jid='{Echo}' name='Narcissus'><group>Myths</group></item>");
        await SetAsync(juliet, $"<item jid='{Parrot}' subscription='remove'/>");
        var phone = await stack.LogInAsync("garden");
        await phone.ExpectPresenceAsync($"{Clock}/bridge", "", Patience);
        Assert.Equal(("Narcissus", "both", "Myths"), Shown((await ListedAsync(phone, 7))[Echo]));
        await AnswersAsync(juliet, "whois echo", "Narcissus");

        // A thing removed is not put back by the next session, nor by the next life of the gateway.
        await stack.Gateway.KillAsync();
        await stack.Gateway.StartAsync();
        await stack.AnswersAsync();
        await juliet.SayAsync(Clock, "again");
        await juliet.ExpectPresenceAsync($"{Echo}/bridge", "", Patience);
        items = await ListedAsync(juliet, 7);
        Assert.Equal(("Narcissus", "both", "Myths"), Shown(items[Echo]));
        Assert.DoesNotContain(Parrot, items.Keys);
    }

    [Fact]
    public async Task Whom_a_client_blocks_is_blocked_on_the_network_and_unblocked_with_it()
    {
        await using var stack = await DemoStack.StartAsync(new ProsodyServer { Components = DemoStack.Components });
        var juliet = await stack.LogInAsync();
        await juliet.SayAsync(Clock, "hello");
        await ListedAsync(juliet, 8);
        await juliet.ExpectPresenceAsync($"{Echo}/bridge", "", Patience);
        Assert.True((await juliet.RequestAsync(null, "set", $"<block xmlns='urn:xmpp:blocking'><item jid='{Echo}'/></block>")).Is("iq", "result"));
        await AnswersAsync(juliet, "say echo hello", "Done.");
        await UntilFlaggedAsync(stack, ContactFlags.IsBlocked, isSet: true);
        Assert.True((await juliet.RequestAsync(null, "set", $"<unblock xmlns='urn:xmpp:blocking'><item jid='{Echo}'/></unblock>")).Is("iq", "result"));
        await UntilFlaggedAsync(stack, ContactFlags.IsBlocked, isSet: false);
        await AnswersAsync(juliet, "say echo back", "Done.");
        await juliet.ExpectMessageAsync(Echo, "back", Patience);
    }

    [Fact]
    public async Task Without_the_privilege_whom_the_user_writes_with_asks_and_nobody_else_does()
    {
        await using var stack = await DemoStack.StartAsync(new ProsodyServer { Components = DemoStack.Components, Privileges = false });
        var juliet = await stack.LogInAsync();
        await juliet.SayAsync(Echo, "hello");
        var asked = await juliet.ExpectPresenceAsync(Echo, "subscribe", TimeSpan.FromSeconds(60));
        Assert.Equal("Echo", asked.ChildOf("nick")?.Value);
        await juliet.SendAsync($"<presence type='subscribed' to='{Echo}'/><presence type='subscribe' to='{Echo}'/>");
        await juliet.ExpectPresenceAsync($"{Echo}/bridge", "", Patience);
        await UntilListedAsync(juliet, items => items.TryGetValue(Echo, out var item) && (string?)item.Attribute("subscription") == "both", "both ways");
        Assert.All(juliet.Everything.Where(static stanza => stanza.Is("presence", "subscribe")), static stanza => Assert.Equal(Echo, stanza.From().Bare));
    }

    [Fact]
    public async Task An_ejabberd_that_grants_contact_lists_and_refuses_each_change_is_recognised()
    {
        await using var stack = await DemoStack.StartAsync(new EjabberdServer { Components = DemoStack.Components });
        var juliet = await stack.LogInAsync();
        await juliet.SayAsync(Echo, "hello");
        await juliet.ExpectPresenceAsync(Echo, "subscribe", TimeSpan.FromSeconds(60));
        await juliet.SendAsync($"<presence type='subscribed' to='{Echo}'/>");
        await juliet.SendAsync($"<presence type='subscribe' to='{Echo}'/>");
        await juliet.ExpectPresenceAsync($"{Echo}/bridge", "", Patience);
        await UntilListedAsync(juliet, items => items.TryGetValue(Echo, out var item) && (string?)item.Attribute("subscription") == "both", "both ways");
    }

    private static (string?, string?, string) Shown(XElement item) => (
        (string?)item.Attribute("name"), (string?)item.Attribute("subscription"),
        string.Join('|', item.Elements().Where(child => child.Name.LocalName == "group").Select(group => group.Value)));

    private static Task<Dictionary<string, XElement>> ListedAsync(XmppTestClient client, int count) => UntilListedAsync(client, items => items.Count == count, $"{count} people");

    private static async Task<Dictionary<string, XElement>> UntilListedAsync(XmppTestClient client, Func<Dictionary<string, XElement>, bool> condition, string what)
    {
        for (var deadline = DateTime.UtcNow + Patience; ; await Task.Delay(100))
        {
            var items = (await client.RequestAsync(null, "get", GetRoster)).ChildOf("query")!.Elements()
                .Where(item => ((string?)item.Attribute("jid"))!.EndsWith(DemoStack.Domain, StringComparison.Ordinal)).ToDictionary(item => (string)item.Attribute("jid")!);
            if (condition(items))
                return items;
            Assert.True(DateTime.UtcNow < deadline, $"Not in the list: {what}; in it are {string.Join(", ", items.Keys)}");
        }
    }

    private static async Task SetAsync(XmppTestClient client, string item) =>
        Assert.True((await client.RequestAsync(null, "set", $"<query xmlns='jabber:iq:roster'>{item}</query>")).Is("iq", "result"));

    /// <summary>Gives a command until it is answered so.</summary>
    private static async Task AnswersAsync(XmppTestClient client, string command, string answer)
    {
        for (var deadline = DateTime.UtcNow + Patience; ; await Task.Delay(200))
        {
            await client.SayAsync(DemoStack.Me, command);
            var said = await client.ExpectAsync(stanza => stanza.Is("message", "chat") && stanza.Body() is not null && stanza.From().Bare is DemoStack.Me or $"bot@{DemoStack.Domain}", $"an answer to {command}");
            if (said.Body()!.StartsWith(answer, StringComparison.Ordinal))
                return;
            Assert.True(DateTime.UtcNow < deadline, $"{command} was answered {said.Body()}");
        }
    }

    private static async Task UntilFlaggedAsync(DemoStack stack, ContactFlags flag, bool isSet)
    {
        // Binds the SQLite library.
        RuntimeHelpers.RunModuleConstructor(typeof(OutboxState).Module.ModuleHandle);
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(stack.Gateway.DataDirectory, "bridge.db")};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT flags FROM contacts WHERE network_id = 'echo'";
        for (var deadline = DateTime.UtcNow + Patience; ((ContactFlags)((await command.ExecuteScalarAsync()) as long? ?? 0)).HasFlag(flag) != isSet; await Task.Delay(50))
            Assert.True(DateTime.UtcNow < deadline, $"{flag} did not become {isSet}");
    }
}
