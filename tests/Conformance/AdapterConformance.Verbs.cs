using Bridge.Adapters;
using Xunit;

namespace Bridge.Conformance;

// The optional verbs: what a session has of them does what its summary says, and nothing fails but as a network failure.
public abstract partial class AdapterConformance<TFixture>
{
    private static readonly MessageId NoSuchMessage = new("no-such-message-anywhere");
    private static readonly ContactId Nobody = new("nobody-of-this-name");

    [Fact]
    public async Task Own_messages_can_be_edited()
    {
        var run = await ConnectAsync();
        var edits = Verb<IEditsMessages>(run);
        Needs(Ability.MessageIds);
        var sent = await SendAsync(run, Direct, "frist", "edit-1");
        var result = await edits.EditAsync(sent.Ids[0], Message(Direct, "first", "edit-2"), Stop);
        Assert.Equal(SendOutcome.Accepted, result.Outcome);
        await MayRefuseAsync(async () => Assert.NotEqual(
            SendOutcome.Accepted,
            (await edits.EditAsync(NoSuchMessage, Message(Direct, "of nothing", "edit-3"), Stop)).Outcome));
        await FenceAsync(run);
    }

    [Fact]
    public async Task Own_messages_can_be_retracted()
    {
        var run = await ConnectAsync();
        var retracts = Verb<IRetractsMessages>(run);
        Needs(Ability.MessageIds);
        Offers(run, Feature.Retractions);
        var sent = await SendAsync(run, Direct, "a slip", "retract-1");
        await retracts.RetractAsync(Direct, sent.Ids, reason: null, Stop);
        Assert.False(await MayRefuseAsync(() => retracts.RetractAsync(Direct, [NoSuchMessage], reason: null, Stop)), "What never was cannot be retracted.");
        await FenceAsync(run);
    }

    [Fact]
    public async Task Messages_can_be_reacted_to()
    {
        var run = await ConnectAsync();
        var reacts = Verb<IReacts>(run);
        Needs(Ability.MessageIds);
        Offers(run, Feature.Reactions);
        await Fixture.SayAsync("react to this", Stop);
        var message = await WaitForTextAsync(run, "react to this");
        var capabilities = run.Session.GetCapabilities(Direct);
        var emoji = capabilities.AllowedReactions is [var first, ..] ? first : "👍";
        await reacts.SetReactionsAsync(Direct, message.Ids[0], [emoji], Stop);
        await reacts.SetReactionsAsync(Direct, message.Ids[0], [], Stop);
        var taken = await MayRefuseAsync(() => reacts.SetReactionsAsync(Direct, NoSuchMessage, [emoji], Stop));
        Assert.False(taken && Can(Ability.UnknownTargets), "What never was cannot be reacted to.");
        await FenceAsync(run);
    }

    [Fact]
    public async Task A_vote_in_what_never_was_is_refused()
    {
        var run = await ConnectAsync();
        var votes = Verb<IVotesInPolls>(run);
        Offers(run, Feature.Polls);
        Assert.False(await MayRefuseAsync(() => votes.VoteAsync(Direct, NoSuchMessage, [0], Stop)), "What never was cannot be voted in.");
        await FenceAsync(run);
    }

    [Fact]
    public async Task Messages_can_be_marked_as_displayed()
    {
        var run = await ConnectAsync();
        var marks = Verb<IMarksDisplayed>(run);
        Needs(Ability.MessageIds);
        Offers(run, Feature.Displayed);
        await Fixture.SayAsync("read this", Stop);
        var message = await WaitForTextAsync(run, "read this");
        await marks.MarkDisplayedAsync(Direct, message.Ids[0], Stop);
        await MayRefuseAsync(() => marks.MarkDisplayedAsync(Direct, NoSuchMessage, Stop));
    }

