using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Configuration;
using Bridge.Gateway.Options;
using Bridge.Gateway.Plugins;
using Bridge.Gateway.Rooms;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Import;

/// <summary>The network that gets what is imported: who in it a user, a server and a channel of the other gateway are. What can be nobody says why.</summary>
internal sealed class ImportTarget
{
    private readonly INetworkAdapter _adapter;
    private readonly AccountStore _accounts;
    private readonly UserAccess _access;
    private readonly Dictionary<string, int> _accountsOf;

    public ImportTarget(ConfiguredNetwork network, AccessPolicy access, GatewayStore store)
    {
        (Configuration, _adapter, _accounts) = (network.Configuration, network.Adapter, store.Accounts);
        OccupantIds = store.OccupantIds;
        Options = new UserOptions(Configuration.Name, _adapter, store.Accounts, store.Options);
        _access = new UserAccess(access, Configuration.Domain);
        _accountsOf = _accounts.FindOfNetwork(Configuration.Name).Where(static account => account.User is not null)
            .GroupBy(static account => account.User!).ToDictionary(static of => of.Key, static of => of.Count(), StringComparer.Ordinal);
    }

    public NetworkConfiguration Configuration { get; }

    /// <summary>Makes the ids of people in rooms.</summary>
    public OccupantIds OccupantIds { get; }

    /// <summary>What users have set.</summary>
    public UserOptions Options { get; }

    /// <summary>The user of a bare JID.</summary>
    /// <returns>Why there is none; null when there is one.</returns>
    public string? FindUser(string? text, out Jid user)
    {
        if (!Jid.TryParse(text, out user!) || user is { Local: null } or { IsBare: false })
        {
            return "the owner is not a bare JID";
        }

        return _access.MayUse(user) ? null
            : $"people of {ImportReport.Shown(user.Domain)} may not use {Configuration.Name}: allow them below Bridge:Access:Rules and import again";
    }

    /// <summary>A channel or a person on a server; null when the name can be none.</summary>
    public NetworkAddress? Resolve(AddressKind kind, AccountKey server, string name) =>
        _adapter.Addresses.TryParse(_adapter.Addresses.Format(new NetworkAddress(kind, server, name)), out var address) && address.Kind == kind && address.Account == server
            ? address
            : null;

    /// <summary>Who the local part of one of the network's JIDs is.</summary>
    public NetworkAddress? Resolve(string local) => _adapter.Addresses.TryParse(JidEscaping.Unescape(local), out var address) ? address : null;

    /// <summary>The JID of an address, or null when it has no legal form.</summary>
    public Jid? ToJid(NetworkAddress address) =>
        JidEscaping.TryEscape(_adapter.Addresses.Format(address), out var local) && Jid.TryCreate(local, Configuration.Domain, null, out var jid) ? jid : null;

    /// <summary>The account of a user on a server, made when there is none.</summary>
    /// <returns>Why there is none; null when there is one.</returns>
    public string? FindPlace(string? owner, string? server, out ImportPlace place)
    {
        place = default;
        if (FindUser(owner, out var user) is { } nobody)
        {
            return nobody;
        }

        if (FindServer(server, out var key) is { } nowhere)
        {
            return nowhere;
        }

        var name = user.ToString();
        if (_accounts.Find(name, Configuration.Name, key.Value) is not { } account)
        {
            var count = _accountsOf.GetValueOrDefault(name);
            if (Configuration.AccountsPerUser > 0 && count >= Configuration.AccountsPerUser)
            {
                return $"their users are on more servers than {Configuration.AccountsPerUser}: raise Bridge:Networks:{Configuration.Name}:AccountsPerUser and import again";
            }

            _accountsOf[name] = count + 1;
            account = _accounts.GetOrCreate(name, Configuration.Name, key.Value);
        }

        place = new ImportPlace(user, key, account.Id);
        return null;
    }

    private string? FindServer(string? server, out AccountKey key)
    {
        key = new AccountKey((server ?? "").ToLowerInvariant());
        return key.Value.Length is > 0 and < 256 && Resolve(AddressKind.Account, key, "") is not null ? null
            : $"the server {ImportReport.Shown(key.Value)} is not configured: add it below Bridge:Networks:{Configuration.Name}:Settings:Servers and import again";
    }
}
