using Bridge.Adapters;
using Bridge.Adapters.Irc;
using Bridge.Gateway.Tests.Commands;
using Bridge.Testing;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>What anybody can make more and more of is forgotten again, or limited.</summary>
public sealed class BoundsTests
{
    private const string One = "one.test", Two = "two.test", Three = "three.test";

    private static readonly TimeSpan Unused = TimeSpan.FromMinutes(12);

    private static readonly DateTimeOffset Start = new ManualTime().GetUtcNow();

    [Fact]
    public async Task Chats_with_thousands_of_strangers_are_forgotten_and_found_again()
    {
        const int Strangers = 2000;
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        for (var number = 0; number < Strangers; number++)
            Speak(scene, $"stranger{number}", "hello");
        await Scene.UntilAsync(() => scene.Seen($"/message[@to='{Scene.Alice}' and body='hello']").Count == Strangers, "all of it arrives");
        Assert.Contains($"direct chats: {Strangers}", await UsersAsync(scene), StringComparison.Ordinal);
        await PassUntilAsync(scene, time, async () => (await UsersAsync(scene)).Contains("direct chats: 0", StringComparison.Ordinal));
        foreach (var text in (string[])["one", "two", "three"])
            Speak(scene, "stranger7", text);
        await scene.Server.ExpectAsync("/message[body='three']");
        Assert.Equal(["hello", "one", "two", "three"], scene.Bodies($"/message[@from='stranger7@{Scene.Domain}/bridge' and body]"));
        scene.SayTo("echo", "m1", "and out");
        await Scene.UntilAsync(() => scene.Seen("/message/receipts:received[@id='m1']").Count == 1, "what the user writes arrives");
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task A_chat_in_which_something_waits_is_kept_and_keeps_its_order()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        await scene.WaitingAsync("echo", "m1");
        await scene.PassAsync(time, Unused);
        scene.SayTo("echo", "m2", "text m2");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 0", 2);
        scene.Network.Faults.RefuseConnect = null;
        await time.AdvanceUntilAsync(() => scene.Arrived().Count == 2, TimeSpan.FromSeconds(5));
        Assert.Equal(["text m1", "text m2"], scene.Arrived());
    }

    [Fact]
    public async Task What_one_user_has_waiting_is_limited_by_its_size_and_nothing_accepted_is_lost()
    {
        const int Messages = 700;
        await using var scene = await Scene.StartAsync();
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        var text = new string('x', 60_000);
        for (var number = 0; number < Messages; number++)
            scene.SayTo($"friend{number % 10}", $"m{number}", text);
        const string Refusals = "/message[@type='error' and starts-with(@id, 'm')]/error[@type='wait']/stanzas:resource-constraint";
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        var refused = scene.Seen(Refusals).Count;
        Assert.InRange(refused, 1, Messages / 2);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", Messages - refused);
        scene.SayTo("echo", "b1", "of somebody else", "bob@localhost/desk");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", Messages - refused + 1);
        scene.Network.Faults.RefuseConnect = null;
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        // The network knows no such friends, and says so of each.
        Assert.Equal(Enumerable.Range(0, Messages).Select(number => $"m{number}").Order(), scene.Seen("/message[@type='error']").Select(stanza => stanza.Attribute("id")!.Value).Order());
        scene.SayTo("echo", "again", "there is room again");
        await Scene.UntilAsync(() => scene.Seen("/message/receipts:received[@id='again']").Count == 1, "it is taken");
    }

