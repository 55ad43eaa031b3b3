using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Store;

namespace Bridge.Gateway.Contacts;

/// <summary>Does on a network what its user has done to people in their own contact list.</summary>
internal static class ContactWishes
{
    /// <summary>Does what is to be done about one person.</summary>
    /// <returns>How they stand then.</returns>
    /// <exception cref="NetworkException">The network refuses, or cannot do it now.</exception>
    /// <exception cref="TimeoutException">The network does not answer.</exception>
    public static async Task<StoredContact> CarryOutAsync(Account account, INetworkSession session, StoredContact contact, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            return await DoAsync(session, contact, either.Token).WaitAsync(VerbCall.Patience, account.Network.Time, stop);
        }
        finally
        {
            await either.CancelAsync();
        }
    }

    /// <summary>What was to be done, as the end of a sentence that says that it was not.</summary>
    public static string Describe(StoredContact contact) => contact.Flags switch
    {
        var flags when flags.HasFlag(ContactFlags.ToRemove) => "could not be removed from your contact list there",
        var flags when flags.HasFlag(ContactFlags.ToBlock) => "could not be blocked",
        var flags when flags.HasFlag(ContactFlags.ToUnblock) => "could not be unblocked",
        var flags when flags.HasFlag(ContactFlags.ToAccept) => "could not be accepted",
        var flags when flags.HasFlag(ContactFlags.ToDecline) => "could not be declined",
        _ => "could not be added to your contact list there",
    };

    private static async Task<StoredContact> DoAsync(INetworkSession session, StoredContact contact, CancellationToken stop)
    {
        var id = new ContactId(contact.NetworkId);
        var done = contact.With(ContactFlags.None, ContactFlags.ToDo);
        if (contact.Is(ContactFlags.ToDecline) && session is IAnswersContactRequests answers)
        {
            await AnswerAsync(answers, id, accept: false, stop);
        }

        if (contact.Is(ContactFlags.ToAdd) || contact.Is(ContactFlags.ToAccept))
        {
            done = await AddAsync(session, contact, id, stop) ? done.With(ContactFlags.IsContact, ContactFlags.IsGone) : done;
        }
        else if (contact.Is(ContactFlags.ToRemove) && contact.Is(ContactFlags.IsContact) && session is IListsContacts lists)
        {
            await lists.RemoveContactAsync(id, stop);
            done = done.With(ContactFlags.None, ContactFlags.IsContact);
        }

        if ((contact.Flags & (ContactFlags.ToBlock | ContactFlags.ToUnblock)) != 0 && session is IBlocksContacts blocks)
        {
            var isBlocked = contact.Is(ContactFlags.ToBlock);
            await blocks.SetBlockedAsync(id, isBlocked, stop);
            done = isBlocked ? done.With(ContactFlags.IsBlocked) : done.With(ContactFlags.None, ContactFlags.IsBlocked | ContactFlags.IsBlockedHere);
        }

        return done;
    }

    private static async Task<bool> AddAsync(INetworkSession session, StoredContact contact, ContactId id, CancellationToken stop)
    {
        if (contact.Is(ContactFlags.ToAccept) && session is IAnswersContactRequests answers && await AnswerAsync(answers, id, accept: true, stop))
        {
            return true;
        }

        if (!contact.Is(ContactFlags.IsContact) && session is IListsContacts lists)
        {
            await lists.AddContactAsync(id, name: null, stop);
            return true;
        }

        return contact.Is(ContactFlags.IsContact);
    }

    /// <returns>False when there is no such request any more.</returns>
    private static async Task<bool> AnswerAsync(IAnswersContactRequests session, ContactId contact, bool accept, CancellationToken stop)
    {
        try
        {
            await session.AnswerContactRequestAsync(contact, accept, stop);
            return true;
        }
        catch (NetworkException e) when (e.Error == NetworkError.NotFound)
        {
            return false;
        }
    }
}
