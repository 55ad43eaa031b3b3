using Bridge.Testing.Clients;
using Bridge.Testing.Servers.Spec;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>A session on a server with everything that IRCv3 has, and somebody else who has it too.</summary>
public sealed class SpecServerTests : IAsyncDisposable
{
    private const string Everything = "message-tags server-time echo-message batch draft/multiline draft/message-redaction";

    private static readonly ChatId Room = new("#room");
    private static readonly ChatId Direct = new("bob");

    private readonly List<IAsyncDisposable> _open = [];

    [Fact]
    public async Task Replies_name_their_message_in_both_spellings_and_are_read_in_either()
    {
        var (server, irc, bob) = await StartAsync();
        await bob.SayAsync("#room", "a question");
        var question = await irc.Events.NextAsync<MessageReceived>();
        var answer = IrcFixture.Message("#room", "an answer") with { ReplyTo = new ReplyReference(question.Ids[0], Quote: "a question") };
        Assert.Equal(SendOutcome.Accepted, (await irc.Session.SendAsync(answer, IrcFixture.Stop)).Outcome);
        var line = await bob.ExpectFromAsync("alice", "an answer");
        var id = question.Ids[0].Value;
        Assert.Contains($"+reply={id};+draft/reply={id}", line, StringComparison.Ordinal);
        Assert.EndsWith("PRIVMSG #room :an answer", line, StringComparison.Ordinal);
        foreach (var tag in (string[])["+reply", "+draft/reply"])
        {
            await bob.SendAsync($"@{tag}={server.Messages[1].Id} PRIVMSG #room :and {tag}");
            var reply = await irc.Events.NextAsync<MessageReceived>(message => message.Content.Text?.Plain == $"and {tag}");
            Assert.Equal(server.Messages[1].Id, reply.ReplyTo?.Target?.Value);
        }
    }

    [Fact]
    public async Task A_reply_whose_message_is_not_known_quotes_it()
    {
        var (_, irc, bob) = await StartAsync();
        var answer = IrcFixture.Message("bob", "an answer") with { ReplyTo = new ReplyReference(null, new ContactId("bob"), "a question\nof two lines") };
        Assert.Equal(SendOutcome.Accepted, (await irc.Session.SendAsync(answer, IrcFixture.Stop)).Outcome);
        await bob.ExpectFromAsync("alice", ":> <bob> a question…");
        await bob.ExpectFromAsync("alice", ":an answer");
    }

    [Fact]
    public async Task What_the_server_blocks_is_not_claimed()
    {
        var (_, irc, bob) = await StartAsync(new SpecIrcOptions { DeniedTags = "*,-draft/reply", Capabilities = ["message-tags", "batch", "echo-message"] });
        var levels = irc.Session.GetCapabilities(Direct);
        Assert.Equal(
            (CapabilityLevel.Full, CapabilityLevel.Fallback, CapabilityLevel.Dropped, CapabilityLevel.Fallback, CapabilityLevel.Dropped, CapabilityLevel.Fallback),
            (levels[Feature.Replies], levels[Feature.Reactions], levels[Feature.Activity], levels[Feature.Retractions], levels[Feature.Displayed], levels[Feature.Edits]));
        var answer = IrcFixture.Message("bob", "an answer") with { ReplyTo = new ReplyReference(new MessageId("x;y z")) };
        await irc.Session.SendAsync(answer, IrcFixture.Stop);
        Assert.Contains(";+draft/reply=x\\:y\\sz :alice!", await bob.ExpectFromAsync("alice", "an answer"), StringComparison.Ordinal);
        var failure = await Assert.ThrowsAsync<NetworkException>(() => ((IReacts)irc.Session).SetReactionsAsync(Direct, new MessageId("x"), ["👍"], IrcFixture.Stop));
        Assert.Equal(NetworkError.Unsupported, failure.Error);
        failure = await Assert.ThrowsAsync<NetworkException>(() => ((IFetchesHistory)irc.Session).FetchHistoryAsync(Direct, new HistoryRequest(), IrcFixture.Stop));
        Assert.Equal(NetworkError.Unsupported, failure.Error);
    }