    [Fact]
    public async Task Activity_and_presence_never_fail_for_want_of_a_connection()
    {
        var run = await ConnectAsync();
        if (run.Session is not ISharesActivity and not ISharesPresence)
            Assert.Skip("The session shares neither activity nor presence.");

        await ShareAsync();
        await run.CancelAsync();
        await ShareAsync();

        async Task ShareAsync()
        {
            foreach (var kind in Enum.GetValues<ActivityKind>())
                await ((run.Session as ISharesActivity)?.SetActivityAsync(Direct, kind, Stop) ?? Task.CompletedTask);

            foreach (var kind in Enum.GetValues<Availability>())
                await ((run.Session as ISharesPresence)?.SetPresenceAsync(kind, "busy with tests", Stop) ?? Task.CompletedTask);
        }
    }

    [Fact]
    public async Task Contacts_are_watched_without_failing_for_want_of_a_connection()
    {
        var run = await ConnectAsync();
        var watches = Verb<IWatchesContacts>(run);
        await watches.UnwatchAsync(Fixture.Contact, Stop);
        await watches.WatchAsync(Fixture.Contact, Stop);
        await run.Sink.WaitUntilAsync(
            "the presence of the contact", events => events.OfType<PresenceChanged>().Any(presence => presence.Contact == Fixture.Contact && presence.Availability != Availability.Offline), Fixture.Patience, Stop);
        await watches.UnwatchAsync(Fixture.Contact, Stop);
        await MayRefuseAsync(() => watches.WatchAsync(Nobody, Stop));
        await run.CancelAsync();
        await watches.WatchAsync(Fixture.Contact, Stop);
        await watches.UnwatchAsync(Fixture.Contact, Stop);
    }

    [Fact]
    public async Task Contacts_are_listed_added_and_removed()
    {
        var run = await ConnectAsync();
        var lists = Verb<IListsContacts>(run);
        await lists.RemoveContactAsync(Fixture.Contact, Stop);
        await lists.AddContactAsync(Fixture.Contact, "A friend", Stop);
        var listed = await lists.ListContactsAsync(Stop);
        Assert.Single(listed, profile => profile.Contact == Fixture.Contact);
        Assert.Equal(listed.Count, listed.DistinctBy(profile => profile.Contact).Count());
        await lists.RemoveContactAsync(Fixture.Contact, Stop);
        Assert.DoesNotContain(await lists.ListContactsAsync(Stop), profile => profile.Contact == Fixture.Contact);
        await MayRefuseAsync(() => lists.AddContactAsync(Nobody, name: null, Stop));
    }

    [Fact]
    public async Task Contacts_are_renamed()
    {
        var run = await ConnectAsync();
        var renames = Verb<IRenamesContacts>(run);
        var lists = Verb<IListsContacts>(run);
        await lists.AddContactAsync(Fixture.Contact, name: null, Stop);
        await renames.RenameContactAsync(Fixture.Contact, "Another name", Stop);
        Assert.Equal("Another name", (await lists.ListContactsAsync(Stop)).Single(profile => profile.Contact == Fixture.Contact).Name);
        await renames.RenameContactAsync(Fixture.Contact, name: null, Stop);
        Assert.NotEqual("Another name", (await lists.ListContactsAsync(Stop)).Single(profile => profile.Contact == Fixture.Contact).Name);
        await MayRefuseAsync(() => renames.RenameContactAsync(Nobody, "Nobody", Stop));
    }

    [Fact]
    public async Task Contacts_are_blocked_and_the_list_tells_of_it()
    {
        var run = await ConnectAsync();
        var blocks = Verb<IBlocksContacts>(run);
        await blocks.SetBlockedAsync(Fixture.Contact, blocked: true, Stop);
        if (run.Session is IListsContacts lists && (await lists.ListContactsAsync(Stop)).SingleOrDefault(profile => profile.Contact == Fixture.Contact)?.IsBlocked is { } isBlocked)
            Assert.True(isBlocked, "Who was just blocked is told to be no such person.");

        await blocks.SetBlockedAsync(Fixture.Contact, blocked: false, Stop);
        await MayRefuseAsync(() => blocks.SetBlockedAsync(Nobody, blocked: true, Stop));
    }

