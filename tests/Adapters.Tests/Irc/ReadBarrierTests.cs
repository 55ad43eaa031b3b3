using Xunit;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>On a server without echoes a message is accepted when the server has proved that it read it.</summary>
public sealed class ReadBarrierTests
{
    private const string Ping = "PING :bridge-read-";

    [Fact]
    public async Task A_burst_is_accepted_when_the_one_ping_behind_it_is_answered()
    {
        await using var irc = await ConnectAsync();
        var sending = SendAsync(irc, "bob", "a", "b\nb", "c");
        foreach (var text in (string[])["a", "b", "b", "c"])
            Assert.Equal($"PRIVMSG bob :{text}", await irc.Fake.ReadAsyncSkippingPing());
        var ping = await irc.Fake.ReadAsync();
        Assert.StartsWith(Ping, ping, StringComparison.Ordinal);
        await irc.Fake.SendAsync(":irc.test PONG irc.test :another", ":bob!b@h PRIVMSG alice :hello");
        await irc.Events.NextAsync<MessageReceived>();
        Assert.False(sending.IsCompleted);
        await irc.Fake.ConfirmAsync(ping!);
        Assert.All(await ResultsAsync(sending), result => Assert.Same(SendResult.Accepted, result));
    }

    [Theory]
    [InlineData("bob", ":irc.test 401 alice Bob :No such nick", NetworkError.NotFound)]
    [InlineData("bob", ":irc.test 716 alice bob :is in +g mode", NetworkError.Blocked)]
    [InlineData("bob", ":irc.test 417 alice :Input line was too long", NetworkError.TooLong)]
    [InlineData("bob", ":irc.test 707 alice bob :Targets changing too fast", NetworkError.Throttled)]
    [InlineData("bob", ":irc.test FAIL PRIVMSG CANNOT_SEND bob :Not now", NetworkError.Forbidden)]
    [InlineData("#room", ":irc.test 404 alice #ROOM :Cannot send to channel", NetworkError.Forbidden)]
    [InlineData("#room", ":irc.test 477 alice #room :You need a registered nick", NetworkError.MembersOnly)]
    [InlineData("#room", ":irc.test 936 alice #room :A word is not allowed", NetworkError.Forbidden)]
    public async Task What_the_server_refuses_before_the_answer_is_refused(string chat, string says, NetworkError error)
    {
        await using var irc = await ConnectAsync();
        await irc.JoinAsync("alice", "#room");
        var sending = SendAsync(irc, chat, "hello");
        var ping = await irc.Fake.ExpectAsync(Ping);
        await irc.Fake.SendAsync(says);
        await irc.Fake.ConfirmAsync(ping);
        var result = Assert.Single(await ResultsAsync(sending));
        Assert.Equal((SendOutcome.Refused, error), (result.Outcome, result.Error));
        Assert.NotEmpty(result.Reason ?? "");
        // Whoever has the reason as an error needs it once.
        Assert.Empty(irc.Events.Drain().OfType<Notice>());
    }

    [Theory]
    [InlineData(3, SendOutcome.Refused)]
    [InlineData(2, SendOutcome.Uncertain)]
    [InlineData(0, SendOutcome.Accepted)]
    public async Task Of_several_messages_all_are_refused_or_none_is_known_to_be(int refusals, SendOutcome outcome)
    {
        await using var irc = await ConnectAsync();
        var toBob = SendAsync(irc, "bob", "a", "b", "c");
        await irc.Fake.SendAsync([.. Enumerable.Repeat(":irc.test 401 alice bob :No such nick", refusals)]);
        await irc.Fake.ConfirmAsync(await irc.Fake.ExpectAsync(Ping));
        Assert.All(await ResultsAsync(toBob), result => Assert.Equal(outcome, result.Outcome));
    }