    [Fact]
    public async Task Reactions_come_and_go_and_only_what_changed_is_sent()
    {
        var (server, irc, bob) = await StartAsync();
        await bob.SayAsync("#room", "like it?");
        var message = await irc.Events.NextAsync<MessageReceived>();
        var id = message.Ids[0];
        var reacts = (IReacts)irc.Session;
        await reacts.SetReactionsAsync(Room, id, ["👍", "🦜"], IrcFixture.Stop);
        await reacts.SetReactionsAsync(Room, id, ["🦜", ":)"], IrcFixture.Stop);
        await reacts.SetReactionsAsync(Room, id, [], IrcFixture.Stop);
        Assert.Equal(
            ["+draft/react=👍", "+draft/react=🦜", "+draft/unreact=👍", "+draft/react=:)", "+draft/unreact=🦜", "+draft/unreact=:)"],
            server.Messages.Where(each => each.Command == "TAGMSG").Select(each => string.Join(' ', each.ClientTags.Where(tag => tag.Key.Contains("react", StringComparison.Ordinal)).Select(tag => $"{tag.Key}={tag.Value}"))));
        await bob.SendAsync($"@+draft/reply={id};+draft/react=lol TAGMSG #room");
        await bob.SendAsync($"@+reply={id};+unreact=lol TAGMSG #room");
        await bob.SendAsync($"@+reply={id};+draft/react=yes PRIVMSG #room :yes");
        await bob.SayAsync("#room", "end");
        // The account's own echoes are no news: the first that comes is bob's.
        var added = await irc.Events.NextAsync<ReactionsChanged>();
        Assert.Equal((id, "bob", "lol", SetChange.Add, false, Room), (added.Target, added.Sender.Value, added.Reactions.Single(), added.Change, added.FromMe, added.Chat));
        Assert.NotNull(added.DedupeKey);
        Assert.Equal(("lol", SetChange.Remove), await irc.Events.NextAsync<ReactionsChanged>() is var removed ? (removed.Reactions[0], removed.Change) : default);
        Assert.Equal("yes", (await irc.Events.NextAsync<ReactionsChanged>()).Reactions[0]);
        Assert.Equal("end", (await irc.Events.NextAsync<MessageReceived>()).Content.Text?.Plain);
    }

    [Fact]
    public async Task Messages_are_deleted_for_everybody()
    {
        var (server, irc, bob) = await StartAsync();
        var retracts = (IRetractsMessages)irc.Session;
        var sent = await irc.Session.SendAsync(IrcFixture.Message("#room", "a slip"), IrcFixture.Stop);
        await retracts.RetractAsync(Room, sent.Ids, "of the\r\ntongue", IrcFixture.Stop);
        await bob.ExpectFromAsync("alice", $"REDACT #room {sent.Ids[0]} :of the tongue");
        await bob.SayAsync("#room", "mine");
        var theirs = (await irc.Events.NextAsync<MessageReceived>()).Ids;
        Assert.Equal(NetworkError.Forbidden, (await Assert.ThrowsAsync<NetworkException>(() => retracts.RetractAsync(Room, theirs, null, IrcFixture.Stop))).Error);
        Assert.Equal(NetworkError.NotFound, (await Assert.ThrowsAsync<NetworkException>(() => retracts.RetractAsync(Room, sent.Ids, null, IrcFixture.Stop))).Error);
        Assert.Equal(NetworkError.NotFound, (await Assert.ThrowsAsync<NetworkException>(() => retracts.RetractAsync(Room, [new MessageId("a b\r\nQUIT")], null, IrcFixture.Stop))).Error);
        var second = await irc.Session.SendAsync(IrcFixture.Message("#room", "another"), IrcFixture.Stop);
        await bob.SendAsync($"REDACT #room {theirs[0]}");
        await bob.SendAsync($"REDACT #room {second.Ids[0]} :spam");
        var gone = await irc.Events.NextAsync<MessagesRetracted>();
        Assert.Equal((theirs[0], "bob", false, null, Room), (gone.Targets.Single(), gone.By?.Value, gone.Moderated, gone.Reason, gone.Chat));
        gone = await irc.Events.NextAsync<MessagesRetracted>();
        Assert.Equal((second.Ids[0], "bob", true, "spam"), (gone.Targets.Single(), gone.By?.Value, gone.Moderated, gone.Reason));
        Assert.Equal(3, server.Messages.Count(message => message.Redaction is not null));
    }

