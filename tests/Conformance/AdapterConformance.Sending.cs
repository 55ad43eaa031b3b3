using Bridge.Adapters;
using Xunit;

namespace Bridge.Conformance;

// What people say arrives once, whole and in order, or they are told.
public abstract partial class AdapterConformance<TFixture>
{
    [Fact]
    public async Task Messages_are_sent_in_order()
    {
        var run = await ConnectAsync();
        for (var i = 0; i < 20; i++)
            Assert.Equal(SendOutcome.Accepted, (await SendAsync(run, Direct, $"sent {i}", $"sent-{i}")).Outcome);

        var received = await WaitForReceivedAsync(Direct, "all messages", texts => texts.Contains("sent 19"));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"sent {i}"), received);
    }

    [Fact]
    public async Task Results_carry_ids_where_the_network_gives_them()
    {
        Needs(Ability.MessageIds);
        var run = await ConnectAsync();
        var ids = new List<MessageId>();
        for (var i = 0; i < 5; i++)
        {
            var result = await SendAsync(run, Direct, $"with id {i}", $"id-{i}");
            Assert.Equal(SendOutcome.Accepted, result.Outcome);
            // An id may also come later, by an echo that names the token.
            var mine = result.Ids.Count > 0 ? result.Ids : await EchoedIdsAsync(run, new SendToken($"id-{i}"));
            ids.AddRange(mine);
        }

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.InRange(id.Value.Length, 1, 1023));
    }

    [Fact]
    public async Task A_batch_is_as_good_as_its_messages()
    {
        var run = await ConnectAsync();
        var batches = Verb<ISendsBatches>(run);
        OutgoingMessage[] batch = [.. Enumerable.Range(0, 10).Select(i => Message(Direct, $"batch {i}", $"batch-{i}"))];
        var results = await batches.SendBatchAsync(batch, Stop);
        Assert.Equal(batch.Length, results.Count);
        Assert.All(results, result => Assert.Equal(SendOutcome.Accepted, result.Outcome));
        var received = await WaitForReceivedAsync(Direct, "the batch", texts => texts.Contains("batch 9"));
        Assert.Equal(batch.Select(message => message.Content.Text!.Plain), received);
    }

    [Fact]
    public async Task A_batch_tells_the_truth_about_what_came_after_a_refusal()
    {
        Needs(Ability.RefusedSend);
        var run = await ConnectAsync();
        var batches = Verb<ISendsBatches>(run);
        var results = await batches.SendBatchAsync([.. Enumerable.Range(0, 3).Select(i => Message(Fixture.RefusingChat, $"no {i}", $"no-{i}"))], Stop);
        Assert.Equal(3, results.Count);
        Assert.DoesNotContain(results, result => result.Outcome == SendOutcome.Accepted && Can(Ability.Acknowledgements));
        // What has gone before the refusal was known has a result of its own; but once the batch has stopped, it has.
        var stopped = results.SkipWhile(result => result.Outcome != SendOutcome.NotSent);
        Assert.All(stopped, result => Assert.Equal(SendOutcome.NotSent, result.Outcome));
    }

    [Fact]
    public async Task A_refused_message_says_so()
    {
        Needs(Ability.RefusedSend);
        var run = await ConnectAsync();
        var result = await SendAsync(run, Fixture.RefusingChat, "unwelcome", "unwelcome-1");
        // Networks that answer nothing tell it later.
        if (result.Outcome == SendOutcome.Accepted)
        {
            await WaitUntilAsync(run, "word of the refusal", events => events.Any(raised => raised is DeliveryFailed or Notice { IsError: true }));
            return;
        }

        Assert.Equal(SendOutcome.Refused, result.Outcome);
        Assert.False(string.IsNullOrWhiteSpace(result.Reason), "A refusal needs a reason for the sender.");
    }

    [Fact]
    public async Task A_message_to_nobody_harms_nobody()
    {
        var run = await ConnectAsync();
        foreach (var chat in new[] { "", " ", "nobody-of-this-name", "#", "a b", "a\r\nb", "\0", new string('x', 1023) })
            await SendAsync(run, new ChatId(chat), "anybody there?", $"nobody-{chat.Length}");

        await SendAcceptedAsync(run, Direct, "still here", "still-1");
    }

    [Fact]
    public async Task Hostile_text_is_carried_whole_or_refused()
    {
        var run = await ConnectAsync();
        for (var i = 0; i < HostileText.All.Count; i++)
        {
            var text = HostileText.All[i];
            var before = (await Fixture.ReceivedAsync(Direct, Stop)).Count;
            var result = await SendAsync(run, Direct, text, $"hostile-{i}");
            // A message behind it shows that the session lives, and that all of this one has arrived that ever will.
            await SendAcceptedAsync(run, Direct, $"after {i}", $"after-{i}");
            var pieces = (await Fixture.ReceivedAsync(Direct, Stop)).Skip(before).TakeWhile(piece => piece != $"after {i}").ToArray();
            if (result.Outcome == SendOutcome.Accepted)
                Assert.True(HostileText.IsCarriedBy(text, pieces), $"Hostile text {i} was accepted and arrived as something else.");
            else
                Assert.True(pieces.Length == 0, $"Hostile text {i} was {result.Outcome} and something of it arrived all the same.");
        }
    }

    [Fact]
    public async Task Too_much_text_is_refused_and_never_cut()
    {
        var run = await ConnectAsync();
        var most = run.Session.GetCapabilities(Direct).MaxTextLength ?? 64 * 1024;
        // Each length once: what stands behind a text is known by its length.
        foreach (var length in new[] { most, most + 1, 64 * 1024 }.Distinct())
        {
            var text = string.Concat(Enumerable.Range(0, (length / 8) + 1).Select(i => $"{i:0000000} "))[..length].TrimEnd().PadRight(length, '.');
            var before = (await Fixture.ReceivedAsync(Direct, Stop)).Count;
            var result = await SendAsync(run, Direct, text, $"long-{length}");
            await SendAcceptedAsync(run, Direct, $"behind {length}", $"behind-{length}");
            var pieces = (await Fixture.ReceivedAsync(Direct, Stop)).Skip(before).TakeWhile(piece => piece != $"behind {length}").ToArray();
            Assert.True(
                result.Outcome == SendOutcome.Accepted ? HostileText.IsCarriedBy(text, pieces) : pieces.Length == 0,
                $"A text of {length} characters was {result.Outcome}, and {pieces.Sum(piece => piece.Length)} characters of it arrived.");
            if (length == most && run.Session.GetCapabilities(Direct).MaxTextLength is not null)
                Assert.True(result.Outcome == SendOutcome.Accepted, $"A text as long as the capabilities allow was {result.Outcome}.");
        }
    }

    [Fact]
    public async Task What_the_capabilities_claim_is_taken()
    {
        var run = await ConnectAsync();
        var capabilities = run.Session.GetCapabilities(Direct);
        foreach (var (feature, content) in HostileText.Examples)
        {
            if (capabilities[feature] < CapabilityLevel.Partial)
                continue;

            var result = await SendAsync(run, Message(Direct, content, $"feature-{(int)feature}"));
            Assert.True(result.Outcome == SendOutcome.Accepted, $"{feature} is claimed and was {result.Outcome}: {result.Reason}");
        }

        await SendAcceptedAsync(run, Direct, "after all", "after-all");
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_not_accepted()
    {
        var run = await ConnectAsync();
        if (run.Session.GetCapabilities(Direct)[Feature.Files] < CapabilityLevel.Partial)
            Assert.Skip("The network takes no files.");

        var result = await SendAsync(run, Message(Direct, new MessageContent { Parts = [new FilePart(ExampleFile.Broken)] }, "broken-file"));
        Assert.NotEqual(SendOutcome.Accepted, result.Outcome);
        await SendAcceptedAsync(run, Direct, "after the file", "after-file");
    }

    [Fact]
    public async Task A_file_that_breaks_off_is_not_accepted_and_can_be_sent_again()
    {
        var run = await ConnectAsync();
        if (run.Session.GetCapabilities(Direct)[Feature.Files] < CapabilityLevel.Partial)
            Assert.Skip("The network takes no files.");

        var broken = Message(Direct, new MessageContent { Text = new RichText("half of it"), Parts = [new FilePart(ExampleFile.BreakingOff)] }, "half-file");
        var result = await SendAsync(run, broken);
        Assert.NotEqual(SendOutcome.Accepted, result.Outcome);
        Assert.DoesNotContain("half of it", await Fixture.ReceivedAsync(Direct, Stop));
        var whole = broken with { Content = broken.Content with { Parts = [new FilePart(new ExampleFile("whole.txt", "text/plain"))] } };
        Assert.Equal(SendOutcome.Accepted, (await SendAsync(run, whole)).Outcome);
    }

    [Fact]
    public async Task A_cancelled_send_harms_nothing()
    {
        var run = await ConnectAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        try
        {
            await run.Session.SendAsync(Message(Direct, "never mind", "cancelled-1"), cancelled.Token);
        }
        catch (OperationCanceledException)
        {
            // Either is fine; the session must live on.
        }

        await SendAcceptedAsync(run, Direct, "mind this", "mind-1");
    }

    [Fact]
    public async Task Chats_side_by_side_keep_their_own_order()
    {
        Needs(Ability.Groups);
        var run = await ConnectAsync();
        await JoinAsync(run);
        await Task.WhenAll(SendTenAsync(run, Direct, "d"), SendTenAsync(run, Fixture.Group, "g"));
        foreach (var (chat, prefix) in new[] { (Direct, "d"), (Fixture.Group, "g") })
        {
            var received = await WaitForReceivedAsync(chat, "the last of ten", texts => texts.Contains($"{prefix} 9"));
            Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{prefix} {i}"), received);
        }
    }

    private static async Task SendTenAsync(SessionRun run, ChatId chat, string prefix)
    {
        for (var i = 0; i < 10; i++)
            Assert.Equal(SendOutcome.Accepted, (await SendAsync(run, chat, $"{prefix} {i}", $"{prefix}-{i}")).Outcome);
    }

    private async Task<IReadOnlyList<MessageId>> EchoedIdsAsync(SessionRun run, SendToken token)
    {
        IReadOnlyList<MessageId> Ids() => run.Sink.Events.Select(raised => raised switch
        {
            SendEcho echo when echo.Token == token => echo.Ids,
            MessageReceived message when message.Echo == token => message.Ids,
            _ => [],
        }).FirstOrDefault(ids => ids.Count > 0) ?? [];

        await WaitUntilAsync(run, "an id for what was sent", _ => Ids().Count > 0);
        return Ids();
    }
}
