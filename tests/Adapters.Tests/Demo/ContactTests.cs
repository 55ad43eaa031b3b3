using Bridge.Adapters.Demo;
using Xunit;

namespace Bridge.Adapters.Tests.Demo;

public sealed class ContactTests : DemoTests
{
    [Fact]
    public async Task Echo_says_the_same_with_its_spans()
    {
        var (session, sink) = await ConnectAsync();
        var text = new RichText("bold 🦜") { Spans = [new TextSpan(0, 4, SpanKind.Bold)] };
        var result = await session.SendAsync(Message("echo", new MessageContent { Text = text }), Stop);
        Assert.Single(result.Ids);
        var answer = await AnswerAsync(sink, message => message.Chat?.Value == "echo");
        Assert.Equal("bold 🦜", answer.Content.Text?.Plain);
        Assert.Equal(text.Spans, answer.Content.Text?.Spans);
    }

    [Fact]
    public async Task Echo_sends_files_back_and_describes_them_by_what_arrived()
    {
        var (session, sink) = await ConnectAsync();
        var file = DemoFile.Make("note.txt", "text/plain", "hello"u8.ToArray());
        var result = await session.SendAsync(Message("echo", new MessageContent { Text = new RichText("look"), Parts = [new FilePart(file), new FilePart(file)] }), Stop);
        Assert.Equal(2, result.Ids.Count);
        var answer = await AnswerAsync(sink, _ => true);
        Assert.Equal("look\n[text/plain note.txt, 5 bytes, 2cf24dba5fb0]\n[text/plain note.txt, 5 bytes, 2cf24dba5fb0]", answer.Content.Text?.Plain);
        var back = (FilePart)answer.Content.Parts[1];
        using var reader = new StreamReader(await back.File.OpenAsync(Stop));
        Assert.Equal(("note.txt", "hello"), (back.File.Name, await reader.ReadToEndAsync(Stop)));
    }

    [Fact]
    public async Task Parrot_replies_edits_retracts_reacts_and_types_along()
    {
        var (session, sink) = await ConnectAsync();
        var sent = await session.SendAsync(Message("parrot", "frist"), Stop);
        var answer = await AnswerAsync(sink, message => message.ReplyTo is not null);
        Assert.Equal(sent.Ids[0], answer.ReplyTo?.Target);
        await ((IEditsMessages)session).EditAsync(sent.Ids[0], Message("parrot", "first", "t2"), Stop);
        var edit = await AnswerAsync(sink, message => message.EditOf is not null);
        Assert.Equal((answer.Ids[0], "first"), (edit.EditOf, edit.Content.Text?.Plain));
        await ((IReacts)session).SetReactionsAsync(new ChatId("parrot"), answer.Ids[0], ["👍"], Stop);
        await sink.WaitForAsync<ReactionsChanged>("a reaction", reactions => !reactions.FromMe && reactions.Reactions is ["👍"], Patience, Stop);
        await ((ISharesActivity)session).SetActivityAsync(new ChatId("parrot"), ActivityKind.Typing, Stop);
        await sink.WaitForAsync<ActivityChanged>("typing", activity => activity.Kind == ActivityKind.Typing, Patience, Stop);
        await ((IRetractsMessages)session).RetractAsync(new ChatId("parrot"), sent.Ids, null, Stop);
        var retracted = await sink.WaitForAsync<MessagesRetracted>("a retraction", _ => true, Patience, Stop);
        Assert.Equal(answer.Ids, retracted.Targets);
    }

    [Fact]
    public async Task A_request_is_raised_and_accepting_it_adds_the_contact()
    {
        var (session, sink) = await ConnectAsync();
        var account = Network.Accounts.Single();
        Network.AskForContact(account, "ada", "It is me");
        var asked = await sink.WaitForAsync<ContactRequested>("the request", _ => true, Patience, Stop);
        Assert.Equal(("ada", "Ada", "It is me"), (asked.Contact.Value, asked.Name, asked.Text));
        Assert.NotNull(asked.DedupeKey);
        await ((IAnswersContactRequests)session).AnswerContactRequestAsync(asked.Contact, accept: true, Stop);
        await sink.WaitForAsync<ContactChanged>("that they are in the list", changed => changed.Profile is { Contact.Value: "ada", IsContact: true }, Patience, Stop);
    }

    [Fact]
    public async Task What_another_device_does_to_the_list_is_told()
    {
        var (_, sink) = await ConnectAsync(("Contacts", "3"));
        var account = Network.Accounts.Single();
        Network.ChangeContact(account, "person0003", name: "Third", isBlocked: true, groups: ["Friends"]);
        var changed = await sink.WaitForAsync<ContactChanged>("the change", _ => true, Patience, Stop);
        Assert.Equal(("Third", true, true), (changed.Profile.Name, changed.Profile.IsContact, changed.Profile.IsBlocked));
        Assert.Equal(["Friends"], changed.Profile.Groups);
    }

    [Fact]
    public async Task Slow_types_and_answers_later()
    {
        var (session, sink) = await ConnectAsync(("SlowSeconds", "0.05"));
        await session.SendAsync(Message("slow", "hurry"), Stop);
        await AnswerAsync(sink, message => message.Content.Text?.Plain == "hurry");
        var kinds = sink.Events.Where(raised => raised.Chat?.Value == "slow").Select(raised => raised.GetType()).ToList();
        Assert.True(kinds.IndexOf(typeof(ActivityChanged)) < kinds.LastIndexOf(typeof(MessageReceived)));
    }

