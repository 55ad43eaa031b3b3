using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Components;
using Bridge.Gateway.Contacts;
using Bridge.Gateway.Discovery;
using Bridge.Gateway.Profiles;
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
    private readonly SessionPresences _people;
    private readonly ContactLists _contacts;
    private readonly ContactAvatars _avatars;
    private readonly ProbeAnswers _probes;

    /// <summary>What is told of an address is told in the order in which it became so.</summary>
    private readonly Lock _gate = new();
    private bool _isOver;

    public PuppetPresence(Network network, AccountDirectory accounts, AddressBook addresses, EntityProfiles profiles, UserAccess access, Subscriptions subscriptions,
        SessionPresences people, ContactLists contacts, ContactAvatars avatars, CancellationToken stop)
    {
        _network = network;
        _accounts = accounts;
        _addresses = addresses;
        _profiles = profiles;
        _access = access;
        _subscriptions = subscriptions;
        _people = people;
        _contacts = contacts;
        _avatars = avatars;
        _probes = new ProbeAnswers(network, ShowWhole, stop);
        network.AccountChanged += Changed;
        people.Changed += (user, address) => Tell(user, address);
        contacts.Changed += Changed;
        avatars.Changed += AvatarChanged;
    }

    /// <summary>Completes when nothing is under way, after the token given to the constructor was cancelled.</summary>
    public Task DrainAsync() => _probes.DrainAsync();

    /// <summary>Handles a presence stanza to anything but a room.</summary>
    public void Receive(XElement stanza, Jid from, Jid to, NetworkAddress? address)
    {
        switch (stanza.Type)
        {
            case "subscribe":
                Subscribe(from.Bare, to.Bare);
                break;
            case "unsubscribe":
                if (_subscriptions.Remove(from.Bare, to.Bare))
                {
                    _network.Link.Send(Stanza.Presence(to.Bare, from.Bare, "unsubscribed"));
                    _people.Review(from.Bare, to.Bare);
                    if (PersonOf(to) is { } removed)
                    {
                        _contacts.Unsubscribed(from.Bare, removed);
                    }
                }

                break;
            case "subscribed" or "unsubscribed" when PersonOf(to) is { } asked:
                _contacts.Answered(from.Bare, asked, stanza.Type == "subscribed");
                break;
            case "probe" when IsKnown(to):
                Probed(from, to);
                break;
            case "probe":
                _network.Link.Send(Stanza.Presence(to.Bare, from.Bare, "unsubscribed"));
                break;
            case "error" when from.IsBare && StanzaError.Read(stanza) is { Condition: "item-not-found" or "gone" }:
                // The subscriber's account is deleted.
                _subscriptions.Remove(from, to.Bare);
                _people.Review(from, to.Bare);
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

    /// <summary>
    /// Asks a user's server how the user is there, which it does not say by itself to a stream that was down. Of the addresses that the user is
    /// subscribed to, one asks for all.
    /// </summary>
    /// <returns>Whether it was asked.</returns>
    public bool Ask(Jid user, Jid address)
    {
        if (!IsKnown(address) || !_access.MayUse(user))
        {
            return false;
        }

        _network.Link.Send(Stanza.Presence(address, user, "probe"));
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
                if (PersonOf(address) is not { } person || _people.Of(user, address, person).IsThere)
                {
                    _network.Link.Send(Of(address, user));
                }
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
        _network.Link.Send(Stanza.Presence(address, user, "subscribe", Nickname.Build(NameOf(address, user))));
        ShowWhole(address, user);
        _people.Review(user, address);
        if (PersonOf(address) is { } person)
        {
            _contacts.Subscribed(user, person);
        }
    }

    /// <summary>A server asks for each address when a client comes: the first question is answered for all that the client's user is subscribed to.</summary>
    private void Probed(Jid from, Jid to)
    {
        if (_probes.Add(to, from) && !from.IsBare && _subscriptions.Holds(from.Bare, to.Bare))
        {
            _probes.AddAll(_subscriptions.Of(from.Bare).Where(address => address != to.Bare && IsThere(from.Bare, address)), from);
            _contacts.Came(from.Bare);
        }
    }

    /// <summary>Who is not there needs no word of it, unless somebody asks.</summary>
    private bool IsThere(Jid user, Jid address) => IsKnown(address) && (PersonOf(address) is not { } person || _people.Of(user, address, person).IsThere);

    /// <summary>Who is there is shown as they are called now; who is not has nothing to show, unless that is the news.</summary>
    private void Changed(Account account, IReadOnlyCollection<Jid> addresses)
    {
        _people.Review(account);
        foreach (var address in addresses)
        {
            if (PersonOf(address) is { } person && (_people.Of(account.User, address, person).IsThere || _contacts.Find(account, person.Id)?.Is(ContactFlags.IsBlocked) == true))
            {
                Tell(account.User, address);
            }
        }
    }

    private void AvatarChanged(Jid user, Jid address)
    {
        if (!_subscriptions.Holds(user, address) || !_access.MayUse(user) || PersonOf(address) is not { } person)
        {
            return;
        }

        if (_people.Of(user, address, person).IsThere)
        {
            Show(address, user);
        }

        ShowAvatar(address, user, person);
    }

    /// <summary>Whoever sees somebody for the first time is told of their picture as well.</summary>
    private void ShowWhole(Jid address, Jid to)
    {
        Show(address, to);
        if (PersonOf(address) is { } person)
        {
            ShowAvatar(address, to, person);
        }
    }

    private void ShowAvatar(Jid address, Jid to, NetworkAddress person)
    {
        if (_avatars.EventOf(_accounts.Find(to.Bare, person.Account), person.Id, address, to) is { } told)
        {
            _network.Link.Send(told);
        }
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
    public bool IsKnown(Jid address) =>
        address.Local is null or StanzaRouter.ControlNode || _addresses.Resolve(address.Local) is { Kind: AddressKind.Account or AddressKind.Contact };

    /// <summary>The person that an address stands for, or null.</summary>
    private NetworkAddress? PersonOf(Jid address) =>
        address.Local is not (null or StanzaRouter.ControlNode) && _addresses.Resolve(address.Local) is { Kind: AddressKind.Contact } person ? person : null;

    private string NameOf(Jid address, Jid user) => _addresses.Resolve(address.Local) switch
    {
        { Kind: AddressKind.Contact } contact when address.Local != StanzaRouter.ControlNode => _people.Of(user, address, contact).Name ?? contact.Id,
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

        if (PersonOf(address) is { } person)
        {
            return Of(from, to, person, _people.Of(to.Bare, address.Bare, person));
        }

        var state = StateOf(address, to);
        return Available(from, to, state.Show, state.Status, _profiles.Of(address, _addresses.Resolve(address.Local), carries: null));
    }

    private XElement Of(Jid from, Jid to, NetworkAddress person, in PersonState state)
    {
        var idle = state.LastSeen is { } since ? Idle.Build(since) : null;
        if (!state.IsThere)
        {
            return Stanza.Presence(from, to, "unavailable", state.Status is null ? null : new XElement(Ns.Component + "status", state.Status), idle);
        }

        var account = _accounts.Find(to.Bare, person.Account);
        var presence = Available(from, to, state.Show, state.Status, _profiles.PuppetOf(account?.CapabilitiesOf(new ChatId(person.Id), ChatKind.Direct)));
        presence.Add(_avatars.UpdateOf(account, person.Id), idle, state.Name is { } name ? Nickname.Build(name) : null);
        return presence;
    }

    private static XElement Available(Jid from, Jid to, string? show, string? status, EntityProfile profile) => Stanza.Presence(
        from, to, null,
        show is null ? null : new XElement(Ns.Component + "show", show),
        status is null ? null : new XElement(Ns.Component + "status", status),
        Caps.Build(EntityProfiles.CapsNode, profile.Ver));

    /// <summary>An account is there when it is connected; the gateway itself always.</summary>
    private AccountPresence StateOf(Jid address, Jid user) =>
        address.Local is null or StanzaRouter.ControlNode || _addresses.Resolve(address.Local) is not { Kind: AddressKind.Account } own ? default
        : _accounts.Find(user.Bare, own.Account) is { } account ? account.Presence
        : AccountPresence.Unused;
}
