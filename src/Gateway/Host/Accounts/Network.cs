using System.Collections.Concurrent;
using Bridge.Adapters;
using Bridge.Gateway.Archives;
using Bridge.Gateway.Components;
using Bridge.Gateway.Media;
using Bridge.Gateway.Media.Remote;
using Bridge.Gateway.Options;
using Bridge.Gateway.Privileges;
using Bridge.Gateway.Rooms;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Accounts;

/// <summary>One configured network and what its parts share.</summary>
internal sealed class Network
{
    private readonly ConcurrentDictionary<Type, ILogger> _logs = new();

    public required string Name { get; init; }

    public required INetworkAdapter Adapter { get; init; }

    public required ComponentLink Link { get; init; }

    public required DeliveryJournal Journal { get; init; }

    public required AccountStore AccountStore { get; init; }

    public required UserOptions Options { get; init; }

    public required SubscriptionStore SubscriptionStore { get; init; }

    public required ContactStore ContactStore { get; init; }

    public required RoomKeeper RoomKeeper { get; init; }

    public required RoomShows RoomShows { get; init; }

    /// <summary>The component domains of all networks of this gateway.</summary>
    public required IReadOnlySet<string> OwnDomains { get; init; }

    /// <summary>How many accounts a user may have; 0 for no limit.</summary>
    public required int AccountsPerUser { get; init; }

    /// <summary>How many people may be watched for one account; 0 for no limit.</summary>
    public required int WatchedContacts { get; init; }

    public required RoomArchives Archives { get; init; }

    public required AvatarStore Avatars { get; init; }

    /// <summary>The gateway's own requests from the network's domain.</summary>
    public required OwnRequests Requests { get; init; }

    /// <summary>What servers let it do in their users' names.</summary>
    public required ServerPrivileges Privileges { get; init; }

    /// <summary>What fetches the files that users send.</summary>
    public required RemoteFiles Files { get; init; }

    /// <summary>What gives files an address.</summary>
    public required MediaService Media { get; init; }

    /// <summary>Whom users have blocked.</summary>
    public IBlockedContacts Blocked { get; set; } = new NobodyBlocked();

    public required TimeProvider Time { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    /// <summary>The members of its groups, kept once for all who see them.</summary>
    public required SeatPool Seats { get; init; }

    /// <summary>Raised when what an account's presence says is another. Must not wait.</summary>
    public event Action<Account>? AccountChanged;

    /// <summary>Raised when an account's session has come up or gone. Must not wait.</summary>
    public event Action<Account>? SessionChanged;

    /// <summary>Raised when a network tells of a person. Must not wait.</summary>
    public event Action<Account, NetworkEvent>? PersonChanged;

    /// <summary>Raised when a user wants an account's network to see more of them, or less: whether they are there, or their profile. Must not wait.</summary>
    public event Action<Account>? SharingChanged;

    /// <summary>Raised when a user and a person of an account's network have written to each other. Must not wait.</summary>
    public event Action<Account, ContactId>? Talked;

    /// <summary>Raised when a user wants other people of an account's network in their contact list. Must not wait.</summary>
    public event Action<Account>? ContactsWanted;

    /// <summary>Whether an account is made by logging in, and cannot be used without.</summary>
    public bool NeedsLogin => Adapter.Descriptor.Accounts == AccountPolicy.Login;

    /// <summary>Why a user cannot use an account as things are, for them; null when they can.</summary>
    public string? WhyUnusable(Jid user, AccountKey key)
    {
        if (!NeedsLogin)
        {
            return null;
        }

        var how = $"Write “login” to {ControlContact.Bare}, or register with the gateway {Domain} in your client.";
        return AccountStore.Find(user.ToString(), Name, key.Value) switch
        {
            { IsBeingRemoved: true } => "This account is just being removed.",
            { HasCredentials: true } => null,
            { Label: { } label } => $"You are logged out of {label}. {how}",
            _ when key.Value.Length > 0 => $"You have no account {key} on {Adapter.Descriptor.DisplayName}. {how}",
            _ => $"You have no account on {Adapter.Descriptor.DisplayName} yet. {how}",
        };
    }

    /// <summary>Whether an account is connected though no client needs it: as its user has set, and where accounts are logged in with, if they have set nothing.</summary>
    public bool StaysConnected(OptionTarget target) => Options.Resolve(CoreOptions.Persistent, target) is { Origin: OptionOrigin.Default }
        ? NeedsLogin
        : Options.IsOn(CoreOptions.Persistent, target);

    /// <summary>The component's domain.</summary>
    public Jid Domain => Link.Domain;

    /// <summary>The contact through which people command the gateway; a full JID, because several clients show nothing else.</summary>
    public Jid ControlContact => field ??= Jid.Parse($"bot@{Domain.Domain}/bridge");

    /// <summary>The logger of a class of which there are many objects: one for all of them.</summary>
    public ILogger LogOf<T>() => _logs.GetOrAdd(typeof(T), static (_, loggers) => loggers.CreateLogger<T>(), Loggers);

    /// <summary>Raises <see cref="AccountChanged"/>.</summary>
    public void RaiseAccountChanged(Account account) => AccountChanged?.Invoke(account);

    /// <summary>Raises <see cref="SessionChanged"/>.</summary>
    public void RaiseSessionChanged(Account account) => SessionChanged?.Invoke(account);

    /// <summary>Raises <see cref="PersonChanged"/>.</summary>
    public void RaisePersonChanged(Account account, NetworkEvent networkEvent) => PersonChanged?.Invoke(account, networkEvent);

    /// <summary>Raises <see cref="SharingChanged"/>.</summary>
    public void RaiseSharingChanged(Account account) => SharingChanged?.Invoke(account);

    /// <summary>Raises <see cref="Talked"/>.</summary>
    public void RaiseTalked(Account account, ContactId contact) => Talked?.Invoke(account, contact);

    /// <summary>Raises <see cref="ContactsWanted"/>.</summary>
    public void RaiseContactsWanted(Account account) => ContactsWanted?.Invoke(account);

    /// <summary>The bare JID of an address, or null when it has no legal form.</summary>
    public Jid? ToJid(NetworkAddress address)
    {
        var node = Adapter.Addresses.Format(address);
        return JidEscaping.TryEscape(node, out var local) && Jid.TryCreate(local, Domain.Domain, null, out var jid) ? jid : null;
    }

    /// <summary>The JID of a person: bare, or with the one resource that all puppets have.</summary>
    public Jid? Puppet(AccountKey account, ContactId contact, bool full) =>
        ToJid(new NetworkAddress(AddressKind.Contact, account, contact.Value)) is { } jid ? (full ? jid.WithResource("bridge") : jid) : null;

    /// <summary>What the account's own messages come from: its address, or the control contact where it has none.</summary>
    public Jid AccountJid(AccountKey account) =>
        ToJid(new NetworkAddress(AddressKind.Account, account, ""))?.WithResource("bridge") ?? ControlContact;
}
