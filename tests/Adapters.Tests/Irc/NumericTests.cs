using System.Globalization;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>What a server says in numbers reaches somebody, and not as a flood.</summary>
public sealed class NumericTests
{
    // Told by other means: the state of rooms and people, ends of lists, what answers the session's own commands.
    private static readonly int[] Silent =
    [
        1, 2, 3, 4, 5, 8, 20, 42, 219, 221, 301, 305, 306, 315, 318, 323, 324, 329, 331, 332, 333, 341, 347, 349, 353, 365, 366, 368, 369, 374, 375, 376, 394, 396, 422,
        730, 731, 732, 733, 734,
    ];

    [Fact]
    public async Task Every_number_but_those_known_to_be_told_otherwise_reaches_the_user()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        await irc.JoinAsync(nick, "#room");
        var silent = new List<int>();
        foreach (var number in Enumerable.Range(1, 999).Where(x => x != 465))
        {
            var code = number.ToString("000", CultureInfo.InvariantCulture);
            await irc.Fake.SendAsync($":irc.test {code} alice #room more :Words of the server", ":irc.test NOTICE alice :the end of it");
            var seen = new List<NetworkEvent>();
            while (seen is not [.., Notice { Text: "the end of it" }])
                seen.Add(await irc.Events.NextAsync());
            var told = seen.SkipLast(1).Where(x => x is Notice or PresenceChanged).ToList();
            if (told.Count == 0)
                silent.Add(number);
            Assert.InRange(told.Count, 0, 1);
            if (told is [Notice notice])
                Assert.Equal(("#room", true, $"irc.{code}"), (notice.Chat?.Value, notice.Text.Contains("Words of the server", StringComparison.Ordinal), notice.Code));
        }
        Assert.Equal(Silent, silent);
    }

    [Fact]
    public async Task The_message_of_the_day_is_one_notice_and_shown_when_it_is_news()
    {
        await using var irc = new IrcFixture();
        foreach (var (text, isNews) in ((string, bool)[])[("hello", true), ("hello", false), ("other", true)])
        {
            await using var session = irc.Adapter.CreateSession(irc.Context);
            using var stop = new CancellationTokenSource();
            var running = session.RunAsync(irc.Events, stop.Token);
            await irc.Fake.AcceptAsync();
            await irc.Fake.SendAsync(
                ":irc.test 001 alice :Welcome", ":irc.test 251 alice :There are 3 users", ":irc.test 375 alice :- irc.test Message of the day -", ":irc.test 372 alice :- \u0002" + text,
                ":irc.test 372 alice :- ", ":irc.test 372 alice :- bye", ":irc.test 376 alice :End of /MOTD command.");
            if (isNews)
                Assert.Equal(($"- {text}\n- \n- bye", "irc.372", null), Parts(Assert.IsType<Notice>(await irc.Events.NextAsync())));
            Assert.IsType<SessionStateChanged>(await irc.Events.NextAsync());
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        }
    }

    [Fact]
    public async Task An_answer_in_many_lines_is_one_notice()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        await irc.JoinAsync(nick, "#room");
        await irc.Fake.SendAsync(
            ":irc.test 251 alice :There are 3 users", ":irc.test 252 alice 1 :operators online", ":irc.test 255 alice :I have 3 clients", ":irc.test 346 alice #room x!*@* bob 1", ":irc.test 346 alice #room y!*@* bob 1",
            ":irc.test 347 alice #room :End", ":irc.test 401 alice nobody :No such nick", ":bob!b@h PRIVMSG #room :hi");
        Assert.Equal(("There are 3 users\n1 operators online\nI have 3 clients", "irc.251", null), Parts(await irc.Events.NextAsync<Notice>()));
        Assert.Equal(("#room x!*@* bob 1\n#room y!*@* bob 1", "irc.346", "#room"), Parts(await irc.Events.NextAsync<Notice>()));
        Assert.True((await irc.Events.NextAsync<Notice>()).IsError);
        Assert.IsType<MessageReceived>(await irc.Events.NextAsync());
    }

    [Fact]
    public async Task A_text_without_end_comes_in_pieces()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        for (var i = 0; i < 50; i++)
            await irc.Fake.SendAsync([.. Enumerable.Repeat(":irc.test 371 alice :" + new string('x', 400), 100)]);
        await irc.Fake.SendAsync(":irc.test 374 alice :End");
        for (var length = 0; length < 50 * 100 * 400;)
        {
            var text = (await irc.Events.NextAsync<Notice>()).Text;
            Assert.InRange(text.Length, 400, 17_000);
            length += text.Count(x => x == 'x');
        }
    }

    [Fact]
    public async Task Standard_replies_answer_what_was_asked_or_are_told()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync("standard-replies");
        await irc.JoinAsync(nick, "#room");
        var topic = irc.Groups.SetTopicAsync(new ChatId("#room"), "new", IrcFixture.Stop);
        await irc.Fake.ExpectAsync("TOPIC");
        await irc.Fake.SendAsync(
            "FAIL TOPIC RATE_LIMITED #elsewhere :Not this", "FAIL KICK CANNOT_KICK #room :Not this", "WARN TOPIC SOON_LIMITED #room :Careful", "NOTE * OPER_MESSAGE :Hello all", "FAIL TOPIC RATE_LIMITED #room :Slow down");
        var failure = await Assert.ThrowsAsync<NetworkException>(() => topic.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        Assert.Equal((NetworkError.Throttled, "Slow down", "irc.RATE_LIMITED"), (failure.Error, failure.Message, failure.Code));
        var told = new List<Notice>();
        for (var i = 0; i < 4; i++)
            told.Add(await irc.Events.NextAsync<Notice>());
        Assert.Equal([(null, true), ("#room", true), ("#room", false), (null, false)], told.Select(x => (x.Chat?.Value, x.IsError)));

        var joining = irc.Groups.JoinGroupAsync(new ChatId("#old"), new GroupJoin(null), IrcFixture.Stop);
        await irc.Fake.ExpectAsync("JOIN #old");
        await irc.Fake.SendAsync("FAIL JOIN CHANNEL_RENAMED #old #new :The channel has been renamed");
        failure = await Assert.ThrowsAsync<NetworkException>(() => joining.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        Assert.Equal((NetworkError.NotFound, "The channel has been renamed (#new)"), (failure.Error, failure.Message));
    }

    [Fact]
    public async Task That_somebody_is_away_is_told_to_who_writes_once_for_each_text()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        await irc.Fake.SendAsync(":irc.test 301 alice Bob :at lunch", ":irc.test 301 alice Bob :at lunch", ":irc.test 301 alice carol :", ":irc.test 301 alice bob :asleep", ":irc.test NOTICE alice :end");
        var told = new List<Notice>();
        while (told is not [.., { Text: "end" }])
            told.Add(await irc.Events.NextAsync<Notice>());
        Assert.Equal([("bob", "Bob is away: at lunch"), ("carol", "carol is away."), ("bob", "bob is away: asleep"), (null, "end")], told.Select(static notice => (notice.Chat?.Value, notice.Text)));

        var asking = ((IDescribesContacts)irc.Session).DescribeContactAsync(new ContactId("dave"), IrcFixture.Stop);
        await irc.Fake.ExpectAsync("WHOIS dave");
        await irc.Fake.SendAsync(":irc.test 311 alice dave d h * :Dave", ":irc.test 301 alice dave :out", ":irc.test 318 alice dave :End");
        await asking.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        Assert.Empty(irc.Events.Drain().OfType<Notice>());
    }

    [Fact]
    public async Task What_is_said_to_all_operators_and_what_nobody_knows_is_told()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        await irc.Fake.SendAsync(":oper!o@h WALLOPS :maintenance \u0002tonight\u0002", ":irc.test GLOBOPS :link lost", "SHOUT a b", ":irc.test NOTHING", "\u0007x9 noise :of no use", "4 :no command", $"{new string('X', 100)} :nor that", ":irc.test NOTICE alice :end");
        var told = new List<(string, string?)>();
        while (told is not [.., ("end", _)])
            told.Add(await irc.Events.NextAsync<Notice>() is var notice ? (notice.Text, notice.Code) : default);
        Assert.Equal([("WALLOPS from oper: maintenance tonight", "irc.WALLOPS"), ("GLOBOPS from irc.test: link lost", "irc.GLOBOPS"), ("SHOUT: b", "irc.SHOUT"), ("end", "irc.notice")], told);
    }

    [Fact]
    public async Task The_warning_of_a_ban_ends_nothing()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        await irc.Fake.SendAsync(":irc.test 466 alice :You will be banned soon", "PING :end");
        var notice = await irc.Events.NextAsync<Notice>();
        Assert.Equal(("You will be banned soon", "irc.466", true), (notice.Text, notice.Code, notice.IsError));
        await irc.Fake.ExpectAsync("PONG :end");
        Assert.False(irc.Running.IsCompleted);
    }

    [Fact]
    public async Task Who_is_forwarded_to_a_channel_nobody_asked_for_is_told_where_they_are()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        var joining = irc.Groups.JoinGroupAsync(new ChatId("#old"), new GroupJoin(null), IrcFixture.Stop);
        await irc.Fake.ExpectAsync("JOIN #old");
        await irc.Fake.SendAsync(":irc.test 470 alice #old ##OLD :Forwarding to another channel");
        var failure = await Assert.ThrowsAsync<NetworkException>(() => joining.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        Assert.Equal(("Forwarding to another channel (##OLD)", new ChatId("##old")), (failure.Message, failure.Instead));
        await irc.Fake.SendAsync(":alice!~u@host.test JOIN ##OLD", ":irc.test 353 alice = ##OLD :bob alice", ":irc.test 366 alice ##OLD :End");
        var joined = await irc.Events.NextAsync<GroupJoined>();
        Assert.Equal((new ChatId("##old"), true), (joined.Chat, joined.IsUnasked));

        // Who joins it then is as in any other channel.
        joining = irc.Groups.JoinGroupAsync(new ChatId("##old"), new GroupJoin(null), IrcFixture.Stop);
        await irc.Fake.ExpectAsync("NAMES ##OLD");
        await irc.Fake.SendAsync(":irc.test 353 alice = ##OLD :bob alice", ":irc.test 366 alice ##OLD :End");
        await joining.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        Assert.False((await irc.Events.NextAsync<GroupJoined>()).IsUnasked);
    }

    [Fact]
    public async Task A_ban_that_sends_people_elsewhere_says_where_and_any_other_is_a_ban()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        var joining = irc.Groups.JoinGroupAsync(new ChatId("#old"), new GroupJoin(null), IrcFixture.Stop);
        await irc.Fake.ExpectAsync("JOIN #old");
        await irc.Fake.SendAsync(":irc.test 474 alice #old :You are banned", ":irc.test 470 alice #old #new :You are sent on");
        var failure = await Assert.ThrowsAsync<NetworkException>(() => joining.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        Assert.Equal((NetworkError.NotFound, new ChatId("#new")), (failure.Error, failure.Instead));
        joining = irc.Groups.JoinGroupAsync(new ChatId("#shut"), new GroupJoin(null), IrcFixture.Stop);
        await irc.Fake.ExpectAsync("JOIN #shut");
        await irc.Fake.SendAsync(":irc.test 474 alice #shut :You are banned", ":irc.test 470 alice #other #new :about another");
        failure = await Assert.ThrowsAsync<NetworkException>(() => joining.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        Assert.Equal((NetworkError.Banned, null), (failure.Error, failure.Instead));
    }

    [Fact]
    public async Task Whois_tells_what_the_server_does()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        var asking = ((IDescribesContacts)irc.Session).DescribeContactAsync(new ContactId("bob"), IrcFixture.Stop);
        await irc.Fake.ExpectAsync("WHOIS bob");
        await irc.Fake.SendAsync(
            ":irc.test 311 alice Bob b bobs.host * :Bob B.", ":irc.test 319 alice Bob :@#room #other", ":irc.test 312 alice Bob irc.test :The server", ":irc.test 330 alice Bob robert :is logged in as",
            ":irc.test 671 alice Bob :is using a secure connection", ":irc.test 317 alice Bob 61 1700000000 :seconds idle, signon time", ":irc.test 317 alice Bob 99999999999999 -1 :x", ":irc.test 335 alice Bob :is a bot", ":irc.test 318 alice Bob :End");
        var profile = await asking.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        Assert.Equal(("Bob", "b@bobs.host", true), (profile?.Name, profile?.Handle, profile?.IsBot));
        Assert.Equal("Bob B.\nChannels: @#room #other\nServer: irc.test\nAccount: robert\nis using a secure connection\nIdle: 1 min 1 s\nOnline since: 2023-11-14 22:13:20 UTC\nA bot", profile?.Description);
    }

    [Fact]
    public async Task The_server_looks_for_channels_where_it_can()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync(isupport: "ELIST=CMNTU");
        foreach (var (query, line) in ((string?, string)[])[(null, "LIST"), ("#lin", "LIST *#lin*"), ("linux", "LIST"), ("#a b", "LIST")])
        {
            var listing = ((IListsGroups)irc.Session).ListGroupsAsync(query, IrcFixture.Stop);
            Assert.Equal(line, await irc.Fake.ExpectAsync("LIST"));
            await irc.Fake.SendAsync(":irc.test 322 alice #linux 7 :[+nt] About #lin and linux", ":irc.test 323 alice :End");
            Assert.Equal(query == "#a b" ? 0 : 1, (await listing.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop)).Count);
        }
    }

    private static (string, string?, string?) Parts(Notice notice) => (notice.Text, notice.Code, notice.Chat?.Value);
}
