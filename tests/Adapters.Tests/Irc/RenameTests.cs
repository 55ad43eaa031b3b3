using Bridge.Testing.Clients;
using Bridge.Testing.Servers.Spec;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>Channels that get another name while somebody is in them (channel-rename).</summary>
public sealed class RenameTests
{
    private static readonly ChatId Room = new("#room"), Hall = new("#hall");

    [Fact]
    public async Task A_renamed_channel_goes_on_under_its_new_name()
    {
        await using var server = new SpecIrcServer();
        server.Start();
        await using var bob = await JoinedAsync(server, "bob");
        await using var irc = await StartAsync(server);
        await irc.Groups.JoinGroupAsync(Room, new GroupJoin(null), IrcFixture.Stop);
        await bob.SendAsync("TOPIC #room :Where we are");
        var sent = await irc.Session.SendAsync(IrcFixture.Message("#room", "before"), IrcFixture.Stop);
        ((ITakesOptions)irc.Session).SetOptions(Room, new Dictionary<string, string> { ["encoding"] = "koi8-r" });
        await bob.SendAsync("RENAME #room #Hall :it has grown");
        await bob.SayAsync("#hall", "after");

        var moved = await irc.Events.NextAsync<ChatReidentified>();
        Assert.Equal((Room, Room, Hall, "it has grown"), (moved.Chat, moved.Former, moved.Current, moved.Reason));
        var listed = await irc.Events.NextAsync<MembersListed>();
        Assert.Equal((Hall, "alice bob"), (listed.Chat, string.Join(' ', listed.Members.Select(member => member.Name).Order())));
        Assert.Equal((Hall, "Where we are"), await irc.Events.NextAsync<ChatInfoChanged>() is var info ? (info.Chat, info.Topic) : default);
        Assert.Equal((Hall, "alice"), await irc.Events.NextAsync<GroupJoined>() is var joined ? (joined.Chat, joined.OwnName) : default);
        Assert.Equal((Hall, "after"), await irc.Events.NextAsync<MessageReceived>() is var said ? (said.Chat, said.Content.Text?.Plain) : default);

        Assert.Equal(SendOutcome.Accepted, (await irc.Session.SendAsync(IrcFixture.Message("#hall", "here"), IrcFixture.Stop)).Outcome);
        await bob.ExpectFromAsync("alice", "PRIVMSG #Hall :here");
        // Deleted in the channel that it was not said in: a client must not believe that, unless it is the same one.
        await bob.SendAsync($"REDACT #hall {sent.Ids[0]} :old");
        Assert.Equal(Hall, (await irc.Events.NextAsync<MessagesRetracted>()).Chat);
        await irc.Groups.LeaveGroupAsync(Hall, "bye", IrcFixture.Stop);
        await bob.ExpectFromAsync("alice", "PART #Hall :bye");
        Assert.Empty(server.Violations);
    }

    [Fact]
    public async Task Another_spelling_is_no_other_channel()
    {
        await using var server = new SpecIrcServer();
        server.Start();
        await using var bob = await JoinedAsync(server, "bob");
        await using var irc = await StartAsync(server);
        await irc.Groups.JoinGroupAsync(Room, new GroupJoin(null), IrcFixture.Stop);
        await irc.Events.NextAsync<GroupJoined>();
        await bob.SendAsync("RENAME #room #ROOM :louder");
        await bob.SayAsync("#ROOM", "still here");
        Assert.Equal(Room, (await irc.Events.NextAsync<MessageReceived>()).Chat);
        await irc.Session.SendAsync(IrcFixture.Message("#room", "me too"), IrcFixture.Stop);
        await bob.ExpectFromAsync("alice", "PRIVMSG #ROOM :me too");
        Assert.Empty(irc.Events.Drain().OfType<ChatReidentified>());
    }

    [Fact]
    public async Task Who_comes_back_to_the_former_name_is_told_the_present_one()
    {
        await using var server = new SpecIrcServer();
        server.Start();
        await using var bob = await JoinedAsync(server, "bob");
        await bob.SendAsync("RENAME #room #hall");
        await bob.FenceAsync();
        await using var irc = await StartAsync(server);
        var failure = await Assert.ThrowsAsync<NetworkException>(() => irc.Groups.JoinGroupAsync(Room, new GroupJoin(null), IrcFixture.Stop));
        Assert.Equal((NetworkError.NotFound, "irc.CHANNEL_RENAMED"), (failure.Error, failure.Code));
        Assert.Contains("#hall", failure.Message, StringComparison.Ordinal);
        Assert.Equal((Room, Hall), await irc.Events.NextAsync<ChatReidentified>() is var moved ? (moved.Former, moved.Current) : default);
    }

    [Theory]
    [InlineData(":bob!b@h RENAME")]
    [InlineData(":bob!b@h RENAME #room")]
    [InlineData(":bob!b@h RENAME #room bob")]
    [InlineData(":bob!b@h RENAME #room #a,#b")]
    [InlineData(":bob!b@h RENAME #nowhere #hall")]
    [InlineData(":bob!b@h RENAME #room #other")]
    public async Task What_makes_no_sense_changes_nothing(string line)
    {
        await using var irc = new IrcFixture();
        var nick = await irc.ConnectAsync();
        await irc.JoinAsync(nick, "#room", "bob");
        await irc.JoinAsync(nick, "#other", "bob");
        await irc.Fake.SendAsync(line, ":bob!b@h PRIVMSG #room :well?", ":bob!b@h PRIVMSG #other :well?");
        Assert.Equal("#room", (await irc.Events.NextAsync<MessageReceived>()).Chat?.Value);
        Assert.Equal("#other", (await irc.Events.NextAsync<MessageReceived>()).Chat?.Value);
        Assert.Empty(irc.Events.Drain().OfType<ChatReidentified>());
    }

    private static async Task<IrcTestClient> JoinedAsync(SpecIrcServer server, string nick)
    {
        var client = await IrcTestClient.ConnectAsync(server.Port, nick, "message-tags echo-message batch draft/message-redaction draft/channel-rename");
        await client.JoinAsync("#room");
        return client;
    }

    private static async Task<IrcFixture> StartAsync(SpecIrcServer server)
    {
        var irc = new IrcFixture(port: server.Port);
        irc.Start();
        await irc.Events.NextAsync<SessionStateChanged>();
        return irc;
    }
}
