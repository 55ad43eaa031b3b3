using Bridge.Adapters;
using Xunit;

namespace Bridge.Conformance;

// What the network says arrives in order, with what the core needs to put it into the right place, once.
public abstract partial class AdapterConformance<TFixture>
{
    private static readonly string[] OrdinaryTexts =
    [
        "plain", "Grüße, Ελληνικά, 日本語", "🦜👩‍👩‍👧", "1 < 2 && 3 > 2", "\"quoted\" 'too'", "https://example.org/?a=b&c=d#e", "{0} %s ${x}", "a  b",
    ];

    [Fact]
    public async Task Messages_come_in_order_and_in_their_chat()
    {
        var run = await ConnectAsync();
        for (var i = 0; i < 20; i++)
            await Fixture.SayAsync($"came {i}", Stop);

        await WaitUntilAsync(run, "twenty messages", events => Texts(events, Direct, "came").Length >= 20);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"came {i}"), Texts(run.Sink.Events, Direct, "came"));
        var messages = run.Sink.Events.OfType<MessageReceived>().Where(message => Text(message).StartsWith("came", StringComparison.Ordinal));
        Assert.All(messages, message => Assert.Equal(Fixture.Contact, message.Sender));
    }

    [Fact]
    public async Task Texts_come_as_they_were_written()
    {
        var run = await ConnectAsync();
        foreach (var text in OrdinaryTexts)
        {
            await Fixture.SayAsync(text, Stop);
            await WaitForTextAsync(run, text);
        }
    }

    [Fact]
    public async Task Events_carry_what_the_core_needs()
    {
        var run = await ConnectAsync();
        if (Can(Ability.Groups))
        {
            await JoinAsync(run);
            await Fixture.SayInGroupAsync("in the group", Stop);
            await WaitForTextAsync(run, "in the group");
        }

        foreach (var text in OrdinaryTexts)
            await Fixture.SayAsync(text, Stop);

        await SendAcceptedAsync(run, Direct, "an answer", "answer-1");
        await FenceAsync(run);
        Assert.All(run.Sink.Events, CheckEvent);
        var keys = run.Sink.Events.OfType<MessageReceived>().Where(message => !message.FromMe).Select(message => message.DedupeKey).OfType<string>().ToArray();
        Assert.Equal(keys.Length, keys.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task The_same_words_twice_are_two_messages()
    {
        var run = await ConnectAsync();
        await Fixture.SayAsync("again", Stop);
        await Fixture.SayAsync("again", Stop);
        await WaitUntilAsync(run, "both", events => Texts(events, Direct, "again").Length >= 2);
        MessageReceived[] both = [.. run.Sink.Events.OfType<MessageReceived>().Where(message => Text(message) == "again")];
        Assert.True(both[0].DedupeKey is null || both[0].DedupeKey != both[1].DedupeKey, "Two messages of the same words have the same key.");
        Assert.Empty(both[0].Ids.Intersect(both[1].Ids));
    }

    [Fact]
    public async Task Incoming_messages_have_ids_where_the_network_gives_them()
    {
        Needs(Ability.MessageIds);
        var run = await ConnectAsync();
        await Fixture.SayAsync("known by id", Stop);
        var message = await WaitForTextAsync(run, "known by id");
        Assert.NotEmpty(message.Ids);
        Assert.All(message.Ids, id => Assert.InRange(id.Value.Length, 1, 1023));
    }

    [Fact]
    public async Task What_comes_twice_has_the_same_key()
    {
        Needs(Ability.RepeatEvents, Ability.DedupeKeys);
        var run = await ConnectAsync();
        await Fixture.SayAsync("repeated", Stop);
        var first = await WaitForTextAsync(run, "repeated");
        await Fixture.RepeatLastAsync(Stop);
        await FenceAsync(run);
        Assert.NotNull(first.DedupeKey);
        Assert.All(
            run.Sink.Events.OfType<MessageReceived>().Where(message => Text(message) == "repeated"),
            message => Assert.Equal((first.DedupeKey, string.Join(' ', first.Ids)), (message.DedupeKey, string.Join(' ', message.Ids))));
    }

    [Fact]
    public async Task What_was_not_stored_may_come_again_but_only_as_the_same()
    {
        var first = await ConnectAsync();
        first.Sink.HoldStoring();
        await Fixture.SayAsync("not stored", Stop);
        var before = await WaitForTextAsync(first, "not stored");
        await EndAsync(first);
        var second = await ConnectAsync();
        await FenceAsync(second, "after the restart");
        foreach (var again in second.Sink.Events.OfType<MessageReceived>().Where(message => Text(message) == "not stored"))
        {
            Assert.NotNull(again.DedupeKey);
            Assert.Equal(before.DedupeKey, again.DedupeKey);
            Assert.Equal(before.Ids, again.Ids);
        }
    }

    [Fact]
    public async Task What_was_stored_does_not_come_as_something_new()
    {
        var first = await ConnectAsync();
        await FenceAsync(first, "stored");
        await FenceAsync(first, "stored too");
        await EndAsync(first);
        var second = await ConnectAsync();
        await FenceAsync(second, "after the restart");
        var keys = first.Sink.Events.Select(raised => raised.DedupeKey).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var again = second.Sink.Events.OfType<MessageReceived>().Where(message => Text(message).StartsWith("stored", StringComparison.Ordinal));
        Assert.All(again, message => Assert.True(message.DedupeKey is { } key && keys.Contains(key), "A stored message came again as a new one."));
    }

    [Fact]
    public async Task Ids_do_not_come_again_for_something_else()
    {
        Needs(Ability.MessageIds);
        var first = await ConnectAsync();
        await FenceAsync(first, "before");
        await EndAsync(first);
        var second = await ConnectAsync();
        await FenceAsync(second, "after");
        var before = first.Sink.Events.OfType<MessageReceived>().Single(message => Text(message) == "before");
        var after = second.Sink.Events.OfType<MessageReceived>().Single(message => Text(message) == "after");
        Assert.Empty(before.Ids.Intersect(after.Ids));
        Assert.True(before.DedupeKey is null || before.DedupeKey != after.DedupeKey, "A new session counts its keys from the start again.");
    }

    private static void CheckEvent(NetworkEvent raised)
    {
        var kind = raised.GetType().Name;
        var needsChat = raised is MessageReceived or MessagesRetracted or ReactionsChanged or ReceiptReceived or ActivityChanged
            or ChatInfoChanged or GroupInvited or GroupJoined or GroupLeft or MembersChanged or MembersListed;
        Assert.True(raised.Chat is { Value.Length: > 0 and <= 1023 } || !needsChat, $"A {kind} does not say which chat it belongs to.");
        Assert.True(raised.DedupeKey is null or { Length: > 0 and <= 255 }, $"The key of a {kind} must have 1 to 255 characters.");
        if (raised is not MessageReceived message)
            return;

        Assert.InRange(message.Sender.Value.Length, 1, 1023);
        Assert.Equal(message.Ids.Count, message.Ids.Distinct().Count());
        Assert.True(message.Content.Text is not null || message.Content.Parts.Count > 0, "A message says nothing.");
        var text = Text(message);
        Assert.DoesNotContain('\r', text);
        var start = 0;
        foreach (var span in message.Content.Text?.Spans ?? [])
        {
            Assert.True(span.Start >= start && span.Length >= 1 && span.Start + span.Length <= text.Length, "A span is out of order or out of its text.");
            start = span.Start;
        }
    }
}
