using Bridge.Adapters.Irc;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

public sealed class FloodLimiterTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_burst_goes_at_once_and_the_rest_in_turn()
    {
        using var limiter = new FloodLimiter(1, 3, _time);
        Assert.True(limiter.TryTake() && limiter.TryTake() && limiter.TryTake());
        Assert.False(limiter.TryTake());
        var first = limiter.TakeAsync(CancellationToken.None).AsTask();
        var second = limiter.TakeAsync(CancellationToken.None).AsTask();
        Assert.False(limiter.TryTake());
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.True(await first.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await second.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        _time.Advance(TimeSpan.FromSeconds(100));
        Assert.True(limiter.TryTake() && limiter.TryTake() && limiter.TryTake());
        Assert.False(limiter.TryTake());
    }

    [Fact]
    public async Task Low_waits_for_everybody_else()
    {
        using var limiter = new FloodLimiter(1, 1, _time);
        Assert.True(limiter.TryTake());
        var low = limiter.TakeAsync(CancellationToken.None, low: true).AsTask();
        var normal = limiter.TakeAsync(CancellationToken.None).AsTask();
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.True(await normal.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        Assert.False(low.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await low.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
    }

    [Fact]
    public async Task Cancelling_gives_up_the_place_and_closing_frees_all()
    {
        using var limiter = new FloodLimiter(1, 1, _time);
        using var stop = new CancellationTokenSource();
        Assert.True(limiter.TryTake());
        var cancelled = limiter.TakeAsync(stop.Token).AsTask();
        var patient = limiter.TakeAsync(CancellationToken.None).AsTask();
        var late = limiter.TakeAsync(CancellationToken.None).AsTask();
        await stop.CancelAsync();
        Assert.False(await cancelled.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.True(await patient.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        limiter.Close();
        Assert.False(await late.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        Assert.False(limiter.TryTake());
    }

    [Fact]
    public async Task Zero_means_no_limit()
    {
        using var limiter = new FloodLimiter(0, 1, _time);
        for (var i = 0; i < 1000; i++)
            Assert.True(limiter.TryTake() && await limiter.TakeAsync(CancellationToken.None));
    }
}
