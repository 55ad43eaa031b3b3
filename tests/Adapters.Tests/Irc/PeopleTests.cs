using Xunit;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>Accounts, absence, hosts and netsplits of the members of rooms.</summary>
public sealed class PeopleTests
{
    private const string Caps = "account-notify account-tag away-notify batch chghost extended-join invite-notify multi-prefix setname standard-replies userhost-in-names";

    private static readonly ChatId Room = new("#room");

    [Fact]
    public async Task All_that_is_known_is_asked_for()
    {
        await using var irc = new IrcFixture();
        irc.Start();
        await irc.Fake.AcceptAsync();
        await irc.Fake.SendAsync($":irc.test CAP * LS :{Caps} extended-monitor tls");
        var asked = (await irc.Fake.ExpectAsync("CAP REQ :"))[9..].Split(' ').Order();
        Assert.Equal((Caps + " extended-monitor").Split(' ').Order(), asked);
    }

    [Fact]
    public async Task Nicks_and_channels_with_emoji_are_like_any_other()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        var joining = irc.Groups.JoinGroupAsync(new ChatId("#🦜"), new GroupJoin(nick), IrcFixture.Stop);
        await irc.Fake.JoinAsync(nick, "#🦜", "@Polly🦜 \U00010400");
        await joining.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        var members = (await irc.Events.NextAsync<MembersListed>()).Members;
        Assert.Equal(["Polly🦜", "alice", "\U00010400"], members.Select(member => member.Name).Order(StringComparer.Ordinal));
        await irc.Fake.SendAsync(":Polly🦜!p@h PRIVMSG #🦜 :squawk", ":polly🦜!p@h PRIVMSG alice :psst", ":\U00010428!d@h PART #🦜");
        var said = await irc.Events.NextAsync<MessageReceived>();
        Assert.Equal(("#🦜", "polly🦜", "Polly🦜", "squawk"), (said.Chat?.Value, said.Sender.Value, said.SenderName, said.Content.Text?.Plain));
        Assert.Equal("polly🦜", (await irc.Events.NextAsync<MessageReceived>()).Chat?.Value);
        Assert.Equal("\U00010400", (await irc.Events.NextAsync<MembersChanged>()).Changes.Single().Member.Name);
        Assert.Equal(SendOutcome.Accepted, (await irc.Session.SendAsync(IrcFixture.Message("polly🦜", "hello"), IrcFixture.Stop)).Outcome);
        Assert.Equal("PRIVMSG polly🦜 :hello", await irc.Fake.ExpectAsync("PRIVMSG"));
    }

    [Fact]
    public async Task Accounts_come_with_joins_and_change()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync(Caps);
        await irc.JoinAsync(nick, "#room", "@bob!b@h");
        await irc.Fake.SendAsync(":Carol!c@h JOIN #room Carol :Carol C.", ":dave!d@h JOIN #room * :Dave", ":bob!b@h ACCOUNT robert", ":bob!b@h ACCOUNT robert", ":Carol!c@h ACCOUNT *");
        Assert.Equal(("Carol", "Carol", "c@h"), await NextAsync(irc));
        Assert.Equal(("dave", null, "d@h"), await NextAsync(irc));
        Assert.Equal(("bob", "robert", "b@h"), await NextAsync(irc));
        Assert.Equal(("Carol", null, "c@h"), await NextAsync(irc));
    }

    [Fact]
    public async Task Who_is_asked_about_has_the_account_that_the_channel_told()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync(Caps);
        await irc.JoinAsync(nick, "#room", "@bob!b@h");
        await irc.Fake.SendAsync(":bob!b@h ACCOUNT robert");
        await irc.Events.NextAsync<MembersChanged>();
        foreach (var (said, expected) in ((string?, string)[])[(null, "Bob\nAccount: robert"), (":irc.test 330 alice bob rob :is logged in as", "Bob\nAccount: rob")])
        {
            var asking = ((IDescribesContacts)irc.Session).DescribeContactAsync(new ContactId("bob"), IrcFixture.Stop);
            await irc.Fake.ExpectAsync("WHOIS bob");
            await irc.Fake.SendAsync([":irc.test 311 alice bob b h * :Bob", .. said is null ? (string[])[] : [said], ":irc.test 318 alice bob :End"]);
            Assert.Equal(expected, (await asking.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop))?.Description);
        }
    }

    [Fact]
    public async Task Without_account_notify_the_tag_tells()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync("account-tag message-tags");
        await irc.JoinAsync(nick, "#room", "bob");
        await irc.Fake.SendAsync("@account=robert :bob!b@h PRIVMSG #room :one", "@account=robert :bob!b@h PRIVMSG #room :two", ":bob!b@h PRIVMSG #room :three");
        Assert.Equal("robert", (await NextAsync(irc)).Account);
        await irc.Events.NextAsync<MessageReceived>();
        Assert.IsType<MessageReceived>(await irc.Events.NextAsync());
        Assert.Null((await NextAsync(irc)).Account);
    }

    [Fact]
    public async Task Who_tells_of_the_away_and_the_accounts_in_one_change()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync(Caps, "WHOX CHANTYPES=# PREFIX=(ov)@+");
        await irc.JoinAsync(nick, "#room", "@bob!b@h carol!c@h dave!d@h");
        Assert.Equal("WHO #room %tcuhnfa,152", await irc.Fake.ExpectAsync("WHO"));
        await irc.Fake.SendAsync(
            ":irc.test 354 alice 152 #room b h bob G@ robert", ":irc.test 354 alice 152 #room c h carol H 0", ":irc.test 354 alice 152 #room d h dave H dave",
            ":irc.test 354 alice 152 #room x h nobody G x", ":dave!d@h PART #room", ":irc.test 354 alice 999 #room c h carol G 0", ":irc.test 315 alice #room :End", ":irc.test 315 alice #room :End");
        Assert.Equal(MemberChangeKind.Left, Assert.Single((await irc.Events.NextAsync<MembersChanged>()).Changes).Kind);
        var change = Assert.Single((await irc.Events.NextAsync<MembersChanged>()).Changes).Member;
        Assert.Equal(("bob", true, "robert", MemberRole.Admin), (change.Name, change.Away, change.Account, change.Role));
    }

    [Fact]
    public async Task Why_somebody_is_away_is_told_once_and_until_they_are_back()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync(Caps);
        await irc.JoinAsync(nick, "#room", "bob carol");
        await irc.Fake.ExpectAsync("WHO");
        await irc.Fake.SendAsync(":irc.test 352 alice #room b h irc.test carol G :0 Carol", ":irc.test 315 alice #room :End");
        Assert.Equal((true, null), await AwayAsync(irc, "carol"));
        await irc.Fake.SendAsync(":bob!b@h AWAY :\u0002out\u0002 for lunch", ":bob!b@h AWAY :out for lunch");
        Assert.Equal((true, "out for lunch"), await AwayAsync(irc, "bob"));
        // What the server says when they are written to is no news, except where the reason was not known.
        await irc.Fake.SendAsync(":irc.test 301 alice bob :out for lunch", ":irc.test 301 alice carol :asleep", ":irc.test 301 alice carol :asleep");
        Assert.Equal((true, "asleep"), await AwayAsync(irc, "carol"));
        await irc.Fake.SendAsync(":bob!b@h AWAY");
        Assert.Equal((false, null), await AwayAsync(irc, "bob"));
        await irc.Fake.SendAsync(":irc.test 301 alice bob :late word", ":irc.test 352 alice #room b h irc.test bob G :0 Bob", "PING :end");
        await irc.Fake.ExpectAsync("PONG :end");
        Assert.Empty(irc.Events.Drain().OfType<MembersChanged>());
    }

    [Fact]
    public async Task Plain_who_brings_addresses_for_bans_and_nobody_is_told()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        await irc.JoinAsync(nick, "#room", "bob");
        Assert.Equal("WHO #room", await irc.Fake.ExpectAsync("WHO"));
        await irc.Fake.SendAsync(":irc.test 352 alice #room ~b bobs.host irc.test bob G :0 Bob", ":irc.test 315 alice #room :End", ":bob!~b@bobs.host PRIVMSG #room :hi");
        Assert.IsType<MessageReceived>(await irc.Events.NextAsync());
        var banning = ((IModeratesGroups)irc.Session).SetBanAsync(Room, "bob", true, null, IrcFixture.Stop);
        Assert.Equal("MODE #room +b *!*@bobs.host", await irc.Fake.ExpectAsync("MODE #room +b"));
        var ping = await irc.Fake.ExpectAsync("PING");
        await irc.Fake.SendAsync($":irc.test PONG irc.test {ping[5..]}");
        await banning.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
    }

    [Fact]
    public async Task Of_a_channel_that_was_left_at_once_nobody_is_told_who_was_there()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        await irc.JoinAsync(nick, "#room", "bob");
        Assert.Equal("WHO #room", await irc.Fake.ExpectAsync("WHO"));
        await irc.Fake.SendAsync(":bob!b@h KICK #room alice :out");
        await irc.Events.NextAsync<GroupLeft>();
        await irc.JoinAsync(nick, "#room", "bob carol");
        Assert.Equal("WHO #room", await irc.Fake.ExpectAsync("WHO"));
        // The first answer is of before, and the second of now.
        await irc.Fake.SendAsync(
            ":irc.test 352 alice #room ~b bobs.host irc.test bob G :0 Bob", ":irc.test 315 alice #room :End", ":irc.test 352 alice #room ~c carols.host irc.test carol H :0 Carol", ":irc.test 315 alice #room :End",
            ":bob!~b@bobs.host PRIVMSG #room :hi");
        Assert.IsType<MessageReceived>(await irc.Events.NextAsync());
        var banning = ((IModeratesGroups)irc.Session).SetBanAsync(Room, "carol", true, null, IrcFixture.Stop);
        Assert.Equal("MODE #room +b *!*@carols.host", await irc.Fake.ExpectAsync("MODE #room +b"));
        await irc.Fake.ConfirmAsync(await irc.Fake.ExpectAsync("PING"));
        await banning.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
    }

    [Fact]
    public async Task What_the_limit_held_back_is_not_asked_of_a_channel_that_was_left()
    {
        var time = new ManualTime();
        await using var irc = new IrcFixture(settings => (settings["MessagesPerSecond"], settings["Burst"]) = ("1", "2"), time: time);
        var nick = await irc.ConnectAsync();
        await irc.JoinAsync(nick, "#room", "bob");
        await irc.Fake.ExpectAsync("MODE #room");
        await irc.Fake.SendAsync(":bob!b@h KICK #room alice :out");
        await irc.Events.NextAsync<GroupLeft>();
        time.Advance(TimeSpan.FromSeconds(10));
        await irc.Session.SendAsync(IrcFixture.Message("bob", "why"), IrcFixture.Stop);
        Assert.Equal("PRIVMSG bob :why", await irc.Fake.ReadAsync());
    }

    [Fact]
    public async Task A_crowd_is_not_asked_about()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        await irc.JoinAsync(nick, "#room", string.Join(' ', Enumerable.Range(0, 501).Select(x => $"m{x}")));
        await irc.Fake.ExpectAsync("MODE #room");
        await irc.Fake.SendAsync("PING :end");
        Assert.Equal("PONG :end", await irc.Fake.ReadAsync());
    }

    [Fact]
    public async Task A_netsplit_is_one_change_and_so_is_its_end()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync(Caps);
        var names = Enumerable.Range(0, 300).Select(x => $"m{x}").ToList();
        await irc.JoinAsync(nick, "#room", "bob " + string.Join(' ', names));
        await irc.JoinAsync(nick, "#other", "bob m1 m2");
        await irc.Fake.SendAsync(":irc.test BATCH +x netsplit irc.hub other.host");
        await irc.Fake.SendAsync([.. names.Select(x => $"@batch=x :{x}!u@h QUIT :irc.hub other.host")]);
        await irc.Fake.SendAsync(":irc.test BATCH -x", ":bob!b@h PRIVMSG #room :what was that");
        var splits = new List<MembersChanged> { Assert.IsType<MembersChanged>(await irc.Events.NextAsync()), Assert.IsType<MembersChanged>(await irc.Events.NextAsync()) };
        Assert.Equal([("#other", 2), ("#room", 300)], splits.Select(x => (x.Chat!.Value.Value, x.Changes.Count)).Order());
        Assert.All(splits, x => Assert.All(x.Changes, y => Assert.Equal(MemberChangeKind.Quit, y.Kind)));
        Assert.IsType<MessageReceived>(await irc.Events.NextAsync());
        await irc.Fake.SendAsync(":irc.test BATCH +y netjoin irc.hub other.host");
        await irc.Fake.SendAsync([.. names.Select(x => $"@batch=y :{x}!u@h JOIN #room * :name")]);
        await irc.Fake.SendAsync(":irc.test BATCH -y", ":irc.test MODE #room +o m7");
        var joined = Assert.IsType<MembersChanged>(await irc.Events.NextAsync());
        Assert.Equal((300, MemberChangeKind.Joined), (joined.Changes.Count, joined.Changes[0].Kind));
        Assert.Equal(MemberRole.Admin, Assert.Single((await irc.Events.NextAsync<MembersChanged>()).Changes).Member.Role);
    }

    [Fact]
    public async Task Without_batches_the_reason_tells_a_netsplit()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        await irc.JoinAsync(nick, "#room", "bob carol dave erin frank");
        await irc.Fake.SendAsync(":bob!b@h QUIT :*.net *.split", ":carol!c@h QUIT :*.net *.split", ":dave!d@h QUIT :Quit: a.b c.d", ":erin!e@h QUIT :see you. soon", ":frank!f@h QUIT :hub.net leaf.net", "PING :end");
        var changes = new List<int>();
        while (changes.Sum() < 5)
            changes.Add((await irc.Events.NextAsync<MembersChanged>()).Changes.Count);
        Assert.Equal([2, 1, 1, 1], changes);
    }

    [Fact]
    public async Task Invitations_of_others_and_real_names_are_told()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync(Caps);
        await irc.JoinAsync(nick, "#room", "bob");
        await irc.Fake.SendAsync(":bob!b@h INVITE carol #room", ":bob!b@h INVITE carol #elsewhere", ":bob!b@h SETNAME :Bobby \u0002Tables\u0002", ":bob!b@h INVITE alice #elsewhere");
        var notice = await irc.Events.NextAsync<Notice>();
        Assert.Equal(("#room", "bob invites carol."), (notice.Chat?.Value, notice.Text));
        var profile = Assert.IsType<ContactChanged>(await irc.Events.NextAsync()).Profile;
        Assert.Equal(("bob", "Bobby Tables"), (profile.Contact.Value, profile.Description));
        Assert.IsType<GroupInvited>(await irc.Events.NextAsync());
    }

    private static async Task<(string Name, string? Account, string? Address)> NextAsync(IrcFixture irc)
    {
        var member = Assert.Single((await irc.Events.NextAsync<MembersChanged>()).Changes).Member;
        return (member.Name, member.Account, member.Address);
    }

    private static async Task<(bool Away, string? Text)> AwayAsync(IrcFixture irc, string name)
    {
        var member = Assert.Single((await irc.Events.NextAsync<MembersChanged>()).Changes).Member;
        Assert.Equal(name, member.Name);
        return (member.Away, member.AwayText);
    }
}
