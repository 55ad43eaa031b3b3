using System.Text;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>A server that means harm, or is not one: the session lives on or ends with a network failure, in bounded time and memory.</summary>
public sealed class HostileServerTests
{
    private const string Caps = "message-tags server-time echo-message labeled-response batch multi-prefix away-notify cap-notify chghost draft/chathistory draft/multiline=max-bytes=4096 draft/message-redaction draft/read-marker";

    [Theory]
    [InlineData(100_000)]
    [InlineData(50_000_000)]
    public async Task A_line_without_end_costs_nothing(int length)
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        var before = GC.GetTotalMemory(true);
        await irc.Fake.SendBytesAsync(Encoding.ASCII.GetBytes(":bob!b@h PRIVMSG alice :" + new string('x', length)));
        await irc.Fake.SendAsync("the end", ":bob!b@h PRIVMSG alice :after");
        Assert.Equal("after", (await irc.Events.NextAsync<MessageReceived>()).Content.Text?.Plain);
        // Other tests of the process use memory meanwhile.
        Assert.InRange(GC.GetTotalMemory(true) - before, long.MinValue, 25_000_000);
        Assert.Empty(irc.Log.Failures);
    }

    [Fact]
    public async Task Two_seconds_of_noise_end_nothing()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync(Caps);
        var random = new Random(20_26);
        var noise = new byte[8192];
        for (var started = IrcRelay.Now; IrcRelay.Now - started < TimeSpan.FromSeconds(2);)
        {
            random.NextBytes(noise);
            await irc.Fake.SendBytesAsync(noise);
        }

        await irc.Fake.SendAsync("", ":bob!b@h PRIVMSG #end :still here");
        Assert.Equal("still here", (await irc.Events.NextAsync<MessageReceived>(message => message.Chat?.Value == "#end")).Content.Text?.Plain);
        Assert.Empty(irc.Log.Failures);
    }

    [Fact]
    public async Task Noise_made_of_commands_ends_nothing()
    {
        string[] words =
        [
            "PRIVMSG", "NOTICE", "JOIN", "PART", "ACCOUNT", "SETNAME", "AWAY", "CHGHOST", "INVITE", "302", "303", "315", "352", "354", "372", "470", "730", "731", "734", "900", "903", "904", "AUTHENTICATE", "netsplit", "sts=port=6697,duration=1", "NICK", "MODE", "KICK", "TOPIC", "QUIT", "353", "366", "332", "333", "324", "005", "433", "475", "401", "311", "318",
            "CAP", "BATCH", "ACK", "FAIL", "alice", "bob", "#room", "#Röom", "*", "=", "+o-v", "+k", ":", "::", "\u0001", "\u0001ACTION", "\u0003,4", ":alice!a@h", ":bob!b@h",
            "TAGMSG", "REDACT", "MARKREAD", "timestamp=*", "timestamp=9999-12-31T23:59:59.999Z", "+r", "-r", "+s", "-s", "draft/multiline", "chathistory", "@batch=r", "@batch=s;draft/multiline-concat",
            "@+reply=x;+draft/react=\\n;msgid=y", "@+typing=active", "@+draft/react=a;+draft/unreact=b;+reply=", ":irc.test", "@label=1", "@batch=", "@time=x;msgid=", "@+draft/x", "LS", "NEW", "DEL", "-sasl", "99999999999999999999", "-1", "\ud83e\udd9c",
        ];
        await using var irc = new IrcFixture();
        await irc.ConnectAsync(Caps);
        var random = new Random(4711);
        for (var i = 0; i < 300; i++)
        {
            await irc.Fake.SendAsync([.. Enumerable.Range(0, 100).Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(1, 9)).Select(_ => words[random.Next(words.Length)])))]);
        }

        await irc.Fake.SendAsync(":dave!b@h PRIVMSG #end :still here");
        Assert.Equal("still here", (await irc.Events.NextAsync<MessageReceived>(message => message.Chat?.Value == "#end")).Content.Text?.Plain);
        Assert.Empty(irc.Log.Failures);
    }

    [Fact]
    public async Task Twenty_thousand_members_are_listed_once()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        var joining = irc.Groups.JoinGroupAsync(new ChatId("#crowd"), new GroupJoin(null), IrcFixture.Stop);
        await irc.Fake.ExpectAsync("JOIN #crowd");
        await irc.Fake.SendAsync($":{nick}!u@h JOIN #crowd");
        foreach (var part in Enumerable.Range(0, 20_000).Chunk(30))
            await irc.Fake.SendAsync($":irc.test 353 {nick} = #crowd :{string.Join(' ', part.Select(number => $"m{number}"))}");
        await irc.Fake.SendAsync($":irc.test 353 {nick} = #crowd :@{nick} m1 m2", $":irc.test 366 {nick} #crowd :End");
        await joining.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        Assert.Equal(20_001, (await irc.Events.NextAsync<MembersListed>()).Members.Count);
    }

    [Fact]
    public async Task Offers_without_end_are_survived()
    {
        await using var irc = new IrcFixture(credentials: new Dictionary<string, string> { ["sasl-username"] = "alice", ["sasl-password"] = "secret" });
        irc.Start();
        await irc.Fake.AcceptAsync();
        var before = GC.GetTotalMemory(true);
        for (var i = 0; i < 5000; i++)
            await irc.Fake.SendAsync($":irc.test CAP * LS * :{string.Join(' ', Enumerable.Range(0, 40).Select(x => $"vendor.example/cap{i}-{x}={new string('v', 90)}"))}");
        Assert.InRange(GC.GetTotalMemory(true) - before, long.MinValue, 4_000_000);
        await irc.Fake.SendAsync(
            ":irc.test CAP * ACK :sasl batch", ":irc.test CAP", ":irc.test CAP *", ":irc.test CAP * ACK", ":irc.test CAP * NAK :", ":irc.test CAP * DEL :sasl", ":irc.test CAP * LS :");
        await irc.Fake.ExpectAsync("CAP END");
        await irc.Fake.WelcomeAsync("alice", "NICKLEN=30");
        await irc.Events.NextAsync<SessionStateChanged>();
        Assert.Empty(irc.Log.Failures);
    }

    [Fact]
    public async Task Storms_of_nicks_modes_and_splits_end_where_they_should()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync(Caps + " account-notify extended-join account-tag", "WHOX MONITOR=5 CHANTYPES=# PREFIX=(ov)@+");
        await irc.JoinAsync(nick, "#room", "m0");
        await ((IWatchesContacts)irc.Session).WatchAsync(new ContactId("bob"), IrcFixture.Stop);
        await irc.Fake.SendAsync([.. Enumerable.Range(0, 20_000).Select(x => $":m{x}!u@h NICK m{x + 1}")]);
        await irc.Fake.SendAsync([.. Enumerable.Repeat($":bob!b@h MODE #room +o-o+v-v{new string('b', 300)} m20000 m20000 m20000 m20000", 2000)]);
        await irc.Fake.SendAsync([.. Enumerable.Range(0, 2000).Select(x => $":irc.test BATCH +{x} netsplit a.b c.d"), "@batch=1 :m20000!u@h QUIT :a.b c.d", "@batch=1 :nobody QUIT", "@batch=1999 :nobody JOIN #room x y"]);
        await irc.Fake.SendAsync(
            ":irc.test 354", ":irc.test 354 alice 152", ":irc.test 354 alice 152 #room", ":irc.test 352 alice #room", ":irc.test 315 alice", ":irc.test 730 alice", $":irc.test 730 alice :{string.Join(',', Enumerable.Repeat("bob", 2000))}",
            ":irc.test 731 alice :,,,bob!,!", ":irc.test 734 alice x bob,bob,bob :full", ":irc.test 303 alice :bob", ":irc.test 302 alice :bob=- = == *=", ":x!y@z ACCOUNT", ":x!y@z SETNAME", ":x!y@z AWAY :a", "FAIL", "FAIL JOIN", "FAIL JOIN x #room", "NOTE :",
            ":x!y@z RENAME #room #other :", ":x!y@z INVITE", ":dave!d@h PRIVMSG #end :still here");
        var peak = 0;
        while (await irc.Events.NextAsync() is var seen && seen is not MessageReceived { Chat.Value: "#end" })
            peak = Math.Max(peak, (seen as MembersChanged)?.Changes.Count ?? 0);
        Assert.InRange(peak, 1, 2);
        Assert.Empty(irc.Log.Failures);
        Assert.False(irc.Running.IsCompleted);
    }

    [Fact]
    public async Task Names_that_no_server_allows_are_nobody()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        var joining = irc.Groups.JoinGroupAsync(new ChatId("#crowd"), new GroupJoin(null), IrcFixture.Stop);
        await irc.Fake.JoinAsync(nick, "#crowd", $"bob {new string('m', 1000)} @{new string('o', 129)}");
        await joining.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        Assert.Equal(["alice", "bob"], (await irc.Events.NextAsync<MembersListed>()).Members.Select(member => member.Name).Order(StringComparer.Ordinal));
        await irc.Fake.SendAsync($":{new string('j', 1000)}!u@h JOIN #crowd", $":bob!b@h NICK {new string('b', 1000)}");
        Assert.Equal(
            (MemberChangeKind.Quit, "bob"),
            (await irc.Events.NextAsync<MembersChanged>()).Changes.Select(change => (change.Kind, change.Member.Name)).Single());
    }

    [Theory]
    [InlineData("CHANTYPES= PREFIX=( PREFIX=) PREFIX=()@ PREFIX=(ov)@ PREFIX=ov@+ CHANMODES=, CHANMODES NICKLEN=0 NICKLEN=-1 NICKLEN=99999999999999999999 MODES=x")]
    [InlineData("CASEMAPPING= CASEMAPPING=martian LINELEN=0 LINELEN=1 LINELEN=999999999 TOPICLEN= TARGMAX=,:,PRIVMSG:,:4 STATUSMSG=# STATUSMSG=\\x STATUSMSG=\\xZZ =x == - -- -PREFIX -CHANTYPES")]
    [InlineData("MONITOR=-1 MONITOR=x MONITOR=99999999999 BOT= BOT=BB BOT=\\x20 WHOX=x ELIST= AWAYLEN=0 AWAYLEN=x CHANLIMIT=,:,#:0,#:x,:5 TARGMAX=JOIN:0,PART:x")]
    [InlineData("PREFIX=(qaohvxyzABCDEFGH)~&@%+1234567890ab CHANTYPES=abcdefghijklmnopqrstuvwxyz STATUSMSG=abc")]
    public async Task Nonsense_about_itself_is_survived(string features)
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync(isupport: features);
        await irc.Fake.SendAsync(":bob!b@h PRIVMSG alice :hello", ":alice!a@h JOIN #room", ":irc.test 353 alice = #room :@alice +bob ~carol", ":irc.test 366 alice #room :End", ":bob!b@h MODE #room +ovk bob carol");
        Assert.Equal("hello", (await irc.Events.NextAsync<MessageReceived>()).Content.Text?.Plain);
        Assert.Equal(SendOutcome.Accepted, (await irc.Session.SendAsync(IrcFixture.Message("bob", new string('x', 2000)), IrcFixture.Stop)).Outcome);
        Assert.Empty(irc.Log.Failures);
        Assert.False(irc.Running.IsCompleted);
    }

    [Fact]
    public async Task Every_numeric_without_parameters_is_survived_before_the_welcome_too()
    {
        await using var irc = new IrcFixture();
        irc.Start();
        await irc.Fake.AcceptAsync();
        // All but those that say that it is over: nicks that are refused for ever, bans, passwords.
        await irc.Fake.SendAsync([.. Enumerable.Range(0, 1000).Where(number => number is not (431 or 432 or 433 or 436 or 437 or 464 or 465)).SelectMany(number => (string[])[$"{number:000}", $":irc.test {number:000}"])]);
        await irc.Fake.WelcomeAsync("alice", "NICKLEN=30");
        await irc.Events.NextAsync<SessionStateChanged>();
        await irc.Fake.SendAsync([.. Enumerable.Range(0, 1000).Where(number => number != 465).Select(number => $"{number:000}")]);
        await irc.Fake.SendAsync(":bob!b@h PRIVMSG", ":bob!b@h PRIVMSG alice", ":bob!b@h PRIVMSG :", "PRIVMSG", "NOTICE", ":bob!b@h PRIVMSG alice :", ":bob!b@h PRIVMSG alice :after");
        Assert.Equal("after", (await irc.Events.NextAsync<MessageReceived>()).Content.Text?.Plain);
        Assert.Empty(irc.Log.Failures);
    }

    [Fact]
    public async Task A_storm_of_pings_that_nobody_reads_the_answers_of_costs_little()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync(reads: false);
        var before = GC.GetTotalMemory(true);
        var storm = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"PING :{new string('p', 400)}\r\n", 20)));
        for (var i = 0; i < 5000; i++)
            await irc.Fake.SendBytesAsync(storm);
        await irc.Fake.SendAsync(":bob!b@h PRIVMSG alice :after");
        Assert.Equal("after", (await irc.Events.NextAsync<MessageReceived>()).Content.Text?.Plain);
        Assert.InRange(GC.GetTotalMemory(true) - before, long.MinValue, 4_000_000);
        Assert.Empty(irc.Log.Failures);
    }

    [Fact]
    public async Task A_server_that_takes_nothing_is_given_up()
    {
        var time = new ManualTime();
        await using var irc = new IrcFixture(time: time);
        await irc.ConnectAsync(reads: false);
        // More than the sockets hold.
        var messages = Enumerable.Range(0, 200).Select(_ => IrcFixture.Message("bob", new string('x', 60_000))).ToList();
        var sending = ((ISendsBatches)irc.Session).SendBatchAsync(messages, IrcFixture.Stop);
        for (var i = 0; i < 40 && !irc.Running.IsCompleted; i++)
        {
            await Task.Delay(50, IrcFixture.Stop);
            // It speaks all the same, so that it is not the silence.
            _ = await Record.ExceptionAsync(() => irc.Fake.SendAsync(":irc.test NOTICE alice :la la la"));
            time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal("irc.stuck", (await irc.FailureAsync()).Code);
        var results = await sending.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        Assert.Contains(results, result => result.Outcome == SendOutcome.Uncertain);
        Assert.Equal(SendOutcome.NotSent, results[^1].Outcome);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":irc.test NOTICE * :*** Looking up your hostname\r\n")]
    [InlineData("PING :and nothing else\r\n")]
    [InlineData(":irc.test 001 alice :Welcome\r\n")]
    public async Task A_server_that_never_finishes_the_welcome_is_given_up(string says)
    {
        var time = new ManualTime();
        await using var irc = new IrcFixture(time: time);
        irc.Start();
        await irc.Fake.AcceptAsync();
        await irc.Fake.ExpectAsync("USER");
        for (var seconds = 0; seconds < 90 && !irc.Running.IsCompleted; seconds += 5)
        {
            _ = await Record.ExceptionAsync(() => irc.Fake.SendBytesAsync(Encoding.ASCII.GetBytes(says)));
            await Task.Delay(10, IrcFixture.Stop);
            time.Advance(TimeSpan.FromSeconds(5));
        }

        var failure = await irc.FailureAsync();
        Assert.Equal((NetworkError.TimedOut, "irc.timeout", false), (failure.Error, failure.Code, failure.IsFinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":bob!b@h PRIV")]
    [InlineData("@msgid=1;time=")]
    public async Task A_reset_in_the_middle_of_a_line_is_a_lost_connection(string beginning)
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        await irc.Fake.SendBytesAsync(Encoding.ASCII.GetBytes(beginning));
        irc.Fake.Reset();
        Assert.Equal(NetworkError.NetworkDown, (await irc.FailureAsync()).Error);
        Assert.Empty(irc.Events.Drain().OfType<MessageReceived>());
    }
}
