using Bridge.Gateway.Tests.Commands;
using Bridge.Gateway.Tests.Scenarios;
using Bridge.Xmpp;
using Xunit;
using static Bridge.Gateway.Tests.Commands.Talk;

namespace Bridge.Gateway.Tests.Logins;

/// <summary>Accounts that were logged in to: several side by side, called something, logged out of, removed.</summary>
public sealed class AccountTests
{
    [Fact]
    public async Task Nothing_works_without_a_login_and_it_is_said_how_to_get_one()
    {
        await using var scene = await LoginScene.StartAsync();
        scene.SayTo("echo%nobody", "m1", "hello");
        var refused = await scene.Server.ExpectAsync("/message[@id='m1' and @type='error']");
        refused.AssertError("registration-required");
        Assert.Contains("Write “login” to bot@", refused.ErrorText(), StringComparison.Ordinal);
        scene.Join(Scene.Phone, $"#lobby%nobody@{Scene.Domain}", "alice");
        (await scene.Server.ExpectAsync($"/presence[@type='error' and starts-with(@from, '#lobby%nobody@')]")).AssertError("registration-required");
        Assert.Contains("Write “login” to bot@", await scene.WriteAsync("connect", $"me%nobody@{Scene.Domain}"), StringComparison.Ordinal);
        Assert.Contains("You have no account on Demo yet.", await scene.WriteAsync("status"), StringComparison.Ordinal);
        scene.SayTo("echo", "m2", "hello");
        Assert.Contains("The name of your account is missing.", (await scene.Server.ExpectAsync("/message[@id='m2' and @type='error']")).ErrorText(), StringComparison.Ordinal);
        Assert.Empty(await scene.LabelsAsync());
        Assert.Empty(scene.Network.Accounts);
    }

