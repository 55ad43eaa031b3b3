using System.Diagnostics;
using Bridge.Gateway.Tests.Commands;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>A network's contact list in its user's own, where the user's server lets the gateway write it (XEP-0356).</summary>
public sealed class RosterTests
{
    private const string Echo = "echo@demo.localhost", Clock = "clock@demo.localhost", Ada = "ada@demo.localhost", Grumpy = "grumpy@demo.localhost";

    [Fact]
    public async Task Contacts_come_into_the_list_once_each_with_name_and_group_and_are_shown()
    {
        await using var scene = await Scene.StartAsync();
        var roster = await ConnectAsync(scene);
        await Scene.UntilAsync(() => roster.Items.Count == 8, "all are in the list");
        Assert.Equal(("Echo", "both", "Demo"), (roster.Items[Echo].Name, roster.Items[Echo].Subscription, string.Join('|', roster.Items[Echo].Groups)));
        await scene.Server.ExpectAsync($"/presence[not(@type) and @from='{Echo}/bridge' and @to='{Scene.Alice}' and caps:c]");
        Assert.Equal(8, roster.Sets);

        // Another session and another life of the gateway change nothing.
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM contacts WHERE roster_name <> ''", 8);
        await scene.RestartAfterCrashAsync();
        var reads = roster.Reads;
        Advertise(scene);
        scene.SayTo("clock", "m2", "again");
        await Scene.UntilAsync(() => roster.Reads > reads, "it was read again");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Equal(8, roster.Sets);
        Assert.Empty(scene.Seen("/presence[@type='subscribe']"));
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task What_the_user_has_named_and_grouped_stays_and_the_name_reaches_the_network()
    {
        await using var scene = await Scene.StartAsync();
        scene.Network.ChangeContact(Scene.Alice, "grumpy", name: "Grumpy old man", groups: ["Neighbours", "Work"]);
        var roster = UserRoster.Grant(scene.Server);
        roster.Put(Clock, "My clock", "to", "Things");
        await ConnectAsync(scene, roster);
        await Scene.UntilAsync(() => roster.Items.Count == 8, "all are in the list");
        Assert.Equal(("Grumpy old man", "Demo: Neighbours|Demo: Work"), (roster.Items[Grumpy].Name, string.Join('|', roster.Items[Grumpy].Groups)));
        Assert.Equal(("My clock", "both", "Things"), (roster.Items[Clock].Name, roster.Items[Clock].Subscription, string.Join('|', roster.Items[Clock].Groups)));
        await Scene.UntilAsync(() => Called(scene, "RenameContact").Contains("clock My clock"), "the network has the name");

        // Later as well: seen when a client comes, since nothing tells of it.
        roster.Put(Echo, "Narcissus", "both", "Myths");
        scene.Server.Send($"<presence type='probe' from='{Scene.Laptop}' to='{Echo}'/>");
        await Scene.UntilAsync(() => Called(scene, "RenameContact").Contains("echo Narcissus"), "and the other one");
        scene.Network.ChangeContact(Scene.Alice, "echo", name: "Nymph", groups: ["Nymphs"]);
        scene.Network.ChangeContact(Scene.Alice, "parrot", name: "Polly");
        await Scene.UntilAsync(() => roster.Items["parrot@demo.localhost"].Name == "Polly", "what the user has not named follows the network");
        Assert.Equal(("Narcissus", "Myths"), (roster.Items[Echo].Name, string.Join('|', roster.Items[Echo].Groups)));
    }

    [Fact]
    public async Task Whom_the_user_removes_is_removed_on_the_network_and_never_put_back()
    {
        await using var scene = await Scene.StartAsync();
        var roster = await ConnectAsync(scene);
        await Scene.UntilAsync(() => roster.Items.Count == 8, "all are in the list");
        roster.Remove(Echo);
        await Scene.UntilAsync(() => Called(scene, "RemoveContact").Contains("echo "), "the network is told");

        // What was removed while nobody looked is not put back either, but nothing is removed on the network by a guess.
        roster.Forget(Clock);
        scene.Network.Disconnect(Scene.Alice);
        var reads = roster.Reads;
        await Scene.UntilAsync(() => roster.Reads > reads, "the next session looks");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM contacts WHERE flags & 4", 2);
        await scene.RestartAfterCrashAsync();
        Advertise(scene);
        reads = roster.Reads;
        scene.SayTo("parrot", "m2", "again");
        await Scene.UntilAsync(() => roster.Reads > reads, "and the next life");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.DoesNotContain(Echo, roster.Items.Keys);
        Assert.DoesNotContain(Clock, roster.Items.Keys);
        Assert.Equal(["echo "], Called(scene, "RemoveContact"));

        // Put back by the user on the network's own program, it is wanted again.
        scene.Network.ChangeContact(Scene.Alice, "echo", isContact: true);
        await Scene.UntilAsync(() => roster.Items.ContainsKey(Echo), "they are back");
    }

    [Fact]
    public async Task Who_is_added_here_is_added_there_and_what_changes_there_changes_here()
    {
        await using var scene = await Scene.StartAsync();
        var roster = await ConnectAsync(scene);
        await Scene.UntilAsync(() => roster.Items.Count == 8, "all are in the list");
        roster.Put(Ada, "", "none");
        scene.Server.Send($"<presence type='subscribe' from='{Scene.Alice}' to='{Ada}'/>");
        await scene.Server.ExpectAsync($"/presence[@type='subscribed' and @from='{Ada}']");
        await Scene.UntilAsync(() => Called(scene, "AddContact").Contains("ada "), "the network is told");
        await Scene.UntilAsync(() => roster.Items[Ada] is { Name: "Ada", Subscription: "both" }, "the list has name and group");
        scene.Network.ChangeContact(Scene.Alice, "ada", isContact: false);
        await Scene.UntilAsync(() => !roster.Items.ContainsKey(Ada), "whoever is removed there is removed here");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Empty(Called(scene, "RemoveContact"));

        scene.Network.ChangeContact(Scene.Alice, "echo", isBlocked: true);
        await scene.Server.ExpectAsync($"/presence[@type='unavailable' and @from='{Echo}/bridge' and status='Blocked']");
        scene.Network.ChangeContact(Scene.Alice, "echo", isBlocked: false);
        await scene.Server.ExpectAsync($"/presence[not(@type) and @from='{Echo}/bridge']");
    }

    [Fact]
    public async Task Who_is_added_without_a_connection_is_added_with_the_next_and_a_refusal_is_told()
    {
        await using var scene = await Scene.StartAsync();
        foreach (var address in (string[])[Ada, "nobody@demo.localhost"])
        {
            scene.Server.Send($"<presence type='subscribe' from='{Scene.Alice}' to='{address}'/>");
            await scene.Server.ExpectAsync($"/presence[@type='subscribed' and @from='{address}']");
        }

        await scene.UntilStoredAsync("SELECT COUNT(*) FROM contacts", 2);
        Assert.Equal(0, scene.Network.Connections);
        await scene.RestartAfterCrashAsync();
        await ConnectAsync(scene);
        await Scene.UntilAsync(() => Called(scene, "AddContact").Contains("ada "), "the network is told");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Alice}' and contains(body, 'nobody could not be added to your contact list there: There is nobody of this name.')]");
    }