    [Fact]
    public async Task Who_has_not_asked_cannot_be_answered()
    {
        var run = await ConnectAsync();
        var answers = Verb<IAnswersContactRequests>(run);
        foreach (var accept in (bool[])[true, false])
            Assert.Equal(NetworkError.NotFound, (await Assert.ThrowsAsync<NetworkException>(() => answers.AnswerContactRequestAsync(Nobody, accept, Stop))).Error);
    }

    [Fact]
    public async Task Contacts_are_described()
    {
        var run = await ConnectAsync();
        var describes = Verb<IDescribesContacts>(run);
        var profile = await describes.DescribeContactAsync(Fixture.Contact, Stop);
        Assert.Equal(Fixture.Contact, profile?.Contact);
        if (profile?.Avatar is { } avatar)
        {
            await using var picture = await avatar.OpenAsync(Stop);
            Assert.True(picture.ReadByte() >= 0, "The picture is empty.");
        }

        await MayRefuseAsync(async () => Assert.Null(await describes.DescribeContactAsync(Nobody, Stop)));
    }

    [Fact]
    public async Task Nobodys_client_answers_nothing()
    {
        var run = await ConnectAsync();
        var asks = Verb<IAsksClients>(run);
        await Assert.ThrowsAsync<NetworkException>(() => asks.AskSoftwareAsync(Nobody, Stop));
        await Assert.ThrowsAsync<NetworkException>(() => asks.PingAsync(Nobody, Stop));
    }

    [Fact]
    public async Task People_are_found()
    {
        var run = await ConnectAsync();
        if (run.Session is ISearches search)
            Assert.InRange((await search.SearchAsync("e", Stop)).Count, 0, 50);

        var resolves = Verb<IResolvesAddresses>(run);
        foreach (var text in (string[])[Fixture.Contact.Value, "", "nobody-of-this-name", "\0", new string('x', 5000)])
        {
            await MayRefuseAsync(async () =>
            {
                if (await resolves.ResolveAsync(text, Stop) is { } address)
                    Assert.True(run.Adapter.Addresses.TryParse(run.Adapter.Addresses.Format(address), out _));
            });
        }
    }

    [Fact]
    public async Task The_blocked_are_not_heard()
    {
        var run = await ConnectAsync();
        var blocks = Verb<IBlocksContacts>(run);
        await blocks.SetBlockedAsync(Fixture.Contact, blocked: true, Stop);
        await Fixture.SayAsync("let me in", Stop);
        await blocks.SetBlockedAsync(Fixture.Contact, blocked: false, Stop);
        await FenceAsync(run, "forgiven");
        Assert.Empty(Texts(run.Sink.Events, Direct, "let me in"));
    }

    [Fact]
    public async Task Groups_are_listed()
    {
        var run = await ConnectAsync();
        var lists = Verb<IListsGroups>(run);
        var groups = await lists.ListGroupsAsync(query: null, Stop);
        Assert.Equal(groups.Count, groups.DistinctBy(group => group.Group).Count());
        Assert.Empty(await lists.ListGroupsAsync("a name that no group will ever have", Stop));
    }

    [Fact]
    public async Task Those_without_power_are_refused_and_nothing_breaks()
    {
        var run = await ConnectAsync();
        var moderates = Verb<IModeratesGroups>(run);
        await JoinAsync(run);
        Assert.False(await MayRefuseAsync(() => moderates.KickAsync(Fixture.Group, Nobody, "no reason", Stop).WaitAsync(Fixture.Patience, Stop)));
        await MayRefuseAsync(() => moderates.SetRoleAsync(Fixture.Group, Nobody, MemberRole.Moderator, Stop).WaitAsync(Fixture.Patience, Stop));
        await MayRefuseAsync(() => moderates.ListBansAsync(Fixture.Group, Stop).WaitAsync(Fixture.Patience, Stop));
        if (run.Session is IConfiguresGroups configures)
            await MayRefuseAsync(() => configures.SetGroupSettingsAsync(Fixture.Group, new Dictionary<string, string> { ["no-such-setting"] = "1" }, Stop));

        await FenceAsync(run);
    }
}
