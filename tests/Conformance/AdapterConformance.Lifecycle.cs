using Bridge.Adapters;
using Xunit;

namespace Bridge.Conformance;

// The core starts sessions, watches them and starts them again; it must be able to tell how they end.
public abstract partial class AdapterConformance<TFixture>
{
    [Fact]
    public async Task Making_a_session_connects_nothing()
    {
        var adapter = Fixture.CreateAdapter();
        for (var i = 0; i < 20; i++)
        {
            await using var session = adapter.CreateSession(Fixture.Account);
            var result = await session.SendAsync(Message(Direct, "too early", $"early-{i}"), Stop);
            Assert.Equal(SendOutcome.NotSent, result.Outcome);
        }

        Needs(Ability.CountConnections);
        Assert.Equal(0, Fixture.Connections);
    }

    [Fact]
    public async Task Disposing_twice_is_harmless()
    {
        var fresh = Fixture.CreateAdapter().CreateSession(Fixture.Account);
        await fresh.DisposeAsync();
        await fresh.DisposeAsync();
        var run = await ConnectAsync();
        await run.CancelAsync();
        await run.Session.DisposeAsync();
        await run.Session.DisposeAsync();
    }

    [Fact]
    public async Task Connected_comes_before_anything_else_and_means_it()
    {
        var run = await ConnectAsync();
        await SendAcceptedAsync(run, Direct, "at once", "connected-1");
        var first = run.Sink.Events.First(raised => raised is not Notice);
        Assert.Equal(SessionState.Connected, Assert.IsType<SessionStateChanged>(first).State);
        Assert.All(
            run.Sink.Events.OfType<SessionStateChanged>(),
            change => Assert.True(change.State is SessionState.Connected or SessionState.Throttled, $"{change.State} is for the core to say."));
    }

    [Fact]
    public async Task Cancellation_ends_the_run_and_everything_in_it()
    {
        var run = await ConnectAsync();
        Assert.Null(await run.CancelAsync());
        var result = await SendAsync(run, Direct, "too late", "late-1");
        Assert.NotEqual(SendOutcome.Accepted, result.Outcome);
        Assert.DoesNotContain("too late", await Fixture.ReceivedAsync(Direct, Stop));
    }

    [Fact]
    public async Task What_has_ended_raises_nothing_more()
    {
        var first = await ConnectAsync();
        await EndAsync(first);
        await FenceAsync(await ConnectAsync(), "for the second session only");
        // Nothing announces that nothing comes, so this waits a moment for what a forgotten loop or timer would raise.
        await Task.Delay(TimeSpan.FromMilliseconds(200), Stop);
        Assert.Null(first.Sink.RaisedAfterEnd);
    }

    [Fact]
    public async Task Cancellation_ends_the_run_while_it_connects()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await using var session = Fixture.CreateAdapter().CreateSession(Fixture.Account);
        try
        {
            await session.RunAsync(new RecordingSink(), cancelled.Token).WaitAsync(Fixture.Patience);
        }
        catch (OperationCanceledException)
        {
            // Returning is as good, once it was cancelled.
        }

        Assert.Null(await Begin().CancelAsync());
    }

    [Fact]
    public async Task Cancellation_ends_the_run_while_the_core_cannot_keep_up()
    {
        var run = await ConnectAsync();
        run.Sink.HoldPublishing();
        for (var i = 0; i < 5; i++)
            await Fixture.SayAsync($"held {i}", Stop);

        Assert.Null(await run.CancelAsync());
    }

    [Fact]
    public async Task A_core_that_cannot_keep_up_loses_nothing()
    {
        var run = await ConnectAsync();
        run.Sink.HoldPublishing();
        for (var i = 0; i < 10; i++)
            await Fixture.SayAsync($"held {i}", Stop);

        run.Sink.ReleasePublishing();
        await WaitUntilAsync(run, "what was held", events => Texts(events, Direct, "held").Length >= 10);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"held {i}"), Texts(run.Sink.Events, Direct, "held"));
    }

    [Fact]
    public async Task A_lost_connection_ends_the_run_with_a_network_failure()
    {
        Needs(Ability.DropConnection);
        var run = await ConnectAsync();
        await Fixture.DropConnectionAsync(Stop);
        var failure = Assert.IsType<NetworkException>(await run.EndAsync());
        Assert.False(failure.IsFinal, "A lost connection is not the user's to mend.");
        Assert.NotEmpty(failure.Message);
        var result = await SendAsync(run, Direct, "into the void", "void-1");
        Assert.NotEqual(SendOutcome.Accepted, result.Outcome);
    }

    [Fact]
    public async Task After_a_lost_connection_a_new_session_goes_on()
    {
        Needs(Ability.DropConnection);
        var first = await ConnectAsync();
        await Fixture.DropConnectionAsync(Stop);
        await first.EndAsync();
        await EndAsync(first);
        var second = await ConnectAsync();
        await FenceAsync(second, "welcome back");
        await SendAcceptedAsync(second, Direct, "here again", "again-1");
    }

    [Fact]
    public async Task A_refused_connection_is_a_network_failure()
    {
        Needs(Ability.RefuseConnect);
        await Fixture.ArmAsync(Fault.RefuseConnect, Stop);
        var run = Begin();
        var failure = Assert.IsType<NetworkException>(await run.EndAsync());
        Assert.False(failure.IsFinal, "What passes by itself must be tried again.");
        Assert.DoesNotContain(run.Sink.Events, raised => raised is SessionStateChanged { State: SessionState.Connected });
    }

    [Fact]
    public async Task A_refused_login_is_final()
    {
        Needs(Ability.BadCredentials);
        await Fixture.ArmAsync(Fault.BadCredentials, Stop);
        var failure = Assert.IsType<NetworkException>(await Begin().EndAsync());
        Assert.True(failure.IsFinal, $"{failure.Error} would be tried again for ever.");
        Assert.NotEmpty(failure.Message);
    }
}
