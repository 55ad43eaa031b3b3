using Bridge.Gateway.Accounts;
using Bridge.Gateway.Components;
using Bridge.Xmpp;

namespace Bridge.Gateway.Puppets;

/// <summary>
/// Tells all subscribers how our addresses are, after each time the stream came up, and asks how they are: the server has forgotten the one with the
/// stream, and could not tell us the other.
/// </summary>
internal sealed class PresenceRound(Network network, Subscriptions subscriptions, PuppetPresence presence, CancellationToken stopping)
    : StreamRound(network, stopping)
{
    protected override async Task RunAsync(CancellationToken stop)
    {
        Jid? asked = null;
        foreach (var (user, address) in subscriptions.All())
        {
            if (user != asked && presence.Ask(user, address))
            {
                asked = user;
                await PaceAsync(1, stop);
            }

            await PaceAsync(presence.Tell(user, address) ? 1 : 0, stop);
        }
    }
}
