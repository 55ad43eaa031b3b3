using Bridge.Adapters;
using Bridge.Testing;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>The component's stream and the server at its other end.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task A_server_that_answers_no_ping_is_left_and_connected_to_anew()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        scene.Server.AnswersIqs = false;
        await time.AdvanceUntilAsync(() => scene.Server.Connections == 2, TimeSpan.FromSeconds(6));
        scene.Server.AnswersIqs = true;
        scene.Network.SayInGroup("#lobby", "ada", "still there?");
        await scene.Server.ExpectAsync("/message[body='still there?']");
        Assert.Equal(1, scene.Network.Connections);
    }

    [Fact]
    public async Task Nobody_else_can_prove_what_the_server_has_read()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        scene.Server.AnswersIqs = false;
        var pings = $"/iq[@from='{Scene.Domain}' and @to='{Scene.Domain}' and @type='get']";
        var before = scene.Seen(pings).Count;
        scene.Network.SayInGroup("#lobby", "ada", "is this read?");
        await scene.Server.ExpectAsync("/message[body='is this read?']");
        await Scene.UntilAsync(() => scene.Seen(pings).Count > before, "the server is asked what it has read");
        var id = scene.Seen(pings)[^1].Attribute("id")!.Value;
        scene.Server.Send($"<iq type='get' id='{id}' from='{Scene.Laptop}' to='{Scene.Domain}'><ping xmlns='urn:xmpp:ping'/></iq>");
        await scene.Server.ExpectAsync($"/iq[@type='result' and @id='{id}' and @to='{Scene.Laptop}']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 1);
    }

    [Fact]
    public async Task A_backlog_larger_than_the_connection_holds_arrives_in_order()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Server.StopListening();
        scene.Server.Drop();
        var text = new string('x', 20_000);
        for (var number = 0; number < 300; number++)
            scene.Network.SayInGroup("#lobby", "ada", $"{number} {text}");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE payload IS NOT NULL AND done_at IS NULL", 300);
        scene.Server.Listen();
        await Scene.UntilAsync(() => scene.Seen($"/message[@from='{Scene.Lobby}/Ada' and contains(body, 'xxx')]").Count >= 300, "all of it arrives");
        Assert.Equal(
            Enumerable.Range(0, 300).Select(number => $"{number}"),
            scene.Seen($"/message[@from='{Scene.Lobby}/Ada' and contains(body, 'xxx')]").Select(stanza => stanza.Value.Split(' ')[0]));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE payload IS NOT NULL AND done_at IS NULL", 0);
    }

    [Fact]
    public async Task Of_all_that_comes_and_goes_while_the_stream_is_down_the_difference_is_shown()
    {
        // More than may wait for the stream.
        const int Visits = 60_000;
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.SayInGroup("#lobby", "ada", "all before this is proved with it");
        await scene.Server.ExpectAsync("/message[starts-with(body, 'all before')]");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        var before = scene.Server.Received.Count;
        scene.Server.StopListening();
        scene.Server.Drop();
        await Scene.UntilAsync(() => scene.Trouble is not null, "the stream is down");
        for (var visit = 0; visit < Visits / 2; visit++)
        {
            var visitor = new Member(new ContactId("visitor"), "Visitor", MemberRole.Participant);
            scene.Network.Raise(new MembersChanged([new MemberChange(MemberChangeKind.Joined, visitor)]) { Chat = new ChatId("#lobby") }, Scene.Alice);
            scene.Network.Raise(new MembersChanged([new MemberChange(MemberChangeKind.Left, visitor)]) { Chat = new ChatId("#lobby") }, Scene.Alice);
        }
        scene.Network.Leave("#lobby", "bob");
        scene.Network.Join("#lobby", "dora", "Dora");
        scene.Network.SayInGroup("#lobby", "ada", "the last of it");
        scene.Network.SetTopic("#lobby", "ada", "one");
        scene.Network.SetTopic("#lobby", "ada", "two");
        // Behind all of it: the network was not made to wait.
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM rooms WHERE subject = 'two'", 1);
        scene.Server.Listen();
        await Scene.UntilAsync(() => scene.Seen("/message[subject='two']").Count == 1, "the topic is shown");
        var shown = scene.Server.Received.Skip(before).Where(stanza => stanza.Attribute("from")!.Value.StartsWith(Scene.Lobby + "/", StringComparison.Ordinal)).ToList();
        Assert.Equal(
            ["Bob unavailable", "Dora "],
            shown.Where(stanza => stanza.Name.LocalName == "presence").Select(stanza => $"{stanza.Attribute("from")!.Value.Split('/')[1]} {stanza.Attribute("type")?.Value}"));
        Assert.Equal(["the last of it", ""], shown.Where(stanza => stanza.Name.LocalName == "message").Select(stanza => stanza.Element(Xmpp.Ns.Component + "body")?.Value ?? ""));
        scene.Network.Leave("#lobby", "dora");
        await scene.Server.ExpectAsync($"/presence[@type='unavailable' and @from='{Scene.Lobby}/Dora']");
    }

    [Fact]
    public async Task A_server_that_was_away_for_long_is_found_within_seconds()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        scene.Server.StopListening();
        scene.Server.Drop();
        await Scene.UntilAsync(() => scene.Trouble is not null, "the stream is down");
        var away = time.GetUtcNow();
        await time.AdvanceUntilAsync(() => time.GetUtcNow() - away > TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(8));
        scene.Server.Listen();
        var back = time.GetUtcNow();
        await time.AdvanceUntilAsync(() => scene.Server.Connections == 2, TimeSpan.FromSeconds(1));
        Assert.InRange(time.GetUtcNow() - back, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.InRange(scene.Log.Count(static line => line.Contains("waiting for the XMPP server", StringComparison.Ordinal)), 1, 20);
    }

    [Fact]
    public async Task A_stop_waits_until_the_server_has_read_what_was_written()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Server.PauseReading(Scene.Domain, true);
        scene.Network.SayInGroup("#lobby", "ada", "the last word");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE payload IS NOT NULL AND done_at IS NULL", 1);
        var stopping = scene.StopGatewayAsync();
        scene.Server.PauseReading(Scene.Domain, false);
        await stopping;
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE payload IS NOT NULL AND done_at IS NULL", 0);
        Assert.Single(scene.Bodies("/message[body='the last word']"));
    }

    [Fact]
    public async Task A_stream_that_the_server_closes_is_opened_again()
    {
        await using var scene = await Scene.StartAsync();
        scene.Server.CloseStream(Scene.Domain);
        await Scene.UntilAsync(() => scene.Server.Connections == 2 && scene.Trouble is null, "the gateway is back");
        scene.SayTo("echo", "m1", "hello");
        await Scene.UntilAsync(() => scene.Seen("/message/receipts:received[@id='m1']").Count == 1, "and serves");
    }

    [Theory]
    [InlineData("not-authorized", "WrongSecret")]
    [InlineData("host-unknown", "UnknownHost")]
    [InlineData("conflict", "Conflict")]
    [InlineData("internal-server-error", "Down")]
    public async Task What_the_server_refuses_with_is_told_and_tried_again(string condition, string state)
    {
        var time = new ManualTime();
        await using var scene = Scene.Prepare(time);
        scene.Server.RefuseWith = condition;
        await scene.StartGatewayAsync(connects: false);
        await Scene.UntilAsync(() => scene.Trouble == $"{Scene.Domain}: {state}", $"the state is {state}");
        await Scene.UntilAsync(() => scene.Errors.Count == 1, "the operator is told");
        scene.Server.RefuseWith = null;
        await time.AdvanceUntilAsync(() => scene.Server.Connections == 1, TimeSpan.FromSeconds(10));
        await Scene.UntilAsync(() => scene.Trouble is null, "all is well");
    }

    [Fact]
    public async Task A_wrong_secret_is_told_as_one()
    {
        await using var scene = Scene.Prepare();
        scene.GivenSecret = "not this one";
        await scene.StartGatewayAsync(connects: false);
        await Scene.UntilAsync(() => scene.Trouble == $"{Scene.Domain}: WrongSecret", "the secret is refused");
        await Scene.UntilAsync(() => scene.Errors.Count == 1, "the operator is told");
        Assert.Contains("Secret", scene.Errors.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_server_messages_from_before_the_stop_wait_for_one()
    {
        await using var scene = await Scene.StartAsync();
        scene.Network.Faults.RefuseConnect = Adapters.NetworkError.NetworkDown;
        scene.SayTo("echo", "m1", "hello");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 0", 1);
        await scene.StopGatewayAsync();
        scene.Network.Faults.RefuseConnect = null;
        scene.Server.StopListening();
        await scene.StartGatewayAsync(connects: false);
        await Scene.UntilAsync(() => scene.Arrived().Count == 1, "the message is sent without a stream");
        scene.Server.Listen();
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m1']", TimeSpan.FromSeconds(15));
    }
}
