using Xunit;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>Whether people are there: by MONITOR, and by asking where there is none.</summary>
public sealed class WatchTests
{
    [Fact]
    public async Task The_server_tells_of_those_it_watches()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync("extended-monitor away-notify", "MONITOR=100 NICKLEN=30");
        var watches = (IWatchesContacts)irc.Session;
        await watches.WatchAsync(new ContactId("bob"), IrcFixture.Stop);
        Assert.Equal("MONITOR + bob", await irc.Fake.ExpectAsync("MONITOR"));
        await watches.WatchAsync(new ContactId("bob"), IrcFixture.Stop);
        await irc.Fake.SendAsync(
            ":irc.test 731 alice :Bob", ":irc.test 730 * :Bob!b@h,stranger!s@h", ":irc.test 730 * :bob", ":bob!b@h AWAY :lunch", ":irc.test 730 * :bob", ":bob!b@h AWAY", ":irc.test 731 alice :bob,other");
        Assert.Equal(["bob Offline ", "bob Online ", "bob Away lunch", "bob Online ", "bob Offline "], await PresencesAsync(irc, 5));
        await watches.UnwatchAsync(new ContactId("bob"), IrcFixture.Stop);
        Assert.Equal("MONITOR - bob", await irc.Fake.ExpectAsync("MONITOR"));
        await irc.Fake.SendAsync(":irc.test 730 * :bob", ":irc.test NOTICE alice :end");
        Assert.IsType<Notice>(await irc.Events.NextAsync());
        await Assert.ThrowsAsync<NetworkException>(() => watches.WatchAsync(new ContactId("#room"), IrcFixture.Stop));
    }

    [Fact]
    public async Task Those_it_does_not_take_are_asked_for()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync(isupport: "MONITOR=2 NICKLEN=30");
        var watches = (IWatchesContacts)irc.Session;
        foreach (var nick in (string[])["bob", "carol", "dave"])
            await watches.WatchAsync(new ContactId(nick), IrcFixture.Stop);
        var monitored = new List<string>();
        while (monitored.Count < 2)
            monitored.AddRange((await irc.Fake.ExpectAsync("MONITOR + "))[10..].Split(','));
        Assert.Equal(["bob", "carol"], monitored);
        Assert.Equal("ISON dave", await irc.Fake.ExpectAsync("ISON"));
        await irc.Fake.SendAsync(":irc.test 303 alice :Dave");
        Assert.Equal("USERHOST dave", await irc.Fake.ExpectAsync("USERHOST"));
        await irc.Fake.SendAsync(":irc.test 302 alice :Dave*=-~d@h bad = x= bob=+b@h", ":irc.test 734 alice 1 carol :Monitor list is full");
        Assert.Equal(["dave Online ", "dave Away "], await PresencesAsync(irc, 2));
    }

    [Fact]
    public async Task Without_monitor_the_server_is_asked_every_minute()
    {
        var time = new ManualTime();
        await using var irc = new IrcFixture(time: time);
        await irc.ConnectAsync();
        var watches = (IWatchesContacts)irc.Session;
        await watches.WatchAsync(new ContactId("bob"), IrcFixture.Stop);
        Assert.Equal("ISON bob", await irc.Fake.ExpectAsync("ISON"));
        await irc.Fake.SendAsync(":irc.test 303 alice :");
        Assert.Equal(["bob Offline "], await PresencesAsync(irc, 1));
        foreach (var (online, expected) in ((bool, string)[])[(true, "bob Online "), (false, "bob Offline ")])
        {
            var asking = irc.Fake.ExpectAsync("ISON");
            for (var i = 0; i < 100 && !asking.IsCompleted; i++)
            {
                time.Advance(TimeSpan.FromSeconds(10));
                await irc.Fake.SendAsync("PING :alive");
                await Task.WhenAny(asking, Task.Delay(20, IrcFixture.Stop));
            }
            Assert.Equal("ISON bob", await asking);
            await irc.Fake.SendAsync($":irc.test 303 alice :{(online ? "bob " : "")}");
            Assert.Equal([expected], await PresencesAsync(irc, 1));
            if (!online)
                break;
            Assert.Equal("USERHOST bob", await irc.Fake.ExpectAsync("USERHOST"));
            await irc.Fake.SendAsync(":irc.test 302 alice :bob=+b@h");
        }
    }

    [Fact]
    public async Task Many_are_watched_with_few_lines()
    {
        await using var irc = new IrcFixture(x => (x["MessagesPerSecond"], x["Burst"]) = ("20", "1"));
        await irc.ConnectAsync(isupport: "MONITOR NICKLEN=30");
        var watches = (IWatchesContacts)irc.Session;
        for (var i = 0; i < 500; i++)
            await watches.WatchAsync(new ContactId($"person{i}"), IrcFixture.Stop);
        var (lines, names) = (0, 0);
        for (; names < 500; lines++)
        {
            var line = await irc.Fake.ExpectAsync("MONITOR + ");
            Assert.InRange(line.Length, 1, 510);
            names += line.Split(',').Length;
        }
        Assert.InRange(lines, 1, 20);
    }

    [Fact]
    public async Task The_users_own_absence_is_told_once()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync(isupport: "AWAYLEN=10");
        var presence = (ISharesPresence)irc.Session;
        await presence.SetPresenceAsync(Availability.Online, null, IrcFixture.Stop);
        await presence.SetPresenceAsync(Availability.Away, "at lunch\r\nQUIT", IrcFixture.Stop);
        Assert.Equal("AWAY :at lunch", await irc.Fake.ExpectAsync("AWAY"));
        await presence.SetPresenceAsync(Availability.Away, "at lunch now", IrcFixture.Stop);
        await presence.SetPresenceAsync(Availability.Busy, " ", IrcFixture.Stop);
        Assert.Equal("AWAY :Busy", await irc.Fake.ExpectAsync("AWAY :B"));
        await presence.SetPresenceAsync(Availability.Online, "here", IrcFixture.Stop);
        Assert.Equal("AWAY", await irc.Fake.ExpectAsync("AWAY"));
        await irc.Fake.SendAsync(":irc.test 305 alice :You are no longer marked as being away", ":irc.test NOTICE alice :end");
        Assert.Equal("end", (await irc.Events.NextAsync<Notice>()).Text);
    }

    [Fact]
    public async Task Who_is_seen_to_quit_or_to_take_another_nick_is_told_at_once()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        var watches = (IWatchesContacts)irc.Session;
        foreach (var nick in (string[])["bob", "robert"])
        {
            await watches.WatchAsync(new ContactId(nick), IrcFixture.Stop);
            await irc.Fake.ExpectAsync("ISON");
            await irc.Fake.SendAsync($":irc.test 303 alice :{(nick == "bob" ? "bob" : "")}");
        }

        Assert.Equal(["bob Online ", "robert Offline "], await PresencesAsync(irc, 2));
        await irc.Fake.SendAsync(":Bob!b@h NICK Robert", ":robert!b@h QUIT :bye", ":stranger!s@h QUIT :bye");
        Assert.Equal(["bob Offline ", "robert Online ", "robert Offline "], await PresencesAsync(irc, 3));
    }

    [Fact]
    public async Task Why_somebody_is_away_is_asked_where_only_that_is_known()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        await ((IWatchesContacts)irc.Session).WatchAsync(new ContactId("bob"), IrcFixture.Stop);
        await irc.Fake.ExpectAsync("ISON");
        await irc.Fake.SendAsync(":irc.test 303 alice :bob");
        await irc.Fake.ExpectAsync("USERHOST");
        await irc.Fake.SendAsync(":irc.test 302 alice :bob=-b@h");
        Assert.Equal("WHOIS bob", await irc.Fake.ExpectAsync("WHOIS"));
        await irc.Fake.SendAsync(":irc.test 311 alice bob b h * :Bob", ":irc.test 301 alice bob :at lunch", ":irc.test 318 alice bob :End");
        Assert.Equal(["bob Online ", "bob Away ", "bob Away at lunch"], await PresencesAsync(irc, 3));
    }

    [Fact]
    public async Task What_the_user_says_by_a_command_stands_until_it_is_taken_back()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        var presence = (ISharesPresence)irc.Session;
        await presence.SetPresenceAsync(Availability.Away, "auto", IrcFixture.Stop);
        Assert.Equal("AWAY :auto", await irc.Fake.ExpectAsync("AWAY"));
        await CommandAsync("away", "text", "on holiday", "AWAY :on holiday");
        await presence.SetPresenceAsync(Availability.Online, null, IrcFixture.Stop);
        await presence.SetPresenceAsync(Availability.Busy, "auto", IrcFixture.Stop);
        await CommandAsync("raw", "line", "away", "away");
        await presence.SetPresenceAsync(Availability.Away, "auto again", IrcFixture.Stop);
        Assert.Equal("AWAY :auto again", await irc.Fake.ExpectAsync("AWAY"));

        async Task CommandAsync(string name, string field, string value, string sent)
        {
            var running = ((IOffersCommands)irc.Session).RunCommandAsync(name, new Dictionary<string, string> { [field] = value }, IrcFixture.Stop);
            // The first since the last: nothing was told by itself meanwhile.
            Assert.Equal(sent, await irc.Fake.ExpectAsync(sent[..4]));
            var ping = await irc.Fake.ExpectAsync("PING");
            await irc.Fake.SendAsync($":irc.test PONG irc.test {ping[5..]}");
            await running.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        }
    }

    private static async Task<List<string>> PresencesAsync(IrcFixture irc, int count)
    {
        var all = new List<string>();
        while (all.Count < count)
        {
            var presence = await irc.Events.NextAsync<PresenceChanged>();
            all.Add($"{presence.Contact.Value} {presence.Availability} {presence.Status}");
        }
        return all;
    }
}
