using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Discovery;

/// <summary>What a person types, as an address (XEP-0100 section 6.3): looked up on the network where it can do that, else read as it is written.</summary>
internal sealed class TypedAddresses(Network network, AccountDirectory accounts)
{
    private static readonly StanzaError Nobody = StanzaError.ItemNotFound.WithText("That is no address on this network.");

    /// <summary>Answers an IQ of type set.</summary>
    public void Answer(XElement stanza, Jid from)
    {
        if (GatewayPrompt.Read(stanza) is not { } typed)
        {
            network.Link.Refuse(stanza, Nobody);
            return;
        }

        var read = network.Adapter.Addresses.TryParseTyped(typed, out var address) ? address : null;
        var own = accounts.All.Where(account => account.User == from.Bare).OrderBy(static account => account.Id).ToList();
        var asked = own.Where(account => account.Session is IResolvesAddresses && (read is not { Account.Value.Length: > 0 } || account.Key == read.Account)).ToList();
        if (asked.Count > 0)
        {
            VerbCall.Run(asked[0], stanza, stop => LookUpAsync(stanza, typed, read, asked, stop));
        }
        else
        {
            network.Link.Send(Reply(stanza, Complete(read, own)));
        }
    }

    private async Task<XElement?> LookUpAsync(XElement stanza, string typed, NetworkAddress? read, IReadOnlyList<Account> asked, CancellationToken stop)
    {
        foreach (var account in asked)
        {
            if (account.Session is IResolvesAddresses resolver && await resolver.ResolveAsync(typed, stop) is { } found)
            {
                return Reply(stanza, found);
            }
        }

        // A group, or an address in full, which needs no looking up.
        return Reply(stanza, read is { Kind: AddressKind.Contact, Account.Value.Length: 0 } ? null : Complete(read, asked));
    }

    /// <summary>An address that names no account, where there may be several, is meant for the first.</summary>
    private NetworkAddress? Complete(NetworkAddress? read, IReadOnlyList<Account> own) =>
        read is { Account.Value.Length: 0 } && own.Count > 0 && network.NeedsLogin ? read with { Account = own[0].Key } : read;

    private XElement Reply(XElement stanza, NetworkAddress? address) => address is not null && network.ToJid(address) is { } jid
        ? Stanza.Result(stanza, GatewayPrompt.BuildResult(jid))
        : Nobody.ToReply(stanza)!;
}
