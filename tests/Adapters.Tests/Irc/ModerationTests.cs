using Xunit;

namespace Bridge.Adapters.Tests.Irc;

public sealed class ModerationTests
{
    private static readonly ChatId Room = new("#room");

    [Theory]
    [InlineData("bob", "*!~b@host.test")]
    [InlineData("dave", "dave!*@*")]
    [InlineData("carol", "*!*@elsewhere.test")]
    [InlineData("unseen", "unseen!*@*")]
    public async Task A_ban_by_nick_spares_those_who_share_the_gateways_host(string nick, string mask)
    {
        await using var irc = await InRoomAsync("bob!~b@host.test carol!~c@elsewhere.test dave!~d@host.test dan!~d@host.test");
        var banning = Moderator(irc).SetBanAsync(Room, nick, true, null, IrcFixture.Stop);
        Assert.Equal($"MODE #room +b {mask}", await irc.Fake.ExpectAsync("MODE #room +b"));
        await ConfirmAsync(irc, banning);
    }

    [Fact]
    public async Task Somebody_with_the_own_user_name_and_host_is_banned_by_nick()
    {
        await using var irc = await InRoomAsync("bob!~u@host.test");
        var banning = Moderator(irc).SetBanAsync(Room, "bob", true, null, IrcFixture.Stop);
        Assert.Equal("MODE #room +b bob!*@*", await irc.Fake.ExpectAsync("MODE #room +b"));
        Assert.Equal("KICK #room bob", await irc.Fake.ExpectAsync("KICK"));
        await ConfirmAsync(irc, banning);
    }

    [Fact]
    public async Task Nobody_is_silenced_where_everybody_may_speak()
    {
        await using var irc = await InRoomAsync("+bob");
        var failure = await Assert.ThrowsAsync<NetworkException>(() => Moderator(irc).SetRoleAsync(Room, new ContactId("bob"), MemberRole.Visitor, IrcFixture.Stop));
        Assert.Equal(NetworkError.Malformed, failure.Error);
        Assert.Contains("+m", failure.Message, StringComparison.Ordinal);
        await irc.Fake.SendAsync(":carol!c@h MODE #room +m");
        await irc.Events.NextAsync<ChatInfoChanged>();
        var silencing = Moderator(irc).SetRoleAsync(Room, new ContactId("bob"), MemberRole.Visitor, IrcFixture.Stop);
        Assert.Equal("MODE #room -v bob", await irc.Fake.ExpectAsync("MODE #room -"));
        await ConfirmAsync(irc, silencing);
    }

