using Bridge.Adapters;
using Xunit;

namespace Bridge.Conformance;

// Networks fail in the middle. Nothing is lost without a word, nothing doubled.
public abstract partial class AdapterConformance<TFixture>
{
    [Fact]
    public async Task A_connection_lost_during_a_send_leaves_the_truth_open_and_no_lie()
    {
        Needs(Ability.DropDuringSend);
        var run = await ConnectAsync();
        await Fixture.ArmAsync(Fault.DropDuringSend, Stop);
        var result = await SendAsync(run, Direct, "on the way", "dropped-1").WaitAsync(Fixture.Patience, Stop);
        var failure = Assert.IsType<NetworkException>(await run.EndAsync());
        Assert.False(failure.IsFinal);
        var arrived = (await Fixture.ReceivedAsync(Direct, Stop)).Contains("on the way");
        switch (result.Outcome)
        {
            case SendOutcome.Accepted when Can(Ability.Acknowledgements):
                Assert.True(arrived, "A message that did not arrive was accepted.");
                break;
            case SendOutcome.NotSent or SendOutcome.Refused:
                Assert.False(arrived, "A message that arrived was said not to have been sent; it would be sent twice.");
                break;
        }

        await EndAsync(run);
        await SendAcceptedAsync(await ConnectAsync(), Direct, "next time", "dropped-2");
    }