    [Fact]
    public async Task Two_accounts_stand_side_by_side_and_have_names()
    {
        await using var scene = await LoginScene.StartAsync();
        await scene.LogInAsync("work");
        await scene.LogInAsync("home");
        Assert.Equal("The account home is called My home from now on.", await scene.WriteAsync("label home My home"));
        Assert.Equal("Another of your accounts is called that.", await scene.WriteAsync("label work my HOME"));
        Assert.Equal("My home: connected, with your login, rooms: none\nwork: connected, with your login, rooms: none", await scene.WriteAsync("status"));
        foreach (var name in (string[])["work", "home"])
        {
            scene.SayTo($"echo%{name}", $"to-{name}", $"hello {name}");
            await scene.Server.ExpectAsync($"/message[@from='echo%{name}@{Scene.Domain}/bridge']/body[.='hello {name}']");
            await scene.JoinedAsync(Scene.Phone, $"#lobby%{name}@{Scene.Domain}", $"alice-{name}");
        }

        Assert.Equal("You are logged out of My home.", await scene.WriteAsync("logout \"my home\""));
        scene.SayTo("echo%work", "still", "still there");
        await scene.Server.ExpectAsync($"/message[@from='echo%work@{Scene.Domain}/bridge']/body[.='still there']");
        scene.SayTo("echo%home", "gone", "hello?");
        Assert.StartsWith("You are logged out of My home.", (await scene.Server.ExpectAsync("/message[@id='gone' and @type='error']")).ErrorText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_logs_in_again_has_the_same_addresses_and_the_same_name_after_a_restart_too()
    {
        await using var scene = await LoginScene.StartAsync();
        await scene.LogInAsync("work");
        await scene.WriteAsync("label work Office");
        Assert.Equal("You are logged out of Office.", await scene.WriteAsync("logout"));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM accounts WHERE credentials IS NULL", 1);
        Assert.Contains(scene.Network.Calls, call => call is { Account: "work", Verb: "LogOut" });
        await scene.StopGatewayAsync();
        await scene.StartGatewayAsync();
        Assert.Equal("Office: logged out, rooms: none", await scene.WriteAsync("status"));
        await scene.WriteAsync("login");
        await scene.WriteAsync("password");
        await scene.WriteAsync("work");
        Assert.StartsWith("You are logged in as Office.", await scene.WriteAsync("demo"), StringComparison.Ordinal);
        scene.SayTo("echo%work", "m1", "back again");
        await scene.Server.ExpectAsync($"/message[@from='echo%work@{Scene.Domain}/bridge']/body[.='back again']");
        Assert.Equal(1, scene.Count("SELECT COUNT(*) FROM accounts"));
    }

    [Fact]
    public async Task An_account_stays_connected_over_a_restart_though_nobody_uses_it()
    {
        await using var scene = await LoginScene.StartAsync();
        await scene.LogInAsync("work");
        await scene.RestartAfterCrashAsync();
        await Scene.UntilAsync(() => scene.Network.Connections == 2, "it is connected again");
        Assert.StartsWith("work: connect", await scene.WriteAsync("status"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_is_removed_with_everything_after_its_name_was_written()
    {
        await using var scene = await LoginScene.StartAsync();
        await scene.LogInAsync("work");
        await scene.LogInAsync("home");
        await scene.SubscribeAsync($"clock%work@{Scene.Domain}");
        await scene.SubscribeAsync($"clock%home@{Scene.Domain}");
        await scene.JoinedAsync(Scene.Phone, $"#lobby%work@{Scene.Domain}", "alice");
        Assert.Contains("Write “work” to do it", await scene.WriteAsync("remove work"), StringComparison.Ordinal);
        Assert.Contains("Write “work” to do it", await scene.WriteAsync("yes"), StringComparison.Ordinal);
        Assert.Equal("The account work is removed.", await scene.WriteAsync("WORK"));
        Assert.NotEmpty(scene.Seen($"/presence[@type='unavailable' and @to='{Scene.Phone}' and starts-with(@from, '#lobby%work@')]"));
        Assert.Equal(["unsubscribe", "unsubscribed", "unavailable"], scene.WithdrawnFrom($"clock%work@{Scene.Domain}"));
        Assert.Empty(scene.Seen($"/presence[@type='unsubscribed' and starts-with(@from, 'clock%home@')]"));
        Assert.Contains(scene.Network.Calls, call => call is { Account: "work", Verb: "LogOut" });
        Assert.Equal(["home"], await scene.LabelsAsync());
        Assert.Equal(0, scene.Count("SELECT COUNT(*) FROM subscriptions WHERE address LIKE '%work%'"));
        Assert.Equal("home: connected, with your login, rooms: none", await scene.WriteAsync("status"));
    }

    [Fact]
    public async Task An_account_that_is_removed_takes_its_people_out_of_the_contact_list()
    {
        await using var scene = await LoginScene.StartAsync();
        var roster = UserRoster.Grant(scene.Server);
        roster.Put($"ada%work@{Scene.Domain}", "Added by hand");
        await scene.LogInAsync("work");
        await scene.LogInAsync("home");
        await Scene.UntilAsync(() => roster.Items.Count == 17, "the people of both are in the list");
        Assert.Equal("Demo (work)", roster.Items[$"echo%work@{Scene.Domain}"].Groups.Single());
        await scene.WriteAsync("remove work");
        Assert.Equal("The account work is removed.", await scene.WriteAsync("work"));
        Assert.Equal(8, roster.Items.Count);
        Assert.All(roster.Items.Keys, static address => Assert.Contains("%home@", address, StringComparison.Ordinal));
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Equal(["home"], await scene.LabelsAsync());
        Assert.Equal(0, scene.Count("SELECT COUNT(*) FROM contacts WHERE account_id NOT IN (SELECT id FROM accounts)"));
        Assert.DoesNotContain(scene.Network.Calls, static call => call.Verb == "RemoveContact");
    }

    [Fact]
    public async Task A_form_asks_for_the_name_before_it_removes()
    {
        await using var scene = await LoginScene.StartAsync();
        await scene.LogInAsync("work");
        var step = await scene.StepAsync("remove");
        step = await scene.StepAsync("remove", step.Session(), "next", Field("account", "work"));
        Assert.Contains(step.Descendants(Ns.Data + "field"), field => field.Attr("var") == "confirm");
        step = await scene.StepAsync("remove", step.Session(), "complete", Field("confirm", "wrok"));
        Assert.Equal("That is not “work”.", step.Command().Element(Ns.Commands + "note")!.Value);
        Assert.Equal(["work"], await scene.LabelsAsync());
        step = await scene.StepAsync("remove", step.Session(), "complete", Field("confirm", "work"));
        Assert.Equal("The account work is removed.", step.Said());
        Assert.Empty(await scene.LabelsAsync());
    }

    [Fact]
    public async Task Cancelling_the_registration_is_answered_first_and_takes_everything_away()
    {
        await using var scene = await LoginScene.StartAsync();
        await scene.LogInAsync("work");
        await scene.LogInAsync("home");
        await scene.SubscribeAsync(Scene.Domain);
        await scene.SubscribeAsync($"clock%home@{Scene.Domain}");
        await scene.WaitingForNobodyAsync("work", "lost");
        var answer = await scene.RegisterAsync("<remove/>");
        Assert.Equal("result", answer.Type);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM accounts", 0);
        await scene.Server.ExpectAsync("/message[@id='lost' and @type='error']");
        foreach (var address in (string[])[Scene.Domain, $"clock%home@{Scene.Domain}"])
        {
            Assert.Equal(["unsubscribe", "unsubscribed", "unavailable"], scene.WithdrawnFrom(address));
        }

        var order = scene.Server.Received.ToList();
        Assert.True(order.IndexOf(answer) < order.FindIndex(stanza => stanza.IsPresence && stanza.Type == "unsubscribe"), "The answer comes first.");
        (await scene.RegisterAsync("<remove/>")).AssertError("registration-required");
        await scene.LogInAsync("work");
    }

    [Fact]
    public async Task A_removal_that_a_crash_interrupted_is_done_after_the_start()
    {
        await using var scene = await LoginScene.StartAsync();
        await scene.LogInAsync("work");
        await scene.SubscribeAsync($"clock%work@{Scene.Domain}");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM subscriptions WHERE address LIKE 'clock%'", 1);
        await scene.CrashAsync();
        scene.Execute("UPDATE accounts SET removed_at = 1");
        await scene.StartGatewayAsync();
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM accounts", 0);
        Assert.Equal(["unsubscribe", "unsubscribed", "unavailable"], scene.WithdrawnFrom($"clock%work@{Scene.Domain}"));
        Assert.Equal(1, scene.Network.Connections);
    }

    [Fact]
    public async Task A_crash_in_the_middle_of_a_login_leaves_nothing_behind()
    {
        await using var scene = await LoginScene.StartAsync();
        await scene.WriteAsync("login");
        await scene.WriteAsync("password");
        await scene.WriteAsync("careful-zoe");
        await scene.WriteAsync("demo");
        await scene.RestartAfterCrashAsync();
        Assert.Equal(0, scene.Count("SELECT COUNT(*) FROM accounts"));
        Assert.StartsWith("How do you want to log in?", await scene.WriteAsync("login"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_that_cannot_be_stored_is_refused_and_makes_no_account()
    {
        await using var scene = await LoginScene.StartAsync();
        var disk = await scene.BreakDiskAsync();
        (await scene.RegisterAsync("<username>work</username><password>demo</password>")).AssertError("forbidden");
        disk.Mend();
        Assert.Empty(scene.Network.Accounts);
        await scene.LogInAsync("work");
    }
}
