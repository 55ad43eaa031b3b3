using System.Collections.Concurrent;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Store;

namespace Bridge.Gateway.Contacts;

/// <summary>
/// The people of one account, as its network's contact list and its user's own have them: in memory while the account is in use, and in the store. Anybody may
/// read; changes are made by one task at a time.
/// </summary>
internal sealed class ContactBook(Account account)
{
    /// <summary>The most people of one account; more are not known.</summary>
    public const int MaxContacts = 20_000;

    private readonly ConcurrentDictionary<string, StoredContact> _contacts = new(concurrencyLevel: 1, capacity: 31, StringComparer.Ordinal);
    private readonly ConcurrentQueue<Action> _changes = new();
    private HashSet<string> _turned = new(StringComparer.Ordinal);
    private bool _isLoaded;

    /// <summary>Whether work on it is about to begin. Guarded by its owner.</summary>
    public bool IsDue { get; set; }

    /// <summary>Whether work on it begins after a while. Guarded by its owner.</summary>
    public bool IsPostponed { get; set; }

    /// <summary>Whether the user's own contact list is to be compared with it.</summary>
    public bool IsReviewDue { get; set; }

    /// <summary>The session that has given the network's list.</summary>
    public INetworkSession? ListedBy { get; set; }

    /// <summary>Whether nothing waits to be taken in.</summary>
    public bool IsTaken => _changes.IsEmpty;

    /// <summary>Everybody.</summary>
    public IReadOnlyList<StoredContact> All => [.. _contacts.Values];

    /// <summary>Somebody, or null.</summary>
    public StoredContact? Find(string contact) => _contacts.GetValueOrDefault(contact);

    /// <summary>Something is to be taken in, in order.</summary>
    public void Add(Action change) => _changes.Enqueue(change);

    /// <summary>Reads what the store has, once.</summary>
    public async Task LoadAsync(CancellationToken stop)
    {
        if (_isLoaded)
        {
            return;
        }

        foreach (var contact in await account.Network.ContactStore.LoadAsync(account.Id, stop))
        {
            _contacts[contact.NetworkId] = contact;
        }

        _isLoaded = true;
    }

    /// <summary>Takes in what has come.</summary>
    public void TakeChanges()
    {
        while (_changes.TryDequeue(out var change))
        {
            change();
        }
    }

    /// <summary>Somebody stands otherwise, or has become known.</summary>
    public void Change(string contact, Func<StoredContact, StoredContact> change)
    {
        var known = Find(contact);
        var before = known ?? new StoredContact(contact);
        var after = change(before);
        if (after == before || (known is null && _contacts.Count >= MaxContacts))
        {
            return;
        }

        if (after.IsEmpty)
        {
            _contacts.TryRemove(contact, out _);
        }
        else
        {
            _contacts[contact] = after;
        }

        account.Network.ContactStore.Set(account.Id, after);
        if (after.Is(ContactFlags.IsBlocked) != before.Is(ContactFlags.IsBlocked))
        {
            _turned.Add(contact);
        }
    }

    /// <summary>Takes in what the network tells of somebody. Nothing is kept of strangers.</summary>
    public void Take(ContactProfile told)
    {
        if (told.IsContact == true || told.IsBlocked == true || Find(told.Contact.Value) is not null)
        {
            Change(told.Contact.Value, contact => With(contact, told));
        }
    }

    /// <summary>Takes in the network's whole list.</summary>
    public void Take(IReadOnlyList<ContactProfile> list)
    {
        foreach (var told in list)
        {
            Take(told with { IsContact = told.IsContact ?? true });
        }

        var listed = list.Where(static told => told.IsContact != false).Select(static told => told.Contact.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var contact in All.Where(contact => contact.Is(ContactFlags.IsContact) && !listed.Contains(contact.NetworkId)))
        {
            Take(new ContactProfile { Contact = new ContactId(contact.NetworkId), IsContact = false });
        }
    }

    /// <summary>Those that were blocked or unblocked since the last call.</summary>
    public IReadOnlyCollection<string> TakeTurned()
    {
        var turned = _turned;
        _turned = new(StringComparer.Ordinal);
        return turned;
    }

    private static StoredContact With(StoredContact contact, ContactProfile told)
    {
        if (told.Name is { } name)
        {
            contact = contact with { Name = ContactText.Clean(name) is { Length: > 0 } clean && clean != contact.NetworkId ? clean : null };
        }

        if (told.Groups is { } groups)
        {
            contact = contact with { Groups = ContactText.Join(groups) };
        }

        contact = told.IsContact switch
        {
            // Whom the user has removed here and put back there is wanted again.
            true when !contact.Is(ContactFlags.IsContact) => contact.With(
                ContactFlags.IsContact,
                ContactFlags.IsGone | ContactFlags.ToAdd | ContactFlags.IsAsking | ContactFlags.ToAccept
                    | (contact.Is(ContactFlags.ToRemove) ? ContactFlags.None : ContactFlags.IsRemoved)),
            false when contact.Is(ContactFlags.IsContact) => contact.With(ContactFlags.IsGone, ContactFlags.IsContact | ContactFlags.ToRemove),
            _ => contact,
        };
        return told.IsBlocked switch
        {
            true => contact.With(ContactFlags.IsBlocked, ContactFlags.ToBlock),
            false => contact.With(ContactFlags.None, ContactFlags.IsBlocked | ContactFlags.IsBlockedHere | ContactFlags.ToUnblock),
            null => contact,
        };
    }
}
