using Bridge.Gateway.Accounts;
using Bridge.Gateway.Components;

namespace Bridge.Gateway.Puppets;

/// <summary>Tells all subscribers that our addresses are there, after each time the stream came up: the server has forgotten it with the stream.</summary>
internal sealed class PresenceRound(Network network, Subscriptions subscriptions, PuppetPresence presence, CancellationToken stopping)
    : StreamRound(network, stopping)
{
    protected override async Task RunAsync(CancellationToken stop)
    {
        foreach (var (user, address) in subscriptions.All())
        {
            await PaceAsync(presence.Tell(user, address) ? 1 : 0, stop);
        }
    }
}
