using Xunit;

namespace Bridge.Adapters.Tests.Irc;

public sealed class SessionRoomTests
{
    private static readonly ChatId Room = new("#room");

    [Theory]
    [InlineData(403, NetworkError.NotFound)]
    [InlineData(405, NetworkError.Full)]
    [InlineData(471, NetworkError.Full)]
    [InlineData(473, NetworkError.MembersOnly)]
    [InlineData(474, NetworkError.Banned)]
    [InlineData(475, NetworkError.PasswordRequired)]
    [InlineData(476, NetworkError.NotFound)]
    [InlineData(489, NetworkError.Forbidden)]
    [InlineData(437, NetworkError.Throttled)]
    public async Task A_refused_join_says_why(int numeric, NetworkError error)
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        var joining = irc.Groups.JoinGroupAsync(Room, new GroupJoin(null, "key"), IrcFixture.Stop);
        Assert.Equal("JOIN #room key", await irc.Fake.ExpectAsync("JOIN"));
        await irc.Fake.SendAsync($":irc.test {numeric} alice #ROOM :Cannot join channel");
        var failure = await Assert.ThrowsAsync<NetworkException>(() => joining.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        Assert.Equal((error, "Cannot join channel", $"irc.{numeric}"), (failure.Error, failure.Message, failure.Code));
        Assert.Empty(irc.Events.Drain().OfType<Notice>());
    }

    [Fact]
    public async Task A_channel_for_people_with_an_account_says_how_to_have_one()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        var joining = irc.Groups.JoinGroupAsync(Room, new GroupJoin(null), IrcFixture.Stop);
        await irc.Fake.ExpectAsync("JOIN");
        await irc.Fake.SendAsync(":irc.test 477 alice #room :Cannot join channel (+r)");
        var failure = await Assert.ThrowsAsync<NetworkException>(() => joining.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        Assert.Equal(NetworkError.MembersOnly, failure.Error);
        Assert.Contains("'login'", failure.Message, StringComparison.Ordinal);
        await irc.Fake.SendAsync(":irc.test 900 alice alice!a@h alice :You are now logged in as alice");
        joining = irc.Groups.JoinGroupAsync(Room, new GroupJoin(null), IrcFixture.Stop);
        await irc.Fake.ExpectAsync("JOIN");
        await irc.Fake.SendAsync(":irc.test 477 alice #room :No");
        failure = await Assert.ThrowsAsync<NetworkException>(() => joining.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        Assert.Equal("No", failure.Message);
    }

    [Theory]
    [InlineData("room")]
    [InlineData("#a,#b")]
    [InlineData("#a b")]
    [InlineData("#a\r\nQUIT")]
    public async Task A_name_that_is_none_never_reaches_the_server(string name)
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        await Assert.ThrowsAsync<NetworkException>(() => irc.Groups.JoinGroupAsync(new ChatId(name), new GroupJoin(null), IrcFixture.Stop));
    }