    [Fact]
    public async Task The_policy_says_who_is_in_the_list()
    {
        await using var scene = await Scene.StartAsync();
        var roster = UserRoster.Grant(scene.Server);
        roster.Put("grumpy@demo.localhost", "Mine", "both", "Mine");
        await ConnectAsync(scene, roster);
        await Scene.UntilAsync(() => roster.Items.Count == 8, "friends are in the list");
        await scene.WriteAsync("set contacts none", Talk.Me);
        await Scene.UntilAsync(() => roster.Items.Keys.SequenceEqual(["grumpy@demo.localhost"]), "only who was there before is left");
        await scene.WriteAsync("set contacts recent", Talk.Me);
        await Scene.UntilAsync(() => roster.Items.ContainsKey(Clock), "whoever was written with lately is there");
        Assert.Equal(2, roster.Items.Count);
        scene.Network.Say("ada", "hello", Scene.Alice);
        await Scene.UntilAsync(() => roster.Items.ContainsKey(Ada), "a stranger who has written is recent");
        await scene.WriteAsync("set contacts friends", Talk.Me);
        await Scene.UntilAsync(() => roster.Items.Count == 8 && !roster.Items.ContainsKey(Ada), "and no friend");
        await scene.WriteAsync("set contacts all", Talk.Me);
        await Scene.UntilAsync(() => roster.Items.Count == 9, "but one of all");
        Assert.Empty(Called(scene, "RemoveContact"));
    }

