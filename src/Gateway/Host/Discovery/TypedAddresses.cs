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
        var asked = accounts.All.Where(account => account.User == from.Bare && account.Session is IResolvesAddresses)
            .Where(account => read is not { Account.Value.Length: > 0 } || account.Key == read.Account).OrderBy(static account => account.Id).ToList();
        if (asked.Count > 0)
        {
            VerbCall.Run(asked[0], stanza, stop => LookUpAsync(stanza, from.Bare, typed, read, asked, stop));
        }
        else
        {
            network.Link.Send(ReplyAsRead(stanza, from.Bare, read));
        }
    }

    private async Task<XElement?> LookUpAsync(XElement stanza, Jid user, string typed, NetworkAddress? read, IReadOnlyList<Account> asked, CancellationToken stop)
    {
        foreach (var account in asked)
        {
            if (account.Session is IResolvesAddresses resolver && await resolver.ResolveAsync(typed, stop) is { } found)
            {
                return Reply(stanza, found);
            }
        }

        // A group, or an address in full, which needs no looking up.
        return read is { Kind: AddressKind.Contact, Account.Value.Length: 0 } ? Reply(stanza, null) : ReplyAsRead(stanza, user, read);
    }

    /// <summary>An address that names no account, where accounts have names, is meant for the user's first.</summary>
    private XElement ReplyAsRead(XElement stanza, Jid user, NetworkAddress? read)
    {
        if (read is not { Account.Value.Length: 0 } || !network.NeedsLogin)
        {
            return Reply(stanza, read);
        }

        return network.AccountStore.FindOfUser(user.ToString(), network.Name).FirstOrDefault(static account => account is { HasCredentials: true, IsBeingRemoved: false }) is { } own
            ? Reply(stanza, read with { Account = new AccountKey(own.Key) })
            : StanzaError.RegistrationRequired.WithText(network.WhyUnusable(user, new AccountKey(""))).ToReply(stanza)!;
    }

    private XElement Reply(XElement stanza, NetworkAddress? address) => address is not null && network.ToJid(address) is { } jid
        ? Stanza.Result(stanza, GatewayPrompt.BuildResult(jid))
        : Nobody.ToReply(stanza)!;
}