    [Fact]
    public async Task A_late_reply_to_a_private_message_comes_from_the_occupant_it_was_sent_to()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Server.Send($"<message from='{Scene.Phone}' to='{Scene.Lobby}/Ada' id='p1' type='chat'><body>a word?</body></message>");
        await Scene.UntilAsync(() => scene.Arrived().Count == 1, "it is sent");
        await scene.PassAsync(time, TimeSpan.FromHours(1));
        scene.Network.Say("ada", "an hour later", Scene.Alice);
        await scene.Server.ExpectAsync($"/message[@from='{Scene.Lobby}/Ada' and @to='{Scene.Phone}' and body='an hour later']");
    }

    [Fact]
    public async Task An_account_that_nobody_uses_is_forgotten_and_found_again()
    {
        var time = new ManualTime();
        await using var scene = await StartIrcAsync(time, limit: 0);
        await FailToJoinAsync(scene, One);
        Assert.Equal([One], await AccountsAsync(scene));
        await PassUntilAsync(scene, time, async () => !(await AccountsAsync(scene)).Any());
        Assert.Equal($"{One}: not connected, rooms: none", await scene.WriteAsync("status"));
        await FailToJoinAsync(scene, One);
        Assert.Equal([One], await AccountsAsync(scene));
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task The_address_of_an_account_that_was_forgotten_says_what_it_said_before()
    {
        var time = new ManualTime();
        await using var scene = await StartIrcAsync(time, limit: 0);
        await FailToJoinAsync(scene, One);
        var before = await DiscoveredAsync(scene);
        await PassUntilAsync(scene, time, async () => !(await AccountsAsync(scene)).Any());
        var after = await DiscoveredAsync(scene);
        Assert.True(before.Count > 10);
        Assert.Equal(before, after);
    }

    [Fact]
    public async Task An_account_with_a_room_a_message_or_a_connection_is_kept()
    {
        var time = new ManualTime();
        await using var scene = await StartIrcAsync(time, limit: 0);
        scene.SayTo($"nick%{One}", "m1", "waits");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 0", 1);
        await scene.PassAsync(time, Unused);
        Assert.Equal([One], await AccountsAsync(scene));
        Assert.Contains($"nick%{One}@{Scene.Domain}", await scene.WriteAsync("queue"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beyond_the_limit_an_account_is_refused_however_it_is_asked_for()
    {
        await using var scene = await StartIrcAsync(TimeProvider.System, limit: 2);
        scene.SayTo($"nick%{One}", "m1", "waits");
        scene.SayTo($"nick%{Two}", "m2", "waits");
        scene.SayTo($"nick%{Three}", "m3", "one too many");
        const string Refused = "error/stanzas:resource-constraint and contains(error/stanzas:text, 'You have 2 connections')";
        await scene.Server.ExpectAsync($"/message[@type='error' and @id='m3' and @from='nick%{Three}@{Scene.Domain}' and {Refused}]");
        scene.Join(Scene.Phone, $"#chan%{Three}@{Scene.Domain}", "Alice");
        await scene.Server.ExpectAsync($"/presence[@type='error' and @from='#chan%{Three}@{Scene.Domain}/Alice' and {Refused}]");
        Assert.StartsWith("You have 2 connections", await scene.WriteAsync($"connect {Three}"), StringComparison.Ordinal);
        Assert.StartsWith("You have 2 connections", await scene.WriteAsync($"login {Three} alice secret"), StringComparison.Ordinal);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM accounts", 2);
        // Those they have go on, and everybody else has as many.
        scene.SayTo($"other%{Two}", "m4", "waits");
        scene.SayTo($"nick%{Three}", "m5", "waits", "bob@localhost/phone");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 4);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task An_account_that_nobody_uses_makes_way_for_another_unless_it_has_a_login()
    {
        var time = new ManualTime();
        await using var scene = await StartIrcAsync(time, limit: 2);
        await scene.WriteAsync($"login {One} alice secret");
        await FailToJoinAsync(scene, Two);
        await PassUntilAsync(scene, time, async () => !(await AccountsAsync(scene)).Any());
        await FailToJoinAsync(scene, Three);
        var status = await scene.WriteAsync("status");
        Assert.Equal([One, Three], status.Split('\n').Select(line => line.Split(':')[0]));
        await scene.StopGatewayAsync();
        await scene.StartGatewayAsync();
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM accounts", 2);
        await FailToJoinAsync(scene, Two);
        Assert.DoesNotContain(Three, await scene.WriteAsync("status"), StringComparison.Ordinal);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task The_name_that_a_user_asked_for_outlives_an_account_that_was_forgotten()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Wonderland");
        scene.Server.Send($"<presence type='unavailable' from='{Scene.Phone}' to='{Scene.Lobby}/Wonderland'/>");
        await scene.Server.ExpectAsync($"/presence[@type='unavailable' and @to='{Scene.Phone}']");
        await scene.PassAsync(time, Unused);
        await Scene.UntilAsync(() => !scene.Network.IsConnected(Scene.Alice), "the session ends");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM accounts WHERE preferred_name = 'Wonderland'", 1);
    }

    private static void Speak(Scene scene, string stranger, string text) => scene.Network.Raise(
        new MessageReceived
        {
            Chat = new ChatId(stranger),
            Sender = new ContactId(stranger),
            Content = MessageContent.FromText(text),
        },
        Scene.Alice);

    /// <summary>Lets the time pass in which what is not used is forgotten.</summary>
    private static async Task PassUntilAsync(Scene scene, ManualTime time, Func<Task<bool>> isForgotten)
    {
        for (var minutes = 0; !await isForgotten(); minutes++)
        {
            Assert.True(minutes < 60, "It is not forgotten.");
            await scene.PassAsync(time, TimeSpan.FromMinutes(1));
        }
        // Not before it is long unused: replies come late.
        Assert.True(time.GetUtcNow() - Start > TimeSpan.FromMinutes(10));
    }

    private static Task<string> UsersAsync(Scene scene) => scene.WriteAsync("users", from: Scene.Admin);

    private static async Task<IEnumerable<string>> AccountsAsync(Scene scene)
    {
        var answer = await scene.AskAsync("get", Scene.Domain, "<query xmlns='http://jabber.org/protocol/disco#items'/>");
        return answer.Descendants(Bridge.Xmpp.Ns.DiscoItems + "item").Select(item => item.Attribute("jid")!.Value.Split('@')[0]).Where(local => local != "bot");
    }

    /// <summary>The commands of an account's address, and what discovery says of it and of each of them.</summary>
    private static async Task<List<string>> DiscoveredAsync(Scene scene)
    {
        const string Address = $"{One}@{Scene.Domain}", Commands = "http://jabber.org/protocol/commands";
        var nodes = await scene.NodesAsync(Address);
        List<string> said = [.. nodes];
        foreach (var node in (string?[])[null, Commands, .. nodes])
        {
            var attribute = node is null ? "" : $" node='{node}'";
            foreach (var kind in (string[])["info", "items"])
                said.Add(string.Concat((await scene.AskAsync("get", Address, $"<query xmlns='http://jabber.org/protocol/disco#{kind}'{attribute}/>")).Nodes()));
        }

        return said;
    }

    private static async Task FailToJoinAsync(Scene scene, string server)
    {
        scene.Join(Scene.Phone, $"#chan%{server}@{Scene.Domain}", "Alice");
        await scene.Server.ExpectAsync($"/presence[@type='error' and @from='#chan%{server}@{Scene.Domain}/Alice']/error/stanzas:remote-server-timeout");
    }

    private static async Task<Scene> StartIrcAsync(TimeProvider time, int limit)
    {
        var scene = Scene.Prepare(time);
        scene.Adapter = new IrcAdapterFactory();
        scene.AccountsPerUser = limit;
        foreach (var server in (string[])[One, Two, Three])
        {
            scene.Settings[$"Servers:{server}:Host"] = "127.0.0.1";
            scene.Settings[$"Servers:{server}:Port"] = "1";
            scene.Settings[$"Servers:{server}:Tls"] = "false";
        }
        await scene.StartGatewayAsync();
        return scene;
    }
}
