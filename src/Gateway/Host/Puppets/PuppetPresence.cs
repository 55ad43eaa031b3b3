using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Contacts;
using Bridge.Gateway.Discovery;
using Bridge.Gateway.Profiles;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Puppets;

/// <summary>Subscriptions to and presence of the domain, the control contact, accounts and people (RFC 6121 sections 3 and 4).</summary>
internal sealed partial class PuppetPresence
{
    private readonly Network _network;
    private readonly AccountDirectory _accounts;
    private readonly AddressBook _addresses;
    private readonly EntityProfiles _profiles;
    private readonly UserAccess _access;
    private readonly Subscriptions _subscriptions;
    private readonly UserPresences _users;
    private readonly SessionPresences _people;
    private readonly ContactLists _contacts;
    private readonly ContactAvatars _avatars;
    private readonly ProbeAnswers _probes;

    /// <summary>What is told of an address is told in the order in which it became so.</summary>
    private readonly Lock _gate = new();
    private bool _isOver;

    public PuppetPresence(Network network, AccountDirectory accounts, AddressBook addresses, EntityProfiles profiles, UserAccess access, Subscriptions subscriptions,
        UserPresences users, SessionPresences people, ContactLists contacts, ContactAvatars avatars, CancellationToken stop)
    {
        _network = network;
        _accounts = accounts;
        _addresses = addresses;
        _profiles = profiles;
        _access = access;
        _subscriptions = subscriptions;
        _users = users;
        _people = people;
        _contacts = contacts;
        _avatars = avatars;
        _probes = new ProbeAnswers(network, ShowWhole, stop);
        network.AccountChanged += Changed;
        people.Changed += (user, address) =>
        {
            if (MayTell(user))
            {
                Tell(user, address);
            }
        };
        contacts.Changed += Changed;
        avatars.Changed += AvatarChanged;
    }

    /// <summary>Completes when nothing is under way, after the token given to the constructor was cancelled.</summary>
    public Task DrainAsync() => _probes.DrainAsync();

    /// <summary>Handles a presence stanza to anything but a room.</summary>
    public void Receive(XElement stanza, Jid from, Jid to, NetworkAddress? address)
    {
        if (stanza.Type == "unsubscribed")
        {
            _users.Answered(from.Bare);
        }

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

        _users.Ask(user);
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
        if (!from.IsBare)
        {
            _users.Asked(from);
        }

        if (_probes.Add(to, from) && !from.IsBare && _subscriptions.Holds(from.Bare, to.Bare))
        {
            _probes.AddAll(_subscriptions.Of(from.Bare).Where(address => address != to.Bare && IsThere(from.Bare, address)), from);
            _contacts.Came(from.Bare);
        }
    }

    /// <summary>Who is not there needs no word of it, unless somebody asks.</summary>
    private bool IsThere(Jid user, Jid address) => IsKnown(address) && (PersonOf(address) is not { } person || _people.Of(user, address, person).IsThere);
}