    [Fact]
    public async Task Joining_again_brings_the_same_events_again()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        await irc.JoinAsync(nick, "#room", topic: "Topic");
        await irc.Fake.SendAsync(":dave!d@h PART #room");
        var again = irc.Groups.JoinGroupAsync(Room, new GroupJoin(null), IrcFixture.Stop);
        Assert.Equal("NAMES #room", await irc.Fake.ExpectAsync("NAMES"));
        await irc.Fake.SendAsync(":irc.test 353 alice = #room :alice @bob +carol", ":irc.test 366 alice #room :End");
        await again.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        Assert.Equal(3, (await irc.Events.NextAsync<MembersListed>()).Members.Count);
        Assert.Equal("Topic", (await irc.Events.NextAsync<ChatInfoChanged>()).Topic);
        await irc.Events.NextAsync<GroupJoined>();
    }

    [Fact]
    public async Task Leaving_and_joining_in_a_row_joins()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        await irc.JoinAsync(nick, "#room");
        await irc.Groups.LeaveGroupAsync(Room, "bye\r\nQUIT", IrcFixture.Stop);
        Assert.Equal("PART #room :bye QUIT", await irc.Fake.ExpectAsync("PART"));
        var joining = irc.Groups.JoinGroupAsync(Room, new GroupJoin(null), IrcFixture.Stop);
        await irc.Fake.SendAsync(":alice!~u@host.test PART #room :bye");
        await irc.Fake.JoinAsync(nick, "#room", "@bob");
        await joining.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        Assert.Equal(MemberChangeKind.Left, (await irc.Events.NextAsync<GroupLeft>()).Kind);
        await irc.Events.NextAsync<GroupJoined>();
        await irc.Groups.LeaveGroupAsync(new ChatId("#elsewhere"), null, IrcFixture.Stop);
    }

    [Fact]
    public async Task Members_come_change_and_go()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        await irc.JoinAsync(nick, "#room", "@bob +carol dave ~@frank");
        await irc.Fake.SendAsync(
            ":Erin!e@h JOIN #room", ":erin!e@h NICK Erin2", ":bob!b@h MODE #room +v-o+x Erin2 bob", ":bob!b@h KICK #room erin2 :out",
            ":carol!c@h PART #room :bye", ":dave!d@h QUIT :gone", ":frank!f@h AWAY :lunch", ":frank!f@h CHGHOST f new.host");
        Assert.Equal("Joined Erin Participant e@h", await ChangeAsync(irc));
        Assert.Equal("Renamed Erin2 Participant e@h from erin", await ChangeAsync(irc));
        var renamed = await irc.Events.NextAsync<ContactRenamed>();
        Assert.Equal(("erin", "erin2"), (renamed.Former.Value, renamed.Current.Value));
        var modes = await irc.Events.NextAsync<MembersChanged>();
        Assert.Equal(["Erin2 Voiced by bob", "bob Participant by bob"], modes.Changes.Select(x => $"{x.Member.Name} {x.Member.Role} by {x.Actor}"));
        Assert.Equal("Kicked Erin2 Voiced e@h by bob: out", await ChangeAsync(irc));
        Assert.Equal("Left carol Voiced : bye", await ChangeAsync(irc));
        Assert.Equal("Quit dave Participant : gone", await ChangeAsync(irc));
        var away = await irc.Events.NextAsync<MembersChanged>();
        Assert.Equal((true, MemberRole.Owner), (away.Changes[0].Member.Away, away.Changes[0].Member.Role));
        Assert.Equal(Availability.Away, (await irc.Events.NextAsync<PresenceChanged>()).Availability);
        Assert.Equal("Updated frank Owner f@new.host", await ChangeAsync(irc));
    }

    [Fact]
    public async Task Somebody_in_two_rooms_leaves_both()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        await irc.JoinAsync(nick, "#a", "bob");
        await irc.JoinAsync(nick, "#b", "bob");
        await irc.Fake.SendAsync(":bob!b@h QUIT :*.net *.split");
        var rooms = new[] { (await irc.Events.NextAsync<MembersChanged>()).Chat?.Value, (await irc.Events.NextAsync<MembersChanged>()).Chat?.Value };
        Assert.Equal(["#a", "#b"], rooms.Order());
    }

    [Fact]
    public async Task A_moderated_room_has_visitors()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        await irc.JoinAsync(nick, "#room", "@bob +carol dave");
        await irc.Fake.SendAsync(":irc.test 324 alice #room +ntik secret", ":bob!b@h MODE #room +m-i", ":bob!b@h TOPIC #room :New", ":bob!b@h MODE #room -m");
        var modes = await irc.Events.NextAsync<ChatInfoChanged>();
        Assert.Equal((false, true, true, true), (modes.Moderated, modes.MembersOnly, modes.PasswordProtected, modes.TopicLocked));
        var info = await irc.Events.NextAsync<ChatInfoChanged>();
        Assert.Equal((true, false, null, null), (info.Moderated, info.MembersOnly, info.PasswordProtected, info.TopicLocked));
        Assert.Equal(["alice Visitor", "dave Visitor"], (await irc.Events.NextAsync<MembersChanged>()).Changes.Select(x => $"{x.Member.Name} {x.Member.Role}").Order());
        var topic = await irc.Events.NextAsync<ChatInfoChanged>();
        Assert.Equal(("New", "bob"), (topic.Topic, topic.TopicBy));
        Assert.Equal(2, (await irc.Events.NextAsync<MembersChanged>()).Changes.Count);
    }

    [Fact]
    public async Task Being_kicked_ends_the_stay_and_an_invitation_is_told()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        await irc.JoinAsync(nick, "#room");
        await irc.Fake.SendAsync(":bob!b@h KICK #room Alice :out", ":bob!b@h INVITE alice :#Other", ":bob!b@h INVITE carol #other");
        var left = await irc.Events.NextAsync<GroupLeft>();
        Assert.Equal(("#room", MemberChangeKind.Kicked, "bob", "out"), (left.Chat?.Value, left.Kind, left.Actor, left.Reason));
        var invited = await irc.Events.NextAsync<GroupInvited>();
        Assert.Equal(("#other", "bob"), (invited.Chat?.Value, invited.By.Value));
    }

    [Fact]
    public async Task The_own_nick_changes_when_the_server_says_so()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        await irc.JoinAsync(nick, "#room");
        var changing = irc.Groups.SetNameAsync(Room, "Alicia", IrcFixture.Stop);
        Assert.Equal("NICK Alicia", await irc.Fake.ExpectAsync("NICK"));
        await irc.Fake.SendAsync(":alice!~u@host.test NICK :Alicia");
        await changing.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        var change = (await irc.Events.NextAsync<MembersChanged>()).Changes[0];
        Assert.Equal((MemberChangeKind.Renamed, "Alicia", "alice", true), (change.Kind, change.Member.Name, change.FormerName, change.Member.IsSelf));

        foreach (var (numeric, error) in new[] { (433, NetworkError.NameTaken), (432, NetworkError.NameInvalid), (438, NetworkError.Throttled) })
        {
            var refused = irc.Groups.SetNameAsync(Room, "bob", IrcFixture.Stop);
            await irc.Fake.ExpectAsync("NICK bob");
            await irc.Fake.SendAsync($":irc.test {numeric} Alicia bob :No");
            Assert.Equal(error, (await Assert.ThrowsAsync<NetworkException>(() => refused.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop))).Error);
        }
        Assert.Equal(NetworkError.NameInvalid, (await Assert.ThrowsAsync<NetworkException>(() => irc.Groups.SetNameAsync(Room, "a b", IrcFixture.Stop))).Error);
    }

    [Fact]
    public async Task A_message_before_the_end_of_names_comes_after_the_join()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        var joining = irc.Groups.JoinGroupAsync(Room, new GroupJoin(null), IrcFixture.Stop);
        await irc.Fake.ExpectAsync("JOIN");
        await irc.Fake.SendAsync(":alice!a@h JOIN #room", ":bob!b@h PRIVMSG #room :early", ":bob!b@h JOIN #room", ":irc.test 353 alice = #room :alice", ":irc.test 366 alice #room :End");
        await joining.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        Assert.Equal(2, Assert.IsType<MembersListed>(await irc.Events.NextAsync()).Members.Count);
        Assert.IsType<GroupJoined>(await irc.Events.NextAsync());
        Assert.Equal("early", Assert.IsType<MessageReceived>(await irc.Events.NextAsync()).Content.Text?.Plain);
    }

    [Fact]
    public async Task Five_hundred_members_are_one_list()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync("multi-prefix userhost-in-names");
        var joining = irc.Groups.JoinGroupAsync(Room, new GroupJoin(null), IrcFixture.Stop);
        await irc.Fake.ExpectAsync("JOIN");
        await irc.Fake.SendAsync(":alice!a@h JOIN #room");
        foreach (var part in Enumerable.Range(0, 500).Chunk(20))
            await irc.Fake.SendAsync(":irc.test 353 alice = #room :" + string.Join(' ', part.Select(x => $"@+Nick{x}!user{x}@host{x}.test")));
        await irc.Fake.SendAsync(":irc.test 366 alice #room :End");
        await joining.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        var listed = await irc.Events.NextAsync<MembersListed>();
        Assert.Equal(501, listed.Members.Count);
        Assert.Equal(new Member(new ContactId("nick7"), "Nick7", MemberRole.Admin) { Address = "user7@host7.test" }, listed.Members.Single(x => x.Name == "Nick7"));
    }

    private static async Task<string> ChangeAsync(IrcFixture irc)
    {
        var change = Assert.Single((await irc.Events.NextAsync<MembersChanged>()).Changes);
        var text = $"{change.Kind} {change.Member.Name} {change.Member.Role} {change.Member.Address}";
        text += change.FormerName is null ? "" : " from " + change.FormerName;
        text += change.Actor is null ? "" : " by " + change.Actor;
        return text + (change.Reason is null ? "" : ": " + change.Reason);
    }
}
