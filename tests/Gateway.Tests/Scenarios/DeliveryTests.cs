using Bridge.Adapters;
using Bridge.Adapters.Demo;
using Bridge.Testing;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Nothing accepted is lost and nothing comes twice, whatever the network does.</summary>
public sealed class DeliveryTests
{
    private const string Notices = "/message[@from='bot@demo.localhost/bridge' and contains(body, 'as soon as that is possible')]";

    [Fact]
    public async Task A_message_that_waits_is_told_once_and_sent_once_when_the_network_is_back()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        foreach (var number in Enumerable.Range(1, 5))
            scene.SayTo("echo", $"m{number}", $"text {number}");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 0", 5);
        await time.AdvanceUntilAsync(() => scene.Seen(Notices).Count >= 1, TimeSpan.FromSeconds(5));
        Assert.Contains("5 of your messages", scene.Seen(Notices)[0].Value, StringComparison.Ordinal);
        await time.AdvanceUntilAsync(() => scene.Network.Connections > 3, TimeSpan.FromSeconds(10));
        scene.Network.Faults.RefuseConnect = null;
        await time.AdvanceUntilAsync(() => scene.Arrived().Count == 5, TimeSpan.FromSeconds(10));
        Assert.Equal(["text 1", "text 2", "text 3", "text 4", "text 5"], scene.Arrived());
        await Scene.UntilAsync(() => scene.Seen("/message/receipts:received[@id='m5']").Count == 1, "the last is confirmed");
        // By id: a clock that jumps over a ping's patience has the link connect anew and write again what was not proved.
        Assert.Single(scene.Seen(Notices).Select(stanza => stanza.Attribute("id")!.Value).Distinct());
        Assert.Empty(scene.Seen("/message[@type='error']"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_that_waits_for_a_day_is_given_up(bool afterRestart)
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        scene.SayTo("echo", "m1", "hello?");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 0", 1);
        if (afterRestart)
            await scene.RestartAfterCrashAsync();
        time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(10));
        // In steps: a clock that jumps over a ping's patience has the link connect anew, which takes time as well.
        await time.AdvanceUntilAsync(() => scene.Seen($"/message[@type='error' and @id='m1' and @from='echo@{Scene.Domain}' and @to='{Scene.Phone}']/error[stanzas:remote-server-timeout and contains(stanzas:text, 'day')]").Count > 0);
        await time.AdvanceUntilAsync(() => scene.Count("SELECT COUNT(*) FROM outbox") == 0);
        scene.Network.Faults.RefuseConnect = null;
        scene.SayTo("echo", "m2", "later");
        await time.AdvanceUntilAsync(() => scene.Arrived().Count > 0, TimeSpan.FromSeconds(30));
        Assert.Equal(["later"], scene.Arrived());
    }

