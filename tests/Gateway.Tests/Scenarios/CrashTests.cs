using Bridge.Adapters;
using Bridge.Gateway.Configuration;
using Bridge.Testing;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>What the next process makes of what one that was killed has left.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task A_message_that_waited_is_sent_after_the_restart_and_confirmed()
    {
        await using var scene = await Scene.StartAsync();
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        scene.SayTo("echo", "m1", "one");
        scene.SayTo("echo", "m2", "two");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 0", 2);
        await scene.CrashAsync();
        scene.Network.Faults.RefuseConnect = null;
        await scene.StartGatewayAsync();
        await Scene.UntilAsync(() => scene.Seen($"/message[@to='{Scene.Phone}']/receipts:received[@id='m2']").Count == 1, "the last is confirmed");
        Assert.Equal(["one", "two"], scene.Arrived());
        Assert.Empty(scene.Seen("/message[@type='error']"));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
    }

    [Fact]
    public async Task A_message_in_a_room_that_waited_comes_back_under_its_own_id()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 1);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM rooms", 1);
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        scene.Network.Disconnect(Scene.Alice);
        await scene.Server.ExpectAsync("/message[contains(body, 'is lost')]");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "from before");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 0", 1);
        await scene.CrashAsync();
        scene.Network.Faults.RefuseConnect = null;
        await scene.StartGatewayAsync();
        await scene.Server.ExpectAsync($"/message[@type='groupchat' and @from='{Scene.Lobby}/Alice' and @to='{Scene.Phone}' and @id='m1' and body='from before' and sid:stanza-id]");
        Assert.Equal(["from before"], scene.Arrived());
    }

    [Fact]
    public async Task Somebody_who_may_no_longer_use_the_gateway_is_told_that_the_room_has_ended_and_gets_no_connection()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 1);
        await scene.CrashAsync();
        var before = scene.Network.Connections;
        scene.Rules[Scene.Alice] = AccessFlags.None;
        await scene.StartGatewayAsync();
        await scene.Server.ExpectAsync($"/presence[@type='unavailable' and @to='{Scene.Phone}' and mucuser:x/mucuser:status/@code='332' and mucuser:x/mucuser:status/@code='110']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM rooms", 0);
        Assert.Equal(before, scene.Network.Connections);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_that_was_being_sent_is_uncertain_its_sender_told_and_nothing_repeated(bool killedAgain)
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("echo", "m0", "up");
        await Scene.UntilAsync(() => scene.Seen("/message/receipts:received[@id='m0']").Count == 1, "the session is up");
        scene.Network.Faults.SendDelay = TimeSpan.FromMinutes(1);
        scene.SayTo("echo", "m1", "maybe");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 1 AND xmpp_id = 'm1'", 1);
        await scene.CrashAsync();
        scene.Network.Faults.SendDelay = TimeSpan.Zero;
        if (killedAgain)
        {
            // Known as uncertain already, and nobody told, because there is no server.
            scene.Server.StopListening();
            await scene.StartGatewayAsync(connects: false);
            await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 3 AND changed_at > accepted_at", 1);
            await scene.CrashAsync();
        }
        await scene.StartGatewayAsync();
        await scene.Server.ExpectAsync($"/message[@type='error' and @id='m1' and @to='{Scene.Phone}' and @from='echo@{Scene.Domain}']/error[@type='wait' and contains(stanzas:text, 'ay not have been delivered')]");
        scene.SayTo("echo", "m2", "next");
        await Scene.UntilAsync(() => scene.Seen("/message/receipts:received[@id='m2']").Count == 1, "the next is confirmed");
        Assert.Equal(["up", "next"], scene.Arrived());
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        Assert.Single(scene.Seen("/message[@type='error' and @id='m1']"));
    }

    [Fact]
    public async Task A_refusal_that_the_server_may_not_have_read_is_told_again()
    {
        await using var scene = await Scene.StartAsync();
        scene.Server.AnswersIqs = false;
        scene.SayTo("grumpy", "m1", "please");
        await scene.Server.ExpectAsync("/message[@type='error' and @id='m1']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 4", 1);
        await scene.CrashAsync();
        scene.Server.AnswersIqs = true;
        await scene.StartGatewayAsync();
        await scene.Server.ExpectAsync($"/message[@type='error' and @id='m1' and @to='{Scene.Phone}']/error[contains(stanzas:text, 'never noon')]");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        Assert.Empty(scene.Network.Received);
    }

    [Fact]
    public async Task An_event_that_was_stored_and_not_proved_is_delivered_with_the_same_id()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 1);
        scene.Server.AnswersIqs = false;
        scene.Network.SayInGroup("#lobby", "ada", "heard?");
        var first = await scene.Server.ExpectAsync("/message[body='heard?']");
        scene.SayTo("clock", "m1", "direct");
        await Scene.UntilAsync(() => scene.Seen("/message[starts-with(body, 'It is')]").Count == 1, "the direct answer comes");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE payload IS NOT NULL AND chat = 'clock' AND done_at IS NULL AND substr(CAST(payload AS TEXT), 1, 1) = 'm'", 1);
        await scene.CrashAsync();
        scene.Server.AnswersIqs = true;
        await scene.StartGatewayAsync();
        await Scene.UntilAsync(() => scene.Seen("/message[body='heard?']").Count == 2, "it is delivered again");
        await Scene.UntilAsync(() => scene.Seen("/message[starts-with(body, 'It is')]").Count == 2, "so is the direct answer");
        var again = scene.Seen("/message[body='heard?' and delay:delay]").Single();
        Assert.Equal((first.Attribute("id")!.Value, Scene.Phone), (again.Attribute("id")!.Value, again.Attribute("to")!.Value));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
    }

    [Fact]
    public async Task A_room_is_joined_again_and_shows_what_changed_meanwhile()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.JoinedAsync(Scene.Laptop, Scene.Lobby, "Alice");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 2);
        await scene.CrashAsync();
        scene.Network.Leave("#lobby", "bob");
        scene.Network.Join("#lobby", "echo", "Echo");
        await scene.StartGatewayAsync();
        foreach (var client in (string[])[Scene.Phone, Scene.Laptop])
        {
            await Scene.UntilAsync(() => scene.Seen($"/message[@from='{Scene.Lobby}' and @to='{client}' and contains(body, 'Back in')]").Count == 1, $"the room tells {client} what happened");
            Assert.Single(scene.Seen($"/presence[@type='unavailable' and @to='{client}' and @from='{Scene.Lobby}/Bob']"));
            Assert.Single(scene.Seen($"/presence[not(@type) and @to='{client}' and @from='{Scene.Lobby}/Echo']"));
            Assert.Empty(scene.Seen($"/presence[@type='unavailable' and @to='{client}' and @from='{Scene.Lobby}/Alice']"));
        }
        var answer = await scene.AskAsync("get", $"{Scene.Lobby}/Alice", "<ping xmlns='urn:xmpp:ping'/>", Scene.Laptop);
        Assert.Equal("result", answer.Attribute("type")!.Value);
        scene.SayInRoom(Scene.Laptop, Scene.Lobby, "m1", "here again");
        await Scene.UntilAsync(() => scene.Seen($"/message[@id='m1' and @from='{Scene.Lobby}/Alice']").Count == 2, "both clients are in the room");
    }

    [Fact]
    public async Task A_join_that_was_under_way_is_taken_up()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        scene.SayTo("echo", "m1", "keeps the session wanted");
        await Scene.UntilAsync(() => scene.Network.Connections > 0, "the network was tried");
        scene.Join(Scene.Phone, Scene.Lobby, "Alice");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        // Enough to have the room kept, and too little for the next try to connect.
        time.Advance(TimeSpan.FromMilliseconds(400));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 1);
        await scene.CrashAsync();
        scene.Network.Faults.RefuseConnect = null;
        await scene.StartGatewayAsync();
        await scene.Server.ExpectAsync($"/presence[@to='{Scene.Phone}' and @from='{Scene.Lobby}/Alice']/mucuser:x/mucuser:status[@code='110']");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Phone}']/subject");
    }

    [Fact]
    public async Task What_cannot_be_read_any_more_is_told_and_given_up()
    {
        await using var scene = await Scene.StartAsync();
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        scene.SayTo("echo", "m1", "one");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 0", 1);
        await scene.CrashAsync();
        scene.Network.Faults.RefuseConnect = null;
        scene.Execute("INSERT INTO outbox (id, account_id, chat, state, payload, sender, recipient, xmpp_id, accepted_at, changed_at, attempts) " +
            $"SELECT id + 1, account_id, chat, 0, '{{}}', sender, recipient, 'm2', accepted_at, changed_at, 0 FROM outbox WHERE xmpp_id = 'm1'");
        scene.Execute("INSERT INTO inbox (id, account_id, chat, dedupe_key, payload, received_at) SELECT 1, id, 'clock', 'k1', 'm{', 1 FROM accounts LIMIT 1");
        scene.Execute("INSERT INTO inbox (id, account_id, chat, dedupe_key, payload, received_at) SELECT 2, id, 'clock', NULL, 'z{}', 2 FROM accounts LIMIT 1");
        await scene.StartGatewayAsync();
        await scene.Server.ExpectAsync($"/message[@type='error' and @id='m2' and @from='echo@{Scene.Domain}' and @to='{Scene.Phone}']/error[@type='wait' and stanzas:text]");
        await Scene.UntilAsync(() => scene.Arrived().Count == 1, "the other one is sent");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE dedupe_key = 'k1'", 1);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM trace WHERE outcome = 7", 3);
        Assert.Equal(3, scene.Errors.Count);
        await scene.RestartAfterCrashAsync();
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Equal(3, scene.Errors.Count);
    }

    [Fact]
    public async Task A_message_of_an_account_that_is_gone_is_told_and_sent_by_nobody()
    {
        const string Bob = "bob@localhost/desk";
        await using var scene = await Scene.StartAsync();
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        scene.SayTo("echo", "m1", "mine");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 0", 1);
        await scene.CrashAsync();
        scene.Execute("DELETE FROM accounts; DELETE FROM sqlite_sequence");
        scene.Execute("INSERT INTO inbox (id, account_id, chat, payload, received_at) SELECT 1, account_id, 'clock', 'm{}', 1 FROM outbox");
        scene.Network.Faults.RefuseConnect = null;
        await scene.StartGatewayAsync();
        scene.SayTo("echo", "m2", "of another user", Bob);
        await scene.Server.ExpectAsync($"/message[@type='error' and @id='m1' and @from='echo@{Scene.Domain}' and @to='{Scene.Phone}']/error[contains(stanzas:text, 'the account')]");
        await scene.Server.ExpectAsync($"/message[@to='{Bob}']/receipts:received[@id='m2']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        Assert.Equal(["of another user"], scene.Arrived());
        Assert.Equal(2, scene.Errors.Count(static line => line.Contains("which is gone", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_own_message_that_the_network_tells_of_after_a_restart_is_shown_once()
    {
        await using var scene = await Scene.StartAsync();
        scene.Settings["EchoSends"] = "false";
        await scene.RestartAfterCrashAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 1);
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "once");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM messages WHERE xmpp_id = 'm1'", 1);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        var sent = scene.Network.Received.Single();
        await scene.RestartAfterCrashAsync();
        await scene.Server.ExpectAsync("/message[contains(body, 'Back in')]");
        scene.Network.Raise(MessageMapTests.FromMe("once", sent.Ids), Scene.Alice);
        scene.Network.Raise(MessageMapTests.FromMe("elsewhere", [new MessageId("other")]), Scene.Alice);
        await scene.Server.ExpectAsync("/message[body='elsewhere']");

        // The history of the room may have it again, under the same id.
        Assert.Single(scene.Seen("/message[body='once']").Select(static stanza => (string?)stanza.Attribute("id")).Distinct());
    }

    [Fact]
    public async Task That_a_message_waits_is_not_said_again_after_a_restart()
    {
        const string Notices = "/message[@from='bot@demo.localhost/bridge' and contains(body, 'as soon as that is possible')]";
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        scene.SayTo("echo", "m1", "one");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 0", 1);
        await time.AdvanceUntilAsync(() => scene.Seen(Notices).Count > 0, TimeSpan.FromSeconds(5));
        await time.AdvanceUntilAsync(() => scene.Count("SELECT COUNT(*) FROM outbox WHERE noticed_at IS NOT NULL") == 1, TimeSpan.FromMilliseconds(100));
        await scene.CrashAsync();
        var before = scene.Seen(Notices).Count;
        await scene.StartGatewayAsync();
        scene.SayTo("echo", "m2", "two");
        await time.AdvanceUntilAsync(() => scene.Seen(Notices).Count > before, TimeSpan.FromSeconds(5));
        Assert.Equal(2, scene.Seen(Notices).Select(stanza => stanza.Attribute("id")!.Value).Distinct().Count());
        Assert.Single(scene.Seen(Notices).Skip(before));
    }

    [Fact]
    public async Task Who_has_left_before_the_crash_is_not_brought_back()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.JoinedAsync(Scene.Laptop, Scene.Lobby, "Alice");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 2);
        scene.Server.Send($"<presence type='unavailable' from='{Scene.Laptop}' to='{Scene.Lobby}/Alice'/>");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 1);
        await scene.RestartAfterCrashAsync();
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Phone}' and contains(body, 'Back in')]");
        var answer = await scene.AskAsync("get", $"{Scene.Lobby}/Alice", "<ping xmlns='urn:xmpp:ping'/>", Scene.Laptop);
        Assert.Equal("error", answer.Attribute("type")!.Value);
        scene.Server.Send($"<presence type='unavailable' from='{Scene.Phone}' to='{Scene.Lobby}/Alice'/>");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM rooms", 0);
    }

    [Fact]
    public async Task A_group_that_was_about_to_be_left_is_not_joined_again()
    {
        await using var scene = await Scene.StartAsync(new ManualTime());
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 1);
        scene.Server.Send($"<presence type='unavailable' from='{Scene.Phone}' to='{Scene.Lobby}/Alice'/>");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 0);
        await scene.RestartAfterCrashAsync();
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM rooms", 0);
        Assert.Equal(1, scene.Network.Connections);
    }
}
