using System.Text;
using Bridge.Adapters.Irc;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>What users set, and the commands they give, as the server sees them.</summary>
public sealed class SessionOptionTests
{
    [Fact]
    public async Task Nick_user_name_real_name_and_password_are_used_at_registration()
    {
        await using var irc = new IrcFixture(
            credentials: new() { ["nick"] = "Ali", ["username"] = "ali-id", ["realname"] = "Alice A.", ["password"] = "p w" }, name: null);
        irc.Start();
        await irc.Fake.AcceptAsync();
        Assert.Equal("PASS :p w", await irc.Fake.ExpectAsync("PASS"));
        Assert.Equal("NICK Ali", await irc.Fake.ExpectAsync("NICK"));
        Assert.Equal("USER ali-id 0 * :Alice A.", await irc.Fake.ExpectAsync("USER"));
    }

    [Fact]
    public async Task Commands_go_to_the_server_after_the_registration_and_before_any_join()
    {
        await using var irc = new IrcFixture(
            settings => settings["MessagesPerSecond"] = "1000", new() { ["after-connect"] = "PRIVMSG NickServ :identify hunter2\n\n MODE alice +x \nJOIN #early" });
        irc.Start();
        var nick = await irc.Fake.RegisterAsync();
        await irc.Events.NextAsync<SessionStateChanged>();
        var joining = irc.Groups.JoinGroupAsync(new ChatId("#room"), new GroupJoin(nick), IrcFixture.Stop);
        Assert.Equal("PRIVMSG NickServ :identify hunter2", await irc.Fake.ExpectAsync("PRIVMSG"));
        Assert.Equal("MODE alice +x", await irc.Fake.ReadAsync());
        Assert.Equal("JOIN #early", await irc.Fake.ReadAsync());
        await irc.Fake.JoinAsync(nick, "#room", "bob");
        await joining.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        Assert.DoesNotContain(irc.Log.Failures, line => line.Contains("hunter2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("PING a\rQUIT")]
    [InlineData("PING a\0b")]
    public async Task Commands_that_are_more_than_one_line_are_not_sent(string commands)
    {
        await using var irc = new IrcFixture(credentials: new() { ["after-connect"] = commands });
        var nick = await irc.ConnectAsync();
        var joining = irc.Groups.JoinGroupAsync(new ChatId("#room"), new GroupJoin(nick), IrcFixture.Stop);
        Assert.Equal("JOIN #room", await irc.Fake.ReadAsyncSkippingPing());
        await irc.Fake.SendAsync($":{nick}!u@h JOIN #room", $":irc.test 366 {nick} #room :End");
        await joining.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
    }

    [Fact]
    public async Task Text_that_is_not_UTF_8_is_read_as_the_channel_or_else_the_server_says()
    {
        await using var irc = new IrcFixture(credentials: new() { ["encoding"] = "iso-8859-15" });
        var nick = await irc.ConnectAsync();
        await irc.JoinAsync(nick, "#room");
        await irc.JoinAsync(nick, "#other");
        Assert.Equal("€", await SaidAsync(irc, "#room", 0xa4));
        var options = (ITakesOptions)irc.Session;
        options.SetOptions(new ChatId("#room"), new Dictionary<string, string> { ["encoding"] = "koi8-r" });
        Assert.Equal("д", await SaidAsync(irc, "#room", 0xc4));
        Assert.Equal("Ä", await SaidAsync(irc, "#other", 0xc4));
        options.SetOptions(null, new Dictionary<string, string> { ["encoding"] = "windows-1251" });
        Assert.Equal("д", await SaidAsync(irc, "#room", 0xc4));
        Assert.Equal("Д", await SaidAsync(irc, "#other", 0xc4));
        options.SetOptions(new ChatId("#room"), new Dictionary<string, string>());
        options.SetOptions(null, new Dictionary<string, string>());
        Assert.Equal("Ä", await SaidAsync(irc, "#room", 0xc4));
    }

    [Fact]
    public async Task What_is_sent_has_the_encoding_that_is_set_and_what_that_has_not_is_UTF_8()
    {
        await using var irc = new IrcFixture(credentials: new() { ["outgoing-encoding"] = "koi8-r", ["encoding"] = "koi8-r" });
        // Byte for byte.
        irc.Fake.Encoding = Encoding.Latin1;
        var nick = await irc.ConnectAsync("message-tags echo-message");
        await irc.JoinAsync(nick, "#room");
        var sending = irc.Session.SendAsync(IrcFixture.Message("#room", "да") with { ReplyTo = new ReplyReference(new MessageId("ж")) }, IrcFixture.Stop);
        Assert.EndsWith("PRIVMSG #room :\u00c4\u00c1", await irc.Fake.ExpectAsync("@+reply=\u00d0\u00b6;"), StringComparison.Ordinal);
        await irc.Fake.SendBytesAsync((byte[])[.. Encoding.ASCII.GetBytes($":{nick}!u@h PRIVMSG #room :"), 0xc4, 0xc1, (byte)'\r', (byte)'\n']);
        Assert.Equal(SendOutcome.Accepted, (await sending.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop)).Outcome);

        _ = irc.Session.SendAsync(IrcFixture.Message("#room", "да 🙂"), IrcFixture.Stop);
        Assert.Equal("PRIVMSG #room :да 🙂", Utf8(await irc.Fake.ExpectAsync("PRIVMSG")));
        var options = (ITakesOptions)irc.Session;
        options.SetOptions(new ChatId("#room"), new Dictionary<string, string> { ["outgoing-encoding"] = "windows-1251" });
        var topic = irc.Groups.SetTopicAsync(new ChatId("#room"), "да", IrcFixture.Stop);
        Assert.Equal("TOPIC #room :\u00e4\u00e0", await irc.Fake.ExpectAsync("TOPIC"));
        await irc.Fake.SendAsync(":irc.test PONG irc.test :" + (await irc.Fake.ExpectAsync("PING :bridge-"))[6..]);
        await topic.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        options.SetOptions(new ChatId("#room"), new Dictionary<string, string>());
        options.SetOptions(null, new Dictionary<string, string> { ["outgoing-encoding"] = "utf-8" });
        _ = irc.Session.SendAsync(IrcFixture.Message("bob", "да"), IrcFixture.Stop);
        Assert.Equal("PRIVMSG bob :да", Utf8(await irc.Fake.ExpectAsync("PRIVMSG")));
    }

    [Fact]
    public async Task A_server_that_takes_nothing_but_UTF_8_is_sent_nothing_else()
    {
        await using var irc = new IrcFixture(credentials: new() { ["outgoing-encoding"] = "koi8-r" });
        await irc.ConnectAsync(isupport: "CHANTYPES=# UTF8ONLY");
        ((ITakesOptions)irc.Session).SetOptions(null, new Dictionary<string, string> { ["outgoing-encoding"] = "koi8-r" });
        await irc.Session.SendAsync(IrcFixture.Message("bob", "да"), IrcFixture.Stop);
        Assert.Equal("PRIVMSG bob :да", await irc.Fake.ExpectAsync("PRIVMSG"));
    }

    [Theory]
    [InlineData("0.5", "1", 0.5, 1)]
    [InlineData("5", "100", 2, 10)]
    [InlineData("0", "0", 2, 1)]
    [InlineData("nonsense", "nonsense", 2, 1)]
    public void A_user_slows_down_and_does_not_exceed_what_the_operator_allows(string rate, string burst, double expectedRate, int expectedBurst)
    {
        var server = new IrcServer { Name = "a", Host = "a", MessagesPerSecond = 2, Burst = 10 };
        var now = IrcOptions.Apply(server, new Dictionary<string, string> { ["messages-per-second"] = rate, ["burst"] = burst })!;
        Assert.Equal((expectedRate, expectedBurst), (now.MessagesPerSecond, now.Burst));
    }

    [Fact]
    public void Without_a_limit_of_the_operators_a_user_sets_any()
    {
        var server = new IrcServer { Name = "a", Host = "a", MessagesPerSecond = 0, Burst = 10 };
        var now = IrcOptions.Apply(server, new Dictionary<string, string> { ["messages-per-second"] = "50", ["burst"] = "500" })!;
        Assert.Equal((50, 500), (now.MessagesPerSecond, now.Burst));
        Assert.Equal(0, IrcOptions.Apply(server, new Dictionary<string, string>())!.MessagesPerSecond);
    }

    [Fact]
    public async Task A_limit_changes_while_lines_wait()
    {
        var time = new ManualTime();
        using var limiter = new FloodLimiter(1, 1, time);
        Assert.True(limiter.TryTake());
        var first = limiter.TakeAsync(CancellationToken.None).AsTask();
        var second = limiter.TakeAsync(CancellationToken.None).AsTask();
        limiter.SetRate(0.1, 1);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(first.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(await first.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        Assert.False(second.IsCompleted);
        limiter.SetRate(0, 1);
        Assert.True(await second.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        limiter.SetRate(1, 1);
        limiter.TryTake();
        Assert.False(limiter.TryTake());
    }

    [Fact]
    public async Task A_raw_line_is_sent_as_it_is_and_what_the_server_answers_is_the_answer()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        var asking = RunAsync(irc, "raw", "line", "VERSION :of  what? ");
        Assert.Equal("VERSION :of  what? ", await irc.Fake.ExpectAsync("VERSION"));
        var ping = await irc.Fake.ExpectAsync("PING :");
        await irc.Fake.SendAsync($":irc.test 351 {nick} test-1.0 irc.test :a \u0002bold\u0002 server", $":irc.test 421 {nick} OTHER :Unknown command", $":irc.test PONG irc.test {ping[5..]}");
        Assert.Equal("test-1.0 irc.test a bold server\nOTHER Unknown command", await asking);
        asking = RunAsync(irc, "raw", "line", "foo bar");
        ping = await PingOfAsync(irc, "foo bar");
        await irc.Fake.SendAsync($":irc.test 421 {nick} FOO :Unknown command", $":irc.test PONG irc.test {ping[5..]}");
        Assert.Equal("FOO Unknown command", await asking);
        asking = RunAsync(irc, "raw", "line", "PRIVMSG bob :hi");
        ping = await PingOfAsync(irc, "PRIVMSG bob :hi");
        await irc.Fake.SendAsync($":irc.test PONG irc.test {ping[5..]}");
        Assert.Equal("The server has taken it and answers nothing.", await asking);
    }

    [Theory]
    [InlineData("PING a\r\nQUIT")]
    [InlineData("PING a\nQUIT")]
    [InlineData("PING a\rQUIT")]
    [InlineData("PING \0")]
    [InlineData(" ")]
    [InlineData("")]
    public async Task A_raw_line_is_one_line(string line)
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        Assert.Equal(NetworkError.Malformed, (await Assert.ThrowsAsync<NetworkException>(() => RunAsync(irc, "raw", "line", line))).Error);
        Assert.Equal(NetworkError.Malformed, (await Assert.ThrowsAsync<NetworkException>(() => RunAsync(irc, "raw", "line", new string('ä', 256)))).Error);
        var away = RunAsync(irc, "away", "text", "back soon");
        Assert.Equal("AWAY :back soon", await irc.Fake.ReadAsyncSkippingPing());
        var ping = await irc.Fake.ReadAsync();
        await irc.Fake.SendAsync(":irc.test 306 alice :You have been marked as being away", $":irc.test PONG irc.test {ping![5..]}");
        Assert.Equal("You have been marked as being away", await away);
    }

    [Fact]
    public async Task A_raw_line_waits_for_the_flood_limit_and_not_for_ever_for_an_answer()
    {
        var time = new ManualTime();
        await using var irc = new IrcFixture(settings => (settings["MessagesPerSecond"], settings["Burst"]) = ("1", "1"), time: time);
        var nick = await irc.ConnectAsync();
        var first = RunAsync(irc, "raw", "line", "TIME");
        await irc.Fake.ExpectAsync("TIME");
        await irc.Fake.SendAsync($":irc.test 391 {nick} irc.test :now");
        await irc.Fake.SendAsync(":irc.test PING :x");
        await irc.Fake.ExpectAsync("PONG :x");
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("irc.test now\nThe server has not said more within 10 seconds.", await first);
        _ = RunAsync(irc, "raw", "line", "INFO");
        var third = RunAsync(irc, "raw", "line", "USERS");
        await irc.Fake.ExpectAsync("INFO");
        Assert.False(third.IsCompleted);
    }

    [Fact]
    public async Task Whois_and_list_are_told_in_words()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        var asking = RunAsync(irc, "whois", "nick", "bob");
        await irc.Fake.ExpectAsync("WHOIS bob");
        await irc.Fake.SendAsync($":irc.test 311 {nick} Bob b host.test * :Bob B.", $":irc.test 318 {nick} bob :End");
        Assert.Equal("Bob\nb@host.test\nBob B.", await asking);
        asking = RunAsync(irc, "whois", "nick", "nobody");
        await irc.Fake.ExpectAsync("WHOIS nobody");
        await irc.Fake.SendAsync($":irc.test 401 {nick} nobody :No such nick");
        Assert.Equal(NetworkError.NotFound, (await Assert.ThrowsAsync<NetworkException>(() => asking)).Error);
        asking = RunAsync(irc, "list", "mask", "#l*");
        await irc.Fake.ExpectAsync("LIST");
        await irc.Fake.SendAsync($":irc.test 322 {nick} #linux 5 :All of it", $":irc.test 322 {nick} #lisp 7 :", $":irc.test 322 {nick} #chan 9 :x", $":irc.test 323 {nick} :End");
        Assert.Equal("Channels: 2\n#lisp (7)\n#linux (5): All of it", await asking);
        asking = ((IOffersCommands)irc.Session).RunCommandAsync("list", new Dictionary<string, string>(), IrcFixture.Stop).WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        await irc.Fake.ExpectAsync("LIST");
        await irc.Fake.SendAsync([.. Enumerable.Range(1, 60).Select(number => $":irc.test 322 {nick} #c{number} {number} :"), $":irc.test 323 {nick} :End"]);
        var lines = (await asking).Split('\n');
        Assert.Equal(("Channels: 60", "#c60 (60)", 52), (lines[0], lines[1], lines.Length));
        Assert.StartsWith("These are the largest 50.", lines[^1], StringComparison.Ordinal);
    }

    private static string Utf8(string bytes) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes));

    private static async Task<string> SaidAsync(IrcFixture irc, string channel, byte character)
    {
        byte[] line = [.. Encoding.ASCII.GetBytes($":bob!b@h PRIVMSG {channel} :"), character, (byte)'\r', (byte)'\n'];
        await irc.Fake.SendBytesAsync(line);
        return (await irc.Events.NextAsync<MessageReceived>()).Content.Text!.Plain;
    }

    private static async Task<string> PingOfAsync(IrcFixture irc, string line)
    {
        Assert.Equal(line, await irc.Fake.ExpectAsync(line));
        return await irc.Fake.ExpectAsync("PING :");
    }

    private static Task<string> RunAsync(IrcFixture irc, string command, string field, string value) =>
        ((IOffersCommands)irc.Session).RunCommandAsync(command, new Dictionary<string, string> { [field] = value }, IrcFixture.Stop)
            .WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
}
