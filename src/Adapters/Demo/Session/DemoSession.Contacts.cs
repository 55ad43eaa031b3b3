namespace Bridge.Adapters.Demo;

// People: the contact list, profiles, presence.
internal sealed partial class DemoSession
    : IListsContacts, IRenamesContacts, IAnswersContactRequests, IBlocksContacts, IDescribesContacts, IResolvesAddresses, ISearches, IPublishesProfile, ISharesPresence,
        IWatchesContacts, IAsksClients
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<ContactProfile>> ListContactsAsync(CancellationToken stop) => Task.FromResult<IReadOnlyList<ContactProfile>>([.. _network.ContactsOf(Connected()).Select(Shown)]);

    /// <inheritdoc/>
    public Task AddContactAsync(ContactId contact, string? name, CancellationToken stop)
    {
        _network.AddContact(Connected(), contact.Value, name);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RemoveContactAsync(ContactId contact, CancellationToken stop)
    {
        _network.RemoveContact(Connected(), contact.Value);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RenameContactAsync(ContactId contact, string? name, CancellationToken stop)
    {
        _network.RenameContact(Connected(), contact.Value, name);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task AnswerContactRequestAsync(ContactId contact, bool accept, CancellationToken stop)
    {
        _network.AnswerContactRequest(Connected(), contact.Value, accept);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task SetBlockedAsync(ContactId contact, bool blocked, CancellationToken stop)
    {
        _network.SetBlocked(Connected(), contact.Value, blocked);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ContactProfile?> DescribeContactAsync(ContactId contact, CancellationToken stop) =>
        AnswerAsync(account => _network.Describe(account, contact.Value) is { } profile ? Shown(profile) : null);

    private ContactProfile Shown(ContactProfile profile) => _settings.Pictures ? profile : profile with { Avatar = null, AvatarId = null };

    /// <inheritdoc/>
    public async Task<ClientSoftware> AskSoftwareAsync(ContactId contact, CancellationToken stop)
    {
        await PingAsync(contact, stop);
        return new ClientSoftware("Demo client", "1.0");
    }

    /// <inheritdoc/>
    public async Task PingAsync(ContactId contact, CancellationToken stop)
    {
        if (await DescribeContactAsync(contact, stop) is null)
            throw new NetworkException(NetworkError.NotFound, "There is nobody of this name.");
    }

    /// <inheritdoc/>
    /// <remarks>Finds people by the name they show, which the codec cannot know.</remarks>
    public Task<NetworkAddress?> ResolveAsync(string typed, CancellationToken stop)
    {
        var wanted = typed.Trim();
        var found = _network.Search(Connected(), wanted).FirstOrDefault(profile => Is(profile.Name) || Is(profile.Contact.Value));
        return Task.FromResult(found is null ? null : new NetworkAddress(AddressKind.Contact, _context.Account, found.Contact.Value));

        bool Is(string? name) => wanted.Equals(name, StringComparison.OrdinalIgnoreCase);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ContactProfile>> SearchAsync(string query, CancellationToken stop) =>
        Task.FromResult(_network.Search(Connected(), query));

    /// <inheritdoc/>
    public async Task SetProfileAsync(string? name, IFileHandle? avatar, CancellationToken stop)
    {
        var account = Connected();
        var stored = avatar is null ? null : await DemoFile.StoreAsync(avatar, _settings.MaxFileBytes, stop)
            ?? throw new NetworkException(NetworkError.TooLarge, "The picture is too large.");
        _network.SetProfile(account, name, stored);
    }

    /// <inheritdoc/>
    public Task WatchAsync(ContactId contact, CancellationToken stop) => SetWatched(contact, watched: true);

    /// <inheritdoc/>
    public Task UnwatchAsync(ContactId contact, CancellationToken stop) => SetWatched(contact, watched: false);

    /// <inheritdoc/>
    public Task SetPresenceAsync(Availability availability, string? status, CancellationToken stop)
    {
        if (_connection is { IsOpen: true } connection)
            _network.SetPresence(connection.Account, availability, status);

        return Task.CompletedTask;
    }

    private Task SetWatched(ContactId contact, bool watched)
    {
        if (_connection is { IsOpen: true } connection)
            _network.SetWatched(connection.Account, contact.Value, watched);

        return Task.CompletedTask;
    }
}
