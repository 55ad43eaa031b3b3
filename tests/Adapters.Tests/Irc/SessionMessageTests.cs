using System.Text;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

public sealed class SessionMessageTests
{
    private const string Labels = "message-tags server-time echo-message labeled-response batch";

    [Fact]
    public async Task What_is_for_those_of_a_rank_alone_is_marked()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync(isupport: "PREFIX=(ov)@+ CHANTYPES=# STATUSMSG=@+");
        await irc.JoinAsync(nick, "#room");
        await irc.Fake.SendAsync(":bob!b@h PRIVMSG @#room :\u0002who\u0002 is that?", ":bob!b@h PRIVMSG @+#room :\u0001ACTION wonders\u0001");
        var said = await irc.Events.NextAsync<MessageReceived>();
        Assert.Equal(("#room", "(@#room) who is that?", 9), (said.Chat?.Value, said.Content.Text?.Plain, said.Content.Text?.Spans.Single().Start));
        Assert.Equal("(@+#room) wonders", (await irc.Events.NextAsync<MessageReceived>()).Content.Text?.Plain);
    }

    [Fact]
    public async Task A_labelled_echo_gives_the_id()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync(Labels);
        await irc.JoinAsync(nick, "#room");
        var sending = irc.Session.SendAsync(IrcFixture.Message("#room", "one\ntwo"), IrcFixture.Stop);
        foreach (var id in new[] { "id1", "id2" })
        {
            var line = await irc.Fake.ExpectAsync("@label=");
            Assert.False(sending.IsCompleted);
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            await irc.Fake.SendAsync($"{line[..space]};msgid={id};time=2029-01-01T00:00:00.000Z :alice!~u@host.test{line[space..]}");
        }
        var result = await sending.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        Assert.Equal(SendOutcome.Accepted, result.Outcome);
        Assert.Equal(["id1", "id2"], result.Ids.Select(x => x.Value));
        Assert.Equal(2029, result.At?.Year);
        Assert.Empty(irc.Events.Drain().OfType<MessageReceived>());
    }

    [Fact]
    public async Task A_labelled_error_refuses_and_a_batch_carries_the_echo()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync(Labels);
        var batch = ((ISendsBatches)irc.Session).SendBatchAsync([IrcFixture.Message("bob", "a"), IrcFixture.Message("bob", "b"), IrcFixture.Message("bob", "c")], IrcFixture.Stop);
        var labels = new List<string>();
        for (var i = 0; i < 3; i++)
            labels.Add((await irc.Fake.ExpectAsync("@label=")).Split(' ')[0]);
        await irc.Fake.SendAsync(
            $"{labels[0]} :irc.test BATCH +x labeled-response", "@batch=x;msgid=m1 :alice!a@h PRIVMSG bob :a", "@batch=x :irc.test 301 alice bob :gone fishing", ":irc.test BATCH -x",
            $"{labels[1]} :irc.test 404 alice bob :Cannot send", $"{labels[2]} :irc.test ACK");
        var results = await batch.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        Assert.Equal("m1", results[0].Ids.Single().Value);
        Assert.Equal((SendOutcome.Refused, NetworkError.Forbidden, "Cannot send"), (results[1].Outcome, results[1].Error, results[1].Reason));
        Assert.Equal(SendOutcome.Accepted, results[2].Outcome);
        Assert.Equal("gone fishing", (await irc.Events.NextAsync<PresenceChanged>()).Status);
        Assert.Equal("bob is away: gone fishing", Assert.Single(irc.Events.Drain().OfType<Notice>()).Text);
    }

    [Fact]
    public async Task An_echo_that_never_comes_is_uncertain_and_a_late_one_is_told()
    {
        var time = new ManualTime();
        await using var irc = new IrcFixture(time: time);
        await irc.ConnectAsync(Labels);
        var sending = irc.Session.SendAsync(IrcFixture.Message("bob", "a"), IrcFixture.Stop);
        var label = (await irc.Fake.ExpectAsync("@label=")).Split(' ')[0];
        var ping = await AskedAsync(irc, time);
        Assert.False(sending.IsCompleted);
        await irc.Fake.SendAsync($":irc.test PONG irc.test {ping[5..]}");
        Assert.Equal(SendOutcome.Uncertain, (await sending.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop)).Outcome);
        await irc.Fake.SendAsync($"{label};msgid=late :alice!a@h PRIVMSG bob :a");
        var echo = await irc.Events.NextAsync<SendEcho>();
        Assert.Equal(("t1", "late", "bob"), (echo.Token.Value, echo.Ids.Single().Value, echo.Chat?.Value));
    }

    [Fact]
    public async Task An_echo_that_the_server_holds_back_is_waited_for()
    {
        var time = new ManualTime();
        await using var irc = new IrcFixture(time: time);
        await irc.ConnectAsync(Labels);
        var sending = irc.Session.SendAsync(IrcFixture.Message("bob", "a"), IrcFixture.Stop);
        var label = (await irc.Fake.ExpectAsync("@label=")).Split(' ')[0];
        var ping = await AskedAsync(irc, time);
        await irc.Fake.SendAsync($"{label};msgid=held :alice!a@h PRIVMSG bob :a", $":irc.test PONG irc.test {ping[5..]}");
        var result = await sending.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        Assert.Equal((SendOutcome.Accepted, "held"), (result.Outcome, result.Ids.Single().Value));
    }

    [Fact]
    public async Task An_echo_that_comes_twice_is_one()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync(Labels);
        var batch = ((ISendsBatches)irc.Session).SendBatchAsync([IrcFixture.Message("bob", "a"), IrcFixture.Message("bob", "b")], IrcFixture.Stop);
        var first = (await irc.Fake.ExpectAsync("@label=")).Split(' ')[0];
        var second = (await irc.Fake.ExpectAsync("@label=")).Split(' ')[0];
        await irc.Fake.SendAsync(
            $"{second};msgid=2 :alice!a@h PRIVMSG bob :b", $"{second};msgid=2 :alice!a@h PRIVMSG bob :b",
            $"{first};msgid=1 :alice!a@h PRIVMSG bob :a", $"{first};msgid=1 :alice!a@h PRIVMSG bob :a", ":bob!b@h PRIVMSG alice :end");
        var results = await batch.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        Assert.Equal(["1", "2"], results.Select(result => result.Ids.Single().Value));
        Assert.Equal("end", (await irc.Events.NextAsync<MessageReceived>()).Content.Text?.Plain);
    }

    // The time passes while the session gets to wait for the echo.
    private static async Task<string> AskedAsync(IrcFixture irc, ManualTime time)
    {
        var asking = irc.Fake.ExpectAsync("PING :bridge-");
        var ping = "PING :bridge-ready";
        while (ping is "PING :bridge-ready" or "PING :bridge-alive")
        {
            while (!asking.IsCompleted)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(5, IrcFixture.Stop);
            }
            ping = await asking;
            asking = ping is "PING :bridge-ready" or "PING :bridge-alive" ? irc.Fake.ExpectAsync("PING :bridge-") : Task.FromResult(ping);
        }
        return ping;
    }

    [Fact]
    public async Task Echoes_without_labels_are_taken_in_order()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync("message-tags echo-message");
        var batch = ((ISendsBatches)irc.Session).SendBatchAsync([IrcFixture.Message("bob", "a"), IrcFixture.Message("bob", "b", MessageFlags.Action), IrcFixture.Message("bob", "c")], IrcFixture.Stop);
        await irc.Fake.ExpectAsync("PRIVMSG bob :c");
        await irc.Fake.SendAsync("@msgid=1 :alice!a@h PRIVMSG bob :a", "@msgid=2 :alice!a@h PRIVMSG bob :\u0001ACTION b\u0001", ":irc.test 404 alice bob :No",
            "@msgid=9 :alice!a@h PRIVMSG bob :from my telephone");
        var results = await batch.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        Assert.Equal(["1", "2", ""], results.Select(x => x.Ids.Count == 0 ? "" : x.Ids[0].Value));
        Assert.Equal(SendOutcome.Refused, results[2].Outcome);
        var own = await irc.Events.NextAsync<MessageReceived>();
        Assert.Equal((true, "bob", "alice", "from my telephone", "irc:9"), (own.FromMe, own.Chat?.Value, own.Sender.Value, own.Content.Text?.Plain, own.DedupeKey));
    }

    [Fact]
    public async Task A_batch_keeps_its_order_and_nothing_of_it_is_a_command()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        var messages = Enumerable.Range(0, 2000).Select(x => IrcFixture.Message("bob", $"message {x}\r\nQUIT :{x}\0")).ToList();
        var batch = ((ISendsBatches)irc.Session).SendBatchAsync(messages, IrcFixture.Stop);
        for (var i = 0; i < messages.Count; i++)
        {
            Assert.Equal($"PRIVMSG bob :message {i}", await irc.Fake.ReadAsyncSkippingPing());
            Assert.Equal($"PRIVMSG bob :QUIT :{i}", await irc.Fake.ReadAsyncSkippingPing());
        }
        Assert.All(await batch.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop), x => Assert.Same(SendResult.Accepted, x));
    }

    [Theory]
    [InlineData("bob\r\nQUIT", "a", NetworkError.Malformed)]
    [InlineData("bob,carol", "a", NetworkError.Malformed)]
    [InlineData("bob", "", NetworkError.Malformed)]
    [InlineData("bob", "\r\n \n", NetworkError.Malformed)]
    public async Task What_cannot_be_sent_is_refused(string target, string text, NetworkError error)
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        var results = await ((ISendsBatches)irc.Session).SendBatchAsync([IrcFixture.Message(target, "first"), IrcFixture.Message(target, text), IrcFixture.Message(target, "last")], IrcFixture.Stop);
        var bad = target == "bob" ? 1 : 0;
        Assert.Equal((SendOutcome.Refused, error), (results[bad].Outcome, results[bad].Error));
        Assert.Equal(target == "bob" ? SendOutcome.Accepted : SendOutcome.Refused, results[0].Outcome);
        Assert.NotEqual(SendOutcome.Accepted, results[2].Outcome);
        Assert.Equal(NetworkError.TooLong, (await irc.Session.SendAsync(IrcFixture.Message("bob", new string('x', 70_000)), IrcFixture.Stop)).Error);
    }

    [Fact]
    public async Task Lines_fit_as_they_are_relayed()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        await irc.JoinAsync(nick, "#room");
        var text = string.Concat(Enumerable.Range(0, 900).Select(x => x % 7 == 0 ? " \U0001F600" : "ßx"));
        foreach (var flags in new[] { MessageFlags.None, MessageFlags.Action, MessageFlags.Notice })
        {
            Assert.Equal(SendOutcome.Accepted, (await irc.Session.SendAsync(IrcFixture.Message("#room", text, flags), IrcFixture.Stop)).Outcome);
            var command = flags == MessageFlags.Notice ? "NOTICE" : "PRIVMSG";
            var all = "";
            while (all.Length < text.Length)
            {
                var line = await irc.Fake.ExpectAsync(command + " #room :");
                Assert.InRange(Encoding.UTF8.GetByteCount($":alice!~u@host.test {line}\r\n"), 1, 512);
                var body = line[(command.Length + 8)..];
                Assert.Equal(flags == MessageFlags.Action, body.StartsWith("\u0001ACTION ", StringComparison.Ordinal) && body.EndsWith('\u0001'));
                all += flags == MessageFlags.Action ? body[8..^1] : body;
            }
            Assert.Equal(text, all);
        }
    }

    [Fact]
    public async Task Text_is_decoded_and_its_codes_are_read()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync("message-tags server-time");
        await irc.Fake.SendBytesAsync(Encoding.Latin1.GetBytes(":bob!b@h PRIVMSG alice :gr\u00fc\u00dfe\r\n"));
        await irc.Fake.SendAsync("@msgid=a\\sb;time=2020-01-01T00:00:00Z :[Bob]!b@h NOTICE alice :\u0002bold\u0002", ":irc.test NOTICE * :*** server says", ":irc.test NOTICE alice :\u0002hi");
        Assert.Equal("grüße", (await irc.Events.NextAsync<MessageReceived>()).Content.Text?.Plain);
        var notice = await irc.Events.NextAsync<MessageReceived>();
        Assert.Equal((MessageFlags.Notice, "[bob]", "[Bob]", "[bob]"), (notice.Content.Flags, notice.Sender.Value, notice.SenderName, notice.Chat?.Value));
        Assert.Equal(("a b", "irc:a b", 2020), (notice.Ids.Single().Value, notice.DedupeKey, notice.At?.Year));
        Assert.Equal(new TextSpan(0, 4, SpanKind.Bold), notice.Content.Text?.Spans.Single());
        Assert.Equal("*** server says", (await irc.Events.NextAsync<Notice>()).Text);
        Assert.Equal("hi", (await irc.Events.NextAsync<Notice>()).Text);
    }

    [Fact]
    public async Task Questions_of_clients_are_answered_but_not_for_ever()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        await irc.Fake.SendAsync(":bob!b@h NOTICE alice :\u0001VERSION x\u0001", ":bob!b@h PRIVMSG alice :\u0001PING 12 34\u0001", ":bob!b@h PRIVMSG alice :\u0001VERSION", ":bob!b@h PRIVMSG alice :\u0001DCC SEND x\u0001");
        Assert.Equal("NOTICE bob :\u0001PING 12 34\u0001", await irc.Fake.ExpectAsync("NOTICE"));
        Assert.StartsWith("NOTICE bob :\u0001VERSION Bridge", await irc.Fake.ExpectAsync("NOTICE"), StringComparison.Ordinal);
        await irc.Fake.SendAsync([.. Enumerable.Repeat(":bob!b@h PRIVMSG alice :\u0001TIME\u0001", 50)]);
        await irc.Fake.SendAsync("PING :end");
        var answers = 0;
        while (await irc.Fake.ReadAsync() is { } line && line != "PONG :end")
            answers += line.StartsWith("NOTICE", StringComparison.Ordinal) ? 1 : 0;
        Assert.Equal(1, answers);
    }
}
