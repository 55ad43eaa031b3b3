using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Delivery;
using Bridge.Xmpp;

namespace Bridge.Gateway.Accounts;

/// <summary>Asks a session something on behalf of a stanza, which is answered whatever the adapter does.</summary>
internal static class VerbCall
{
    /// <summary>How long an adapter may take: clients wait hardly longer than that.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Starts it. What fails, or takes too long, is answered with an error.</summary>
    /// <param name="account">Whose session is asked.</param>
    /// <param name="stanza">The request.</param>
    /// <param name="ask">Asks, and makes the answer; null when success needs none. Sends nothing itself, because it may come too late.</param>
    public static void Run(Account account, XElement stanza, Func<CancellationToken, Task<XElement?>> ask) =>
        account.Tasks.Run(stop => RunAsync(account.Network, stanza, ask, stop));

    private static async Task RunAsync(Network network, XElement stanza, Func<CancellationToken, Task<XElement?>> ask, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            // An adapter that does not heed its token is not waited for either.
            Send(network, await ask(either.Token).WaitAsync(Patience, network.Time, stop));
        }
        catch (Exception e)
        {
            await either.CancelAsync();
            Send(network, (stop.IsCancellationRequested ? Stopping : NetworkErrors.ToStanzaError(e)).ToReply(stanza));
            if (e is not (NetworkException or TimeoutException or OperationCanceledException))
            {
                throw;
            }
        }
    }

    private static StanzaError Stopping { get; } = StanzaError.RemoteServerTimeout.WithText("The gateway is being stopped.");

    private static void Send(Network network, XElement? answer)
    {
        if (answer is not null)
        {
            network.Link.Send(answer);
        }
    }
}
