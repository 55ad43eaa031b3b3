using Bridge.Testing.Servers;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

public sealed class LiveServerTests
{
    [Theory]
    [InlineData("inspircd")]
    [InlineData("ngircd")]
    public async Task Two_people_talk_on_a_real_server(string kind)
    {
        await using IrcServer server = kind == "inspircd" ? new InspircdServer() : new NgircdServer();
        Assert.SkipUnless(server.WhyMissing is null, server.WhyMissing ?? "");
        await server.StartAsync();
        await using var alice = new IrcFixture(name: "alice", port: server.Port);
        await using var bob = new IrcFixture(name: "bob", port: server.Port);
        await Task.WhenAll(StartAsync(alice), StartAsync(bob));
        await alice.Groups.JoinGroupAsync(new ChatId("#room"), new GroupJoin(null), IrcFixture.Stop);
        await bob.Groups.JoinGroupAsync(new ChatId("#room"), new GroupJoin(null), IrcFixture.Stop);
        var listed = await bob.Events.NextAsync<MembersListed>();
        Assert.Equal(["alice Admin", "bob Participant"], listed.Members.Select(x => $"{x.Name} {x.Role}").Order());
        Assert.Equal("bob", (await alice.Events.NextAsync<MembersChanged>()).Changes[0].Member.Name);

        var sent = await alice.Session.SendAsync(IrcFixture.Message("#room", "Grüße, \U0001F600"), IrcFixture.Stop);
        Assert.Equal(SendOutcome.Accepted, sent.Outcome);
        var received = await bob.Events.NextAsync<MessageReceived>();
        Assert.Equal(("#room", "alice", "Grüße, \U0001F600"), (received.Chat?.Value, received.Sender.Value, received.Content.Text?.Plain));
        Assert.Equal(sent.Ids, received.Ids);
        Assert.Equal(kind == "inspircd" ? 1 : 0, sent.Ids.Count);

        await SplitsAsync(alice, bob);
        await ModeratesAsync(alice, bob);
    }

    private static async Task StartAsync(IrcFixture fixture)
    {
        fixture.Start();
        await fixture.Events.NextAsync<SessionStateChanged>().WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
    }

    private static async Task SplitsAsync(IrcFixture alice, IrcFixture bob)
    {
        var text = string.Join(' ', Enumerable.Range(0, 400).Select(x => "wörd" + x));
        Assert.Equal(SendOutcome.Accepted, (await alice.Session.SendAsync(IrcFixture.Message("bob", text), IrcFixture.Stop)).Outcome);
        // ngIRCd trims the space at the end of a line.
        var words = new List<string>();
        while (words.Count < 400)
            words.AddRange((await bob.Events.NextAsync<MessageReceived>(x => x.Chat?.Value == "alice")).Content.Text!.Plain.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(text, string.Join(' ', words));
    }

    private static async Task ModeratesAsync(IrcFixture alice, IrcFixture bob)
    {
        var room = new ChatId("#room");
        var moderation = (IModeratesGroups)alice.Session;
        await moderation.SetRoleAsync(room, new ContactId("bob"), MemberRole.Voiced, IrcFixture.Stop);
        Assert.Equal(MemberRole.Voiced, (await bob.Events.NextAsync<MembersChanged>()).Changes[0].Member.Role);
        var refused = await Assert.ThrowsAsync<NetworkException>(() => ((IModeratesGroups)bob.Session).KickAsync(room, new ContactId("alice"), null, IrcFixture.Stop));
        Assert.Equal(NetworkError.Forbidden, refused.Error);
        await alice.Groups.SetTopicAsync(room, "New topic", IrcFixture.Stop);
        Assert.Equal("New topic", (await bob.Events.NextAsync<ChatInfoChanged>(x => x.Topic is not null)).Topic);
        await bob.Groups.SetNameAsync(room, "robert", IrcFixture.Stop);
        Assert.Equal("robert", (await alice.Events.NextAsync<MembersChanged>(x => x.Changes[0].Kind == MemberChangeKind.Renamed)).Changes[0].Member.Name);
        var taken = await Assert.ThrowsAsync<NetworkException>(() => bob.Groups.SetNameAsync(room, "alice", IrcFixture.Stop));
        Assert.Equal(NetworkError.NameTaken, taken.Error);
        await moderation.SetBanAsync(room, "*!*@nowhere.test", true, null, IrcFixture.Stop);
        Assert.Equal(["*!*@nowhere.test"], await moderation.ListBansAsync(room, IrcFixture.Stop));
        var profile = await ((IDescribesContacts)alice.Session).DescribeContactAsync(new ContactId("robert"), IrcFixture.Stop);
        Assert.Equal("robert", profile?.Name);
        Assert.Null(await ((IDescribesContacts)alice.Session).DescribeContactAsync(new ContactId("nobody"), IrcFixture.Stop));
        var listing = Assert.Single(await ((IListsGroups)alice.Session).ListGroupsAsync("room", IrcFixture.Stop));
        Assert.Equal(("#room", "New topic", 2), (listing.Name, listing.Topic, listing.Members));
        await moderation.KickAsync(room, new ContactId("robert"), "enough", IrcFixture.Stop);
        var left = await bob.Events.NextAsync<GroupLeft>();
        Assert.Equal((MemberChangeKind.Kicked, "alice", "enough"), (left.Kind, left.Actor, left.Reason));
    }
}
