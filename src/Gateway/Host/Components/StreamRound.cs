using Bridge.Gateway.Accounts;

namespace Bridge.Gateway.Components;

/// <summary>
/// What has to be told to very many after each time the stream came up. Off the read loop and in portions, so that neither the server nor what
/// people say has to wait behind thousands of stanzas.
/// </summary>
internal abstract partial class StreamRound(Network network, CancellationToken stopping)
{
    /// <summary>How many stanzas are written at once.</summary>
    public const int Portion = 200;

    /// <summary>The pause after a portion.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly ILogger _log = network.Loggers.CreateLogger<StreamRound>();
    private CancellationTokenSource? _stop;
    private Task _running = Task.CompletedTask;
    private int _written;

    protected Network Network => network;

    /// <summary>The stream came up: begins a round. One that is still under way was for the stream before, and ends.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (stopping.IsCancellationRequested)
            {
                return;
            }

            _stop?.Cancel();
            _stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var token = _stop;
            var former = _running;
            _running = Task.Run(() => RunAsync(former, token), CancellationToken.None);
        }
    }

    /// <summary>Ends a round that is under way.</summary>
    public async Task EndAsync()
    {
        Task running;
        lock (_gate)
        {
            _stop?.Cancel();
            running = _running;
        }

        await running;
    }

    /// <summary>Goes round once.</summary>
    protected abstract Task RunAsync(CancellationToken stop);

    /// <summary>Waits when enough was written for now.</summary>
    /// <param name="stanzas">How many were written since the last call.</param>
    /// <param name="stop">Ends the wait.</param>
    protected async Task PaceAsync(int stanzas, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        _written += stanzas;
        if (_written < Portion)
        {
            return;
        }

        _written = 0;
        do
        {
            await Task.Delay(Pause, network.Time, stop);
        }
        while (network.Link.IsCongested && network.Link.State == LinkState.Up);
    }

    private async Task RunAsync(Task former, CancellationTokenSource stop)
    {
        await former;
        _written = 0;
        try
        {
            await RunAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // The next round may succeed, and none would begin behind one that failed.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(_log, e, network.Name);
        }
        finally
        {
            lock (_gate)
            {
                _stop = _stop == stop ? null : _stop;
                stop.Dispose();
            }
        }
    }

    [LoggerMessage(1021, LogLevel.Error, "{Network}: telling everybody after the stream came up failed")]
    private static partial void LogFailed(ILogger log, Exception cause, string network);
}
