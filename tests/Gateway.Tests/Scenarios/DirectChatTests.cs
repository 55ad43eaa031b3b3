using Bridge.Adapters;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Talking to one person.</summary>
public sealed class DirectChatTests
{
    [Fact]
    public async Task A_message_goes_out_is_confirmed_and_answered_from_a_full_address()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("echo", "m1", "hello");
        await Scene.UntilAsync(() => scene.Seen($"/message[@type='chat' and @from='echo@{Scene.Domain}/bridge' and @to='{Scene.Alice}' and body='hello' and @id]").Count == 1, "the answer comes");
        await Scene.UntilAsync(() => scene.Seen($"/message[@from='echo@{Scene.Domain}/bridge' and @to='{Scene.Phone}' and not(body)]/receipts:received[@id='m1']").Count == 1, "the receipt comes");
        Assert.Equal(["hello"], scene.Arrived());
        scene.Network.Say("clock", "tick", Scene.Alice);
        await scene.Server.ExpectAsync($"/message[@from='clock@{Scene.Domain}/bridge' and @to='{Scene.Alice}' and body='tick' and not(delay:delay)]");
    }

    [Fact]
    public async Task There_is_no_receipt_before_the_network_has_taken_the_message()
    {
        await using var scene = await Scene.StartAsync();
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        scene.SayTo("echo", "m1", "hello");
        await Scene.UntilAsync(() => scene.Network.Connections > 0, "the network was tried");
        Assert.Empty(scene.Seen("/message/receipts:received"));
        scene.Network.Faults.RefuseConnect = null;
        await Scene.UntilAsync(() => scene.Seen("/message/receipts:received[@id='m1']").Count == 1, "the receipt comes after the network");
        Assert.Equal(["hello"], scene.Arrived());
    }

    [Fact]
    public async Task A_refusal_is_an_error_with_the_reason_and_the_original_id()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("grumpy", "m1", "please");
        await scene.Server.ExpectAsync($"/message[@type='error' and @id='m1' and @from='grumpy@{Scene.Domain}' and @to='{Scene.Phone}']/error[stanzas:forbidden and contains(stanzas:text, 'never noon')]");
        scene.SayTo("nobody", "m2", "hello?");
        await scene.Server.ExpectAsync("/message[@type='error' and @id='m2']/error[stanzas:item-not-found and stanzas:text]");
        scene.SayTo("ghost", "m3", "boo");
        await scene.Server.ExpectAsync("/message[@type='error' and @id='m3']/error[stanzas:recipient-unavailable]");
        Assert.Empty(scene.Seen("/message/receipts:received"));
    }

    [Fact]
    public async Task A_text_to_an_address_that_can_be_none_is_refused()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("=", "m1", "hello?");
        await scene.Server.ExpectAsync($"/message[@type='error' and @id='m1' and @from='=@{Scene.Domain}']/error/stanzas:item-not-found");
    }

    [Theory]
    [InlineData("<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'/><payload>AAAA</payload></encrypted>")]
    [InlineData("<encrypted xmlns='urn:xmpp:omemo:2'><payload>AAAA</payload></encrypted>")]
    [InlineData("<encrypted xmlns='urn:xmpp:omemo:2'><payload>AAAA</payload></encrypted><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:omemo:2'><body/></fallback>")]
    [InlineData("<encrypted xmlns='eu.siacs.conversations.axolotl'><payload>AAAA</payload></encrypted><replace xmlns='urn:xmpp:message-correct:0' id='m0'/>")]
    [InlineData("<encryption xmlns='urn:xmpp:eme:0' namespace='urn:of:tomorrow' name='Tomorrow'/>")]
    [InlineData("<x xmlns='jabber:x:encrypted'>AAAA</x>")]
    [InlineData("<openpgp xmlns='urn:xmpp:openpgp:0'>AAAA</openpgp>")]
    public async Task What_is_encrypted_is_refused_with_a_sentence_and_goes_nowhere(string encrypted)
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        foreach (var (to, type) in ((string, string)[])[($"echo@{Scene.Domain}", "chat"), (Scene.Lobby, "groupchat"), ($"{Scene.Lobby}/Ada", "chat"), ($"bot@{Scene.Domain}", "chat")])
        {
            scene.Server.Send($"<message from='{Scene.Phone}' to='{to}' id='m1' type='{type}'><body>I sent you an OMEMO encrypted message</body>{encrypted}</message>");
            await scene.Server.ExpectAsync($"/message[@type='error' and @id='m1' and @from='{to}']/error[stanzas:not-acceptable and contains(stanzas:text, 'encrypt')]");
        }
        scene.SayTo("echo", "m2", "in clear");
        await Scene.UntilAsync(() => scene.Arrived().Count > 0, "a text in clear arrives");
        Assert.Equal(["in clear"], scene.Arrived());
    }

    [Fact]
    public async Task A_message_of_a_group_never_becomes_a_direct_one()
    {
        await using var scene = await Scene.StartAsync();
        foreach (var to in (string[])[$"echo@{Scene.Domain}", $"echo@{Scene.Domain}/bridge", $"bot@{Scene.Domain}", $"me@{Scene.Domain}", Scene.Domain])
        {
            scene.Server.Send($"<message type='groupchat' from='{Scene.Phone}' to='{to}' id='g1'><body>hello all</body></message>");
            await scene.Server.ExpectAsync($"/message[@type='error' and @id='g1' and @from='{to}']/error/stanzas:not-acceptable");
        }
        scene.SayTo("echo", "m1", "hello");
        await Scene.UntilAsync(() => scene.Arrived().Count > 0, "a direct message arrives");
        Assert.Equal(["hello"], scene.Arrived());
    }

    [Fact]
    public async Task A_normal_message_is_sent_with_its_subject_and_a_headline_expects_no_reply()
    {
        await using var scene = await Scene.StartAsync();
        scene.Server.Send($"<message from='{Scene.Phone}' to='echo@{Scene.Domain}' id='n1'><subject>Lunch</subject><body>At noon?</body></message>");
        scene.Server.Send($"<message type='normal' from='{Scene.Phone}' to='echo@{Scene.Domain}' id='n2'><subject>Now!</subject></message>");
        scene.Server.Send($"<message type='headline' from='{Scene.Phone}' to='echo@{Scene.Domain}' id='h1'><body>News</body></message>");
        await Scene.UntilAsync(() => scene.Arrived().Count == 3, "all arrive");
        Assert.Equal([("Lunch", "At noon?"), ("Now!", null), (null, "News")], scene.Network.Received.Select(static one => (one.Message.Content.Subject, one.Message.Content.Text?.Plain)));
        foreach (var to in (string[])[Scene.Domain, $"bot@{Scene.Domain}", $"me@{Scene.Domain}", Scene.Lobby, $"=@{Scene.Domain}"])
            scene.Server.Send($"<message type='headline' from='{Scene.Phone}' to='{to}' id='h2'><body>status</body><event xmlns='http://jabber.org/protocol/pubsub#event'/></message>");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Empty(scene.Seen($"/message[@id='h2' or @from='{Scene.Domain}' or starts-with(@from, 'bot@') or starts-with(@from, 'me@') or starts-with(@from, '#')]"));
    }

    [Fact]
    public async Task An_action_is_one_on_both_sides()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("parrot", "m1", "/me waves");
        await Scene.UntilAsync(() => scene.Seen("/message[body='/me waves']").Count == 1, "the action comes back as one");
        var sent = Assert.Single(scene.Network.Received).Message.Content;
        Assert.Equal(("waves", MessageFlags.Action), (sent.Text!.Plain, sent.Flags));
    }

    [Fact]
    public async Task A_text_beyond_the_networks_limit_goes_out_in_pieces_and_one_beyond_ours_is_refused()
    {
        await using var scene = await Scene.StartAsync();
        var words = string.Join(' ', Enumerable.Repeat("word", 2000));
        scene.Network.Faults.SendDelay = TimeSpan.FromMilliseconds(100);
        // Several at once: what waits behind a slow one is sent together with what follows it.
        scene.SayTo("echo", "m0", "first");
        scene.SayTo("echo", "m1", "second");
        scene.SayTo("echo", "m2", words);
        scene.SayTo("echo", "m3", "last");
        await Scene.UntilAsync(() => scene.Seen("/message/receipts:received[@id='m3']").Count == 1, "the last is confirmed");
        var arrived = scene.Arrived();
        Assert.Equal(words, string.Join(' ', arrived[2..^1]));
        Assert.Equal(("first", "second", "last"), (arrived[0], arrived[1], arrived[^1]));
        Assert.All(arrived, text => Assert.True(text.Length <= 4096));
        Assert.Equal(["m0", "m1", "m2", "m3"], scene.Seen("/message/receipts:received").Select(stanza => stanza.Element(Bridge.Xmpp.Ns.Receipts + "received")!.Attribute("id")!.Value));
        scene.SayTo("echo", "m4", new string('x', 100_000));
        await scene.Server.ExpectAsync("/message[@type='error' and @id='m4']/error[stanzas:policy-violation and stanzas:text]");
    }

    [Fact]
    public async Task A_huge_text_of_the_network_arrives_cut_and_says_so()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("clock", "m1", "hello");
        await Scene.UntilAsync(() => scene.Network.IsConnected(Scene.Alice), "there is a session");
        scene.Network.Say("clock", new string('<', 300_000), Scene.Alice);
        scene.Network.Say("clock", "\u0001bad\uFFFE", Scene.Alice);
        scene.Network.Say("clock", "afterwards", Scene.Alice);
        await Scene.UntilAsync(() => scene.Seen("/message[body='afterwards']").Count == 1, "what follows arrives");
        Assert.Contains(scene.Bodies($"/message[@from='clock@{Scene.Domain}/bridge' and body]"), body => body.StartsWith("<<<<", StringComparison.Ordinal) && body.Contains("cut", StringComparison.Ordinal));
        Assert.Contains("\uFFFDbad\uFFFD", scene.Bodies("/message[body]"));
        Assert.Equal(1, scene.Server.Connections);
    }

    [Fact]
    public async Task Errors_and_empty_messages_go_nowhere_and_are_not_answered()
    {
        await using var scene = await Scene.StartAsync();
        scene.Server.Send($"<message type='error' from='{Scene.Phone}' to='echo@{Scene.Domain}' id='e1'><body>hello</body><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
        scene.Server.Send($"<message type='chat' from='{Scene.Phone}' to='echo@{Scene.Domain}' id='e2'><active xmlns='http://jabber.org/protocol/chatstates'/></message>");
        scene.SayTo("echo", "m1", "hello");
        await Scene.UntilAsync(() => scene.Seen("/message/receipts:received[@id='m1']").Count == 1, "the real one is confirmed");
        Assert.Equal(["hello"], scene.Arrived());
        Assert.Empty(scene.Seen("/message[@id='e1' or @id='e2']"));
    }

    [Fact]
    public async Task What_somebody_does_is_a_chat_state_and_nothing_to_keep()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("clock", "m1", "hello");
        await Scene.UntilAsync(() => scene.Network.IsConnected(Scene.Alice), "there is a session");
        foreach (var (kind, state) in ((ActivityKind, string)[])[
            (ActivityKind.Typing, "composing"), (ActivityKind.Paused, "paused"), (ActivityKind.Recording, "composing"), (ActivityKind.None, "active")])
        {
            scene.Network.Raise(new ActivityChanged(new ContactId("clock"), kind) { Chat = new ChatId("clock") }, Scene.Alice);
            await scene.Server.ExpectAsync($"/message[@type='chat' and @from='clock@{Scene.Domain}/bridge' and @to='{Scene.Alice}' and not(body) and chatstates:{state} and hints:no-store]");
        }
    }
}
