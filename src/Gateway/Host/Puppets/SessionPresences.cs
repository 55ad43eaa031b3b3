using System.Collections.Concurrent;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Contacts;
using Bridge.Gateway.Conversations;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Puppets;

/// <summary>
/// Presence between the users and the sessions of one network, both ways: whom a session is to watch and what it tells of them, and what it is told of
/// its user. A subscription starts no session: people are known while their account is connected.
/// </summary>
internal sealed class SessionPresences
{
    private readonly Network _network;
    private readonly AccountDirectory _accounts;
    private readonly AddressBook _addresses;
    private readonly Subscriptions _subscriptions;
    private readonly UserPresences _users;
    private readonly ContactLists _lists;
    private readonly ConcurrentDictionary<Account, (WatchedContacts Contacts, SharedPresence? Own)> _sessions = new();

    public SessionPresences(Network network, AccountDirectory accounts, AddressBook addresses, Subscriptions subscriptions, UserPresences users, ContactLists lists)
    {
        (_network, _accounts, _addresses, _subscriptions, _users, _lists) = (network, accounts, addresses, subscriptions, users, lists);
        network.SessionChanged += SessionChanged;
        network.PersonChanged += PersonChanged;
        network.SharingChanged += account => _sessions.GetValueOrDefault(account).Own?.Review();
        users.Changed += UserChanged;
    }

    /// <summary>Raised when what a user is to be told of a person is another. Must not wait.</summary>
    public event Action<Jid, Jid>? Changed;

    /// <summary>How a person is, as a user sees them: called as the network's contact list calls them, and gone when they are blocked.</summary>
    public PersonState Of(Jid user, Jid address, NetworkAddress person)
    {
        if (_accounts.Find(user, person.Account) is not { } account)
        {
            return PersonState.Gone;
        }

        var state = _sessions.TryGetValue(account, out var session) ? session.Contacts.Of(address) : PersonState.Gone;
        return _lists.Find(account, person.Id) is not { } known ? state
            : known.Is(ContactFlags.IsBlocked) ? PersonState.Gone with { Status = "Blocked", Name = known.Name }
            : state with { Name = state.Name ?? known.Name };
    }

    /// <summary>Others of an account's people are subscribed to now.</summary>
    public void Review(Account account) => _sessions.GetValueOrDefault(account).Contacts?.Review();

    /// <summary>A user has subscribed to somebody, or does so no longer.</summary>
    public void Review(Jid user, Jid address)
    {
        if (_addresses.Resolve(address.Local) is { Kind: AddressKind.Contact } person && _accounts.Find(user, person.Account) is { } account)
        {
            _sessions.GetValueOrDefault(account).Contacts?.Review();
        }
    }

    private void SessionChanged(Account account)
    {
        if (account.Session is { } session)
        {
            var own = session is ISharesPresence shares ? new SharedPresence(account, shares, _users) : null;
            var contacts = new WatchedContacts(account, session, () => ContactsOf(account), _users);
            _sessions[account] = (contacts, own);
            own?.Review();
            contacts.Review();
            if (session is not IWatchesContacts)
            {
                Raise(account, ContactsOf(account).Select(static contact => contact.Address));
            }
        }
        else if (_sessions.TryRemove(account, out var former))
        {
            Raise(account, former.Contacts.End());
        }
    }

    private void PersonChanged(Account account, NetworkEvent networkEvent)
    {
        switch (networkEvent)
        {
            case PresenceChanged presence:
                Take(account, presence.Contact, state => state with
                {
                    Availability = presence.Availability,
                    Status = presence.Status is { Length: > 0 } status ? MessageText.Fit(status) : null,
                    LastSeen = presence.LastSeen,
                });
                break;
            case ContactChanged { Profile: { Name: { } name } profile }:
                Take(account, profile.Contact, state => state with { Name = name.Length == 0 || name == profile.Contact.Value ? null : name });
                break;
            case ContactRenamed renamed:
                // Who has the new name is told of by itself.
                Take(account, renamed.Former, static _ => PersonState.Gone);
                break;
            default:
                break;
        }
    }

    private void Take(Account account, ContactId contact, Func<PersonState, PersonState> change)
    {
        if (_sessions.TryGetValue(account, out var session) && session.Contacts.Listens && _network.Puppet(account.Key, contact, full: false) is { } address
            && session.Contacts.Take(address, change))
        {
            Raise(account, [address]);
        }
    }

    private void UserChanged(Jid user)
    {
        foreach (var (account, session) in _sessions)
        {
            if (account.User == user)
            {
                session.Own?.Review();
                session.Contacts.Review();
            }
        }
    }

    private void Raise(Account account, IEnumerable<Jid> addresses)
    {
        // Who is gone hears of nothing, and asks for all of it when they are back.
        if (_users.Of(account.User).IsGone)
        {
            return;
        }

        foreach (var address in addresses)
        {
            Changed?.Invoke(account.User, address);
        }
    }

    private IEnumerable<(Jid Address, ContactId Contact)> ContactsOf(Account account)
    {
        foreach (var address in _subscriptions.Of(account.User))
        {
            if (address.Local is not (null or Components.StanzaRouter.ControlNode) && _addresses.Resolve(address.Local) is { Kind: AddressKind.Contact } person
                && person.Account == account.Key)
            {
                yield return (address, new ContactId(person.Id));
            }
        }
    }
}
