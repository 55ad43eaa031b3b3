using Bridge.Adapters;
using Xunit;

namespace Bridge.Conformance;

/// <summary>
/// What the core relies on in every adapter. Derive it in one line:
/// <c>public sealed class IrcConformance : AdapterConformance&lt;IrcFixture&gt;;</c>
/// </summary>
/// <typeparam name="TFixture">The adapter and the other side of its network.</typeparam>
public abstract partial class AdapterConformance<TFixture> : IAsyncLifetime
    where TFixture : IAdapterFixture, new()
{
    private readonly List<SessionRun> _runs = [];

    /// <summary>The fixture of this fact.</summary>
    protected TFixture Fixture { get; } = new();

    /// <summary>Ends the fact when the run of the tests ends.</summary>
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ChatId Direct => new(Fixture.Contact.Value);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await Fixture.StartAsync(Stop);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        try
        {
            foreach (var run in _runs)
                await run.DisposeAsync();
        }
        finally
        {
            await Fixture.DisposeAsync();
        }
    }

    /// <summary>Skips the fact where the fixture says that it cannot do something.</summary>
    private void Needs(params ReadOnlySpan<Ability> abilities)
    {
        foreach (var ability in abilities)
        {
            if (Fixture.Cannot.TryGetValue(ability, out var reason))
                Assert.Skip($"{ability}: {reason}");
        }
    }

    private bool Can(Ability ability) => !Fixture.Cannot.ContainsKey(ability);

    /// <summary>The verb, or a skipped fact where the session does not have it: verbs are optional.</summary>
    private static T Verb<T>(SessionRun run)
        where T : class
    {
        if (run.Session is not T)
            Assert.Skip($"The session has no {typeof(T).Name}.");

        return (T)run.Session;
    }

    /// <summary>Skips the fact where the session has the verb, but this network does not carry the feature: the core asks before it calls.</summary>
    private void Offers(SessionRun run, Feature feature)
    {
        if (run.Session.GetCapabilities(Direct)[feature] < CapabilityLevel.Partial)
            Assert.Skip($"The network carries no {feature}.");
    }

    private async Task<SessionRun> ConnectAsync()
    {
        var run = await SessionRun.ConnectAsync(Fixture, Stop);
        _runs.Add(run);
        return run;
    }

    private SessionRun Begin()
    {
        var run = SessionRun.Begin(Fixture);
        _runs.Add(run);
        return run;
    }

    private async Task EndAsync(SessionRun run)
    {
        _runs.Remove(run);
        await run.DisposeAsync();
    }

    private Task WaitUntilAsync(SessionRun run, string what, Func<IReadOnlyList<NetworkEvent>, bool> condition) =>
        run.Sink.WaitUntilAsync(what, condition, Fixture.Patience, Stop);

    private Task<T> WaitForAsync<T>(SessionRun run, string what, Func<T, bool> condition)
        where T : NetworkEvent => run.Sink.WaitForAsync(what, condition, Fixture.Patience, Stop);

    private Task<MessageReceived> WaitForTextAsync(SessionRun run, string text) =>
        WaitForAsync<MessageReceived>(run, $"the message “{text}”", message => Text(message) == text && !message.FromMe);

    /// <summary>Lets the contact say something and waits for it: whatever was on its way before has then come.</summary>
    private async Task FenceAsync(SessionRun run, string text = "fence")
    {
        await Fixture.SayAsync(text, Stop);
        await WaitForTextAsync(run, text);
    }

    private async Task JoinAsync(SessionRun run)
    {
        Needs(Ability.Groups);
        await Verb<IHasGroups>(run).JoinGroupAsync(Fixture.Group, new GroupJoin(Fixture.Account.PreferredName), Stop);
    }

    /// <summary>Waits until the other side has received what it should. It is asked again and again, because only it knows.</summary>
    private async Task<IReadOnlyList<string>> WaitForReceivedAsync(ChatId chat, string what, Func<IReadOnlyList<string>, bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var received = await Fixture.ReceivedAsync(chat, Stop);
            if (condition(received))
                return received;

            if (TimeProvider.System.GetElapsedTime(started) > Fixture.Patience)
                Assert.Fail($"The other side did not receive {what} within {Fixture.Patience.TotalSeconds:0.#} s; it has {received.Count} messages.");

            await Task.Delay(TimeSpan.FromMilliseconds(10), Stop);
        }
    }

    private static OutgoingMessage Message(ChatId chat, string text, string token) =>
        Message(chat, MessageContent.FromText(text), token);

    private static OutgoingMessage Message(ChatId chat, MessageContent content, string token) =>
        new() { Token = new SendToken(token), Chat = chat, Content = content };

    /// <summary>Sends as the core does: what the session throws counts as a result.</summary>
    private static async Task<SendResult> SendAsync(SessionRun run, OutgoingMessage message)
    {
        try
        {
            return await run.Session.SendAsync(message, Stop);
        }
        catch (NetworkException failure)
        {
            return SendResult.Refused(failure.Error, failure.Message);
        }
    }

    private static Task<SendResult> SendAsync(SessionRun run, ChatId chat, string text, string token) => SendAsync(run, Message(chat, text, token));

    private async Task SendAcceptedAsync(SessionRun run, ChatId chat, string text, string token)
    {
        var result = await SendAsync(run, chat, text, token);
        Assert.True(result.Outcome == SendOutcome.Accepted, $"The message was not accepted but {result.Outcome}: {result.Reason}");
        await WaitForReceivedAsync(chat, $"“{text}”", received => received.Contains(text));
    }

    /// <summary>Runs something that may be refused, but must not fail otherwise.</summary>
    private static async Task<bool> MayRefuseAsync(Func<Task> action)
    {
        try
        {
            await action();
            return true;
        }
        catch (NetworkException)
        {
            return false;
        }
    }

    private static string Text(MessageReceived message) => message.Content.Text?.Plain ?? "";

    private static string[] Texts(IReadOnlyList<NetworkEvent> events, ChatId chat, string prefix) =>
        [.. events.OfType<MessageReceived>().Where(message => message.Chat == chat && !message.FromMe).Select(Text).Where(text => text.StartsWith(prefix, StringComparison.Ordinal))];
}
