using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Components;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Contacts;

// The task of each account: it takes in what has come, does what is to be done on the network, and compares the two lists.
internal sealed partial class ContactLists
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1), OfferPause = TimeSpan.FromSeconds(1), Settling = TimeSpan.FromSeconds(5);

    private async Task RunAsync(Account account, ContactBook book, CancellationToken stop)
    {
        lock (_gate)
        {
            book.IsDue = false;
        }

        await book.LoadAsync(stop);
        var policy = PolicyOf(account);
        var before = book.All;
        book.TakeChanges();
        if (account.Session is { } session)
        {
            await ListAsync(account, book, session, stop);
            await CarryOutAsync(account, book, session, stop);
        }

        book.IsReviewDue |= !OfRoster(before, policy).SetEquals(OfRoster(book.All, policy));
        await ShowAsync(account, book, policy, stop);
        Raise(account, book.TakeTurned().Select(contact => _network.Puppet(account.Key, new ContactId(contact), full: false)).OfType<Jid>().ToList());
        lock (_gate)
        {
            if (account.Session is null && !book.IsDue && !book.IsPostponed && book.IsTaken)
            {
                _books.Remove(account);
            }
        }
    }

    /// <summary>What of people a user's own contact list is made from: of those who are to be in it, or are.</summary>
    private HashSet<(string, string?, string?, bool IsWanted)> OfRoster(IEnumerable<StoredContact> contacts, string policy) =>
    [
        .. contacts.Select(contact => (Contact: contact, IsWanted: IsWanted(contact, policy))).Where(static person => person.IsWanted || person.Contact.RosterName is not null)
            .Select(static person => person.IsWanted ? (person.Contact.NetworkId, person.Contact.Name, person.Contact.Groups, true) : (person.Contact.NetworkId, null, null, false)),
    ];

    private async Task ListAsync(Account account, ContactBook book, INetworkSession session, CancellationToken stop)
    {
        if (book.ListedBy == session || session is not IListsContacts lists)
        {
            return;
        }

        try
        {
            var listed = await lists.ListContactsAsync(stop).WaitAsync(VerbCall.Patience, _network.Time, stop);
            book.Take(listed);
            Listed?.Invoke(account, listed);
            (book.ListedBy, book.IsReviewDue) = (session, true);
            foreach (var contact in book.All.Where(static contact => contact.Is(ContactFlags.IsBlockedHere)))
            {
                if (_network.Puppet(account.Key, new ContactId(contact.NetworkId), full: false) is { } address && _users.Of(account.User).Availability == Availability.Online
                    && !_users.HasTurnedFrom(account.User, address))
                {
                    book.Change(contact.NetworkId, static known => known.With(ContactFlags.ToUnblock, ContactFlags.IsBlockedHere));
                }
            }
        }
        catch (Exception e) when (e is NetworkException or TimeoutException)
        {
            LogNoList(_log, _network.Name, account.Id, ErrorOf(e));
            Postpone(account, book, (e as NetworkException)?.RetryAfter ?? Again);
        }
    }

    private async Task CarryOutAsync(Account account, ContactBook book, INetworkSession session, CancellationToken stop)
    {
        foreach (var contact in book.All.Where(static contact => (contact.Flags & ContactFlags.ToDo) != 0))
        {
            try
            {
                var done = await ContactWishes.CarryOutAsync(account, session, contact, stop);
                book.Change(contact.NetworkId, _ => done);
            }
            catch (Exception e) when (e is TimeoutException or NetworkException { Error: NetworkError.NetworkDown or NetworkError.TimedOut or NetworkError.Throttled })
            {
                LogWaits(_log, _network.Name, account.Id, ErrorOf(e));
                Postpone(account, book, (e as NetworkException)?.RetryAfter ?? Again);
                return;
            }
            catch (NetworkException e)
            {
                book.Change(contact.NetworkId, static known => known.With(ContactFlags.None, ContactFlags.ToDo));
                account.Tell($"{NameOf(contact)} {ContactWishes.Describe(contact)}: {e.Message}");
            }
        }
    }

    private async Task ShowAsync(Account account, ContactBook book, string policy, CancellationToken stop)
    {
        if (!_access.CanManage(account.User))
        {
            Offer(account, book, policy);
            return;
        }

        if (!book.IsReviewDue)
        {
            return;
        }

        book.IsReviewDue = false;
        if (await _sync.RunAsync(account, book, contact => IsWanted(contact, policy), addresses => Raise(account, addresses), stop) is not { } renames)
        {
            book.IsReviewDue = true;
            if (!_access.CanManage(account.User))
            {
                Offer(account, book, policy);
            }
            else if (account.Session is not null)
            {
                Postpone(account, book, Again);
            }

            return;
        }

        foreach (var (contact, name) in renames)
        {
            await RenameAsync(account, book, contact, name, stop);
        }
    }

    /// <summary>What cannot be done stays the user's name for them here.</summary>
    private async Task RenameAsync(Account account, ContactBook book, ContactId contact, string name, CancellationToken stop)
    {
        if (account.Session is not IRenamesContacts session)
        {
            return;
        }

        try
        {
            await session.RenameContactAsync(contact, name, stop).WaitAsync(VerbCall.Patience, _network.Time, stop);
            book.Take(new ContactProfile { Contact = contact, Name = name });
        }
        catch (Exception e) when (e is NetworkException or TimeoutException)
        {
            LogNotRenamed(_log, _network.Name, account.Id, ErrorOf(e));
        }
    }

    /// <summary>
    /// Where the gateway may not write the list, the user is asked by each person, as any contact would ask: only of those they write with, one a second, and
    /// once for ever.
    /// </summary>
    private void Offer(Account account, ContactBook book, string policy)
    {
        var offers = book.All.Where(contact => contact.TalkedAt > 0 && IsWanted(contact, policy)
            && (contact.Flags & (ContactFlags.IsOffered | ContactFlags.IsDeclined | ContactFlags.IsBlocked)) == 0).Take(2).ToList();
        if (offers.Count == 0 || account.Session is null)
        {
            return;
        }

        if (!_access.IsSettled || _network.Link.State != LinkState.Up)
        {
            Postpone(account, book, Settling);
            return;
        }

        var contact = offers[0];
        book.Change(contact.NetworkId, static known => known.With(ContactFlags.IsOffered));
        if (_network.Puppet(account.Key, new ContactId(contact.NetworkId), full: false) is { } address && !_subscriptions.Holds(account.User, address))
        {
            _network.Link.Send(Stanza.Presence(address, account.User, "subscribe", Nickname.Build(NameOf(contact))));
        }

        if (offers.Count > 1)
        {
            Postpone(account, book, OfferPause);
        }
    }

    private static string NameOf(StoredContact contact) => contact.Name ?? ContactText.Clean(contact.NetworkId);

    private static NetworkError ErrorOf(Exception failure) => (failure as NetworkException)?.Error ?? NetworkError.TimedOut;

    private void Raise(Account account, IReadOnlyCollection<Jid> addresses)
    {
        if (addresses.Count > 0)
        {
            Changed?.Invoke(account, addresses);
        }
    }

    [LoggerMessage(3043, LogLevel.Information, "{Network}: the contact list of account {Account} cannot be had now: {Error}")]
    private static partial void LogNoList(ILogger log, string network, long account, NetworkError error);

    [LoggerMessage(3044, LogLevel.Debug, "{Network}: what the user of account {Account} did to contacts waits: {Error}")]
    private static partial void LogWaits(ILogger log, string network, long account, NetworkError error);

    [LoggerMessage(3045, LogLevel.Debug, "{Network}: a contact of account {Account} keeps its name there: {Error}")]
    private static partial void LogNotRenamed(ILogger log, string network, long account, NetworkError error);
}