    [Fact]
    public async Task Whatever_a_network_calls_people_their_names_fit_into_the_list()
    {
        await using var scene = await Scene.StartAsync();
        scene.Network.ChangeContact(Scene.Alice, "echo", name: "  E\u0001v\nil \ud83d", groups: ["\u0000", "A\nB", .. Enumerable.Range(0, 500).Select(number => $"Group {number}")]);
        scene.Network.ChangeContact(Scene.Alice, "clock", name: string.Concat(Enumerable.Repeat("🦜", 5000)));
        scene.Network.ChangeContact(Scene.Alice, "parrot", name: "\uffff\t");
        var roster = await ConnectAsync(scene);
        await Scene.UntilAsync(() => roster.Items.Count == 8, "all are in the list");
        Assert.Equal("E v il \ufffd", roster.Items[Echo].Name);
        Assert.Equal(20, roster.Items[Echo].Groups.Count);
        Assert.Contains("Demo: A B", roster.Items[Echo].Groups);
        Assert.Equal(string.Concat(Enumerable.Repeat("🦜", 100)), roster.Items[Clock].Name);
        Assert.Equal("parrot", roster.Items["parrot@demo.localhost"].Name);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task A_list_that_may_only_be_read_or_cannot_be_is_left_alone()
    {
        await using var scene = await Scene.StartAsync();
        var roster = UserRoster.Grant(scene.Server, type: "get");
        await ConnectAsync(scene, roster);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM contacts", 8);
        Assert.Equal((0, 0), (roster.Reads, roster.Sets));
        roster.Refusal = StanzaError.Forbidden;
        Advertise(scene);
        await Scene.UntilAsync(() => roster.Sets == 8, "each was tried");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Equal((1, 8), (roster.Reads, roster.Sets));
        Assert.Empty(scene.Seen($"/presence[@from='{Echo}/bridge']"));
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task Where_every_change_is_refused_people_ask_instead_until_the_server_says_something_new()
    {
        await using var scene = await Scene.StartAsync();
        var roster = UserRoster.Grant(scene.Server);
        roster.Refusal = StanzaError.InternalServerError;
        await ConnectAsync(scene, roster);
        await scene.Server.ExpectAsync($"/presence[@type='subscribe' and @from='{Clock}' and @to='{Scene.Alice}']", TimeSpan.FromSeconds(20));
        Assert.Equal(8, roster.Sets);
        Assert.Single(scene.Log, static line => line.Contains("refused every change", StringComparison.Ordinal));
        roster.Refusal = null;
        Advertise(scene);
        await Scene.UntilAsync(() => roster.Items.Count == 8, "all are in the list");
        Assert.Single(scene.Seen("/presence[@type='subscribe']"));
    }

    [Fact]
    public async Task A_thousand_contacts_cost_one_change_and_two_presences_each()
    {
        await using var scene = Scene.Prepare();
        scene.Settings["Contacts"] = "1000";
        scene.Settings["MaxWatched"] = "2000";
        await scene.StartGatewayAsync();
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        var clock = Stopwatch.StartNew();
        var roster = await ConnectAsync(scene);
        await Scene.UntilAsync(() => roster.Items.Count == 1008, "all are in the list");
        var listed = clock.ElapsedMilliseconds;
        await Scene.UntilAsync(() => scene.Server.Received.Count(stanza => stanza is { IsPresence: true, Type: null } && stanza.From!.StartsWith("person", StringComparison.Ordinal)) >= 1000, "all are shown");
        TestContext.Current.TestOutputHelper?.WriteLine($"in the list after {listed} ms, shown after {clock.ElapsedMilliseconds} ms, {roster.Sets} changes");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Equal((1008, 1), (roster.Sets, roster.Reads));
        Assert.All(scene.Seen("/presence").GroupBy(stanza => stanza.From), of => Assert.InRange(of.Count(), 1, 2));

        TestContext.Current.TestOutputHelper?.WriteLine($"{(GC.GetTotalMemory(forceFullCollection: true) - memory) / 1024} KiB more in memory, with what the test keeps");

        // A client comes: its server asks for each, and each is answered once.
        var before = scene.Server.Received.Count;
        foreach (var number in Enumerable.Range(1, 1000))
            scene.Server.Send($"<presence type='probe' from='{Scene.Laptop}' to='person{number:0000}@demo.localhost'/>");
        await Scene.UntilAsync(() => scene.Seen($"/presence[@to='{Scene.Laptop}']").Count >= 1006, "all who are there are told to the client");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.InRange(scene.Server.Received.Count - before, 1006, 1010);
        Assert.Empty(scene.Errors);
    }

    internal static void Advertise(Scene scene) =>
        scene.Server.Send($"<message from='localhost' to='{Scene.Domain}'><privilege xmlns='urn:xmpp:privilege:2'><perm access='roster' type='both'/></privilege></message>");

    internal static async Task<UserRoster> ConnectAsync(Scene scene, UserRoster? roster = null)
    {
        roster ??= UserRoster.Grant(scene.Server);
        scene.SayTo("clock", "m1", "up");
        await Scene.UntilAsync(() => scene.Network.IsConnected(Scene.Alice), "the session is up");
        return roster;
    }

    internal static List<string> Called(Scene scene, string verb) => [.. scene.Network.Calls.Where(call => call.Verb == verb).Select(call => $"{call.Target} {call.Detail}")];
}