    [Theory]
    [InlineData("come and see\nplease", "NOTICE bob :#room: come and see please")]
    [InlineData(" ", null)]
    [InlineData(null, null)]
    public async Task Whom_an_invitation_reaches_is_told_why(string? reason, string? line)
    {
        await using var irc = await InRoomAsync("carol");
        var inviting = irc.Groups.InviteAsync(Room, new ContactId("bob"), reason, IrcFixture.Stop);
        Assert.Equal("INVITE bob #room", await irc.Fake.ExpectAsync("INVITE"));
        await irc.Fake.SendAsync(":irc.test 341 alice bob #room");
        await ConfirmAsync(irc, inviting);
        await irc.Fake.SendAsync("PING :end");
        Assert.Equal(line ?? "PONG :end", await irc.Fake.ReadAsync());

        inviting = irc.Groups.InviteAsync(Room, new ContactId("dave"), "come", IrcFixture.Stop);
        await irc.Fake.ExpectAsync("INVITE dave");
        await irc.Fake.SendAsync(":irc.test 443 alice dave #room :is already on channel");
        await Assert.ThrowsAsync<NetworkException>(() => inviting.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
    }

    [Fact]
    public async Task Lifting_a_ban_by_nick_lifts_the_masks_that_meet_it()
    {
        await using var irc = await InRoomAsync("carol");
        var lifting = Moderator(irc).SetBanAsync(Room, "Bob", false, null, IrcFixture.Stop);
        await irc.Fake.ExpectAsync("WHOIS Bob");
        await irc.Fake.SendAsync(":irc.test 311 alice Bob ~b bobs.host * :Bob", ":irc.test 318 alice Bob :End");
        await AnswerBansAsync(irc, "*!*@BOBS.host", "carol!*@*", "b?b!*@*", "$a:bob", "*!*x*@*.host");
        Assert.Equal("MODE #room -bb *!*@BOBS.host b?b!*@*", await irc.Fake.ExpectAsync("MODE #room -"));
        await ConfirmAsync(irc, lifting);
    }

    [Fact]
    public async Task Lifting_a_ban_that_is_not_there_is_refused()
    {
        await using var irc = await InRoomAsync("carol");
        var lifting = Moderator(irc).SetBanAsync(Room, "bob", false, null, IrcFixture.Stop);
        await irc.Fake.ExpectAsync("WHOIS bob");
        await irc.Fake.SendAsync(":irc.test 401 alice bob :No such nick");
        await AnswerBansAsync(irc, "*!*@bobs.host");
        var failure = await Assert.ThrowsAsync<NetworkException>(() => lifting.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        Assert.Equal(NetworkError.NotFound, failure.Error);
    }

    [Fact]
    public async Task A_kick_right_after_a_ban_by_the_same_person_is_a_ban()
    {
        await using var irc = await InRoomAsync("bob!~b@bobs.host dan!~d@dans.host eve!~e@eves.host");
        await irc.Fake.SendAsync(
            ":carol!c@h MODE #room +b *!*@bobs.host", ":carol!c@h KICK #room bob :out", ":carol!c@h KICK #room dan :out", ":carol!c@h MODE #room +b *!*@*.host",
            ":dave!d@h KICK #room eve :out", ":carol!c@h MODE #room +b *!~u@host.test", ":carol!c@h KICK #room alice :out");
        foreach (var kind in (MemberChangeKind[])[MemberChangeKind.Banned, MemberChangeKind.Kicked, MemberChangeKind.Kicked])
            Assert.Equal(kind, Assert.Single((await irc.Events.NextAsync<MembersChanged>()).Changes).Kind);
        Assert.Equal(MemberChangeKind.Banned, (await irc.Events.NextAsync<GroupLeft>()).Kind);
    }

    [Fact]
    public async Task Modes_that_are_nothing_else_in_a_room_are_told_in_one_line()
    {
        await using var irc = await InRoomAsync("@bob");
        await irc.Fake.SendAsync(
            ":bob!b@h MODE #room +b *!*@x", ":bob!b@h MODE #room -l+n", ":bob!b@h MODE #room +lk 5 secret", ":irc.test MODE #room +s",
            ":bob!b@h PRIVMSG #room :there", ":bob!b@h MODE #room +v bob");
        var told = await irc.Events.NextAsync<Notice>();
        Assert.Equal(("bob sets mode +b-l+nl *!*@x 5", "#room", false), (told.Text, told.Chat?.Value, told.IsError));
        Assert.Equal("irc.test sets mode +s", (await irc.Events.NextAsync<Notice>()).Text);
        await irc.Events.NextAsync<MessageReceived>();
        Assert.IsType<MembersChanged>(await irc.Events.NextAsync());
    }

    private static IModeratesGroups Moderator(IrcFixture irc) => (IModeratesGroups)irc.Session;

    private static async Task<IrcFixture> InRoomAsync(string members)
    {
        var irc = new IrcFixture();
        await irc.JoinAsync(await irc.ConnectAsync(), "#room", members);
        return irc;
    }

    private static async Task AnswerBansAsync(IrcFixture irc, params string[] masks)
    {
        await irc.Fake.ExpectAsync("MODE #room +b");
        await irc.Fake.SendAsync([.. masks.Select(mask => $":irc.test 367 alice #room {mask} carol 1700000000"), ":irc.test 368 alice #room :End"]);
    }

    private static async Task ConfirmAsync(IrcFixture irc, Task asked)
    {
        await irc.Fake.ConfirmAsync(await irc.Fake.ExpectAsync("PING :bridge-"));
        await asked.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
    }
}
