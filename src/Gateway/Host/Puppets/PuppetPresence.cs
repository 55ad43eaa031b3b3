using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Components;
using Bridge.Gateway.Discovery;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Puppets;

/// <summary>Subscriptions to and presence of the domain, the control contact, accounts and people (RFC 6121 sections 3 and 4).</summary>
internal sealed class PuppetPresence
{
    private readonly Network _network;
    private readonly AccountDirectory _accounts;
    private readonly AddressBook _addresses;
    private readonly EntityProfiles _profiles;
    private readonly UserAccess _access;
    private readonly Subscriptions _subscriptions;

    /// <summary>What is told of an address is told in the order in which it became so.</summary>
    private readonly Lock _gate = new();
    private bool _isOver;

    public PuppetPresence(Network network, AccountDirectory accounts, AddressBook addresses, EntityProfiles profiles, UserAccess access, Subscriptions subscriptions)
    {
        _network = network;
        _accounts = accounts;
        _addresses = addresses;
        _profiles = profiles;
        _access = access;
        _subscriptions = subscriptions;
        network.AccountChanged += Changed;
    }

    /// <summary>Handles a presence stanza to anything but a room.</summary>
    public void Receive(XElement stanza, Jid from, Jid to, NetworkAddress? address)
    {
        switch (stanza.Type)
        {
            case "subscribe":
                Subscribe(from.Bare, to.Bare);
                break;
            case "unsubscribe" or "unsubscribed":
                // A client that removes a contact makes its server send both: one answer will do.
                if (_subscriptions.Remove(from.Bare, to.Bare))
                {
                    _network.Link.Send(Stanza.Presence(to.Bare, from.Bare, "unsubscribed"));
                }

                break;
            case "probe" when IsKnown(to):
                Show(to, from);
                break;
            case "probe":
                _network.Link.Send(Stanza.Presence(to.Bare, from.Bare, "unsubscribed"));
                break;
            case "error" when from.IsBare && StanzaError.Read(stanza) is { Condition: "item-not-found" or "gone" }:
                // The subscriber's account is deleted.
                _subscriptions.Remove(from, to.Bare);
                break;
            default:
                break;
        }
    }

    /// <summary>Tells a subscriber how the address is now; nothing when there is no such subscription or address any more, or they may not use the network any more.</summary>
    /// <returns>Whether it was told.</returns>
    public bool Tell(Jid user, Jid address)
    {
        if (!_subscriptions.Holds(user, address) || !IsKnown(address) || !_access.MayUse(user))
        {
            return false;
        }

        Show(address, user);
        return true;
    }

    /// <summary>The gateway stops: nobody is there any more.</summary>
    public void AnnounceStop()
    {
        lock (_gate)
        {
            _isOver = true;
            foreach (var (user, address) in _subscriptions.All())
            {
                _network.Link.Send(Of(address, user));
            }
        }
    }

    /// <summary>In the order that clients and servers expect: granted, asked back, there.</summary>
    private void Subscribe(Jid user, Jid address)
    {
        if (!IsKnown(address) || !_subscriptions.Add(user, address))
        {
            _network.Link.Send(Stanza.Presence(address, user, "unsubscribed"));
            return;
        }

        _network.Link.Send(Stanza.Presence(address, user, "subscribed"));
        _network.Link.Send(Stanza.Presence(address, user, "subscribe", Nickname.Build(NameOf(address))));
        Show(address, user);
    }

    private void Changed(Account account)
    {
        foreach (var jid in _subscriptions.Of(account.User))
        {
            if (_addresses.Resolve(jid.Local) is { Kind: AddressKind.Account } address && address.Account == account.Key)
            {
                Tell(account.User, jid);
            }
        }
    }

    /// <summary>Whether an address is one that has a presence.</summary>
    private bool IsKnown(Jid address) =>
        address.Local is null or StanzaRouter.ControlNode || _addresses.Resolve(address.Local) is { Kind: AddressKind.Account or AddressKind.Contact };

    private string NameOf(Jid address) => _addresses.Resolve(address.Local) switch
    {
        { Kind: AddressKind.Contact } contact when address.Local != StanzaRouter.ControlNode => contact.Id,
        { Kind: AddressKind.Account, Account.Value: { Length: > 0 } key } => key,
        _ => _network.Adapter.Descriptor.DisplayName,
    };

    private void Show(Jid address, Jid to)
    {
        lock (_gate)
        {
            _network.Link.Send(Of(address, to));
        }
    }

    private XElement Of(Jid address, Jid to)
    {
        var from = address.Local is null ? address.Bare : address.Bare.WithResource("bridge");
        if (_isOver)
        {
            return Stanza.Presence(from, to, "unavailable");
        }

        var whom = address.Local is null or StanzaRouter.ControlNode ? null : _addresses.Resolve(address.Local);
        var carries = whom is { Kind: AddressKind.Contact }
            ? _accounts.Find(to.Bare, whom.Account)?.CapabilitiesOf(new ChatId(whom.Id), ChatKind.Direct)
            : null;
        var profile = _profiles.Of(address, whom, carries);
        var state = StateOf(address, to);
        return Stanza.Presence(
            from, to, null,
            state.Show is null ? null : new XElement(Ns.Component + "show", state.Show),
            state.Status is null ? null : new XElement(Ns.Component + "status", state.Status),
            Caps.Build(EntityProfiles.CapsNode, profile.Ver));
    }

    /// <summary>People count as there while nothing is known of them; an account is there when it is connected.</summary>
    private AccountPresence StateOf(Jid address, Jid user) =>
        address.Local is null or StanzaRouter.ControlNode || _addresses.Resolve(address.Local) is not { Kind: AddressKind.Account } own ? default
        : _accounts.Find(user.Bare, own.Account) is { } account ? account.Presence
        : AccountPresence.Unused;
}
