using Bridge.Gateway.Commands;
using Bridge.Gateway.Tests.Scenarios;
using Bridge.Testing;
using Xunit;

namespace Bridge.Gateway.Tests.Commands;

/// <summary>Commands as messages.</summary>
public sealed class ChatCommandTests
{
    private const string Secret = "hunter2-Zq81";

    [Fact]
    public async Task Help_lists_in_plain_words_what_the_user_may_run()
    {
        await using var scene = await Scene.StartAsync();
        var help = await scene.WriteAsync("help");
        Assert.Contains("status: Show your connections and rooms", help, StringComparison.Ordinal);
        Assert.Contains("login: ", help, StringComparison.Ordinal);
        Assert.DoesNotContain("users:", help, StringComparison.Ordinal);
        Assert.DoesNotContain("streams:", help, StringComparison.Ordinal);
        Assert.Contains("users: ", await scene.WriteAsync("HELP", from: Scene.Admin), StringComparison.Ordinal);
        Assert.Contains("streams: ", await scene.WriteAsync("?", Scene.Domain, Scene.Admin), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_explains_one_command()
    {
        await using var scene = await Scene.StartAsync();
        var help = await scene.WriteAsync("help login");
        Assert.StartsWith("login SASL-USERNAME SASL-PASSWORD [NICK] [REALNAME] [PASSWORD]\n", help, StringComparison.Ordinal);
        Assert.Contains("The same: sasl", help, StringComparison.Ordinal);
        Assert.Equal(help, await scene.WriteAsync("help sasl"));
        Assert.Equal(ChatTexts.NotAllowed, await scene.WriteAsync("help users"));
        Assert.Equal(ChatTexts.Unknown, await scene.WriteAsync("help nonsense"));
    }

    [Theory]
    [InlineData("hello there")]
    [InlineData(Secret)]
    [InlineData("   ")]
    [InlineData("\"\"")]
    public async Task What_is_no_command_has_one_line_that_does_not_repeat_it(string text)
    {
        await using var scene = await Scene.StartAsync();
        Assert.Equal(ChatTexts.Unknown, await scene.WriteAsync(text));
    }

    [Fact]
    public async Task Wrong_input_is_told_and_starts_nothing()
    {
        await using var scene = await Scene.StartAsync();
        Assert.Equal(ChatTexts.OpenQuote, await scene.WriteAsync("login \"alice"));
        Assert.Contains("more than “status” takes", await scene.WriteAsync("status now"), StringComparison.Ordinal);
        Assert.Equal(ChatTexts.NothingToCancel, await scene.WriteAsync("cancel"));
        Assert.Contains("at most 1000", await scene.WriteAsync($"login {new string('x', 1001)} {Secret}"), StringComparison.Ordinal);
        Assert.Equal("Nothing waits.", await scene.WriteAsync("drop echo"));
        Assert.Equal("You have no connection.", await scene.WriteAsync("disconnect"));
        Assert.Equal("No login is stored.", await scene.WriteAsync("logout"));
        Assert.Null(await scene.LoginOfAsync());
        scene.AssertHidden(Secret);
    }

    [Fact]
    public async Task Answers_come_from_the_bot_wherever_the_message_went_and_each_message_has_one()
    {
        await using var scene = await Scene.StartAsync();
        foreach (var to in (string[])[Scene.Domain, Talk.Bot, $"{Talk.Bot}/bridge", Talk.Me, $"{Talk.Me}/bridge"])
            Assert.StartsWith("You have no connection yet", await scene.WriteAsync("status", to), StringComparison.Ordinal);
        scene.Server.Send($"<message from='{Scene.Phone}' to='{Talk.Bot}' type='headline'><body>status</body></message>");
        scene.Server.Send($"<message from='{Scene.Phone}' to='{Talk.Bot}' type='chat'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Equal(5, scene.Seen("/message").Count);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task Whoever_may_not_use_the_gateway_is_refused()
    {
        await using var scene = await Scene.StartAsync();
        scene.Server.Send($"<message from='eve@elsewhere/x' to='{Talk.Bot}' type='chat' id='e'><body>status</body></message>");
        await scene.Server.ExpectAsync("/message[@id='e' and @type='error']/error/stanzas:forbidden");
    }

    [Fact]
    public async Task Status_shows_accounts_states_and_rooms()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        Assert.Equal("Demo: connected, rooms: #lobby", await scene.WriteAsync("status"));
        Assert.StartsWith("You have no connection yet", await scene.WriteAsync("Status", from: "bob@localhost/x"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_queue_shows_ones_own_messages_with_age_and_reason()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        Assert.Equal("Nothing waits.", await scene.WriteAsync("queue"));
        await scene.WaitingAsync("echo", "m1");
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.StartsWith("echo@demo.localhost, for 20 s: the network is not connected", await scene.WriteAsync("queue"), StringComparison.Ordinal);
        Assert.Equal("Nothing waits.", await scene.WriteAsync("queue", from: "bob@localhost/x"));
    }

    [Fact]
    public async Task Waiting_messages_are_taken_back_after_a_question()
    {
        await using var scene = await Scene.StartAsync();
        await scene.WaitingAsync("echo", "m1");
        await scene.WaitingAsync("clock", "m2");
        Assert.Contains("One of: ", await scene.WriteAsync("drop"), StringComparison.Ordinal);
        Assert.StartsWith("Address: one of echo@demo.localhost, clock@demo.localhost.\nAddress?", await scene.WriteAsync("nobody"), StringComparison.Ordinal);
        var question = await scene.WriteAsync("echo");
        Assert.StartsWith("1 message to echo@demo.localhost will not be sent.", question, StringComparison.Ordinal);
        Assert.Equal(question, await scene.WriteAsync("perhaps"));
        Assert.Equal(ChatTexts.Cancelled, await scene.WriteAsync("no"));
        Assert.Equal(question, await scene.WriteAsync("drop echo@demo.localhost"));
        Assert.Equal("Taken back: 1 message to echo@demo.localhost.", await scene.WriteAsync("yes"));
        Assert.Single(scene.Seen("/message[@id='m1' and @type='error']"));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM trace WHERE xmpp_id = 'm1' AND outcome = 6", 1);
        scene.Network.Faults.RefuseConnect = null;
        Assert.StartsWith("Connecting to Demo.", await scene.WriteAsync("connect"), StringComparison.Ordinal);
        await Scene.UntilAsync(() => scene.Arrived().Count > 0, "the other message is sent");
        Assert.Equal(["text m2"], scene.Arrived());
    }

    [Fact]
    public async Task A_login_is_asked_for_piece_by_piece_stored_and_used_at_once()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        Assert.StartsWith("Name of your account there?", await scene.WriteAsync("login"), StringComparison.Ordinal);
        Assert.StartsWith("Password of your account there? I never show it.", await scene.WriteAsync("alice"), StringComparison.Ordinal);
        Assert.Contains("one line without control characters.\nPassword", await scene.WriteAsync($"{Secret}\nQUIT"), StringComparison.Ordinal);
        Assert.Equal("Stored. Connecting to Demo with it; “status” tells how it went.", await scene.WriteAsync($"{Secret} and more"));
        Assert.Equal(new Dictionary<string, string> { ["sasl-username"] = "alice", ["sasl-password"] = $"{Secret} and more" }, await scene.LoginOfAsync());
        await Scene.UntilAsync(() => scene.Bodies("/message[@type='groupchat']").Any(body => body.StartsWith("Back in", StringComparison.Ordinal)), "the room is joined again");
        Assert.Contains(scene.Bodies("/message[@type='groupchat']"), body => body.Contains("connecting with your login", StringComparison.Ordinal));
        Assert.Equal("Demo: connected, with your login, rooms: #lobby", await scene.WriteAsync("status"));
        scene.AssertHidden(Secret);
        Assert.True(scene.IsOnDisk(Scene.Alice));
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task A_login_in_one_line_keeps_what_it_leaves_out_and_is_forgotten_on_request()
    {
        await using var scene = await Scene.StartAsync();
        Assert.StartsWith("Stored. It is used at the next connection", await scene.WriteAsync($"sasl alice \"{Secret} x\" Ali \"Alice A.\" server-{Secret}"), StringComparison.Ordinal);
        await scene.WriteAsync($"login alice2 {Secret}");
        var stored = await scene.LoginOfAsync();
        Assert.Equal(("alice2", Secret, "Ali", "Alice A.", $"server-{Secret}"), (stored!["sasl-username"], stored["sasl-password"], stored["nick"], stored["realname"], stored["password"]));
        await scene.StopGatewayAsync();
        Assert.False(scene.IsOnDisk(Secret));
        await scene.StartGatewayAsync();
        Assert.Equal("Demo: not connected, with your login, rooms: none", await scene.WriteAsync("status"));
        Assert.Equal("The login for Demo is forgotten.", await scene.WriteAsync("forget"));
        Assert.Null(await scene.LoginOfAsync());
        scene.AssertHidden(Secret);
    }

    [Fact]
    public async Task A_question_is_forgotten_after_five_minutes()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        await scene.WriteAsync("login alice");
        await scene.PassAsync(time, TimeSpan.FromMinutes(4.9));
        await scene.WriteAsync("two\nlines");
        await scene.PassAsync(time, TimeSpan.FromMinutes(4.9));
        Assert.StartsWith("Stored.", await scene.WriteAsync(Secret), StringComparison.Ordinal);
        await scene.WriteAsync("login alice");
        await scene.PassAsync(time, TimeSpan.FromMinutes(5));
        Assert.Equal(ChatTexts.Unknown, await scene.WriteAsync($"late-{Secret}"));
        Assert.Equal(Secret, (await scene.LoginOfAsync())!["sasl-password"]);
        scene.AssertHidden(Secret);
    }

    [Fact]
    public async Task A_dialog_belongs_to_the_user_and_to_nobody_else()
    {
        await using var scene = await Scene.StartAsync();
        await scene.WriteAsync("login alice", Talk.Me);
        Assert.Equal(ChatTexts.Unknown, await scene.WriteAsync("mine", from: "bob@localhost/x"));
        Assert.StartsWith("Stored.", await scene.WriteAsync(Secret, Scene.Domain, Scene.Laptop), StringComparison.Ordinal);
        Assert.Null(await scene.LoginOfAsync("bob@localhost"));
        Assert.Equal(ChatTexts.NothingToCancel, await scene.WriteAsync("cancel"));
    }

    [Fact]
    public async Task Disconnecting_leaves_the_rooms_and_connecting_is_done_again_on_request()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Server.Send($"<message from='{Scene.Laptop}' to='{Talk.Bot}' type='chat'><body>disconnect</body></message>");
        var gone = await scene.Server.ExpectAsync($"/presence[@to='{Scene.Phone}' and @from='{Scene.Lobby}/Alice' and @type='unavailable' and mucuser:x/mucuser:status[@code='110']]");
        Assert.Contains("you disconnected", gone.Value, StringComparison.Ordinal);
        Assert.Equal("Disconnected from Demo.", (await scene.Server.ExpectAsync($"/message[@to='{Scene.Laptop}']/body")).Value);
        Assert.Equal("Demo: not connected (you disconnected), rooms: none", await scene.WriteAsync("status"));
        Assert.Equal("You have no connection.", await scene.WriteAsync("disconnect"));
        Assert.StartsWith("Connecting to Demo.", await scene.WriteAsync("connect"), StringComparison.Ordinal);
        await Scene.UntilAsync(() => scene.Log.Count(line => line.Contains(": account ", StringComparison.Ordinal) && line.Contains("is connected", StringComparison.Ordinal)) >= 2, "the session is up");
        Assert.Equal("Demo is connected already.", await scene.WriteAsync("connect"));
        Assert.Equal("Demo: connected, rooms: none", await scene.WriteAsync("status"));
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task Connecting_does_not_wait_for_the_next_try()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        await scene.WaitingAsync("echo", "m1");
        scene.Network.Faults.RefuseConnect = null;
        Assert.StartsWith("Connecting to Demo.", await scene.WriteAsync("connect"), StringComparison.Ordinal);
        await Scene.UntilAsync(() => scene.Arrived().Count == 1, "the message is sent though the clock stands");
    }

    [Fact]
    public async Task Administrators_see_users_and_streams_and_nobody_else_does()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var users = await scene.WriteAsync("users", from: Scene.Admin);
        Assert.Equal("Users: 1, connections: 1 of 1 up, rooms: 1\nalice@localhost: 1 of 1 connections up, rooms: 1, direct chats: 0, messages waiting: 0", users);
        Assert.Matches("^demo\\.localhost \\(demo-.*\\): connected$", await scene.WriteAsync("streams", from: Scene.Admin));
        Assert.Equal(ChatTexts.NotAllowed, await scene.WriteAsync("users"));
        Assert.Equal(ChatTexts.NotAllowed, await scene.WriteAsync("streams"));
        Assert.Equal($"Write that to {Talk.Bot}.", await scene.WriteAsync("users", Talk.Me, Scene.Admin));
    }

    [Fact]
    public async Task The_networks_own_commands_are_on_the_accounts_address()
    {
        await using var scene = await Scene.StartAsync();
        Assert.StartsWith("You are not connected to Demo.", await scene.WriteAsync("whois echo", Talk.Me), StringComparison.Ordinal);
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        Assert.Contains("whois: Tell who somebody is", await scene.WriteAsync("help", Talk.Me), StringComparison.Ordinal);
        Assert.StartsWith("Echo\n", await scene.WriteAsync("whois echo", Talk.Me), StringComparison.Ordinal);
        Assert.StartsWith("Contact?", await scene.WriteAsync("whois", Talk.Me), StringComparison.Ordinal);
        Assert.Equal("There is nobody of this name.", await scene.WriteAsync("nobody"));
        Assert.Equal("This command always fails.", await scene.WriteAsync("fail", Talk.Me));
        Assert.Contains("throttle N", await scene.WriteAsync("faults", Talk.Me), StringComparison.Ordinal);
        Assert.Equal("Done.", await scene.WriteAsync("say ada  it's  the \"rest\" of the line", Talk.Me));
        Assert.Equal("it's  the \"rest\" of the line", (await scene.Server.ExpectAsync("/message[starts-with(@from, 'ada@')]/body")).Value);
        Assert.Equal(ChatTexts.Unknown, await scene.WriteAsync("whois echo"));
        Assert.Empty(scene.Errors);
    }
}