    [Fact]
    public async Task A_message_that_is_too_old_to_be_deleted_stays()
    {
        var (_, irc, _) = await StartAsync(new SpecIrcOptions { RedactWindow = TimeSpan.FromSeconds(-1) });
        var sent = await irc.Session.SendAsync(IrcFixture.Message("#room", "a slip"), IrcFixture.Stop);
        var failure = await Assert.ThrowsAsync<NetworkException>(() => ((IRetractsMessages)irc.Session).RetractAsync(Room, sent.Ids, null, IrcFixture.Stop));
        Assert.Equal((NetworkError.WindowClosed, "irc.REDACT_WINDOW_EXPIRED"), (failure.Error, failure.Code));
    }

    [Fact]
    public async Task What_was_read_is_told_to_the_server_and_what_was_read_elsewhere_to_the_core()
    {
        var (server, irc, bob) = await StartAsync();
        foreach (var text in (string[])["one", "two", "three"])
            await bob.SayAsync("#room", text);
        var one = await irc.Events.NextAsync<MessageReceived>();
        var two = await irc.Events.NextAsync<MessageReceived>();
        var three = await irc.Events.NextAsync<MessageReceived>();
        await ((IMarksDisplayed)irc.Session).MarkDisplayedAsync(Room, one.Ids[0], IrcFixture.Stop);
        Assert.Equal(server.Messages[0].At, server.MarkerOf("alice", "#room"));
        Assert.Equal(NetworkError.NotFound, (await Assert.ThrowsAsync<NetworkException>(() => ((IMarksDisplayed)irc.Session).MarkDisplayedAsync(Room, new MessageId("x"), IrcFixture.Stop))).Error);
        // All may have come in one millisecond: the marker then means the last of them.
        server.ReadElsewhere("alice", "#room", server.Messages[2].At.AddMilliseconds(1));
        var read = await irc.Events.NextAsync<ReceiptReceived>();
        Assert.Equal((ReceiptKind.Displayed, three.Ids[0], true, true, Room), (read.Kind, read.Targets.Single(), read.UpTo, read.FromMe, read.Chat));
        Assert.NotEqual(two.Ids[0], read.Targets[0]);
    }

    [Fact]
    public async Task Many_lines_are_one_message_both_ways()
    {
        var (server, irc, bob) = await StartAsync();
        var text = "first\n\n" + string.Concat(Enumerable.Repeat("words of a long line ", 60)).Trim() + "\nlast";
        var result = await irc.Session.SendAsync(IrcFixture.Message("#room", text), IrcFixture.Stop);
        Assert.Equal((SendOutcome.Accepted, server.Messages[0].Id, text), (result.Outcome, result.Ids.Single().Value, server.Messages[0].Text));
        await bob.SendAsync("@+reply=x BATCH +1 draft/multiline #room");
        foreach (var line in (string[])["@batch=1 PRIVMSG #room :\u0002bold", "@batch=1 PRIVMSG #room :", "@batch=1 PRIVMSG #room :how is ", "@batch=1;draft/multiline-concat PRIVMSG #room :everyone?", "BATCH -1"])
            await bob.SendAsync(line);
        var came = await irc.Events.NextAsync<MessageReceived>();
        Assert.Equal(("bold\n\nhow is everyone?", server.Messages[1].Id, "x"), (came.Content.Text?.Plain, came.Ids.Single().Value, came.ReplyTo?.Target?.Value));
        Assert.Equal(new TextSpan(0, 4, SpanKind.Bold), came.Content.Text!.Spans.Single());
        Assert.Empty(server.Violations);
    }

    [Theory]
    [InlineData("message-tags server-time echo-message labeled-response batch draft/multiline=max-bytes=4096,max-lines=20")]
    [InlineData("message-tags echo-message batch draft/multiline=max-bytes=300,max-lines=7")]
    [InlineData("batch draft/multiline=max-bytes=100000")]
    [InlineData("message-tags")]
    public async Task A_long_text_arrives_whole_whatever_the_limits(string capabilities)
    {
        var (server, irc, _) = await StartAsync(new SpecIrcOptions { Capabilities = capabilities.Split(' ') });
        var lines = Enumerable.Range(0, 120).Select(i => i % 9 == 4 ? "" : $"line {i} {string.Concat(Enumerable.Repeat($"word{i} ", i))}end").ToArray();
        var result = await irc.Session.SendAsync(IrcFixture.Message("#room", string.Join('\n', lines)), IrcFixture.Stop);
        Assert.Equal(SendOutcome.Accepted, result.Outcome);
        await irc.Groups.SetTopicAsync(Room, "a command behind it has been dealt with", IrcFixture.Stop);
        Assert.Equal(Words(string.Join('\n', lines)), Words(string.Join('\n', server.Messages.Select(message => message.Text))));
        Assert.Empty(server.Violations);
        Assert.Equal(capabilities.Contains("echo", StringComparison.Ordinal) ? server.Messages.Count : 0, result.Ids.Count);
    }

