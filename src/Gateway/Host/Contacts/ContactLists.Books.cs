using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Contacts;

// The books in memory, what is put into their queues, and when work on them begins.
internal sealed partial class ContactLists
{
    private ContactBook? BookOf(Account account)
    {
        lock (_gate)
        {
            return _books.GetValueOrDefault(account);
        }
    }

    /// <param name="user">Whose.</param>
    /// <param name="person">Somebody.</param>
    /// <param name="mayMake">Whether it is worth an account, where users get one by the first use.</param>
    /// <param name="change">How they stand then.</param>
    private void Post(Jid user, NetworkAddress person, bool mayMake, Func<StoredContact, StoredContact> change)
    {
        if (IsUsed && FindAccount(user, person.Account, mayMake) is { } account)
        {
            Post(account, person.Id, change);
        }
    }

    private Account? FindAccount(Jid user, AccountKey key, bool mayMake)
    {
        var stored = _network.AccountStore.Find(user.ToString(), _network.Name, key.Value);
        if (stored is { IsBeingRemoved: true } || (stored is null && !mayMake) || _network.WhyUnusable(user, key) is not null)
        {
            return null;
        }

        try
        {
            return _accounts.GetOrCreate(user, key);
        }
        catch (NetworkException)
        {
            // As many accounts as one may have: it would not be connected either.
            return null;
        }
    }

    private void Post(Account account, string contact, Func<StoredContact, StoredContact> change)
    {
        ContactBook book;
        lock (_gate)
        {
            if (!_books.TryGetValue(account, out book!))
            {
                _books.Add(account, book = new ContactBook(account));
            }

            book.Add(() => book.Change(contact, change));
        }

        Begin(account, isNew: false);
    }

    private void Take(Account account, ContactBook book, Action change)
    {
        book.Add(change);
        Begin(account, isNew: false);
    }

    private void ReviewAll()
    {
        List<Account> all;
        lock (_gate)
        {
            all = [.. _books.Keys];
        }

        all.ForEach(account => Review(account, isNew: false));
    }

    private void Review(Account account, bool isNew)
    {
        lock (_gate)
        {
            if (_books.TryGetValue(account, out var book))
            {
                book.Add(() => book.IsReviewDue = true);
            }
        }

        Begin(account, isNew);
    }

    /// <param name="account">Whose lists are to be looked at.</param>
    /// <param name="isNew">Whether also when they are not in memory.</param>
    private void Begin(Account account, bool isNew)
    {
        lock (_gate)
        {
            if (!_books.TryGetValue(account, out var book))
            {
                if (!isNew)
                {
                    return;
                }

                _books.Add(account, book = new ContactBook(account));
            }

            if (!book.IsDue)
            {
                book.IsDue = true;
                account.Tasks.Run("\ncontacts", stop => RunAsync(account, book, stop));
            }
        }
    }

    private void Postpone(Account account, ContactBook book, TimeSpan delay)
    {
        lock (_gate)
        {
            if (book.IsPostponed)
            {
                return;
            }

            book.IsPostponed = true;
        }

        account.Tasks.Run(async stop =>
        {
            await Task.Delay(delay, _network.Time, stop);
            lock (_gate)
            {
                book.IsPostponed = false;
            }

            Begin(account, isNew: false);
        });
    }
}
