using Xunit;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>Whatever people write, the server gets the commands that were meant and no others.</summary>
public sealed class InjectionTests
{
    private static readonly string[] Endings = ["\r\nQUIT :gone", "\nQUIT :gone", "\rQUIT :gone", "\0QUIT :gone", " \r\nQUIT", "\u0001\r\nQUIT\u0001", "\u0001VERSION\u0001", "\u010aQUIT", "\u2028QUIT", "\u0085QUIT", "\ud83d\r\nQUIT"];

    [Fact]
    public async Task No_text_becomes_a_command()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync(isupport: "CHANTYPES=# PREFIX=(ov)@+ NICKLEN=30 CHANMODES=b,k,l,imnpst MONITOR=100");
        await irc.JoinAsync(nick, "#room");
        var room = new ChatId("#room");
        var moderation = (IModeratesGroups)irc.Session;
        var stop = IrcFixture.Stop;
        var calls = new List<Func<Task>>();
        foreach (var bad in Endings)
        {
            foreach (var flags in (MessageFlags[])[MessageFlags.None, MessageFlags.Action, MessageFlags.Notice])
            {
                calls.Add(() => irc.Session.SendAsync(IrcFixture.Message("#room", "a" + bad, flags), stop));
                calls.Add(() => irc.Session.SendAsync(IrcFixture.Message("bob" + bad, "a", flags), stop));
                calls.Add(() => irc.Session.SendAsync(IrcFixture.Message("#room", "a", flags) with { OnBehalfOf = "carol" + bad }, stop));
            }

            calls.Add(() => irc.Groups.JoinGroupAsync(new ChatId("#other" + bad), new GroupJoin(null), stop));
            calls.Add(() => irc.Groups.JoinGroupAsync(new ChatId("#keyed"), new GroupJoin("x" + bad, "key" + bad), stop));
            calls.Add(() => irc.Groups.SetNameAsync(room, "nick" + bad, stop));
            calls.Add(() => irc.Groups.SetTopicAsync(room, "topic" + bad, stop));
            calls.Add(() => irc.Groups.InviteAsync(room, new ContactId("bob" + bad), "come" + bad, stop));
            calls.Add(() => irc.Groups.InviteAsync(new ChatId("#room" + bad), new ContactId("bob"), null, stop));
            calls.Add(() => moderation.KickAsync(room, new ContactId("bob"), "out" + bad, stop));
            calls.Add(() => moderation.KickAsync(room, new ContactId("bob" + bad), null, stop));
            calls.Add(() => moderation.SetBanAsync(room, "bob" + bad, true, "out" + bad, stop));
            calls.Add(() => moderation.SetBanAsync(room, "*!*@h" + bad, true, null, stop));
            calls.Add(() => moderation.SetRoleAsync(room, new ContactId("bob" + bad), MemberRole.Admin, stop));
            calls.Add(() => moderation.ListBansAsync(new ChatId("#room" + bad), stop));
            calls.Add(() => ((IDescribesContacts)irc.Session).DescribeContactAsync(new ContactId("bob" + bad), stop));
            calls.Add(() => ((ISharesPresence)irc.Session).SetPresenceAsync(Availability.Away, "gone" + bad, stop));
            calls.Add(() => ((IWatchesContacts)irc.Session).WatchAsync(new ContactId("bob" + bad), stop));
            calls.Add(() => ((IConfiguresGroups)irc.Session).SetGroupSettingsAsync(room, new Dictionary<string, string> { ["muc#roomconfig_roomsecret"] = "key" + bad }, stop));
            calls.Add(() => ((IConfiguresGroups)irc.Session).SetGroupSettingsAsync(room, new Dictionary<string, string> { ["muc#roomconfig_maxusers"] = "1" + bad }, stop));
            calls.Add(() => ((IListsGroups)irc.Session).ListGroupsAsync("#room" + bad, stop));
        }

        var reading = ReadAsync(irc, "PRIVMSG #room :the end");
        foreach (var call in calls)
        {
            // What is refused is refused at once; the rest may wait for an answer that nobody gives.
            var failure = await Record.ExceptionAsync(call);
            Assert.True(failure is null or NetworkException, failure?.ToString());
        }

        await irc.Session.SendAsync(IrcFixture.Message("#room", "the end"), stop);
        string[] meant = ["INVITE", "JOIN", "KICK", "LIST", "MODE", "NICK", "NOTICE", "PING", "PRIVMSG", "TOPIC", "WHO", "WHOIS", "AWAY", "MONITOR"];
        Assert.All(await reading, line => Assert.Contains(line.Split(' ')[0], meant));

        await irc.Groups.LeaveGroupAsync(room, "bye\r\nQUIT :gone", stop);
        Assert.Equal("PART #room :bye QUIT :gone", await irc.Fake.ReadAsync());
        Assert.False(irc.Running.IsCompleted);
    }

    [Fact]
    public async Task No_credential_becomes_a_command()
    {
        foreach (var bad in Endings)
        {
            await using var irc = new IrcFixture(name: "alice" + bad, credentials: new Dictionary<string, string>
            {
                ["nick"] = "n" + bad,
                ["username"] = "u" + bad,
                ["realname"] = "r" + bad,
                ["password"] = "p" + bad,
                ["sasl-username"] = "s" + bad,
                ["sasl-password"] = "t" + bad,
            });
            irc.Start();
            await irc.Fake.AcceptAsync();
            foreach (var expected in (string[])["CAP LS 302", "PASS :p", "NICK alice", "USER u"])
                Assert.StartsWith(expected, await irc.Fake.ReadAsync(), StringComparison.Ordinal);
            await irc.Fake.SendAsync(":irc.test CAP * LS :sasl");
            Assert.Equal("CAP REQ :sasl", await irc.Fake.ReadAsync());
            await irc.Fake.SendAsync(":irc.test CAP * ACK :sasl", "AUTHENTICATE +");
            Assert.Equal("AUTHENTICATE PLAIN", await irc.Fake.ReadAsync());
            Assert.StartsWith("AUTHENTICATE ", await irc.Fake.ReadAsync(), StringComparison.Ordinal);
            await irc.Fake.SendAsync(":irc.test 903 * :ok", "PING :next");
            Assert.Equal("CAP END", await irc.Fake.ReadAsync());
            Assert.Equal("PONG :next", await irc.Fake.ReadAsync());
        }
    }

    // Answers every barrier, so that commands complete, and the questions with nothing.
    private static async Task<List<string>> ReadAsync(IrcFixture irc, string last)
    {
        var lines = new List<string>();
        while (await irc.Fake.ReadAsync() is { } line && line != last)
        {
            lines.Add(line);
            Assert.DoesNotContain('\0', line);
            var words = line.Split(' ');
            if (words[0] == "PING")
                await irc.Fake.SendAsync($":irc.test PONG irc.test {line[5..]}");
            else if (words[0] == "LIST")
                await irc.Fake.SendAsync(":irc.test 323 alice :End of /LIST");
            else if (words[0] == "JOIN")
                await irc.Fake.SendAsync($":irc.test 471 alice {words[1]} :Full");
            else if (words[0] == "WHOIS")
                await irc.Fake.SendAsync($":irc.test 318 alice {words[1]} :End");
            else if (words[0] == "NICK")
                await irc.Fake.SendAsync($":irc.test 432 alice {words[1]} :No");
            else if (words is ["MODE", _])
                await irc.Fake.SendAsync($":irc.test 324 alice {words[1]} +ntk old");
            else if (words is ["MODE", _, "+b"])
                await irc.Fake.SendAsync($":irc.test 368 alice {words[1]} :End");
        }

        return lines;
    }
}
