using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Components;
using Bridge.Gateway.Discovery;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Puppets;

// What users are shown of an address, and when.
internal sealed partial class PuppetPresence
{
    /// <summary>
    /// Whether a change is worth a word: a user of whom nobody is there learns everything when one comes, because their server asks for each address then.
    /// </summary>
    private bool MayTell(Jid user) => !_users.Of(user).IsGone;

    /// <summary>Who is there is shown as they are called now; who is not has nothing to show but their picture, unless that is the news.</summary>
    private void Changed(Account account, IReadOnlyCollection<Jid> addresses)
    {
        _people.Review(account);
        if (!MayTell(account.User))
        {
            return;
        }

        foreach (var address in addresses)
        {
            if (PersonOf(address) is not { } person)
            {
                continue;
            }

            if (_people.Of(account.User, address, person).IsThere || IsBlocked(account, person))
            {
                Tell(account.User, address);
            }

            if (_subscriptions.Holds(account.User, address) && _access.MayUse(account.User))
            {
                ShowAvatar(address, account.User, person);
            }
        }
    }

    private void AvatarChanged(Jid user, Jid address)
    {
        if (!_subscriptions.Holds(user, address) || !MayTell(user) || !_access.MayUse(user) || PersonOf(address) is not { } person)
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
        var account = _accounts.Find(to.Bare, person.Account);
        if ((account is null || !IsBlocked(account, person)) && _avatars.EventOf(account, person.Id, address, to) is { } told)
        {
            _network.Link.Send(told);
        }
    }

    private bool IsBlocked(Account account, NetworkAddress person) => _contacts.Find(account, person.Id)?.Is(ContactFlags.IsBlocked) == true;

    private void Changed(Account account)
    {
        if (!MayTell(account.User))
        {
            return;
        }

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
