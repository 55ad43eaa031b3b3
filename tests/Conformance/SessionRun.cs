using Bridge.Adapters;
using Xunit;

namespace Bridge.Conformance;

/// <summary>A session with its run and what it raised.</summary>
internal sealed class SessionRun : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeSpan _patience;

    private SessionRun(INetworkAdapter adapter, SessionContext account, TimeSpan patience)
    {
        _patience = patience;
        Adapter = adapter;
        Session = adapter.CreateSession(account);
        // On the pool, so that an adapter that blocks before its first await holds up itself and not the test.
        Completion = Task.Run(() => Session.RunAsync(Sink, _stop.Token), CancellationToken.None);
        _ = Completion.ContinueWith(_ => Sink.End(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public INetworkAdapter Adapter { get; }

    public INetworkSession Session { get; }

    public RecordingSink Sink { get; } = new();

    /// <summary>The run itself.</summary>
    public Task Completion { get; }

    /// <summary>Starts a session, connected or not.</summary>
    public static SessionRun Begin(IAdapterFixture fixture) => new(fixture.CreateAdapter(), fixture.Account, fixture.Patience);

    /// <summary>Starts a session and waits until it is connected.</summary>
    public static async Task<SessionRun> ConnectAsync(IAdapterFixture fixture, CancellationToken stop)
    {
        var run = Begin(fixture);
        try
        {
            await run.ConnectedAsync(stop);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for the run to end.</summary>
    /// <returns>What it threw; null when it was cancelled or returned.</returns>
    public async Task<Exception?> EndAsync()
    {
        try
        {
            await Completion.WaitAsync(_patience);
            return null;
        }
        catch (TimeoutException) when (!Completion.IsCompleted)
        {
            Assert.Fail($"RunAsync had not ended after {_patience.TotalSeconds:0.#} s.");
            throw;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    /// <summary>Cancels the run and waits for its end.</summary>
    public async Task<Exception?> CancelAsync()
    {
        await _stop.CancelAsync();
        return await EndAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CancelAsync();
        await Session.DisposeAsync();
        Assert.True(Sink.RaisedAfterEnd is null, $"{Sink.RaisedAfterEnd?.GetType().Name} was raised after RunAsync had ended.");
        _stop.Dispose();
    }

    private async Task ConnectedAsync(CancellationToken stop)
    {
        var connected = Sink.WaitForAsync<SessionStateChanged>("Connected", change => change.State == SessionState.Connected, _patience, stop);
        if (await Task.WhenAny(connected, Completion) == Completion && !connected.IsCompleted)
        {
            await Completion;
            Assert.Fail("RunAsync returned without having been cancelled.");
        }

        await connected;
    }
}
