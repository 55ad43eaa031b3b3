using Xunit;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>A core that makes the session wait, because XMPP cannot be reached, does not cost the user the connection.</summary>
public sealed class CongestionTests
{
    [Fact]
    public async Task Pings_are_answered_while_the_core_takes_nothing_and_nothing_is_lost()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        irc.Events.Hold();
        // The second ping comes with the message at which the core says wait, the third behind it.
        await irc.Fake.SendAsync(":bob!b@h PRIVMSG alice :one", ":bob!b@h PRIVMSG alice :two", "PING :with it");
        await irc.Fake.ExpectAsync("PONG :with it");
        for (var i = 0; i < 200; i++)
            await irc.Fake.SendAsync($":bob!b@h PRIVMSG alice :more {i}");
        await irc.Fake.SendAsync("PING :behind it");
        await irc.Fake.ExpectAsync("PONG :behind it");
        irc.Events.Resume();
        await irc.Fake.SendAsync(":bob!b@h PRIVMSG alice :last");
        List<string> got = [];
        while (got is [] or [.., not "last"])
            got.Add((await irc.Events.NextAsync<MessageReceived>()).Content.Text!.Plain);
        Assert.Equal(["one", "two", .. Enumerable.Range(0, 200).Select(i => $"more {i}"), "last"], got);
        Assert.Empty(irc.Log.Failures);
    }

    [Fact]
    public async Task Much_that_came_meanwhile_is_taken_in_order_and_a_wait_is_not_the_servers_silence()
    {
        const int Lines = 20_000;
        var time = new ManualTime();
        await using var irc = new IrcFixture(time: time);
        await irc.ConnectAsync();
        irc.Events.Hold();
        var sent = 0;
        var sending = Task.Run(async () =>
        {
            for (; sent < Lines; sent++)
                await irc.Fake.SendAsync($":bob!b@h PRIVMSG alice :{sent} {new string('x', 400)}");
            await irc.Fake.SendAsync("PING :end");
        }, IrcFixture.Stop);
        // Until no more is read ahead and the sockets are full, which shows in that nothing moves any more.
        for (var (still, before) = (0, -1); still < 20; (still, before) = (before == sent ? still + 1 : 0, sent))
            await Task.Delay(10, IrcFixture.Stop);
        Assert.False(sending.IsCompleted);
        for (var passed = 0; passed < 600; passed += 15)
            time.Advance(TimeSpan.FromSeconds(15));
        Assert.False(irc.Running.IsCompleted);
        irc.Events.Resume();
        for (var i = 0; i < Lines; i++)
            Assert.StartsWith($"{i} ", (await irc.Events.NextAsync<MessageReceived>()).Content.Text!.Plain, StringComparison.Ordinal);
        await sending;
        await irc.Fake.ExpectAsync("PONG :end");
        Assert.False(irc.Running.IsCompleted);
    }

    [Fact]
    public async Task A_server_that_goes_while_the_core_takes_nothing_is_a_lost_connection_after_what_it_said()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        irc.Events.Hold();
        await irc.Fake.SendAsync(":bob!b@h PRIVMSG alice :one", "PING :x");
        await irc.Fake.ExpectAsync("PONG :x");
        await irc.Fake.SendAsync(":bob!b@h PRIVMSG alice :two", "PING :y");
        await irc.Fake.ExpectAsync("PONG :y");
        irc.Fake.Drop();
        irc.Events.Resume();
        Assert.Equal(NetworkError.NetworkDown, (await irc.FailureAsync()).Error);
        Assert.Equal(["one", "two"], irc.Events.Drain().OfType<MessageReceived>().Select(message => message.Content.Text!.Plain));
    }
}