    [Theory]
    [InlineData("grumpy", NetworkError.Forbidden)]
    [InlineData("ghost", NetworkError.Offline)]
    [InlineData("nobody-here", NetworkError.NotFound)]
    [InlineData("#lobby", NetworkError.NotJoined)]
    public async Task Some_refuse_and_say_why(string chat, NetworkError error)
    {
        var (session, _) = await ConnectAsync();
        var result = await session.SendAsync(Message(chat, "hello"), Stop);
        Assert.Equal((SendOutcome.Refused, error), (result.Outcome, result.Error));
        Assert.NotEmpty(result.Reason!);
        Assert.Empty(Network.Received);
    }

    [Fact]
    public async Task Receipts_come_for_what_was_read()
    {
        var (session, sink) = await ConnectAsync();
        var sent = await session.SendAsync(Message("clock", "what time is it?"), Stop);
        foreach (var kind in Enum.GetValues<ReceiptKind>())
        {
            var receipt = await sink.WaitForAsync<ReceiptReceived>("a receipt", each => each.Kind == kind, Patience, Stop);
            Assert.Equal(sent.Ids, receipt.Targets);
        }
    }

    [Fact]
    public async Task Accounts_can_talk_to_each_other()
    {
        var (romeo, _) = await ConnectAsync(User);
        var (_, juliet) = await ConnectAsync("juliet@example.org");
        var sent = await romeo.SendAsync(Message("juliet@example.org", "good night"), Stop);
        var received = await AnswerAsync(juliet, _ => true);
        Assert.Equal((User, User, "good night"), (received.Chat?.Value, received.Sender.Value, received.Content.Text?.Plain));
        Assert.Equal(sent.Ids, received.Ids);
        Assert.Null(received.Echo);
    }

    [Fact]
    public async Task What_was_said_while_away_comes_later_and_in_order()
    {
        await ConnectAsync();
        Network.Disconnect(User);
        Network.Say("clock", "one", User);
        Network.Say("clock", "two", User);
        var (_, sink) = await ConnectAsync();
        await AnswerAsync(sink, message => message.Content.Text?.Plain == "two");
        Assert.Equal(["one", "two"], sink.Events.OfType<MessageReceived>().Select(message => message.Content.Text?.Plain));
    }

    [Fact]
    public async Task A_message_from_another_device_is_from_me_and_no_echo()
    {
        var (_, sink) = await ConnectAsync();
        Network.SayFromOtherDevice(User, "echo", "from my telephone");
        var message = await sink.WaitForAsync<MessageReceived>("it", _ => true, Patience, Stop);
        Assert.Equal((true, null, "echo"), (message.FromMe, message.Echo, message.Chat?.Value));
    }

    [Fact]
    public async Task Whatever_is_done_on_another_device_is_told_as_the_users_own()
    {
        var (session, sink) = await ConnectAsync();
        var chat = new ChatId("ada");
        var theirs = Network.Say("ada", "hello", User);
        var said = Network.SayFromOtherDevice(User, "ada", "helo");
        Network.EditFromOtherDevice(User, "ada", said.Ids[0], "hello");
        Network.ReactFromOtherDevice(User, "ada", theirs.Ids[0], "👍", "🎂");
        Network.ReadFromOtherDevice(User, "ada", theirs.Ids[0]);
        Network.RetractFromOtherDevice(User, "ada", said.Ids[0]);
        var retracted = await sink.WaitForAsync<MessagesRetracted>("the deletion", _ => true, Patience, Stop);
        Assert.Equal((chat, User, said.Ids[0]), (retracted.Chat!.Value, retracted.By?.Value, retracted.Targets[0]));
        var edit = sink.Events.OfType<MessageReceived>().Single(static message => message.EditOf is not null);
        Assert.Equal((true, said.Ids[0], "hello"), (edit.FromMe, edit.EditOf, edit.Content.Text?.Plain));
        var reactions = sink.Events.OfType<ReactionsChanged>().Single();
        Assert.True(reactions is { FromMe: true, Reactions: ["👍", "🎂"] });
        var read = sink.Events.OfType<ReceiptReceived>().Single();
        Assert.True(read is { FromMe: true, Kind: ReceiptKind.Displayed, UpTo: true });

        // The same in words.
        foreach (var act in (string[])["say hi", "edit hey", "react", "read", "delete"])
            Assert.Equal("Done.", await ElsewhereAsync(act));
        await sink.WaitForAsync<MessageReceived>("what was said", static message => message is { FromMe: true, EditOf: null, Content.Text.Plain: "hi" }, Patience, Stop);
        foreach (var act in (string[])["delete", "edit", "say", "sing", ""])
            await Assert.ThrowsAsync<NetworkException>(() => ElsewhereAsync(act));

        Task<string> ElsewhereAsync(string act) =>
            ((IOffersCommands)session).RunCommandAsync("elsewhere", new Dictionary<string, string> { ["contact"] = "ada", ["act"] = act }, Stop);
    }
}
