using Xunit;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>Many channels at once: several with each line, within the limits of the server and of the flood.</summary>
public sealed class JoinLineTests
{
    [Theory]
    [InlineData("TARGMAX=JOIN:4", 4)]
    [InlineData("TARGMAX=JOIN:", 25)]
    [InlineData("NICKLEN=30", 10)]
    [InlineData("TARGMAX=JOIN:1", 1)]
    public async Task A_hundred_channels_share_lines(string features, int most)
    {
        await using var irc = new IrcFixture(x => (x["MessagesPerSecond"], x["Burst"]) = ("1000", "10"));
        var nick = await irc.ConnectAsync(isupport: features + " CHANTYPES=#");
        var joins = Enumerable.Range(0, 100).Select(x => irc.Groups.JoinGroupAsync(new ChatId($"#c{x}"), new GroupJoin(null), IrcFixture.Stop)).ToList();
        var largest = 0;
        for (var joined = 0; joined < 100;)
        {
            var line = await irc.Fake.ReadAsync();
            if (line?.Split(' ') is not ["JOIN", var names])
            {
                if (line is not null && line.StartsWith("PING :bridge-", StringComparison.Ordinal))
                    await irc.Fake.SendAsync($":irc.test PONG irc.test {line[5..]}");
                continue;
            }
            var channels = names.Split(',');
            joined += channels.Length;
            largest = Math.Max(largest, channels.Length);
            await irc.Fake.SendAsync([.. channels.SelectMany(x => (string[])[$":{nick}!u@h JOIN {x}", $":irc.test 353 {nick} = {x} :{nick}", $":irc.test 366 {nick} {x} :End"])]);
        }
        await Task.WhenAll(joins).WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        Assert.InRange(largest, 1, most);
        Assert.True(most == 1 || largest > 1);
    }

    [Fact]
    public async Task Twenty_channels_are_in_at_once_on_the_usual_limits_and_a_hundred_in_a_quarter_of_a_minute()
    {
        var time = new ManualTime();
        await using var irc = new IrcFixture(x => (x["MessagesPerSecond"], x["Burst"]) = ("1", "10"), time: time);
        var nick = await irc.ConnectAsync(isupport: "CHANTYPES=#");
        var seconds = 0;
        var reading = irc.Fake.ReadAsync();
        foreach (var (count, within) in ((int, int)[])[(20, 3), (100, 15)])
        {
            var before = seconds;
            var joins = Enumerable.Range(0, count).Select(x => irc.Groups.JoinGroupAsync(new ChatId($"#c{count}-{x}"), new GroupJoin(null), IrcFixture.Stop)).ToList();
            var all = Task.WhenAll(joins);
            while (!all.IsCompleted)
            {
                // Only when nothing more comes by itself does time pass.
                if (await Task.WhenAny(reading, Task.Delay(100, IrcFixture.Stop)) != reading)
                {
                    Assert.InRange(++seconds - before, 0, within);
                    time.Advance(TimeSpan.FromSeconds(1));
                    continue;
                }
                var line = await reading;
                if (line?.Split(' ') is ["JOIN", var names])
                    await irc.Fake.SendAsync([.. names.Split(',').SelectMany(x => (string[])[$":{nick}!u@h JOIN {x}", $":irc.test 353 {nick} = {x} :{nick}", $":irc.test 366 {nick} {x} :End"])]);
                else if (line is not null && line.StartsWith("PING :bridge-", StringComparison.Ordinal))
                    await irc.Fake.SendAsync($":irc.test PONG irc.test {line[5..]}");
                reading = irc.Fake.ReadAsync();
            }
            await all;
        }
    }

    [Fact]
    public async Task Keys_stand_with_their_channels()
    {
        await using var irc = new IrcFixture(x => (x["MessagesPerSecond"], x["Burst"]) = ("2", "1"));
        await irc.ConnectAsync(isupport: "CHANTYPES=#");
        // The first takes the only token; the others wait together.
        _ = irc.Groups.JoinGroupAsync(new ChatId("#first"), new GroupJoin(null), IrcFixture.Stop);
        Assert.Equal("JOIN #first", await irc.Fake.ExpectAsync("JOIN"));
        foreach (var (name, key) in ((string, string?)[])[("#a", null), ("#b", "one"), ("#c", null), ("#d", "two")])
            _ = irc.Groups.JoinGroupAsync(new ChatId(name), new GroupJoin(null, key), IrcFixture.Stop);
        Assert.Equal("JOIN #b,#d,#a,#c one,two", await irc.Fake.ExpectAsync("JOIN"));
    }

