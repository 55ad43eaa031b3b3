using System.Collections.Concurrent;
using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Conversations;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Discovery;

/// <summary>
/// Questions to the programs that people of a network use (XEP-0092, XEP-0199). Each is asked once at a time for each account: a client that repeats
/// itself must not spend what the network lets the user send.
/// </summary>
internal sealed class ClientQuestions
{
    private readonly ConcurrentDictionary<(long Account, ContactId Contact, string About), bool> _open = new();

    /// <summary>Asks what somebody uses, and answers the request.</summary>
    public void Software(XElement stanza, Account account, IAsksClients session, ContactId contact) => Ask(stanza, account, contact, "software", async stop =>
    {
        var software = await session.AskSoftwareAsync(contact, stop);
        return SoftwareVersion.Build(MessageText.Fit(software.Name), MessageText.Fit(software.Version ?? ""));
    });

    /// <summary>Asks whether somebody's program answers, and answers the request.</summary>
    public void Ping(XElement stanza, Account account, IAsksClients session, ContactId contact) => Ask(stanza, account, contact, "ping", async stop =>
    {
        await session.PingAsync(contact, stop);
        return null;
    });

    private void Ask(XElement stanza, Account account, ContactId contact, string about, Func<CancellationToken, Task<XElement?>> ask) => VerbCall.Run(account, stanza, async stop =>
    {
        var question = (account.Id, contact, about);
        if (!_open.TryAdd(question, true))
        {
            throw new NetworkException(NetworkError.Throttled, "They are being asked that already.");
        }

        try
        {
            return Stanza.Result(stanza, await ask(stop));
        }
        finally
        {
            _open.TryRemove(question, out _);
        }
    });
}
