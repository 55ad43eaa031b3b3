using System.Text;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

public sealed class SessionFaultTests
{
    [Fact]
    public async Task A_lost_connection_ends_the_session_and_keeps_what_was_not_sent()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        await irc.JoinAsync(nick, "#room");
        var joining = irc.Groups.JoinGroupAsync(new ChatId("#other"), new GroupJoin(null), IrcFixture.Stop);
        await irc.Fake.ExpectAsync("JOIN #other");
        irc.Fake.Drop();
        Assert.Equal(NetworkError.NetworkDown, (await irc.FailureAsync()).Error);
        Assert.Equal(NetworkError.NetworkDown, (await Assert.ThrowsAsync<NetworkException>(() => joining.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop))).Error);
        var results = await ((ISendsBatches)irc.Session).SendBatchAsync([IrcFixture.Message("#room", "a"), IrcFixture.Message("#room", "b")], IrcFixture.Stop);
        Assert.All(results, x => Assert.Equal(SendOutcome.NotSent, x.Outcome));
        await Assert.ThrowsAsync<NetworkException>(() => irc.Groups.SetTopicAsync(new ChatId("#room"), "x", IrcFixture.Stop));
        await irc.Groups.LeaveGroupAsync(new ChatId("#room"), null, IrcFixture.Stop);
    }

    [Fact]
    public async Task An_echo_that_was_on_its_way_is_uncertain()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync("message-tags echo-message labeled-response batch");
        var sending = irc.Session.SendAsync(IrcFixture.Message("bob", "a"), IrcFixture.Stop);
        await irc.Fake.ExpectAsync("@label=");
        irc.Fake.Drop();
        Assert.Equal(SendOutcome.Uncertain, (await sending.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop)).Outcome);
    }

    [Fact]
    public async Task Before_the_connection_nothing_is_sent()
    {
        await using var irc = new IrcFixture();
        Assert.Equal(SendOutcome.NotSent, (await irc.Session.SendAsync(IrcFixture.Message("bob", "a"), IrcFixture.Stop)).Outcome);
        Assert.Equal(CapabilityLevel.Full, irc.Session.GetCapabilities(new ChatId("bob"))[Feature.Action]);
        await Assert.ThrowsAsync<NetworkException>(() => irc.Groups.JoinGroupAsync(new ChatId("#room"), new GroupJoin(null), IrcFixture.Stop));
    }

    [Fact]
    public async Task A_message_waits_for_the_join_before_it()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        Assert.Equal(SendOutcome.NotSent, (await irc.Session.SendAsync(IrcFixture.Message("#room", "too early"), IrcFixture.Stop)).Outcome);
        var joining = irc.Groups.JoinGroupAsync(new ChatId("#room"), new GroupJoin(null), IrcFixture.Stop);
        var sending = irc.Session.SendAsync(IrcFixture.Message("#room", "in time"), IrcFixture.Stop);
        await irc.Fake.JoinAsync(nick, "#room", "bob");
        await joining.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        Assert.Equal(SendOutcome.Accepted, (await sending.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop)).Outcome);
        Assert.Equal("PRIVMSG #room :in time", await irc.Fake.ExpectAsync("PRIVMSG"));
    }

    [Fact]
    public async Task The_flood_limit_holds_back_in_turn_and_a_ping_passes()
    {
        var time = new ManualTime();
        await using var irc = new IrcFixture(x => (x["MessagesPerSecond"], x["Burst"]) = ("1", "2"), time: time);
        await irc.ConnectAsync();
        var many = ((ISendsBatches)irc.Session).SendBatchAsync([.. Enumerable.Range(0, 5).Select(x => IrcFixture.Message("bob", $"b{x}"))], IrcFixture.Stop);
        await irc.Fake.ExpectAsync("PRIVMSG bob :b0");
        await irc.Fake.ExpectAsync("PRIVMSG bob :b1");
        var one = irc.Session.SendAsync(IrcFixture.Message("carol", "c"), IrcFixture.Stop);
        await irc.Fake.SendAsync("PING :x y");
        Assert.Equal("PONG :x y", await irc.Fake.ReadAsync());
        var order = new List<string>();
        while (order.Count < 4)
        {
            var next = irc.Fake.ExpectAsync("PRIVMSG");
            while (!next.IsCompleted)
            {
                time.Advance(TimeSpan.FromSeconds(1.01));
                await Task.WhenAny(next, Task.Delay(50, IrcFixture.Stop));
            }
            order.Add((await next)[8..]);
        }
        Assert.Equal(["bob :b2", "carol :c", "bob :b3", "bob :b4"], order);
        Assert.All(await many.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop), x => Assert.Equal(SendOutcome.Accepted, x.Outcome));
        Assert.Equal(SendOutcome.Accepted, (await one).Outcome);
    }

    [Fact]
    public async Task Cancelling_a_throttled_batch_keeps_the_rest()
    {
        await using var irc = new IrcFixture(x => (x["MessagesPerSecond"], x["Burst"]) = ("1", "2"), time: new ManualTime());
        await irc.ConnectAsync();
        using var stop = new CancellationTokenSource();
        var many = ((ISendsBatches)irc.Session).SendBatchAsync([IrcFixture.Message("bob", "a"), IrcFixture.Message("bob", "b\nb2"), IrcFixture.Message("bob", "c")], stop.Token);
        await irc.Fake.ExpectAsync("PRIVMSG bob :b");
        await stop.CancelAsync();
        var results = await many.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        Assert.Equal([SendOutcome.Accepted, SendOutcome.Uncertain, SendOutcome.NotSent], results.Select(x => x.Outcome));
    }

    [Fact]
    public async Task Silence_is_asked_about_and_then_taken_for_death()
    {
        var time = new ManualTime();
        await using var irc = new IrcFixture(time: time);
        await irc.ConnectAsync();
        time.Advance(TimeSpan.FromSeconds(100));
        await irc.Fake.ExpectAsync("PING :bridge-alive");
        time.Advance(TimeSpan.FromSeconds(160));
        Assert.Equal((NetworkError.NetworkDown, "irc.silent"), ((await irc.FailureAsync()).Error, (await irc.FailureAsync()).Code));
    }

    [Fact]
    public async Task A_registration_that_never_ends_is_given_up()
    {
        var time = new ManualTime();
        await using var irc = new IrcFixture(time: time);
        irc.Start();
        await irc.Fake.AcceptAsync();
        await irc.Fake.ExpectAsync("USER");
        time.Advance(TimeSpan.FromSeconds(80));
        Assert.Equal(NetworkError.TimedOut, (await irc.FailureAsync()).Error);
    }

    [Fact]
    public async Task Cancelling_says_goodbye()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        irc.Cancel();
        await irc.Fake.ExpectAsync("QUIT :");
        irc.Fake.Drop();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => irc.Running.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
    }

    [Fact]
    public async Task Nothing_hostile_ends_the_session()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync("message-tags server-time echo-message labeled-response batch multi-prefix away-notify cap-notify");
        await irc.JoinAsync(nick, "#room");
        await irc.Fake.SendBytesAsync(Encoding.ASCII.GetBytes(":bob!b@h PRIVMSG #room :" + new string('x', 100_000) + "\r\n"));
        var random = new Random(4711);
        foreach (var command in Commands())
        {
            await irc.Fake.SendAsync(command, ":" + command, ":x " + command, $":alice!a@h {command}", $"@label=1;batch=z;time=9;msgid= :bob!b@h {command} #room", $":irc.test {command} alice #room", $":irc.test {command} : : :",
                $":irc.test {command} alice {new string('#', 600)} a b c d e f g h i j k l m n o p");
            var noise = new byte[200];
            random.NextBytes(noise);
            noise.AsSpan().Replace((byte)'\n', (byte)'x');
            await irc.Fake.SendBytesAsync((byte[])[.. Encoding.ASCII.GetBytes($":bob!b@h {command} "), .. noise, .. "\r\n"u8]);
        }
        await irc.Fake.SendAsync(":bob!b@h PRIVMSG #end :still here");
        Assert.Equal("still here", (await irc.Events.NextAsync<MessageReceived>(x => x.Chat?.Value == "#end")).Content.Text?.Plain);
        Assert.False(irc.Running.IsCompleted);
        Assert.Empty(irc.Log.Failures);
    }

    // All but those that end a session when a server means them: ERROR, 465.
    private static IEnumerable<string> Commands() =>
        Enumerable.Range(0, 1000).Where(x => x != 465).Select(x => x.ToString("D3", System.Globalization.CultureInfo.InvariantCulture))
            .Concat(["PRIVMSG", "NOTICE", "JOIN", "PART", "QUIT", "KICK", "MODE", "TOPIC", "INVITE", "AWAY", "CHGHOST", "NICK", "PING", "PONG", "CAP", "AUTHENTICATE", "BATCH", "ACK", "FAIL", "WARN", "TAGMSG", "\0", "é"]);
}
