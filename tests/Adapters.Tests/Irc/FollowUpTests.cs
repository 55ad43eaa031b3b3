using Xunit;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>What a server says line by line: echoes of batches, late answers, typing over time, batches that are not what they should be.</summary>
public sealed class FollowUpTests
{
    private const string Labels = "message-tags server-time echo-message labeled-response batch draft/multiline=max-bytes=4096,max-lines=24 draft/chathistory draft/read-marker";

    [Fact]
    public async Task The_echo_of_a_batch_is_known_by_the_label_on_its_first_line()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync(Labels);
        var sending = irc.Session.SendAsync(IrcFixture.Message("bob", "one\ntwo"), IrcFixture.Stop);
        var start = await irc.Fake.ExpectAsync("@label=");
        Assert.EndsWith(" draft/multiline bob", start, StringComparison.Ordinal);
        Assert.EndsWith(" PRIVMSG bob :one", await irc.Fake.ReadAsync(), StringComparison.Ordinal);
        Assert.EndsWith(" PRIVMSG bob :two", await irc.Fake.ReadAsync(), StringComparison.Ordinal);
        Assert.StartsWith("BATCH -", await irc.Fake.ReadAsync(), StringComparison.Ordinal);
        var label = start.Split(' ')[0];
        await irc.Fake.SendAsync($"{label};msgid=m :alice!a@h BATCH +9 draft/multiline bob", "@batch=9 :alice!a@h PRIVMSG bob :one", "@batch=9 :alice!a@h PRIVMSG bob :two");
        Assert.False(sending.IsCompleted);
        await irc.Fake.SendAsync(":irc.test BATCH -9");
        Assert.Equal("m", (await sending.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop)).Ids.Single().Value);
        Assert.Empty(irc.Events.Drain().OfType<MessageReceived>());
    }

    [Theory]
    [InlineData(Labels)]
    [InlineData("message-tags echo-message batch draft/multiline=max-bytes=4096")]
    public async Task A_refused_batch_is_refused_to_its_sender(string capabilities)
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync(capabilities);
        var sending = irc.Session.SendAsync(IrcFixture.Message("bob", "one\ntwo"), IrcFixture.Stop);
        string start;
        do
            start = await irc.Fake.ReadAsync() ?? "";
        while (!start.EndsWith("draft/multiline bob", StringComparison.Ordinal));
        await irc.Fake.ExpectAsync("BATCH -");
        var label = start.StartsWith("@label", StringComparison.Ordinal) ? start.Split(' ')[0] + " " : "";
        await irc.Fake.SendAsync($"{label}:irc.test FAIL BATCH MULTILINE_MAX_BYTES 5 :Too long");
        var result = await sending.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        Assert.Equal((SendOutcome.Refused, NetworkError.TooLong, "Too long"), (result.Outcome, result.Error, result.Reason));
    }

    [Fact]
    public async Task History_that_comes_too_late_is_not_shown()
    {
        var time = new ManualTime();
        await using var irc = new IrcFixture(time: time);
        await irc.ConnectAsync(Labels);
        var fetching = ((IFetchesHistory)irc.Session).FetchHistoryAsync(new ChatId("bob"), new HistoryRequest(), IrcFixture.Stop);
        var asked = await irc.Fake.ExpectAsync("@label=h");
        Assert.EndsWith(" CHATHISTORY LATEST bob * 100", asked, StringComparison.Ordinal);
        while (!fetching.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        Assert.Equal(NetworkError.TimedOut, (await Assert.ThrowsAsync<NetworkException>(() => fetching)).Error);
        await irc.Fake.SendAsync(
            $"{asked.Split(' ')[0]} :irc.test BATCH +1 chathistory bob", "@batch=1;msgid=1;time=2020-01-01T00:00:00.000Z :bob!b@h PRIVMSG alice :old",
            "@batch=1 :irc.test BATCH +2 draft/multiline alice", "@batch=2 :bob!b@h PRIVMSG alice :old too", "@batch=1 :irc.test BATCH -2", ":irc.test BATCH -1", ":bob!b@h PRIVMSG alice :new");
        Assert.Equal("new", (await irc.Events.NextAsync<MessageReceived>()).Content.Text?.Plain);
    }

    [Fact]
    public async Task History_that_nobody_asked_for_comes_as_old_messages()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync(Labels);
        await irc.Fake.SendAsync(":irc.test BATCH +1 chathistory bob", "@batch=1;msgid=1;time=2020-01-01T00:00:00.000Z :bob!b@h PRIVMSG alice :old", ":irc.test BATCH -1");
        var old = await irc.Events.NextAsync<MessageReceived>();
        Assert.Equal((2020, "irc:1"), (old.At?.Year, old.DedupeKey));
    }

    [Fact]
    public async Task Who_types_and_falls_silent_types_no_more()
    {
        var time = new ManualTime();
        await using var irc = new IrcFixture(time: time);
        await irc.ConnectAsync("message-tags");
        foreach (var (state, kind) in ((string, ActivityKind)[])[("active", ActivityKind.Typing), ("paused", ActivityKind.Paused)])
            await CheckAsync(irc, time, state, kind);
        await irc.Fake.SendAsync("@+typing=active :bob!b@h TAGMSG alice", "@+typing=active :bob!b@h TAGMSG alice", "@+typing=done :bob!b@h TAGMSG alice", "@+typing=done :bob!b@h TAGMSG alice", ":bob!b@h PRIVMSG alice :end");
        Assert.Equal(ActivityKind.Typing, (await irc.Events.NextAsync<ActivityChanged>()).Kind);
        Assert.Equal(ActivityKind.None, ((ActivityChanged)await irc.Events.NextAsync()).Kind);
        Assert.IsType<MessageReceived>(await irc.Events.NextAsync());
    }

    [Fact]
    public async Task Own_typing_is_repeated_while_it_lasts_and_never_within_three_seconds()
    {
        var time = new ManualTime();
        await using var irc = new IrcFixture(time: time);
        await irc.ConnectAsync("message-tags");
        var activity = (ISharesActivity)irc.Session;
        await activity.SetActivityAsync(new ChatId("bob"), ActivityKind.Typing, IrcFixture.Stop);
        await irc.Fake.ExpectAsync("@+typing=active TAGMSG bob");
        var before = time.GetTimestamp();
        await AdvanceUntilAsync(time, irc.Fake.ExpectAsync("@+typing=active TAGMSG bob"));
        Assert.True(time.GetElapsedTime(before) >= TimeSpan.FromSeconds(3));
        before = time.GetTimestamp();
        await activity.SetActivityAsync(new ChatId("bob"), ActivityKind.None, IrcFixture.Stop);
        await AdvanceUntilAsync(time, irc.Fake.ExpectAsync("@+typing=done TAGMSG bob"));
        Assert.True(time.GetElapsedTime(before) >= TimeSpan.FromSeconds(2));
        // A message says by itself that nobody types any more.
        await AdvanceUntilAsync(time, Task.CompletedTask);
        await activity.SetActivityAsync(new ChatId("bob"), ActivityKind.Typing, IrcFixture.Stop);
        await AdvanceUntilAsync(time, irc.Fake.ExpectAsync("@+typing=active TAGMSG bob"));
        await irc.Session.SendAsync(IrcFixture.Message("bob", "hello"), IrcFixture.Stop);
        await activity.SetActivityAsync(new ChatId("bob"), ActivityKind.None, IrcFixture.Stop);
        time.Advance(TimeSpan.FromSeconds(20));
        await irc.Session.SendAsync(IrcFixture.Message("bob", "end"), IrcFixture.Stop);
        Assert.Equal("PRIVMSG bob :hello", await irc.Fake.ReadAsync());
        Assert.Equal("PRIVMSG bob :end", await irc.Fake.ReadAsync());
    }

    [Theory]
    [InlineData(":alice!~u@host.test PART #room")]
    [InlineData(":bob!b@h KICK #room alice :out")]
    [InlineData(null)]
    public async Task Who_leaves_a_channel_while_typing_says_nothing_there_any_more(string? end)
    {
        var time = new ManualTime();
        await using var irc = new IrcFixture(time: time);
        var nick = await irc.ConnectAsync("message-tags");
        await irc.JoinAsync(nick, "#room");
        await ((ISharesActivity)irc.Session).SetActivityAsync(new ChatId("#room"), ActivityKind.Typing, IrcFixture.Stop);
        await AdvanceUntilAsync(time, irc.Fake.ExpectAsync("@+typing=active TAGMSG #room"));
        if (end is null)
        {
            // The PART is on its way, and the server slow.
            await irc.Groups.LeaveGroupAsync(new ChatId("#room"), null, IrcFixture.Stop);
            await irc.Fake.ExpectAsync("PART #room");
        }
        else
        {
            await irc.Fake.SendAsync(end);
            await irc.Events.NextAsync<GroupLeft>();
        }

        await ((ISharesActivity)irc.Session).SetActivityAsync(new ChatId("bob"), ActivityKind.Typing, IrcFixture.Stop);
        await AdvanceUntilAsync(time, irc.Fake.ExpectAsync("@+typing=active TAGMSG bob"));
        for (var i = 0; i < 2; i++)
        {
            // Whatever comes until it is repeated twice, nothing is for the channel.
            string line;
            var read = irc.Fake.ReadAsync();
            await AdvanceUntilAsync(time, read);
            line = await read ?? "";
            Assert.DoesNotContain("#room", line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_marker_of_before_waits_until_the_room_is_joined()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync(Labels);
        await irc.JoinAsync(nick, "#room");
        await irc.Fake.SendAsync("@msgid=1;time=2029-12-31T00:00:00.123Z :bob!b@h PRIVMSG #room :hello", $":{nick}!a@h PART #room");
        await irc.Events.NextAsync<GroupLeft>();
        var joining = irc.Groups.JoinGroupAsync(new ChatId("#room"), new GroupJoin(nick), IrcFixture.Stop);
        await irc.Fake.ExpectAsync("JOIN #room");
        await irc.Fake.SendAsync($":{nick}!a@h JOIN #room", ":irc.test MARKREAD #room timestamp=2029-12-31T00:00:00.123Z", $":irc.test 353 {nick} = #room :{nick} bob", $":irc.test 366 {nick} #room :End");
        await joining.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        var events = irc.Events.Drain();
        Assert.True(events.FindIndex(raised => raised is GroupJoined) < events.FindIndex(raised => raised is ReceiptReceived { Targets: [{ Value: "1" }] }));
    }

    [Fact]
    public async Task Batches_without_end_or_sense_cost_little()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync(Labels);
        var filling = new string('x', 400);
        for (var i = 0; i < 200; i++)
            await irc.Fake.SendAsync($"@batch=b{i} :bob!b@h BATCH +b{i} draft/multiline alice", $"@batch=b{i} :bob!b@h PRIVMSG alice :{filling}", $"@batch=b{i} :bob!b@h JOIN #x");
        for (var i = 0; i < 2000; i++)
            await irc.Fake.SendAsync($"@batch=b0 :bob!b@h PRIVMSG alice :{filling}");
        await irc.Fake.SendAsync(":irc.test BATCH -b0", ":irc.test BATCH -b0", ":irc.test BATCH -", ":bob!b@h PRIVMSG alice :end");
        var cut = await irc.Events.NextAsync<MessageReceived>(message => message.Content.Flags.HasFlag(MessageFlags.Truncated));
        Assert.InRange(cut.Content.Text!.Plain.Length, 100_000, 256 * 1024);
        await irc.Events.NextAsync<MessageReceived>(message => message.Content.Text?.Plain == "end");
        Assert.Empty(irc.Log.Failures);
    }

    [Fact]
    public async Task Where_a_channel_refuses_formatting_none_is_sent()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        await irc.JoinAsync(nick, "#room");
        var content = new MessageContent { Text = new RichText("bold") { Spans = [new TextSpan(0, 4, SpanKind.Bold)] } };
        await irc.Session.SendAsync(IrcFixture.Message("#room", "") with { Content = content }, IrcFixture.Stop);
        await irc.Fake.ExpectAsync("PRIVMSG #room :\u0002*bold*\u0002");
        await irc.Fake.SendAsync(":bob!b@h MODE #room +c", ":bob!b@h PRIVMSG #room :seen");
        await irc.Events.NextAsync<MessageReceived>();
        Assert.Equal(CapabilityLevel.Dropped, irc.Session.GetCapabilities(new ChatId("#room"))[Feature.Formatting]);
        await irc.Session.SendAsync(IrcFixture.Message("#room", "") with { Content = content }, IrcFixture.Stop);
        Assert.Equal("PRIVMSG #room :bold", await irc.Fake.ExpectAsync("PRIVMSG"));
    }

    [Fact]
    public async Task A_direct_connection_is_told_and_each_asker_has_a_limit()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        await irc.Fake.SendAsync(":bob!b@h PRIVMSG alice :\u0001DCC SEND x.txt 1 2 3\u0001");
        var notice = await irc.Events.NextAsync<Notice>();
        Assert.Equal(("irc.dcc", "bob"), (notice.Code, notice.Chat?.Value));
        Assert.Contains("x.txt", notice.Text, StringComparison.Ordinal);
        await irc.Fake.SendAsync([.. Enumerable.Repeat(":bob!b@h PRIVMSG alice :\u0001SOURCE\u0001", 10), ":carol!c@h PRIVMSG alice :\u0001CLIENTINFO\u0001", "PING :end"]);
        var answers = new List<string>();
        while (await irc.Fake.ReadAsync() is { } line && line != "PONG :end")
            answers.Add(line);
        Assert.Equal(3, answers.Count(line => line.StartsWith("NOTICE bob :\u0001SOURCE ", StringComparison.Ordinal)));
        Assert.Contains("NOTICE carol :\u0001CLIENTINFO ACTION CLIENTINFO PING SOURCE TIME VERSION\u0001", answers);
    }

    private static async Task CheckAsync(IrcFixture irc, ManualTime time, string state, ActivityKind kind)
    {
        await irc.Fake.SendAsync($"@+typing={state} :bob!b@h TAGMSG alice");
        Assert.Equal(kind, (await irc.Events.NextAsync<ActivityChanged>()).Kind);
        var over = irc.Events.NextAsync<ActivityChanged>();
        var before = time.GetTimestamp();
        await AdvanceUntilAsync(time, over);
        Assert.Equal(ActivityKind.None, (await over).Kind);
        Assert.True(time.GetElapsedTime(before) >= TimeSpan.FromSeconds(state == "active" ? 5 : 29));
    }

    // The time passes while the session gets to its next wait.
    private static async Task AdvanceUntilAsync(ManualTime time, Task done)
    {
        do
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(done, Task.Delay(5, IrcFixture.Stop));
        }
        while (!done.IsCompleted);
    }
}
