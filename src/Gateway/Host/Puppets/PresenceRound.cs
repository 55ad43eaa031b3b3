using Bridge.Gateway.Accounts;
using Bridge.Gateway.Components;

namespace Bridge.Gateway.Puppets;

/// <summary>
/// Tells all subscribers that our addresses are there, after each time the stream came up: the server has forgotten it with the stream. In
/// portions, so that neither the server nor what people say has to wait behind thousands of presences.
/// </summary>
internal sealed class PresenceRound(Network network, Subscriptions subscriptions, PuppetPresence presence, CancellationToken stopping)
{
    /// <summary>How many are told at once.</summary>
    public const int Portion = 200;

    /// <summary>The pause after a portion.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private CancellationTokenSource? _stop;
    private Task _running = Task.CompletedTask;

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
            var token = _stop.Token;
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

    private async Task RunAsync(Task former, CancellationToken stop)
    {
        await former;
        try
        {
            var told = 0;
            foreach (var (user, address) in subscriptions.All())
            {
                stop.ThrowIfCancellationRequested();
                if (!presence.Tell(user, address) || ++told % Portion != 0)
                {
                    continue;
                }

                do
                {
                    await Task.Delay(Pause, network.Time, stop);
                }
                while (network.Link.IsCongested && network.Link.State == LinkState.Up);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
