using System.Text.RegularExpressions;
using Bridge.Adapters;
using Xunit;

namespace Bridge.Conformance;

// What an adapter says of itself agrees with what it is.
public abstract partial class AdapterConformance<TFixture>
{
    private static readonly (Feature Feature, Type Verb)[] Verbs =
    [
        (Feature.Edits, typeof(IEditsMessages)),
        (Feature.Retractions, typeof(IRetractsMessages)),
        (Feature.Reactions, typeof(IReacts)),
        (Feature.Activity, typeof(ISharesActivity)),
        (Feature.Displayed, typeof(IMarksDisplayed)),
    ];

    [Fact]
    public async Task Descriptor_says_how_to_get_in()
    {
        var adapter = Fixture.CreateAdapter();
        var descriptor = adapter.Descriptor;
        Assert.NotEmpty(descriptor.DisplayName);
        Assert.Matches("^[a-z0-9-]+$", descriptor.GatewayType);
        Assert.Equal(descriptor.Accounts == AccountPolicy.Login, descriptor.LoginFlows.Count > 0);
        Assert.True(descriptor.LoginFlows.Count == 0 || adapter is IHasLogin, "An adapter with login flows must be an IHasLogin.");
        Assert.All(descriptor.LoginFlows, flow => Assert.Matches("^[a-z0-9-]+$", flow.Id));
        Assert.Equal(descriptor.LoginFlows.Count, descriptor.LoginFlows.DistinctBy(flow => flow.Id).Count());
        await using var session = adapter.CreateSession(Fixture.Account);
        Assert.Equal(descriptor.HasGroups, session is IHasGroups);
        Assert.Equal(descriptor.HasContacts, session is IListsContacts);
    }

    [Fact]
    public async Task Options_are_what_the_core_can_show_and_check()
    {
        var adapter = Fixture.CreateAdapter();
        var options = adapter.Descriptor.Options;
        Assert.Equal(options.Count, options.DistinctBy(option => option.Key).Count());
        Assert.DoesNotContain(options, option => option.Key is "persistent" or "record-history" or "max-history-length" or "contacts");
        Assert.All(options, option =>
        {
            Assert.Matches("^[a-z0-9-]+$", option.Key);
            Assert.NotEmpty(option.Title);
            Assert.NotEqual(OptionLevels.None, option.Levels);
            Assert.Equal(option.Kind == OptionKind.Choice, option.Choices.Count > 0);
            Assert.True(option.Least <= option.Most, $"{option.Key} has no possible number.");
            Assert.False(option.Secret && (option.Kind is not (OptionKind.Text or OptionKind.Lines) || option.Levels.HasFlag(OptionLevels.Chat)), $"{option.Key} cannot be secret.");
        });
        await using var session = adapter.CreateSession(Fixture.Account);
        var isTold = options.Any(option => option.Live || option.Levels.HasFlag(OptionLevels.Chat));
        Assert.False(isTold && session is not ITakesOptions, "A session with options that hold at once must be an ITakesOptions.");

        // Whatever somebody may have written, and before there is a connection.
        var nonsense = options.ToDictionary(option => option.Key, _ => "\0 nonsense\n");
        (session as ITakesOptions)?.SetOptions(null, nonsense);
        (session as ITakesOptions)?.SetOptions(new ChatId("nowhere"), nonsense);
        foreach (var option in adapter is IChecksOptions ? options : [])
        {
            ((IChecksOptions)adapter).FindProblem(option, null, "\0 nonsense\n");
            ((IChecksOptions)adapter).GetConfigured(option, Fixture.Account.Account);
        }
    }

    [Fact]
    public async Task Login_flows_start_with_what_they_promise()
    {
        var adapter = Fixture.CreateAdapter();
        if (adapter is not IHasLogin logins || adapter.Descriptor.LoginFlows.Count == 0)
        {
            Assert.Skip("The network needs no login.");
            return;
        }

        foreach (var flow in adapter.Descriptor.LoginFlows)
        {
            await using var login = logins.BeginLogin(flow, "somebody@example.org");
            var step = await login.StartAsync(Stop);
            Assert.Null(step.Error);
            if (flow.FirstInput is { } promised)
                Assert.Equal(promised.Fields, Assert.IsType<LoginInput>(step).Fields);

            if (step is LoginInput input)
                Assert.Equal(input.Fields.Count, input.Fields.DistinctBy(field => field.Name).Count());
        }
    }

    [Fact]
    public async Task Capabilities_agree_with_the_verbs()
    {
        var run = await ConnectAsync();
        Capabilities[] all = [.. Chats().Select(run.Session.GetCapabilities)];
        foreach (var (feature, verb) in Verbs)
        {
            var has = verb.IsInstanceOfType(run.Session);
            Assert.True(has || all.All(each => each[feature] < CapabilityLevel.Partial), $"{feature} is claimed without {verb.Name}.");
            Assert.False(has && all.All(each => each[feature] == CapabilityLevel.Rejected), $"{verb.Name} is there and {feature} rejected everywhere.");
        }

        Assert.All(all, CheckLimits);
    }

    [Fact]
    public async Task The_descriptor_tells_whether_the_network_sees_if_a_user_is_there()
    {
        var adapter = Fixture.CreateAdapter();
        await using var session = adapter.CreateSession(Fixture.Account);
        Assert.Equal(session is ISharesPresence, adapter.Descriptor.SharesPresence);
        Assert.Equal(session is IPublishesProfile, adapter.Descriptor.PublishesProfile);
    }

    [Fact]
    public async Task The_descriptor_tells_whether_people_can_be_searched_for()
    {
        var adapter = Fixture.CreateAdapter();
        await using var session = adapter.CreateSession(Fixture.Account);
        Assert.Equal(session is ISearches, adapter.Descriptor.HasSearch);
    }

    [Fact]
    public async Task Capabilities_can_be_asked_before_connecting()
    {
        await using var session = Fixture.CreateAdapter().CreateSession(Fixture.Account);
        Assert.All(Chats(), chat => Assert.NotNull(session.GetCapabilities(chat)));
    }

    [Fact]
    public async Task Commands_have_names_of_their_own()
    {
        var run = await ConnectAsync();
        var commands = Verb<IOffersCommands>(run);
        Assert.All(commands.Commands, command => Assert.True(Regex.IsMatch(command.Name, "^[a-z0-9-]+$"), $"The command name {command.Name} is malformed."));
        Assert.Equal(commands.Commands.Count, commands.Commands.DistinctBy(command => command.Name).Count());
        await MayRefuseAsync(() => commands.RunCommandAsync("no-such-command-anywhere", new Dictionary<string, string>(), Stop));
    }

    private IEnumerable<ChatId> Chats() => Can(Ability.Groups) ? [Direct, Fixture.Group] : [Direct];

    private static void CheckLimits(Capabilities capabilities)
    {
        Assert.True(capabilities.MaxTextLength is null or > 0, "MaxTextLength must be positive or null.");
        Assert.True(capabilities.MaxFileBytes is null or >= 0, "MaxFileBytes must not be negative.");
        Assert.True(capabilities.MaxReactions is null or > 0, "MaxReactions must be positive or null.");
        Assert.True(capabilities.Rate is null or { Burst: >= 1, PerSecond: > 0 }, "A rate needs a burst of one and more than nothing a second.");
        Assert.All(Enum.GetValues<Feature>(), feature => Assert.True(Enum.IsDefined(capabilities[feature])));
    }
}
