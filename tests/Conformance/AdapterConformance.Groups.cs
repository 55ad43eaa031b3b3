using Bridge.Adapters;
using Xunit;

namespace Bridge.Conformance;

// Rooms are joined in an order that clients rely on (XEP-0045 section 7.1), and the core can only keep it when adapters do.
public abstract partial class AdapterConformance<TFixture>
{
    [Fact]
    public async Task A_join_lists_the_members_and_the_topic_and_then_says_that_it_is_done()
    {
        var run = await ConnectAsync();
        await JoinAsync(run);
        NetworkEvent[] events = [.. run.Sink.Events.Where(raised => raised.Chat == Fixture.Group)];
        var joined = Array.FindIndex(events, raised => raised is GroupJoined);
        Assert.True(joined >= 0, "JoinGroupAsync completed before GroupJoined was published.");
        Assert.Single(events.Take(joined), raised => raised is MembersListed);
        Assert.All(events.Take(joined), raised => Assert.True(raised is MembersListed or ChatInfoChanged, $"{raised.GetType().Name} came before GroupJoined."));
        var listed = events.OfType<MembersListed>().First().Members;
        var self = Assert.Single(listed, member => member.IsSelf);
        Assert.Equal(((GroupJoined)events[joined]).OwnName, self.Name);
        Assert.Equal(listed.Count, listed.Select(member => member.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(listed, member => Assert.NotEmpty(member.Contact.Value));
    }

    [Fact]
    public async Task Nothing_live_comes_before_the_join_is_done()
    {
        Needs(Ability.Groups);
        var run = await ConnectAsync();
        var talking = TalkAsync();
        await JoinAsync(run);
        await talking;
        await Fixture.SayInGroupAsync("live at last", Stop);
        await WaitForTextAsync(run, "live at last");
        var before = run.Sink.Events.Where(raised => raised.Chat == Fixture.Group).TakeWhile(raised => raised is not GroupJoined);
        Assert.All(before, raised => Assert.True(raised is MembersListed or ChatInfoChanged, $"{raised.GetType().Name} came before GroupJoined."));

        async Task TalkAsync()
        {
            for (var i = 0; i < 10; i++)
                await Fixture.SayInGroupAsync($"meanwhile {i}", Stop);
        }
    }

    [Fact]
    public async Task Joining_again_says_everything_again()
    {
        var run = await ConnectAsync();
        await JoinAsync(run);
        await JoinAsync(run);
        var events = run.Sink.Events.Where(raised => raised.Chat == Fixture.Group).ToArray();
        Assert.Equal(2, events.Count(raised => raised is GroupJoined));
        Assert.Equal(2, events.Count(raised => raised is MembersListed));
        Assert.Single(events.OfType<MembersListed>().Last().Members, member => member.IsSelf);
    }

    [Fact]
    public async Task Leaving_where_one_is_not_is_no_failure()
    {
        Needs(Ability.Groups);
        var run = await ConnectAsync();
        var groups = Verb<IHasGroups>(run);
        await groups.LeaveGroupAsync(Fixture.Group, "never came", Stop);
        await groups.LeaveGroupAsync(new ChatId("#no-such-group-anywhere"), reason: null, Stop);
        await JoinAsync(run);
        await groups.LeaveGroupAsync(Fixture.Group, reason: null, Stop);
        await WaitForAsync<GroupLeft>(run, "word of the leaving", left => left.Chat == Fixture.Group);
        await groups.LeaveGroupAsync(Fixture.Group, reason: null, Stop);
        await FenceAsync(run);
    }

    [Fact]
    public async Task Who_has_left_hears_nothing_more()
    {
        var run = await ConnectAsync();
        await JoinAsync(run);
        await Verb<IHasGroups>(run).LeaveGroupAsync(Fixture.Group, "goodbye", Stop);
        await WaitForAsync<GroupLeft>(run, "word of the leaving", left => left.Chat == Fixture.Group && left.Kind == MemberChangeKind.Left);
        await Fixture.SayInGroupAsync("behind your back", Stop);
        await FenceAsync(run);
        Assert.Empty(Texts(run.Sink.Events, Fixture.Group, "behind"));
        var result = await SendAsync(run, Fixture.Group, "hello?", "left-1");
        if (Can(Ability.Acknowledgements))
            Assert.NotEqual(SendOutcome.Accepted, result.Outcome);
    }

    [Fact]
    public async Task A_refused_join_says_why()
    {
        Needs(Ability.RefusedJoin);
        var run = await ConnectAsync();
        var groups = Verb<IHasGroups>(run);
        var failure = await Assert.ThrowsAsync<NetworkException>(() => groups
            .JoinGroupAsync(Fixture.RefusedGroup, new GroupJoin(Fixture.Account.PreferredName), Stop).WaitAsync(Fixture.Patience, Stop));
        Assert.NotEmpty(failure.Message);
        Assert.False(failure.IsFinal, "A refused join must not end the account.");
        Assert.DoesNotContain(run.Sink.Events, raised => raised is GroupJoined);
        await FenceAsync(run);
    }

    [Fact]
    public async Task Groups_carry_messages_both_ways_in_order()
    {
        var run = await ConnectAsync();
        await JoinAsync(run);
        for (var i = 0; i < 10; i++)
        {
            await Fixture.SayInGroupAsync($"their {i}", Stop);
            Assert.Equal(SendOutcome.Accepted, (await SendAsync(run, Fixture.Group, $"our {i}", $"our-{i}")).Outcome);
        }

        var received = await WaitForReceivedAsync(Fixture.Group, "the last", texts => texts.Contains("our 9"));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"our {i}"), received);
        await WaitForTextAsync(run, "their 9");
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"their {i}"), Texts(run.Sink.Events, Fixture.Group, "their"));
        Assert.DoesNotContain(run.Sink.Events.OfType<MessageReceived>(), message => !message.FromMe && Text(message).StartsWith("our", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Members_come_and_go()
    {
        Needs(Ability.Groups, Ability.MemberChanges);
        var run = await ConnectAsync();
        await JoinAsync(run);
        await Fixture.MemberJoinsAsync("newcomer", Stop);
        await WaitForAsync<MembersChanged>(run, "the newcomer", changed => changed.Chat == Fixture.Group && Has(changed, MemberChangeKind.Joined));
        await Fixture.MemberLeavesAsync("newcomer", Stop);
        await WaitForAsync<MembersChanged>(
            run, "the newcomer's leaving", changed => changed.Chat == Fixture.Group && (Has(changed, MemberChangeKind.Left) || Has(changed, MemberChangeKind.Quit)));

        static bool Has(MembersChanged changed, MemberChangeKind kind) =>
            changed.Changes.Any(change => change.Kind == kind && change.Member is { Name: "newcomer", IsSelf: false });
    }

    [Fact]
    public async Task Ones_own_name_can_be_changed_and_not_to_anothers()
    {
        var run = await ConnectAsync();
        await JoinAsync(run);
        var groups = Verb<IHasGroups>(run);
        if (!await MayRefuseAsync(() => groups.SetNameAsync(Fixture.Group, "renamed", Stop)))
            return;

        var renamed = await WaitForAsync<MembersChanged>(run, "the new name", changed => changed.Changes.Any(change => change.Kind == MemberChangeKind.Renamed));
        var change = renamed.Changes.First(change => change.Kind == MemberChangeKind.Renamed);
        Assert.Equal((true, "renamed"), (change.Member.IsSelf, change.Member.Name));
        Assert.False(string.IsNullOrEmpty(change.FormerName));
        var other = run.Sink.Events.OfType<MembersListed>().Last().Members.First(member => !member.IsSelf);
        await Assert.ThrowsAsync<NetworkException>(() => groups.SetNameAsync(Fixture.Group, other.Name, Stop).WaitAsync(Fixture.Patience, Stop));
    }

    [Fact]
    public async Task A_topic_comes_back_to_who_set_it()
    {
        var run = await ConnectAsync();
        await JoinAsync(run);
        if (await MayRefuseAsync(() => Verb<IHasGroups>(run).SetTopicAsync(Fixture.Group, "A new topic", Stop)))
            await WaitForAsync<ChatInfoChanged>(run, "the topic", info => info.Chat == Fixture.Group && info.Topic == "A new topic");
    }

    [Fact]
    public async Task After_a_lost_connection_groups_can_be_joined_again()
    {
        Needs(Ability.Groups, Ability.DropConnection);
        var first = await ConnectAsync();
        await JoinAsync(first);
        await Fixture.DropConnectionAsync(Stop);
        await first.EndAsync();
        await EndAsync(first);
        var second = await ConnectAsync();
        await JoinAsync(second);
        await Fixture.SayInGroupAsync("all here", Stop);
        await WaitForTextAsync(second, "all here");
    }

    [Fact]
    public async Task A_join_does_not_outlive_its_connection()
    {
        Needs(Ability.Groups, Ability.DropConnection);
        var run = await ConnectAsync();
        run.Sink.HoldPublishing();
        var joining = MayRefuseAsync(() => Verb<IHasGroups>(run).JoinGroupAsync(Fixture.Group, new GroupJoin(Fixture.Account.PreferredName), Stop));
        await Fixture.DropConnectionAsync(Stop);
        run.Sink.ReleasePublishing();
        await joining.WaitAsync(Fixture.Patience, Stop);
        Assert.IsType<NetworkException>(await run.EndAsync());
    }
}