    [Fact]
    public async Task Spans_are_codes_that_last_over_the_cuts()
    {
        var (server, irc, _) = await StartAsync(new SpecIrcOptions { Capabilities = ["message-tags"] });
        var words = string.Concat(Enumerable.Repeat("word ", 200)).Trim();
        var content = new MessageContent { Text = new RichText(words + "\nplain") { Spans = [new TextSpan(0, words.Length + 1, SpanKind.Bold)] } };
        await irc.Session.SendAsync(IrcFixture.Message("#room", "") with { Content = content }, IrcFixture.Stop);
        await irc.Groups.SetTopicAsync(Room, "after it", IrcFixture.Stop);
        var pieces = server.Messages.Select(message => message.Text).ToArray();
        Assert.True(pieces.Length > 3);
        Assert.All(pieces[..^1], piece => Assert.True(piece.StartsWith('\u0002') && piece.EndsWith('\u0002')));
        Assert.Equal("plain", pieces[^1]);
    }

    [Fact]
    public async Task History_has_messages_of_many_lines_and_what_was_deleted()
    {
        var (server, irc, bob) = await StartAsync(new SpecIrcOptions { ShowsRedactions = true });
        await bob.SayAsync("#room", "deleted later");
        // Two connections: the server must have the first before the second is sent.
        await irc.Events.NextAsync<MessageReceived>();
        await irc.Session.SendAsync(IrcFixture.Message("#room", "two\nlines"), IrcFixture.Stop);
        await bob.SayAsync("#room", "\u0001ACTION waves\u0001");
        await bob.SendAsync($"REDACT #room {server.Messages.Single(message => message.Text == "deleted later").Id} :oops");
        await irc.Events.NextAsync<MessagesRetracted>();
        var page = await ((IFetchesHistory)irc.Session).FetchHistoryAsync(Room, new HistoryRequest(), IrcFixture.Stop);
        var texts = page.Events.Select(raised => raised switch
        {
            MessageReceived message => $"{message.Sender} {(message.FromMe ? "me" : "")} {message.Content.Flags} {message.Content.Text?.Plain}",
            MessagesRetracted gone => $"gone {gone.Reason}",
            _ => raised.GetType().Name,
        });
        Assert.Equal(["bob  None deleted later", "gone oops", "alice me None two\nlines", "bob  Action waves"], texts);
        Assert.All(page.Events, raised => Assert.Equal((Room, true, true), (raised.Chat, raised.At is not null, raised.DedupeKey is not null)));
        Assert.DoesNotContain(irc.Events.Drain(), raised => raised is MessageReceived { Content.Text.Plain: "deleted later" });
    }

