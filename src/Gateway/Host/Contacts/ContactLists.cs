using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Options;
using Bridge.Gateway.Privileges;
using Bridge.Gateway.Puppets;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Contacts;

/// <summary>
/// The contact lists of one network's accounts, and those of their users, kept alike. What either side does is noted at once and carried out by one task for
/// each account; what needs a connection waits for one. Thread-safe.
/// </summary>
internal sealed partial class ContactLists : IBlockedContacts
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1), Recent = TimeSpan.FromDays(30);

    private const ContactFlags Blocks = ContactFlags.IsBlocked | ContactFlags.IsBlockedHere | ContactFlags.ToBlock;

    private readonly Network _network;
    private readonly AccountDirectory _accounts;
    private readonly Subscriptions _subscriptions;
    private readonly UserPresences _users;
    private readonly IRosterAccess _access;
    private readonly RosterSync _sync;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly Dictionary<Account, ContactBook> _books = [];

    public ContactLists(Network network, AccountDirectory accounts, Subscriptions subscriptions, UserPresences users, IRosterAccess access, RosterSync sync)
    {
        (_network, _accounts, _subscriptions, _users, _access, _sync) = (network, accounts, subscriptions, users, access, sync);
        _log = network.LogOf<ContactLists>();
        IsUsed = network.Adapter.Descriptor.HasContacts;
        if (!IsUsed)
        {
            return;
        }

        network.SessionChanged += account => Begin(account, isNew: account.Session is IListsContacts);
        network.PersonChanged += PersonChanged;
        network.Talked += Talked;
        network.ContactsWanted += account => Review(account, isNew: true);
        access.Changed += ReviewAll;
    }

    /// <summary>Whether the network has contact lists.</summary>
    public bool IsUsed { get; }

    /// <summary>Raised when people of an account have come into a user's contact list or out of it, or were blocked or unblocked. Must not wait.</summary>
    public event Action<Account, IReadOnlyCollection<Jid>>? Changed;

    /// <summary>Raised with the whole list of an account's network, once for each session. Must not wait.</summary>
    public event Action<Account, IReadOnlyList<ContactProfile>>? Listed;

    /// <summary>How somebody stands with an account that is in use; null when nothing is known.</summary>
    public StoredContact? Find(Account account, string contact) => BookOf(account)?.Find(contact);

    /// <summary>A user has put somebody into their own contact list.</summary>
    public void Subscribed(Jid user, NetworkAddress person) => Post(user, person, mayMake: true, static contact => contact.With(
        contact.Is(ContactFlags.IsAsking) ? ContactFlags.ToAccept : contact.Is(ContactFlags.IsContact) ? ContactFlags.None : ContactFlags.ToAdd,
        ContactFlags.IsRemoved | ContactFlags.IsDeclined | ContactFlags.IsAsking | ContactFlags.ToRemove));

    /// <summary>A user has taken somebody out of their own contact list.</summary>
    public void Unsubscribed(Jid user, NetworkAddress person) => Post(user, person, mayMake: false, static contact => contact.With(
        ContactFlags.IsRemoved | (contact.Is(ContactFlags.IsContact) ? ContactFlags.ToRemove : ContactFlags.None),
        ContactFlags.IsPut | ContactFlags.HasOwnName | ContactFlags.HasOwnGroups | ContactFlags.ToAdd) with
    {
        RosterName = null,
        RosterGroups = null,
    });

    /// <summary>A user lets somebody who asked see how they are, or does not.</summary>
    public void Answered(Jid user, NetworkAddress person, bool accepted)
    {
        if (_accounts.Find(user, person.Account) is { } account && BookOf(account) is { IsTaken: true } book
            && (book.Find(person.Id) is not { } known || (known.Flags & (ContactFlags.IsAsking | ContactFlags.IsOffered)) == 0))
        {
            return;
        }

        Post(user, person, mayMake: false, contact =>
            contact.Is(ContactFlags.IsAsking) ? contact.With(accepted ? ContactFlags.ToAccept : ContactFlags.ToDecline, ContactFlags.IsAsking)
            : !accepted && contact.Is(ContactFlags.IsOffered) ? contact.With(ContactFlags.IsDeclined)
            : contact);
    }

    /// <summary>A user's server has returned something that a person sent. Blocking is seen by that and by the user's presence, which that person alone no longer has.</summary>
    public void Returned(Jid user, NetworkAddress person, Jid address, StanzaError? error)
    {
        if (error is { Condition: "service-unavailable" } && _subscriptions.Holds(user, address) && _users.HasTurnedFrom(user, address))
        {
            Post(user, person, mayMake: false, static contact => contact.Is(ContactFlags.IsBlocked) ? contact : contact.With(ContactFlags.ToBlock | ContactFlags.IsBlockedHere, ContactFlags.ToUnblock));
        }
    }

    /// <summary>A user's client shows a person how it is: whoever was blocked by that no longer is.</summary>
    public void Seen(Jid user, NetworkAddress person)
    {
        if (_accounts.Find(user, person.Account) is { } account && Find(account, person.Id) is { } known && known.Is(ContactFlags.IsBlockedHere))
        {
            Post(user, person, mayMake: false, static contact => contact.Is(ContactFlags.IsBlockedHere) ? contact.With(ContactFlags.ToUnblock, ContactFlags.IsBlockedHere | ContactFlags.ToBlock) : contact);
        }
    }

    /// <inheritdoc/>
    public bool IsHidden(Account account, ContactId contact) => Find(account, contact.Value) is { } known && (known.Flags & Blocks) != 0 && !known.Is(ContactFlags.ToUnblock);

    /// <inheritdoc/>
    public bool IsBlocked(Account account, ContactId contact) => Find(account, contact.Value)?.Is(ContactFlags.IsBlockedHere) == true;

    /// <summary>A user wants somebody blocked on the network, or no longer: at once, or as soon as there is a connection.</summary>
    public void Block(Account account, ContactId contact, bool blocked) => Post(account, contact.Value, known => blocked
        ? known.With(ContactFlags.ToBlock, ContactFlags.ToUnblock)
        : known.With(ContactFlags.ToUnblock, ContactFlags.ToBlock | ContactFlags.IsBlockedHere));

    /// <summary>A client of a user has come: the user may have changed their contact list meanwhile.</summary>
    public void Came(Jid user)
    {
        List<Account> theirs;
        lock (_gate)
        {
            theirs = [.. _books.Keys.Where(account => account.User == user)];
        }

        theirs.ForEach(account => Review(account, isNew: false));
    }

    private void PersonChanged(Account account, NetworkEvent networkEvent)
    {
        switch (networkEvent)
        {
            case ContactChanged changed when BookOf(account) is { } book:
                Take(account, book, () => book.Take(changed.Profile));
                break;
            case ContactRenamed renamed when BookOf(account) is { } book:
                Take(account, book, () => Move(book, renamed));
                break;
            case ContactRequested requested:
                Post(account, requested.Contact.Value, contact => contact.Is(ContactFlags.IsContact) ? contact : contact.With(ContactFlags.IsAsking) with
                {
                    Name = requested.Name is { } name ? ContactText.Clean(name) : contact.Name,
                });
                break;
            default:
                break;
        }
    }

    private static void Move(ContactBook book, ContactRenamed renamed)
    {
        if (book.Find(renamed.Former.Value) is { } former && former.Is(ContactFlags.IsContact))
        {
            book.Take(new ContactProfile { Contact = renamed.Current, IsContact = true, Name = former.Name, Groups = ContactText.Split(former.Groups) });
            book.Take(new ContactProfile { Contact = renamed.Former, IsContact = false });
        }
    }

    /// <summary>Kept to the day: who has written lately says who is recent, and whom the user may be asked about.</summary>
    private void Talked(Account account, ContactId contact)
    {
        var now = _network.Time.GetUtcNow().ToUnixTimeMilliseconds();
        if (Find(account, contact.Value) is not { } known || now - known.TalkedAt > Day.TotalMilliseconds)
        {
            Post(account, contact.Value, person => person with { TalkedAt = Math.Max(now, person.TalkedAt) });
        }
    }

    private bool IsWanted(StoredContact contact, string policy) => !contact.Is(ContactFlags.IsRemoved) && policy switch
    {
        "none" => false,
        "all" => contact.Is(ContactFlags.IsContact) || contact.TalkedAt > 0,
        "recent" => contact.TalkedAt > (_network.Time.GetUtcNow() - Recent).ToUnixTimeMilliseconds(),
        _ => contact.Is(ContactFlags.IsContact),
    };

    private string PolicyOf(Account account) => _network.Options.Resolve(CoreOptions.Contacts, account.Target).Value ?? "friends";
}
