using Bridge.Adapters.Demo;
using Xunit;

namespace Bridge.Adapters.Tests.Demo;

public sealed class FaultTests : DemoTests
{
    [Fact]
    public async Task Faults_are_switched_by_message_and_spare_their_switch()
    {
        var (session, sink) = await ConnectAsync();
        await session.SendAsync(Message("faults", "refuse", "t1"), Stop);
        Assert.Equal(SendOutcome.Refused, (await session.SendAsync(Message("echo", "no", "t2"), Stop)).Outcome);
        await session.SendAsync(Message("faults", "off", "t3"), Stop);
        Assert.Equal(SendOutcome.Accepted, (await session.SendAsync(Message("echo", "yes", "t4"), Stop)).Outcome);
        await AnswerAsync(sink, message => message.Content.Text?.Plain == "All faults are off.");
    }

    [Theory]
    [InlineData("drop 2")]
    [InlineData("uncertain 2")]
    [InlineData("throttle 3")]
    [InlineData("disconnect")]
    [InlineData("refuse")]
    [InlineData("slow-send 1")]
    [InlineData("late-echo")]
    [InlineData("lost-echo")]
    [InlineData("double-echo")]
    [InlineData("reorder-echo")]
    [InlineData("duplicate")]
    [InlineData("reorder")]
    [InlineData("ids huge")]
    [InlineData("refuse-login")]
    [InlineData("network-down")]
    public void Every_command_of_the_help_is_known(string command)
    {
        Assert.StartsWith("Done", FaultsContact.Apply(Network.Faults, command), StringComparison.Ordinal);
        Assert.Contains(command.Split(' ')[0], FaultsContact.Apply(Network.Faults, "help"), StringComparison.Ordinal);
        Assert.StartsWith("drop", FaultsContact.Apply(Network.Faults, "no such command"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dropped_and_throttled_sends_arrive_at_a_later_try_and_once()
    {
        var (session, sink) = await ConnectAsync();
        Network.Faults.DropSends = 1;
        var message = Message("clock", "please");
        Assert.Equal(SendOutcome.NotSent, (await session.SendAsync(message, Stop)).Outcome);
        Network.Faults.ThrottleNextSend = TimeSpan.FromMilliseconds(50);
        var throttled = await session.SendAsync(message, Stop);
        Assert.Equal(SendOutcome.NotSent, throttled.Outcome);
        await sink.WaitForAsync<SessionStateChanged>("throttled", change => change.State == SessionState.Throttled, Patience, Stop);
        await Task.Delay(throttled.RetryAfter!.Value + TimeSpan.FromMilliseconds(20), Stop);
        var accepted = await session.SendAsync(message, Stop);
        Assert.Equal(SendOutcome.Accepted, accepted.Outcome);
        Assert.Equal(accepted.Ids, (await session.SendAsync(message, Stop)).Ids);
        Assert.Single(Network.Received);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_disconnect_in_the_middle_is_uncertain_whatever_the_truth(bool arrives)
    {
        var (session, _) = await ConnectAsync();
        Network.Faults.DisconnectNextSend = true;
        Network.Faults.DisconnectDelivers = arrives;
        Assert.Equal(SendOutcome.Uncertain, (await session.SendAsync(Message("clock", "perhaps"), Stop)).Outcome);
        Assert.Equal(arrives ? 1 : 0, Network.Received.Count);
        Assert.False(Network.IsConnected(User));
    }

    [Fact]
    public async Task Duplicated_events_have_one_key()
    {
        Network.Faults.DuplicateEvents = true;
        var (_, sink) = await ConnectAsync();
        Network.Say("clock", "twice", User);
        await sink.WaitUntilAsync("both", events => events.OfType<MessageReceived>().Count() >= 2, Patience, Stop);
        Assert.Single(sink.Events.OfType<MessageReceived>().Select(message => message.DedupeKey).Distinct());
    }

    [Fact]
    public async Task Reordered_events_all_come()
    {
        Network.Faults.ReorderEvents = true;
        Network.Faults.EchoDelay = TimeSpan.FromMilliseconds(50);
        var (_, sink) = await ConnectAsync();
        for (var i = 0; i < 5; i++)
            Network.Say("clock", $"{i}", User);

        await sink.WaitUntilAsync("all", events => events.OfType<MessageReceived>().Count() >= 5, Patience, Stop);
        Assert.Equal(["1", "0", "3", "2", "4"], sink.Events.OfType<MessageReceived>().Select(message => message.Content.Text?.Plain));
    }

    [Theory]
    [InlineData(DemoIdShape.Spaces)]
    [InlineData(DemoIdShape.Emoji)]
    [InlineData(DemoIdShape.Huge)]
    public async Task Ids_of_any_shape_do_their_work(DemoIdShape shape)
    {
        Network.Faults.Ids = shape;
        var (session, _) = await ConnectAsync();
        var sent = await session.SendAsync(Message("clock", "first"), Stop);
        var edited = await ((IEditsMessages)session).EditAsync(sent.Ids[0], Message("clock", "second", "t2"), Stop);
        Assert.Equal(SendOutcome.Accepted, edited.Outcome);
        Assert.All(Network.Received, received => Assert.Equal(sent.Ids, received.Ids));
    }

    [Fact]
    public async Task A_network_in_memory_gives_no_id_twice_though_it_starts_anew()
    {
        var (first, _) = await ConnectAsync();
        var before = await first.SendAsync(Message("clock", "before"), Stop);
        DemoNetwork.Close(Network.Name);
        await Task.Delay(TimeSpan.FromMilliseconds(2), Stop);
        var (second, _) = await ConnectAsync();
        var after = await second.SendAsync(Message("clock", "after"), Stop);
        Assert.NotEqual(before.Ids, after.Ids);
    }
}