    [Fact]
    public async Task A_message_of_several_lines_is_refused_if_any_is()
    {
        await using var irc = await ConnectAsync();
        var sending = SendAsync(irc, "bob", "one\ntwo\nthree");
        var ping = await irc.Fake.ExpectAsync(Ping);
        await irc.Fake.SendAsync(":irc.test 404 alice bob :No colours");
        await irc.Fake.ConfirmAsync(ping);
        var result = Assert.Single(await ResultsAsync(sending));
        Assert.Equal((SendOutcome.Refused, NetworkError.Forbidden), (result.Outcome, result.Error));
        Assert.Contains("No colours", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_written_behind_a_ping_waits_for_the_next_one_and_has_its_own_refusals()
    {
        await using var irc = await ConnectAsync();
        var first = SendAsync(irc, "bob", "first");
        var ping = await irc.Fake.ExpectAsync(Ping);
        var second = SendAsync(irc, "bob", "second");
        var third = SendAsync(irc, "carol", "third");
        await irc.Fake.ExpectAsync("PRIVMSG carol");
        await irc.Fake.ConfirmAsync(ping);
        Assert.Equal(SendOutcome.Accepted, (await ResultsAsync(first))[0].Outcome);
        ping = await irc.Fake.ExpectAsync(Ping);
        Assert.False(second.IsCompleted);
        await irc.Fake.SendAsync(":irc.test 401 alice bob :No such nick");
        await irc.Fake.ConfirmAsync(ping);
        Assert.Equal(SendOutcome.Refused, (await ResultsAsync(second))[0].Outcome);
        Assert.Equal(SendOutcome.Accepted, (await ResultsAsync(third))[0].Outcome);
        // What comes later belongs to no message any more.
        await irc.Fake.SendAsync(":irc.test 401 alice bob :No such nick");
        Assert.Equal("irc.401", (await irc.Events.NextAsync<Notice>()).Code);
    }

    [Fact]
    public async Task A_question_about_somebody_who_is_not_there_takes_no_refusal_from_a_message()
    {
        await using var irc = await ConnectAsync();
        var asking = ((IDescribesContacts)irc.Session).DescribeContactAsync(new ContactId("bob"), IrcFixture.Stop);
        await irc.Fake.ExpectAsync("WHOIS");
        var sending = SendAsync(irc, "bob", "hello");
        var ping = await irc.Fake.ExpectAsync(Ping);
        await irc.Fake.SendAsync(":irc.test 401 alice bob :No such nick");
        await irc.Fake.ConfirmAsync(ping);
        Assert.Null(await asking.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        Assert.Equal(SendOutcome.Refused, (await ResultsAsync(sending))[0].Outcome);
    }

    [Fact]
    public async Task When_the_connection_ends_first_nobody_knows()
    {
        await using var irc = await ConnectAsync();
        var sending = SendAsync(irc, "bob", "a", "b");
        await irc.Fake.ExpectAsync(Ping);
        var behind = SendAsync(irc, "carol", "c");
        await irc.Fake.ExpectAsync("PRIVMSG carol");
        irc.Fake.Reset();
        Assert.All(await ResultsAsync(sending), result => Assert.Equal(SendOutcome.Uncertain, result.Outcome));
        Assert.Equal(SendOutcome.Uncertain, (await ResultsAsync(behind))[0].Outcome);
    }

    [Fact]
    public async Task A_server_that_says_nothing_while_a_message_is_under_way_is_given_up_after_a_minute()
    {
        var time = new ManualTime();
        await using var irc = await ConnectAsync(time);
        await irc.Fake.ConfirmAsync("PING :bridge-ready");
        await irc.Fake.SendAsync(":bob!b@h PRIVMSG alice :hello");
        await irc.Events.NextAsync<MessageReceived>();
        var sending = SendAsync(irc, "bob", "a");
        await irc.Fake.ExpectAsync(Ping);
        time.Advance(TimeSpan.FromSeconds(55));
        Assert.False(irc.Running.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("irc.silent", (await irc.FailureAsync()).Code);
        Assert.Equal(SendOutcome.Uncertain, (await ResultsAsync(sending))[0].Outcome);
    }

    [Fact]
    public async Task Messages_to_a_server_that_answers_no_pings_count_as_accepted()
    {
        var time = new ManualTime();
        await using var irc = await ConnectAsync(time);
        var sending = SendAsync(irc, "bob", "a");
        var ping = await irc.Fake.ExpectAsync(Ping);
        time.Advance(TimeSpan.FromSeconds(100));
        Assert.False(irc.Running.IsCompleted || sending.IsCompleted);
        await irc.Fake.SendAsync(":bob!b@h PRIVMSG alice :hello");
        await irc.Events.NextAsync<MessageReceived>();
        time.Advance(TimeSpan.FromSeconds(15));
        Assert.Same(SendResult.Accepted, (await ResultsAsync(sending))[0]);
        Assert.Same(SendResult.Accepted, (await ResultsAsync(SendAsync(irc, "bob", "b")))[0]);
        // It has only been slow.
        await irc.Fake.ConfirmAsync(ping);
        await irc.Fake.SendAsync(":bob!b@h PRIVMSG alice :hello");
        await irc.Events.NextAsync<MessageReceived>();
        _ = SendAsync(irc, "bob", "c");
        await irc.Fake.ExpectAsync(Ping);
    }

    [Fact]
    public async Task The_ping_counts_for_the_flood_limit()
    {
        var time = new ManualTime();
        await using var irc = await ConnectAsync(time, settings => (settings["MessagesPerSecond"], settings["Burst"]) = ("1", "3"));
        var batches = (ISendsBatches)irc.Session;
        var first = SendAsync(irc, "bob", "a", "b", "c");
        await irc.Fake.ConfirmAsync(await irc.Fake.ExpectAsync(Ping));
        await ResultsAsync(first);
        // Behind each message alone it would take half of the limit.
        Assert.InRange(batches.SendRoom, 2, 10);
        var second = SendAsync(irc, "bob", "d");
        time.Advance(TimeSpan.FromMilliseconds(1500));
        await irc.Fake.SendAsync("PING :fence");
        Assert.Equal("PONG :fence", await irc.Fake.ReadAsync());
        time.Advance(TimeSpan.FromMilliseconds(600));
        Assert.Equal("PRIVMSG bob :d", await irc.Fake.ReadAsync());
        await irc.Fake.ConfirmAsync(await irc.Fake.ExpectAsync(Ping));
        await ResultsAsync(second);
    }

    private static async Task<IrcFixture> ConnectAsync(TimeProvider? time = null, Action<Dictionary<string, string>>? settings = null)
    {
        var irc = new IrcFixture(settings, time: time);
        irc.Fake.ConfirmsMessages = false;
        await irc.ConnectAsync();
        return irc;
    }

    private static Task<IReadOnlyList<SendResult>> SendAsync(IrcFixture irc, string chat, params string[] texts) =>
        ((ISendsBatches)irc.Session).SendBatchAsync([.. texts.Select(text => IrcFixture.Message(chat, text, token: text))], IrcFixture.Stop);

    private static Task<IReadOnlyList<SendResult>> ResultsAsync(Task<IReadOnlyList<SendResult>> sending) => sending.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
}
