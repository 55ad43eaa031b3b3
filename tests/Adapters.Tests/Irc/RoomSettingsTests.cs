using Bridge.Adapters.Irc;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

public sealed class RoomSettingsTests
{
    private static readonly ChatId Room = new("#room");

    [Fact]
    public async Task A_channel_is_hidden_as_long_as_it_is_secret_or_private()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        await irc.JoinAsync(nick, "#room");
        await irc.Fake.SendAsync(":irc.test 324 alice #room +ns");
        Assert.True((await irc.Events.NextAsync<ChatInfoChanged>()).Hidden);
        foreach (var (modes, hidden) in ((string, bool)[])[("+s-p", true), ("+p-s", true), ("-p", false), ("+p", true)])
        {
            await irc.Fake.SendAsync($":bob!b@h MODE #room {modes}");
            Assert.Equal(hidden, (await irc.Events.NextAsync<ChatInfoChanged>()).Hidden);
        }
    }

    [Fact]
    public void Modes_are_settings()
    {
        var settings = RoomSettings.Read(new Dictionary<char, string> { ['n'] = "", ['t'] = "", ['k'] = "key", ['l'] = "7" }).ToDictionary(x => x.Name, x => x.Value);
        Assert.Equal(
            "irc#members_speak=1 muc#roomconfig_changesubject=0 muc#roomconfig_maxusers=7 muc#roomconfig_membersonly=0 muc#roomconfig_moderatedroom=0 "
            + "muc#roomconfig_passwordprotectedroom=1 muc#roomconfig_publicroom=1 muc#roomconfig_roomsecret=key",
            string.Join(' ', settings.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => $"{x.Key}={x.Value}")));
    }

    [Theory]
    [InlineData("muc#roomconfig_moderatedroom", "1", "+m")]
    [InlineData("muc#roomconfig_moderatedroom", "0", "")]
    [InlineData("muc#roomconfig_changesubject", "1", "-t")]
    [InlineData("muc#roomconfig_changesubject", "false", "")]
    [InlineData("muc#roomconfig_publicroom", "0", "+s")]
    [InlineData("irc#members_speak", "0", "-n")]
    [InlineData("muc#roomconfig_maxusers", "50", "+l 50")]
    [InlineData("muc#roomconfig_maxusers", "7", "")]
    [InlineData("muc#roomconfig_maxusers", "none", "-l")]
    [InlineData("muc#roomconfig_roomsecret", "key", "")]
    [InlineData("muc#roomconfig_roomsecret", "other", "-k key +k other")]
    [InlineData("muc#roomconfig_roomsecret", "", "-k key")]
    [InlineData("muc#roomconfig_passwordprotectedroom", "0", "-k key")]
    [InlineData("muc#roomconfig_passwordprotectedroom", "1", "")]
    public void Settings_are_changes_of_modes(string name, string value, string expected)
    {
        var modes = new Dictionary<char, string> { ['n'] = "", ['t'] = "", ['k'] = "key", ['l'] = "7" };
        var changes = RoomSettings.Changes(modes, new Dictionary<string, string> { [name] = value });
        Assert.Equal(expected, string.Join(' ', changes.Select(x => $"{x.Sign}{x.Mode}{(x.Argument is null ? "" : " " + x.Argument)}")));
    }

    [Theory]
    [InlineData("no-such-setting", "1", NetworkError.Unsupported)]
    [InlineData("muc#roomconfig_moderatedroom", "maybe", NetworkError.Malformed)]
    [InlineData("muc#roomconfig_maxusers", "-1", NetworkError.Malformed)]
    [InlineData("muc#roomconfig_maxusers", "many", NetworkError.Malformed)]
    [InlineData("muc#roomconfig_roomsecret", "two words", NetworkError.Malformed)]
    [InlineData("muc#roomconfig_passwordprotectedroom", "1", NetworkError.Malformed)]
    public void What_cannot_be_is_refused(string name, string value, NetworkError error) =>
        Assert.Equal(error, Assert.Throws<NetworkException>(() => RoomSettings.Changes(new Dictionary<char, string>(), new Dictionary<string, string> { [name] = value })).Error);

    [Fact]
    public async Task They_are_read_from_the_server_and_set_there()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync(isupport: "MODES=2 CHANTYPES=# PREFIX=(ov)@+ CHANMODES=beI,k,l,imnpst");
        await irc.JoinAsync(nick, "#room");
        Assert.Equal("MODE #room", await irc.Fake.ExpectAsync("MODE"));
        await irc.Fake.SendAsync(":irc.test 324 alice #room +nt");
        await irc.Events.NextAsync<ChatInfoChanged>();
        var configures = (IConfiguresGroups)irc.Session;
        var reading = configures.GetGroupSettingsAsync(Room, IrcFixture.Stop);
        Assert.Equal("MODE #room", await irc.Fake.ExpectAsync("MODE"));
        await irc.Fake.SendAsync(":irc.test 324 alice #room +ntlk 7 key");
        Assert.Equal("7", (await reading.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop)).Single(x => x.Name == "muc#roomconfig_maxusers").Value);

        var values = new Dictionary<string, string> { ["muc#roomconfig_moderatedroom"] = "1", ["muc#roomconfig_roomsecret"] = "secret", ["muc#roomconfig_maxusers"] = "9" };
        foreach (var isRefused in (bool[])[false, true])
        {
            var setting = configures.SetGroupSettingsAsync(Room, values, IrcFixture.Stop);
            Assert.Equal("MODE #room", await irc.Fake.ExpectAsync("MODE"));
            await irc.Fake.SendAsync(":irc.test 324 alice #room +ntlk 7 key");
            Assert.Equal("MODE #room +m+l 9", await irc.Fake.ExpectAsync("MODE"));
            Assert.Equal("MODE #room -k+k key secret", await irc.Fake.ExpectAsync("MODE"));
            var ping = await irc.Fake.ExpectAsync("PING");
            await irc.Fake.SendAsync(isRefused ? ":irc.test 482 alice #room :You're not a channel operator" : $":irc.test PONG irc.test {ping[5..]}");
            if (isRefused)
                Assert.Equal(NetworkError.Forbidden, (await Assert.ThrowsAsync<NetworkException>(() => setting.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop))).Error);
            else
                await setting.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        }
        var refused = configures.GetGroupSettingsAsync(new ChatId("#secret"), IrcFixture.Stop);
        await irc.Fake.ExpectAsync("MODE #secret");
        await irc.Fake.SendAsync(":irc.test 442 alice #secret :You're not on that channel");
        Assert.Equal(NetworkError.NotJoined, (await Assert.ThrowsAsync<NetworkException>(() => refused.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop))).Error);
    }
}