    [Theory]
    [InlineData(Fault.LateEcho)]
    [InlineData(Fault.LostEcho)]
    [InlineData(Fault.DoubledEcho)]
    [InlineData(Fault.ReorderedEchoes)]
    public async Task Echoes_are_known_for_what_they_are(Fault fault)
    {
        Needs(Ability.EchoFaults);
        var run = await ConnectAsync();
        await Fixture.ArmAsync(fault, Stop);
        var sent = new Dictionary<string, (SendToken Token, SendResult Result)>();
        for (var i = 0; i < 6; i++)
        {
            var result = await SendAsync(run, Direct, $"echoed {i}", $"echo-{i}");
            Assert.Equal(SendOutcome.Accepted, result.Outcome);
            sent[$"echoed {i}"] = (new SendToken($"echo-{i}"), result);
        }

        await WaitForReceivedAsync(Direct, "all of it", texts => texts.Contains("echoed 5"));
        if (fault != Fault.LostEcho)
            await WaitUntilAsync(run, "the echoes", events => Echoes(events).Select(Text).Distinct().Count() >= 6);

        await FenceAsync(run);
        CheckEchoes(run, sent);
        // What nobody lost, nobody may double: the other side has each once.
        Assert.Equal(sent.Keys.Order(StringComparer.Ordinal), (await Fixture.ReceivedAsync(Direct, Stop)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(Fault.LateEcho)]
    [InlineData(Fault.LostEcho)]
    [InlineData(Fault.DoubledEcho)]
    [InlineData(Fault.ReorderedEchoes)]
    public async Task Echoes_are_known_whatever_a_message_holds(Fault fault)
    {
        Needs(Ability.EchoFaults);
        var run = await ConnectAsync();
        await Fixture.ArmAsync(fault, Stop);
        Dictionary<SendToken, SendResult> sent = [];
        foreach (var (feature, content) in Carried(run))
        {
            var message = Message(Direct, content, $"held-{feature}");
            sent[message.Token] = await SendAsync(run, message);
            Assert.Equal(SendOutcome.Accepted, sent[message.Token].Outcome);
        }

        if (fault != Fault.LostEcho)
            await WaitUntilAsync(run, "the echoes", events => sent.All(each => EchoesOf(events, each.Key, each.Value).Any()));

        await FenceAsync(run);
        foreach (var (token, result) in sent)
        {
            var echoes = EchoesOf(run.Sink.Events, token, result).ToList();
            Assert.All(echoes, static echo => Assert.True(echo.FromMe, "An own message came back as somebody else's."));
            Assert.True(
                echoes.Count <= 1 || echoes.All(echo => echo.DedupeKey is not null && echo.DedupeKey == echoes[0].DedupeKey), "An echo came twice and not with the same key.");
        }
    }

    [Fact]
    public async Task A_connection_lost_during_a_send_leaves_no_lie_whatever_the_message_holds()
    {
        Needs(Ability.DropDuringSend);
        var run = await ConnectAsync();
        foreach (var (feature, content) in Carried(run))
        {
            await Fixture.ArmAsync(Fault.DropDuringSend, Stop);
            var said = content with { Text = content.Text is { } text ? text with { Plain = $"{text.Plain} {feature}" } : null };
            var result = await SendAsync(run, Message(Direct, said, $"lost-{feature}")).WaitAsync(Fixture.Patience, Stop);
            Assert.False(Assert.IsType<NetworkException>(await run.EndAsync()).IsFinal);
            if (result.Outcome is SendOutcome.NotSent or SendOutcome.Refused && said.Text is { } words)
                Assert.DoesNotContain(await Fixture.ReceivedAsync(Direct, Stop), received => received.Contains(words.Plain, StringComparison.Ordinal));

            await EndAsync(run);
            run = await ConnectAsync();
        }

        await SendAcceptedAsync(run, Direct, "next time", "lost-next");
    }

    [Fact]
    public async Task Ordinary_echoes_are_known_for_what_they_are()
    {
        var run = await ConnectAsync();
        var result = await SendAsync(run, Direct, "echoed 0", "echo-0");
        Assert.Equal(SendOutcome.Accepted, result.Outcome);
        await WaitForReceivedAsync(Direct, "the message", texts => texts.Contains("echoed 0"));
        await FenceAsync(run);
        CheckEchoes(run, new Dictionary<string, (SendToken, SendResult)> { ["echoed 0"] = (new SendToken("echo-0"), result) });
    }

    [Fact]
    public async Task A_network_that_asks_to_slow_down_is_obeyed()
    {
        Needs(Ability.Throttle);
        var run = await ConnectAsync();
        await Fixture.ArmAsync(Fault.Throttle, Stop);
        // An adapter may wait by itself, or say how long to wait; it may not press on and it may not drop.
        for (var i = 0; i < 3; i++)
        {
            var message = Message(Direct, $"slowly {i}", $"slow-{i}");
            var result = await SendAsync(run, message);
            var started = TimeProvider.System.GetTimestamp();
            while (result.Outcome == SendOutcome.NotSent && TimeProvider.System.GetElapsedTime(started) < Fixture.Patience)
            {
                Assert.True(result.RetryAfter is null || result.RetryAfter > TimeSpan.Zero, "RetryAfter must lie ahead.");
                Assert.DoesNotContain($"slowly {i}", await Fixture.ReceivedAsync(Direct, Stop));
                // Timers may be a little early; the core's next try comes later than this one, too.
                await Task.Delay((result.RetryAfter ?? TimeSpan.Zero) + TimeSpan.FromMilliseconds(20), Stop);
                result = await SendAsync(run, message);
            }

            Assert.Equal(SendOutcome.Accepted, result.Outcome);
        }

        var received = await WaitForReceivedAsync(Direct, "all of it", texts => texts.Contains("slowly 2"));
        Assert.Equal(["slowly 0", "slowly 1", "slowly 2"], received);
    }

    /// <summary>A text, and a message for each feature that the session says it carries.</summary>
    private IEnumerable<(string Feature, MessageContent Content)> Carried(SessionRun run)
    {
        var capabilities = run.Session.GetCapabilities(Direct);
        return HostileText.Examples.Where(example => example.Feature != Feature.Polls && capabilities[example.Feature] >= CapabilityLevel.Partial)
            .Select(static example => (example.Feature.ToString(), example.Content)).Prepend(("Text", MessageContent.FromText("a text")));
    }

    private IEnumerable<MessageReceived> EchoesOf(IReadOnlyList<NetworkEvent> events, SendToken token, SendResult result) => events.OfType<MessageReceived>()
        .Where(message => message.Chat == Direct && message.EditOf is null && (message.Echo == token || message.Ids.Intersect(result.Ids).Any()));

    private IEnumerable<MessageReceived> Echoes(IReadOnlyList<NetworkEvent> events) => events.OfType<MessageReceived>()
        .Where(message => message.Chat == Direct && Text(message).StartsWith("echoed", StringComparison.Ordinal));

    /// <summary>
    /// The core takes an echo for what it is by its token or by an id that the send returned; what has neither it shows as a message from
    /// another device, and what comes twice without the same key it shows twice.
    /// </summary>
    private void CheckEchoes(SessionRun run, Dictionary<string, (SendToken Token, SendResult Result)> sent)
    {
        foreach (var echoes in Echoes(run.Sink.Events).GroupBy(Text))
        {
            var (token, result) = sent[echoes.Key];
            Assert.All(echoes, echo =>
            {
                Assert.True(echo.FromMe, "An own message came back as somebody else's.");
                Assert.True(echo.Echo == token || echo.Ids.Intersect(result.Ids).Any(), "An echo has neither the token nor an id of its send.");
            });
            Assert.True(
                echoes.Count() == 1 || echoes.All(echo => echo.DedupeKey is not null && echo.DedupeKey == echoes.First().DedupeKey),
                "An echo came twice and not with the same key.");
        }

        Assert.All(run.Sink.Events.OfType<SendEcho>(), echo => Assert.Contains(sent.Values, each => each.Token == echo.Token));
    }
}