    [Theory]
    [InlineData("timestamp", true)]
    [InlineData("timestamp", false)]
    [InlineData("msgid", true)]
    public async Task History_is_paged_by_what_the_server_takes(string types, bool ids)
    {
        var (_, irc, bob) = await StartAsync(new SpecIrcOptions { ReferenceTypes = types, GivesIds = ids, HistoryLimit = 5, MessagesPerTime = 2 });
        var keys = new List<string?>();
        for (var i = 0; i < 12; i++)
        {
            await bob.SayAsync("alice", $"said {i}");
            keys.Add((await irc.Events.NextAsync<MessageReceived>()).DedupeKey);
        }

        var texts = new List<string>();
        string? cursor = null;
        do
        {
            var page = await ((IFetchesHistory)irc.Session).FetchHistoryAsync(Direct, new HistoryRequest { Cursor = cursor, Limit = 1000 }, IrcFixture.Stop);
            texts.InsertRange(0, page.Events.OfType<MessageReceived>().Select(message => message.Content.Text!.Plain));
            Assert.All(page.Events, raised => Assert.Contains(raised.DedupeKey, keys));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"said {i}"), texts);
        Assert.Equal(12, keys.OfType<string>().Distinct().Count());
    }

    [Fact]
    public async Task History_since_a_time_has_what_was_said_at_it_and_between_two_messages_neither()
    {
        var (server, irc, bob) = await StartAsync(new SpecIrcOptions { MessagesPerTime = 2, HistoryLimit = 3 });
        for (var i = 0; i < 8; i++)
        {
            await bob.SayAsync("#room", $"said {i}");
            await irc.Events.NextAsync<MessageReceived>();
        }

        var all = server.Messages;
        Assert.Equal(["said 4", "said 5", "said 6", "said 7"], await ReadAsync(new HistoryRequest { Since = all[4].At }));
        var between = new HistoryRequest { After = new MessageId(all[1].Id), Before = new MessageId(all[6].Id) };
        Assert.Equal(["said 2", "said 3", "said 4", "said 5"], await ReadAsync(between));

        async Task<List<string>> ReadAsync(HistoryRequest request)
        {
            var texts = new List<string>();
            HistoryPage page;
            do
            {
                page = await ((IFetchesHistory)irc.Session).FetchHistoryAsync(Room, request, IrcFixture.Stop);
                texts.AddRange(page.Events.OfType<MessageReceived>().Select(message => message.Content.Text!.Plain));
                request = request with { Cursor = page.Next };
            }
            while (page.Next is not null);
            return texts;
        }
    }

    [Fact]
    public async Task History_where_one_is_not_is_refused()
    {
        var (_, irc, _) = await StartAsync();
        var history = (IFetchesHistory)irc.Session;
        foreach (var (chat, request) in ((ChatId, HistoryRequest)[])
            [(new("#elsewhere"), new()), (Room, new() { Cursor = "AFTER msgid=a b" }), (Room, new() { Cursor = "LATEST *\r\nQUIT" }), (new("a b"), new()), (Room, new() { After = new MessageId("a b") })])
            Assert.Equal(NetworkError.NotFound, (await Assert.ThrowsAsync<NetworkException>(() => history.FetchHistoryAsync(chat, request, IrcFixture.Stop))).Error);
    }

    [Fact]
    public async Task Typing_is_shared_both_ways()
    {
        var (server, irc, bob) = await StartAsync();
        await bob.SendAsync("@+typing=active TAGMSG #room");
        Assert.Equal(("bob", ActivityKind.Typing, Room), await irc.Events.NextAsync<ActivityChanged>() is var typing ? (typing.Sender.Value, typing.Kind, typing.Chat!.Value) : default);
        await bob.SayAsync("#room", "done");
        Assert.Equal(ActivityKind.None, (await irc.Events.NextAsync<ActivityChanged>()).Kind);
        await ((ISharesActivity)irc.Session).SetActivityAsync(Room, ActivityKind.Typing, IrcFixture.Stop);
        await bob.ExpectFromAsync("alice", "TAGMSG #room");
        Assert.Equal("active", server.Messages[^1].ClientTags["+typing"]);
    }

    [Fact]
    public async Task A_private_answer_about_a_channel_comes_there()
    {
        var (_, irc, bob) = await StartAsync();
        await bob.SendAsync("@+channel-context=#room NOTICE alice :help yourself");
        await bob.SendAsync("@+channel-context=#other NOTICE alice :elsewhere");
        var notice = await irc.Events.NextAsync<MessageReceived>();
        Assert.Equal((Room, true, "bob"), (notice.Chat, notice.Private, notice.Sender.Value));
        notice = await irc.Events.NextAsync<MessageReceived>();
        Assert.Equal((Direct, false), (notice.Chat, notice.Private));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var each in Enumerable.Reverse(_open))
            await each.DisposeAsync();
    }

    private static string Words(string text) => string.Join(' ', text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private async Task<(SpecIrcServer Server, IrcFixture Irc, IrcTestClient Bob)> StartAsync(SpecIrcOptions? options = null)
    {
        var server = new SpecIrcServer(options);
        _open.Add(server);
        server.Start();
        var offered = (options ?? new SpecIrcOptions()).Capabilities.Select(each => each.Split('=')[0]);
        var bob = await IrcTestClient.ConnectAsync(server.Port, "bob", string.Join(' ', Everything.Split(' ').Intersect(offered)));
        _open.Add(bob);
        await bob.JoinAsync("#room");
        var irc = new IrcFixture(port: server.Port);
        _open.Add(irc);
        irc.Start();
        await irc.Events.NextAsync<SessionStateChanged>();
        await irc.Groups.JoinGroupAsync(Room, new GroupJoin("alice"), IrcFixture.Stop);
        await irc.Events.NextAsync<GroupJoined>();
        return (server, irc, bob);
    }
}
