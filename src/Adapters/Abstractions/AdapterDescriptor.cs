namespace Bridge.Adapters;

/// <summary>Describes a network to the core and to people.</summary>
public sealed record AdapterDescriptor
{
    /// <summary>What people call the network, for example <c>IRC</c>.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The type of the disco identity <c>gateway/…</c> (XEP-0030 and the registry of service discovery identities), for example <c>irc</c>.</summary>
    public required string GatewayType { get; init; }

    /// <summary>How a user gets an account.</summary>
    public required AccountPolicy Accounts { get; init; }

    /// <summary>The ways to log in, offered in this order; empty with <see cref="AccountPolicy.OnFirstUse"/>. Served by <see cref="IHasLogin"/>.</summary>
    public IReadOnlyList<LoginFlow> LoginFlows { get; init; } = [];

    /// <summary>What a user may set, offered in this order; beside these the core has options of its own. See <see cref="IChecksOptions"/> and <see cref="ITakesOptions"/>.</summary>
    public IReadOnlyList<AccountOption> Options { get; init; } = [];

    /// <summary>The commands that every session offers (<see cref="IOffersCommands"/>), so that users find them before there is one; a session may offer more.</summary>
    public IReadOnlyList<NetworkCommand> Commands { get; init; } = [];

    /// <summary>The question for <c>jabber:iq:gateway</c> (XEP-0100 section 6.3): what to type to reach somebody, for example <c>nick or #channel</c>.</summary>
    public string? AddressPrompt { get; init; }

    /// <summary>Whether the network has groups, so that the domain hosts rooms (XEP-0045).</summary>
    public bool HasGroups { get; init; }

    /// <summary>Whether people can be searched for: the sessions are <see cref="ISearches"/>, and the core says so before there is one.</summary>
    public bool HasSearch { get; init; }

    /// <summary>Whether the network keeps a contact list (its sessions are <see cref="IListsContacts"/>), which then appears in users' own.</summary>
    public bool HasContacts { get; init; }

    /// <summary>Whether the network sees if a user is there (its sessions are <see cref="ISharesPresence"/>), which each user may then switch off.</summary>
    public bool SharesPresence { get; init; }

    /// <summary>Whether a user's name and picture can be shown on the network (its sessions are <see cref="IPublishesProfile"/>), which each user may switch on.</summary>
    public bool PublishesProfile { get; init; }
}