    [Fact]
    public async Task A_message_stored_as_being_sent_when_the_session_goes_expires_as_well()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        scene.SayTo("echo", "m1", "first");
        await Scene.UntilAsync(() => scene.Arrived().Count == 1, "the first arrives");
        // One is on its way for a while, the other stands behind it, stored as being sent.
        scene.Network.Faults.SendDelay = TimeSpan.FromSeconds(60);
        scene.SayTo("echo", "m2", "on its way");
        scene.SayTo("echo", "m3", "behind it");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 1 AND xmpp_id IN ('m2', 'm3')", 2);
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        scene.Network.Disconnect(Scene.Alice);
        await time.AdvanceUntilAsync(() => scene.Count("SELECT COUNT(*) FROM outbox WHERE state = 0 AND xmpp_id = 'm2'") == 1, TimeSpan.FromSeconds(10));
        time.Advance(TimeSpan.FromHours(25));
        foreach (var id in (string[])["m2", "m3"])
            await time.AdvanceUntilAsync(() => scene.Seen($"/message[@type='error' and @id='{id}']").Count > 0);
        Assert.Equal(["first"], scene.Arrived());
    }

    [Fact]
    public async Task A_send_of_unknown_outcome_is_told_and_not_repeated()
    {
        await using var scene = await Scene.StartAsync();
        scene.Network.Faults.UncertainSends = 1;
        scene.Network.Faults.Echo = DemoEcho.Lost;
        scene.SayTo("echo", "m1", "maybe");
        await scene.Server.ExpectAsync($"/message[@type='error' and @id='m1' and @to='{Scene.Phone}']/error[@type='wait' and contains(stanzas:text, 'ay not have been delivered')]");
        scene.SayTo("echo", "m2", "surely");
        await Scene.UntilAsync(() => scene.Seen("/message/receipts:received[@id='m2']").Count == 1, "the next is confirmed");
        Assert.Equal(["maybe", "surely"], scene.Arrived());
        Assert.Empty(scene.Seen("/message/receipts:received[@id='m1']"));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_lost_in_the_middle_of_a_send_is_uncertain_and_the_rest_goes_out_in_order(bool arrives)
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.Faults.DisconnectDelivers = arrives;
        scene.Network.Faults.DisconnectNextSend = true;
        foreach (var number in Enumerable.Range(1, 4))
            scene.SayInRoom(Scene.Phone, Scene.Lobby, $"m{number}", $"text {number}");
        await scene.Server.ExpectAsync($"/message[@type='error' and @id='m1' and @from='{Scene.Lobby}']/error[contains(stanzas:text, 'ay not have been delivered')]");
        await Scene.UntilAsync(() => scene.Seen($"/message[@id='m4' and @from='{Scene.Lobby}/Alice']").Count == 1, "the last comes back");
        Assert.Equal(arrives ? ["text 1", "text 2", "text 3", "text 4"] : ["text 2", "text 3", "text 4"], scene.Arrived());
        Assert.Equal(["text 2", "text 3", "text 4"], scene.Bodies($"/message[@from='{Scene.Lobby}/Alice' and not(body = 'text 1')]"));
    }

    [Fact]
    public async Task What_did_not_leave_is_tried_again_and_what_is_throttled_waits()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        scene.SayTo("echo", "m0", "up");
        await Scene.UntilAsync(() => scene.Arrived().Count == 1, "the session is up");
        scene.Network.Faults.ThrottleNextSend = TimeSpan.FromHours(1);
        scene.SayTo("echo", "m1", "one");
        scene.SayTo("echo", "m2", "two");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE xmpp_id = 'm1' AND state = 0 AND attempts = 1", 1);
        await time.AdvanceUntilAsync(() => scene.Seen(Notices).Count >= 1, TimeSpan.FromSeconds(5));
        Assert.Equal(["up"], scene.Arrived());
        await time.AdvanceUntilAsync(() => scene.Arrived().Count == 3, TimeSpan.FromMinutes(1));
        Assert.Equal(["up", "one", "two"], scene.Arrived());
        scene.Network.Faults.DropSends = 3;
        scene.SayTo("echo", "m3", "three");
        scene.SayTo("echo", "m4", "four");
        await time.AdvanceUntilAsync(() => scene.Arrived().Count == 5);
        Assert.Equal(["up", "one", "two", "three", "four"], scene.Arrived());
        Assert.Empty(scene.Seen("/message[@type='error']"));
    }

    [Fact]
    public async Task The_rate_of_a_group_is_kept_and_nothing_is_dropped()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        await scene.JoinedAsync(Scene.Phone, "#plain@demo.localhost", "Alice");
        foreach (var number in Enumerable.Range(1, 30))
            scene.SayInRoom(Scene.Phone, "#plain@demo.localhost", $"m{number}", $"text {number}");
        await Scene.UntilAsync(() => scene.Arrived().Count == 10, "the burst goes out");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Equal(10, scene.Arrived().Count);
        await time.AdvanceUntilAsync(() => scene.Arrived().Count == 30, TimeSpan.FromMilliseconds(200));
        Assert.Equal(Enumerable.Range(1, 30).Select(number => $"text {number}"), scene.Arrived());
    }

    [Fact]
    public async Task An_event_that_comes_twice_is_shown_once_also_after_a_restart()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.Faults.DuplicateEvents = true;
        scene.Network.SayInGroup("#lobby", "ada", "once");
        await scene.Server.ExpectAsync("/message[body='once']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        scene.Network.Faults.DuplicateEvents = false;
        await scene.StopGatewayAsync();
        await scene.StartGatewayAsync();
        await scene.Server.ExpectAsync("/message[contains(body, 'Back in')]");
        scene.Network.RedeliverLast(Scene.Alice);
        scene.Network.SayInGroup("#lobby", "ada", "afterwards");
        await scene.Server.ExpectAsync("/message[body='afterwards']");
        Assert.Single(scene.Seen("/message[body='once']"));
    }

    [Fact]
    public async Task What_belongs_to_no_chat_is_done_with_like_the_rest()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.Raise(new Notice("The network will be down at noon."), Scene.Alice);
        await scene.Server.ExpectAsync("/message[body='The network will be down at noon.']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM trace WHERE chat = ''", 1);
    }

    [Fact]
    public async Task What_is_to_be_known_of_a_person_is_told_in_the_chat_with_them_if_there_is_one()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayTo("ada", "m1", "hello?");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m1']");
        foreach (var (person, isError) in new[] { ("ada", false), ("ada", true), ("bob", false) })
            scene.Network.Raise(new Notice($"of {person} {isError}") { Chat = new ChatId(person), IsError = isError }, Scene.Alice);
        foreach (var (text, from) in new[] { ("of ada False", "ada"), ("of ada True", "me"), ("of bob False", "me") })
            await Scene.UntilAsync(() => scene.Seen($"/message[body='{text}' and @from='{from}@{Scene.Domain}/bridge' and @to='{Scene.Alice}']").Count == 1, $"{text} from {from}");
    }

    [Fact]
    public async Task What_comes_while_the_stream_is_down_arrives_afterwards_in_order_with_its_time()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.SayInGroup("#lobby", "ada", "before");
        await scene.Server.ExpectAsync("/message[body='before']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        scene.Server.StopListening();
        scene.Server.Drop();
        foreach (var number in Enumerable.Range(1, 20))
            scene.Network.SayInGroup("#lobby", "ada", $"line {number}");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 20);
        scene.Server.Listen();
        await scene.Server.ExpectAsync("/message[body='line 20']", TimeSpan.FromSeconds(15));
        Assert.Equal(Enumerable.Range(1, 20).Select(number => $"line {number}"), scene.Bodies("/message[starts-with(body, 'line') and delay:delay]"));
        Assert.Single(scene.Seen("/message[body='before']"));
        Assert.Equal(1, scene.Network.Connections);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
    }

    [Fact]
    public async Task Only_what_the_server_may_not_have_read_is_written_again_with_the_same_id()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.SayInGroup("#lobby", "ada", "proved");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NOT NULL", 1);
        scene.Server.AnswersIqs = false;
        scene.Network.SayInGroup("#lobby", "ada", "unproved");
        await scene.Server.ExpectAsync("/message[body='unproved']");
        scene.Server.Drop();
        scene.Server.AnswersIqs = true;
        await Scene.UntilAsync(() => scene.Seen("/message[body='unproved']").Count == 2, "it is written again");
        var copies = scene.Seen("/message[body='unproved']");
        Assert.Single(copies.Select(stanza => stanza.Attribute("id")!.Value).Distinct());
        Assert.True(ComponentServerXPath.Matches(copies[1], "/message/delay:delay"));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        Assert.Single(scene.Seen("/message[body='proved']"));
    }
}
