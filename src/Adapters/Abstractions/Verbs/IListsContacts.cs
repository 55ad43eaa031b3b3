namespace Bridge.Adapters;

/// <summary>Optional: the network keeps a contact list.</summary>
public interface IListsContacts
{
    /// <summary>
    /// The whole list, asked for after every <see cref="SessionState.Connected"/>; what changes later is told by <see cref="ContactChanged"/>. People who are
    /// blocked but not in the list may be among them, with <see cref="ContactProfile.IsContact"/> false.
    /// </summary>
    /// <exception cref="NetworkException">It cannot be had now.</exception>
    Task<IReadOnlyList<ContactProfile>> ListContactsAsync(CancellationToken stop);

    /// <summary>Adds somebody.</summary>
    /// <exception cref="NetworkException">It was refused.</exception>
    Task AddContactAsync(ContactId contact, string? name, CancellationToken stop);

    /// <summary>Removes somebody.</summary>
    /// <exception cref="NetworkException">It was refused.</exception>
    Task RemoveContactAsync(ContactId contact, CancellationToken stop);
}
