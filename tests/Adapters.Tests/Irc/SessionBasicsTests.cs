using Xunit;

namespace Bridge.Adapters.Tests.Irc;

public sealed class SessionBasicsTests
{
    [Fact]
    public async Task Registers_without_any_capability()
    {
        await using var irc = new IrcFixture();
        irc.Start();
        await irc.Fake.RegisterAsync();
        var connected = await irc.Events.NextAsync<SessionStateChanged>();
        Assert.Equal(SessionState.Connected, connected.State);
        Assert.Equal("alice", connected.OwnName);
    }

    [Fact]
    public async Task Joins_with_members_then_topic_then_joined()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        var joining = irc.Groups.JoinGroupAsync(new ChatId("#room"), new GroupJoin(null), IrcFixture.Stop);
        await irc.Fake.JoinAsync(nick, "#room", "@Bob +carol dave", "Topic");
        await joining.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        var listed = Assert.IsType<MembersListed>(await irc.Events.NextAsync());
        var topic = Assert.IsType<ChatInfoChanged>(await irc.Events.NextAsync());
        var joined = Assert.IsType<GroupJoined>(await irc.Events.NextAsync());
        Assert.Equal("#room", listed.Chat?.Value);
        Assert.Equal(["alice Participant True", "Bob Admin False", "carol Voiced False", "dave Participant False"], listed.Members.Select(x => $"{x.Name} {x.Role} {x.IsSelf}"));
        Assert.Equal("bob", listed.Members[1].Contact.Value);
        Assert.Equal(("Topic", "bob", 1700000000L), (topic.Topic, topic.TopicBy, topic.TopicAt?.ToUnixTimeSeconds()));
        Assert.Equal("alice", joined.OwnName);
        // The modes are asked for afterwards.
        Assert.Equal("MODE #room", await irc.Fake.ExpectAsync("MODE"));
    }

    [Fact]
    public async Task Messages_go_both_ways()
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        await irc.JoinAsync(nick, "#room");
        await irc.Fake.SendAsync(":bob!b@h PRIVMSG #room :hello", ":bob!b@h PRIVMSG alice :psst", ":bob!b@h PRIVMSG #room :\u0001ACTION waves\u0001");
        var group = await irc.Events.NextAsync<MessageReceived>();
        var direct = await irc.Events.NextAsync<MessageReceived>();
        var action = await irc.Events.NextAsync<MessageReceived>();
        Assert.Equal(("#room", "bob", "hello"), (group.Chat?.Value, group.Sender.Value, group.Content.Text?.Plain));
        Assert.Equal(("bob", "bob", "psst"), (direct.Chat?.Value, direct.Sender.Value, direct.Content.Text?.Plain));
        Assert.Equal((MessageFlags.Action, "waves"), (action.Content.Flags, action.Content.Text?.Plain));
        var result = await irc.Session.SendAsync(IrcFixture.Message("#room", "hi all"), IrcFixture.Stop);
        Assert.Same(SendResult.Accepted, result);
        Assert.Equal("PRIVMSG #room :hi all", await irc.Fake.ExpectAsync("PRIVMSG"));
    }
}
