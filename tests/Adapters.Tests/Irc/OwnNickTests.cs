using Xunit;

namespace Bridge.Adapters.Tests.Irc;

public sealed class OwnNickTests
{
    [Theory]
    [InlineData(":alice!x@y QUIT :Ping timeout")]
    [InlineData(":Alice!x@y NICK other")]
    [InlineData(":irc.test 731 Guest1 :alice")]
    public async Task The_wanted_nick_is_taken_when_it_becomes_free(string line)
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        await irc.Fake.SendAsync(":alice!~u@host.test NICK Guest1", line);
        Assert.Equal("NICK alice", await irc.Fake.ExpectAsync("NICK"));
        await irc.Fake.SendAsync(":irc.test 433 Guest1 alice :Nickname is already in use");
        await irc.Fake.SendAsync("PING :end");
        await irc.Fake.ExpectAsync("PONG :end");
        Assert.Empty(irc.Events.Drain().OfType<Notice>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_nick_that_the_user_has_left_is_not_taken_back(bool byHand)
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        var changing = byHand
            ? ((IOffersCommands)irc.Session).RunCommandAsync("raw", new Dictionary<string, string> { ["line"] = "nick carl" }, IrcFixture.Stop)
            : irc.Groups.SetNameAsync(new ChatId("#room"), "carl", IrcFixture.Stop);
        await irc.Fake.ExpectAsync(byHand ? "nick carl" : "NICK carl");
        await irc.Fake.SendAsync(":alice!~u@host.test NICK carl");
        if (byHand)
            await irc.Fake.ConfirmAsync(await irc.Fake.ExpectAsync("PING :bridge-"));
        await changing.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        await irc.Fake.SendAsync(":alice!x@y QUIT :bye", "PING :end");
        Assert.Equal("PONG :end", await irc.Fake.ReadAsync());
    }

    [Fact]
    public async Task Who_is_on_the_other_side_of_a_netsplit_keeps_the_nick()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        await irc.Fake.SendAsync(":alice!~u@host.test NICK Guest1", ":alice!x@y QUIT :irc.hub irc.leaf");
        // This side knows of nobody who has it.
        await irc.Fake.ExpectAsync("ISON alice");
        await irc.Fake.SendAsync(":irc.test 303 Guest1 :", ":irc.test 731 Guest1 :alice", "PING :end");
        Assert.Equal("PONG :end", await irc.Fake.ReadAsync());
    }

    [Fact]
    public async Task Who_has_the_wanted_nick_and_shares_no_channel_is_watched_until_it_is_free()
    {
        await using var irc = new IrcFixture();
        await RegisterAsOtherAsync(irc, "MONITOR=100 NICKLEN=30");
        Assert.Equal("MONITOR + alice", await irc.Fake.ExpectAsync("MONITOR"));
        await irc.Fake.SendAsync(":irc.test 730 alice_ :alice!x@y", ":irc.test 731 alice_ :alice");
        Assert.Equal("NICK alice", await irc.Fake.ReadAsync());
        await irc.Fake.SendAsync(":alice_!~u@host.test NICK alice");
        Assert.Equal("MONITOR - alice", await irc.Fake.ReadAsync());
        // The user has asked for no word of them.
        Assert.Empty(irc.Events.Drain().OfType<PresenceChanged>());
    }

    [Fact]
    public async Task Without_monitor_it_is_asked_for_every_minute()
    {
        var time = new ManualTime();
        await using var irc = new IrcFixture(time: time);
        await RegisterAsOtherAsync(irc, "NICKLEN=30");
        foreach (var online in (string[])["alice", ""])
        {
            var asking = irc.Fake.ExpectAsync("ISON alice");
            for (var i = 0; i < 100 && !asking.IsCompleted; i++)
            {
                time.Advance(TimeSpan.FromSeconds(i == 0 ? 0 : 10));
                await irc.Fake.SendAsync("PING :alive");
                await Task.WhenAny(asking, Task.Delay(20, IrcFixture.Stop));
            }
            await asking;
            await irc.Fake.SendAsync($":irc.test 303 alice_ :{online}");
        }
        await irc.Fake.ExpectAsync("NICK alice");
        Assert.Empty(irc.Events.Drain().OfType<PresenceChanged>());
    }

    [Fact]
    public async Task A_contact_who_has_the_wanted_nick_is_still_watched_afterwards()
    {
        await using var irc = new IrcFixture();
        await RegisterAsOtherAsync(irc, "MONITOR=100 NICKLEN=30");
        await irc.Fake.ExpectAsync("MONITOR + alice");
        var watches = (IWatchesContacts)irc.Session;
        await watches.WatchAsync(new ContactId("alice"), IrcFixture.Stop);
        await irc.Fake.ExpectAsync("MONITOR - alice");
        await irc.Fake.ExpectAsync("MONITOR + alice");
        await irc.Fake.SendAsync(":irc.test 730 alice_ :alice!x@y");
        Assert.Equal(Availability.Online, (await irc.Events.NextAsync<PresenceChanged>()).Availability);
        await watches.UnwatchAsync(new ContactId("alice"), IrcFixture.Stop);
        await irc.Fake.SendAsync(":irc.test 731 alice_ :alice");
        await irc.Fake.ExpectAsync("NICK alice");
        Assert.Empty(irc.Events.Drain().OfType<PresenceChanged>());
    }

    [Fact]
    public async Task The_first_channel_brings_its_nick_and_the_next_one_does_not()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        var joining = irc.Groups.JoinGroupAsync(new ChatId("#one"), new GroupJoin("carl"), IrcFixture.Stop);
        await irc.Fake.ExpectAsync("NICK carl");
        await irc.Fake.SendAsync(":alice!~u@host.test NICK carl");
        await irc.Fake.JoinAsync("carl", "#one", "bob");
        await joining.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        Assert.Equal("carl", (await irc.Events.NextAsync<GroupJoined>()).OwnName);
        _ = irc.Groups.JoinGroupAsync(new ChatId("#two"), new GroupJoin("dora"), IrcFixture.Stop);
        while (await irc.Fake.ReadAsync() is { } line && !line.StartsWith("JOIN #two", StringComparison.Ordinal))
            Assert.DoesNotContain("NICK", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_is_joined_though_its_nick_is_taken()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        var joining = irc.Groups.JoinGroupAsync(new ChatId("#one"), new GroupJoin("carl"), IrcFixture.Stop);
        await irc.Fake.ExpectAsync("NICK carl");
        await irc.Fake.SendAsync(":irc.test 433 alice carl :Nickname is already in use");
        await irc.Fake.JoinAsync("alice", "#one", "bob");
        await joining.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        await irc.Fake.SendAsync(":carl!c@h QUIT :bye");
        await irc.Fake.ExpectAsync("NICK carl");
    }

    /// <summary>Somebody else has the nick at the registration.</summary>
    private static async Task RegisterAsOtherAsync(IrcFixture irc, string isupport)
    {
        irc.Fake.KeepsReading = true;
        irc.Start();
        await irc.Fake.AcceptAsync();
        await irc.Fake.ExpectAsync("NICK alice");
        await irc.Fake.ExpectAsync("USER ");
        await irc.Fake.SendAsync(":irc.test 433 * alice :Nickname is already in use");
        var nick = (await irc.Fake.ExpectAsync("NICK "))[5..];
        Assert.Equal("alice_", nick);
        await irc.Fake.WelcomeAsync(nick, isupport);
        await irc.Events.NextAsync<SessionStateChanged>();
    }
}
