using Xunit;

namespace Bridge.Adapters.Tests.Demo;

public sealed class GroupTests : DemoTests
{
    private static readonly ChatId Lobby = new("#lobby");

    [Fact]
    public async Task Members_answer_to_their_names_and_to_nothing_else()
    {
        var (session, sink) = await JoinedAsync("#lobby");
        await session.SendAsync(Message("#lobby", "Adam: hello", "t1"), Stop);
        await session.SendAsync(Message("#lobby", "@cleo how are you", "t2"), Stop);
        var answer = await AnswerAsync(sink, _ => true);
        Assert.Equal(("cleo", "romeo: you said “how are you”"), (answer.Sender.Value, answer.Content.Text?.Plain));
    }

    [Fact]
    public async Task Members_leave_return_and_rename_on_command()
    {
        var (session, sink) = await JoinedAsync("#lobby");
        await session.SendAsync(Message("#lobby", "Bob: leave", "t1"), Stop);
        await session.SendAsync(Message("#lobby", "Ada: fetch bob", "t2"), Stop);
        await session.SendAsync(Message("#lobby", "Bob: rename Robert", "t3"), Stop);
        await sink.WaitUntilAsync("three changes", events => events.OfType<MembersChanged>().Count() >= 3, Patience, Stop);
        var changes = sink.Events.OfType<MembersChanged>().SelectMany(changed => changed.Changes).ToArray();
        Assert.Equal([MemberChangeKind.Left, MemberChangeKind.Joined, MemberChangeKind.Renamed], changes.Select(change => change.Kind));
        Assert.Equal(("Bob", "Robert"), (changes[2].FormerName, changes[2].Member.Name));
    }

    [Fact]
    public async Task The_big_group_is_as_big_as_configured()
    {
        var (session, sink) = await ConnectAsync(("BigGroupMembers", "1234"));
        await ((IHasGroups)session).JoinGroupAsync(new ChatId("#big"), new GroupJoin("romeo"), Stop);
        Assert.Equal(1235, sink.Events.OfType<MembersListed>().Single().Members.Count);
    }

    [Fact]
    public async Task Visitors_may_only_read()
    {
        var (session, sink) = await JoinedAsync("#readonly");
        Assert.Equal(MemberRole.Visitor, sink.Events.OfType<MembersListed>().Single().Members.Single(member => member.IsSelf).Role);
        Assert.Equal(NetworkError.Forbidden, (await session.SendAsync(Message("#readonly", "hello"), Stop)).Error);
        Network.SetRole("#readonly", "romeo", MemberRole.Participant);
        Assert.Equal(SendOutcome.Accepted, (await session.SendAsync(Message("#readonly", "hello", "t2"), Stop)).Outcome);
    }

    [Fact]
    public async Task A_password_opens_what_is_closed_without_it()
    {
        var (session, sink) = await ConnectAsync();
        var groups = (IHasGroups)session;
        var failure = await Assert.ThrowsAsync<NetworkException>(() => groups.JoinGroupAsync(new ChatId("#secret"), new GroupJoin("romeo", "guess"), Stop));
        Assert.Equal(NetworkError.PasswordRequired, failure.Error);
        await groups.JoinGroupAsync(new ChatId("#secret"), new GroupJoin("romeo", "sesame"), Stop);
        Assert.Single(sink.Events.OfType<GroupJoined>());
    }

    [Fact]
    public async Task The_kicked_and_the_banned_are_told()
    {
        var (session, sink) = await JoinedAsync("#lobby");
        Network.Leave("#lobby", "romeo", MemberChangeKind.Banned, "Ada", "for a test");
        var left = await sink.WaitForAsync<GroupLeft>("the ban", _ => true, Patience, Stop);
        Assert.Equal((MemberChangeKind.Banned, "Ada", "for a test"), (left.Kind, left.Actor, left.Reason));
        Assert.Equal(NetworkError.NotJoined, (await session.SendAsync(Message("#lobby", "hello"), Stop)).Error);
    }

    [Fact]
    public async Task Founders_own_their_groups_and_may_run_them()
    {
        var (session, sink) = await JoinedAsync("#ours");
        var (guest, guestSink) = await ConnectAsync("juliet@example.org");
        await ((IHasGroups)guest).JoinGroupAsync(new ChatId("#ours"), new GroupJoin("juliet"), Stop);
        var settings = (IConfiguresGroups)session;
        await settings.SetGroupSettingsAsync(new ChatId("#ours"), new Dictionary<string, string> { ["muc#roomconfig_roomname"] = "Ours" }, Stop);
        Assert.Contains(await settings.GetGroupSettingsAsync(new ChatId("#ours"), Stop), setting => setting.Value == "Ours");
        await Assert.ThrowsAsync<NetworkException>(() => ((IConfiguresGroups)guest).GetGroupSettingsAsync(new ChatId("#ours"), Stop));
        var moderates = (IModeratesGroups)session;
        await moderates.SetBanAsync(new ChatId("#ours"), "juliet@example.org", banned: true, "a test", Stop);
        Assert.Equal(["juliet@example.org"], await moderates.ListBansAsync(new ChatId("#ours"), Stop));
        await guestSink.WaitForAsync<GroupLeft>("the ban", left => left.Kind == MemberChangeKind.Banned, Patience, Stop);
        await sink.WaitForAsync<MembersChanged>("the ban", changed => changed.Changes[0].Kind == MemberChangeKind.Banned, Patience, Stop);
        var refused = await Assert.ThrowsAsync<NetworkException>(() => ((IHasGroups)guest).JoinGroupAsync(new ChatId("#ours"), new GroupJoin("juliet"), Stop));
        Assert.Equal(NetworkError.Banned, refused.Error);
    }

    [Fact]
    public async Task The_plain_group_shows_the_cores_fallbacks()
    {
        var (session, _) = await JoinedAsync("#plain");
        var capabilities = session.GetCapabilities(new ChatId("#plain"));
        Assert.Equal(CapabilityLevel.Fallback, capabilities[Feature.Files]);
        Assert.Equal(CapabilityLevel.Rejected, capabilities[Feature.Polls]);
        Assert.Equal(NetworkError.TooLong, (await session.SendAsync(Message("#plain", new string('é', 101)), Stop)).Error);
    }

    [Fact]
    public async Task A_taken_name_is_refused()
    {
        var (session, _) = await ConnectAsync();
        var failure = await Assert.ThrowsAsync<NetworkException>(() => ((IHasGroups)session).JoinGroupAsync(Lobby, new GroupJoin("ada"), Stop));
        Assert.Equal(NetworkError.NameTaken, failure.Error);
    }

    private async Task<(INetworkSession Session, Conformance.RecordingSink Sink)> JoinedAsync(string group)
    {
        var (session, sink) = await ConnectAsync();
        await ((IHasGroups)session).JoinGroupAsync(new ChatId(group), new GroupJoin("romeo"), Stop);
        return (session, sink);
    }
}