    [Fact]
    public async Task No_line_is_longer_than_a_line()
    {
        await using var irc = new IrcFixture(x => (x["MessagesPerSecond"], x["Burst"]) = ("20", "1"));
        await irc.ConnectAsync(isupport: "CHANTYPES=# TARGMAX=JOIN:");
        var names = Enumerable.Range(0, 40).Select(x => $"#{x:00}{new string('x', 97)}").ToList();
        foreach (var name in names)
            _ = irc.Groups.JoinGroupAsync(new ChatId(name), new GroupJoin(null, new string('k', 50)), IrcFixture.Stop);
        var asked = 0;
        while (asked < names.Count)
        {
            var line = await irc.Fake.ExpectAsync("JOIN");
            Assert.InRange(line.Length, 1, 510);
            asked += line.Split(' ')[1].Split(',').Length;
        }
    }

    [Fact]
    public async Task What_a_server_did_not_answer_is_asked_for_again_alone()
    {
        await using var irc = new IrcFixture(x => (x["MessagesPerSecond"], x["Burst"]) = ("5", "1"));
        var nick = await irc.ConnectAsync(isupport: "CHANTYPES=#");
        var first = irc.Groups.JoinGroupAsync(new ChatId("#first"), new GroupJoin(null), IrcFixture.Stop);
        await irc.Fake.JoinAsync(nick, "#first", "bob");
        await first.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        var joins = ((string[])["#a", "#b", "#c"]).Select(x => irc.Groups.JoinGroupAsync(new ChatId(x), new GroupJoin(null), IrcFixture.Stop)).ToList();
        Assert.Equal("JOIN #a,#b,#c", await irc.Fake.ExpectAsync("JOIN"));
        await irc.Fake.SendAsync($":irc.test 471 {nick} #a :Full");
        var ping = await irc.Fake.ExpectAsync("PING :bridge-");
        while (ping.EndsWith("ready", StringComparison.Ordinal))
            ping = await irc.Fake.ExpectAsync("PING :bridge-");
        await irc.Fake.SendAsync($":irc.test PONG irc.test {ping[5..]}");
        await irc.Fake.JoinAsync(nick, "#b", "bob");
        await irc.Fake.JoinAsync(nick, "#c", "bob");
        Assert.Equal(NetworkError.Full, (await Assert.ThrowsAsync<NetworkException>(() => joins[0].WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop))).Error);
        await joins[1].WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        await joins[2].WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
    }

    [Fact]
    public async Task More_than_the_server_allows_are_not_asked_for()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync(isupport: "CHANTYPES=#& CHANLIMIT=#:2,&:0,+:");
        await irc.JoinAsync(nick, "#a");
        await irc.JoinAsync(nick, "#b");
        var failure = await Assert.ThrowsAsync<NetworkException>(() => irc.Groups.JoinGroupAsync(new ChatId("#c"), new GroupJoin(null), IrcFixture.Stop));
        Assert.Equal((NetworkError.Full, "irc.405"), (failure.Error, failure.Code));
        await irc.JoinAsync(nick, "&d");
        await irc.Fake.SendAsync($":{nick}!u@h PART #a");
        await irc.Events.NextAsync<GroupLeft>();
        await irc.JoinAsync(nick, "#c");
    }

    [Fact]
    public async Task A_join_that_was_taken_back_is_not_sent()
    {
        await using var irc = new IrcFixture(x => (x["MessagesPerSecond"], x["Burst"]) = ("2", "1"));
        await irc.ConnectAsync(isupport: "CHANTYPES=#");
        using var cancel = new CancellationTokenSource();
        _ = irc.Groups.JoinGroupAsync(new ChatId("#first"), new GroupJoin(null), IrcFixture.Stop);
        await irc.Fake.ExpectAsync("JOIN #first");
        var taken = irc.Groups.JoinGroupAsync(new ChatId("#a"), new GroupJoin(null), cancel.Token);
        _ = irc.Groups.JoinGroupAsync(new ChatId("#b"), new GroupJoin(null), IrcFixture.Stop);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taken.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        Assert.Equal("JOIN #b", await irc.Fake.ExpectAsync("JOIN"));
    }

    [Fact]
    public async Task Leaving_many_channels_takes_few_lines()
    {
        await using var irc = new IrcFixture(x => (x["MessagesPerSecond"], x["Burst"]) = ("5", "1"));
        var nick = await irc.ConnectAsync(isupport: "CHANTYPES=#");
        for (var i = 0; i < 6; i++)
            await irc.Fake.SendAsync($":{nick}!u@h JOIN #c{i}", $":irc.test 353 {nick} = #c{i} :{nick}", $":irc.test 366 {nick} #c{i} :End");
        for (var i = 0; i < 6; i++)
            await irc.Events.NextAsync<GroupJoined>();
        var leaving = Enumerable.Range(0, 6).Select(x => irc.Groups.LeaveGroupAsync(new ChatId($"#c{x}"), x == 5 ? "other" : "bye", IrcFixture.Stop)).ToList();
        var lines = new List<string>();
        for (var left = 0; left < 6; left += lines[^1].Count(x => x == '#'))
            lines.Add(await irc.Fake.ExpectAsync("PART "));
        Assert.InRange(lines.Count, 2, 3);
        Assert.Contains("PART #c5 :other", lines);
        await Task.WhenAll(leaving).WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
    }
}
