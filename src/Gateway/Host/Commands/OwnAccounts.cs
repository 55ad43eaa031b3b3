using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Options;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Commands;

/// <summary>The accounts that a command may be about, and what people call them.</summary>
internal sealed class OwnAccounts(Network network, AccountDirectory accounts)
{
    /// <summary>The name of the field that says which account.</summary>
    public const string FieldName = "account";

    /// <summary>What is said to somebody who has no connection.</summary>
    public const string NoneUsed = "You have no connection.";

    private const string PlaceName = "where";

    /// <summary>The account that every user has when the network knows only one for each; else null.</summary>
    public AccountKey? Sole { get; } = FindSole(network.Adapter.Addresses);

    /// <summary>What commands given to an address mean; null in rooms and elsewhere.</summary>
    public CommandScope? ScopeOf(Jid to, NetworkAddress? address)
    {
        if (to.Local is null or Components.StanzaRouter.ControlNode)
        {
            var isOwn = Sole is { } sole && network.Adapter.Addresses.Format(new NetworkAddress(AddressKind.Account, sole, "")).Length == 0;
            return new CommandScope(CommandPlaces.Gateway, Sole, isOwn);
        }

        return address switch
        {
            { Kind: AddressKind.Account } => new CommandScope(CommandPlaces.Account, address.Account, IsAccountsOwn: true),
            { Kind: AddressKind.Group } when to.IsBare =>
                new CommandScope(CommandPlaces.Chat, address.Account, IsAccountsOwn: false) { Chat = new ChatId(address.Id) },
            { Kind: AddressKind.Contact } =>
                new CommandScope(CommandPlaces.Person, address.Account, IsAccountsOwn: false) { Chat = new ChatId(address.Id) },
            _ => null,
        };
    }

    /// <summary>What options a caller means without a word.</summary>
    public static OptionTarget TargetOf(CommandCaller caller) => new(caller.User, caller.Scope.Account, caller.Scope.Chat);

    /// <summary>What options a command is about; only for commands that have the field of <see cref="PlaceField"/>.</summary>
    public OptionTarget TargetOf(CommandCall call) =>
        call.Values.TryGetValue(PlaceName, out var node) && network.Adapter.Addresses.TryParse(node, out var address)
            ? new OptionTarget(call.Caller.User, address.Account, address.Kind == AddressKind.Group ? new ChatId(address.Id) : null)
            : TargetOf(call.Caller);

    /// <summary>What people call an account.</summary>
    public string NameOf(AccountKey key) => NameOf(network.Adapter.Descriptor, key);

    /// <summary>What a user calls one of their accounts.</summary>
    public string NameOf(Jid user, AccountKey key) => network.AccountStore.Find(user.ToString(), network.Name, key.Value)?.Label ?? NameOf(key);

    /// <summary>What people call an account of a network.</summary>
    public static string NameOf(AdapterDescriptor descriptor, AccountKey key) => key.Value.Length == 0 ? descriptor.DisplayName : key.Value;

    /// <summary>The account that a command is about; only for commands that have an account field.</summary>
    public static AccountKey KeyOf(CommandCall call) => call.Caller.Scope.Account ?? new AccountKey(call.Values[FieldName]);

    /// <summary>The caller's accounts that were used since the start, in the scope.</summary>
    public IEnumerable<Account> Used(CommandCaller caller) => accounts.All
        .Where(account => account.User == caller.User && (caller.Scope.Account is not { } only || account.Key == only))
        .OrderBy(static account => account.Key.Value, StringComparer.Ordinal);

    /// <summary>All of the caller's accounts in the scope.</summary>
    public async Task<IReadOnlyList<StoredAccount>> StoredAsync(CommandCaller caller, CancellationToken stop) =>
    [
        .. (await network.AccountStore.LoadOfUserAsync(caller.User.ToString(), stop))
            .Where(account => account.Network == network.Name && (caller.Scope.Account is not { } only || account.Key == only.Value))
            .OrderBy(static account => account.Key, StringComparer.Ordinal),
    ];

    /// <summary>A field for any account, also one that is still to be made.</summary>
    /// <remarks>Where accounts are made by logging in, commands make none.</remarks>
    public CommandField AnyField() => network.NeedsLogin ? StoredField(static _ => true, NoneUsed) : new(FieldName, "Account, for example the name of a server") { IsRequired = true, IsAccount = true, Parse = Parse };

    /// <summary>A field for one of some accounts.</summary>
    public static CommandField ChoiceField(Func<CommandCaller, CancellationToken, Task<IReadOnlyList<string>>> load, string nothing) =>
        new(FieldName, "Account") { Kind = CommandFieldKind.Choice, IsRequired = true, IsAccount = true, LoadOptions = load, NothingToChoose = nothing };

    /// <summary>A field for one of the caller's accounts.</summary>
    public CommandField StoredField(Func<StoredAccount, bool> which, string nothing) => ChoiceField(
        async (caller, stop) => [.. (await StoredAsync(caller, stop)).Where(account => !account.IsBeingRemoved && which(account)).Select(static account => account.Key)],
        nothing) with
    { LabelOf = (caller, key) => NameOf(caller.User, new AccountKey(key)) };

    /// <summary>A field for one of the accounts that are connected, or about to be.</summary>
    public CommandField RunningField() => ChoiceField(
        (caller, _) => Task.FromResult<IReadOnlyList<string>>(
            [.. Used(caller).Where(static account => account.IsRunning).Select(static account => account.Key.Value)]),
        NoneUsed) with
    { LabelOf = (caller, key) => NameOf(caller.User, new AccountKey(key)) };

    /// <summary>A field for the account or the room that is meant, where it is not the one that the command is given to.</summary>
    public CommandField PlaceField(CommandCaller caller) => new(PlaceName, PlaceLabel(caller.Scope))
    {
        IsPlace = true,
        Parse = typed => ParsePlace(typed, caller.Scope.Account),
        Refusal = "What stands last is no server or room here. If it belongs to the value, put quotes around the whole value.",
    };

    /// <summary>The whole address of a room whose name may be shortened where the caller is; null when it is none.</summary>
    public string? RoomAddress(string typed, CommandCaller caller) =>
        ParsePlace(typed, caller.Scope.Account) is { } node && network.Adapter.Addresses.TryParse(node, out var address) && address.Kind == AddressKind.Group
            ? network.ToJid(address)?.ToString()
            : null;

    private string PlaceLabel(CommandScope scope) => (scope.Account, network.Adapter.Descriptor.HasGroups) switch
    {
        (null, true) => "The server or the room that is meant, if it is not all of them",
        (null, false) => "The account that is meant, if it is not all of them",
        _ => "The room that is meant, if there is one",
    };

    /// <summary>Reads the address of a person or a group, as what it stands for; null when it is none.</summary>
    public NetworkAddress? ChatAddress(string typed, CommandCaller caller)
    {
        var (codec, node) = (network.Adapter.Addresses, ParsePlace(typed, caller.Scope.Account) ?? NodeOf(typed));
        return codec.TryParse(node, out var address) && address.Kind != AddressKind.Account && (caller.Scope.Account is not { } only || address.Account == only) ? address : null;
    }

    /// <summary>Reads an account's name, or its whole address.</summary>
    private string? Parse(string typed) =>
        network.Adapter.Addresses.TryParse(NodeOf(typed), out var address) && address.Kind == AddressKind.Account ? address.Account.Value : null;

    /// <summary>Reads the name of an account or a room, or its whole address, as the local part of its address.</summary>
    private string? ParsePlace(string typed, AccountKey? scope)
    {
        var (codec, node) = (network.Adapter.Addresses, NodeOf(typed));
        if (codec.TryParse(node, out var address) && address.Kind != AddressKind.Contact && (scope is not { } only || address.Account == only))
        {
            return node;
        }

        // At an account's own address, its name may be left out of a room's.
        var full = scope is { } key ? codec.Format(new NetworkAddress(AddressKind.Group, key, node)) : "";
        return full.Length > 0 && codec.TryParse(full, out address) && address.Kind == AddressKind.Group && address.Account == scope ? full : null;
    }

    private string NodeOf(string typed)
    {
        var suffix = "@" + network.Domain.Domain;
        var node = typed.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) ? JidEscaping.Unescape(typed[..^suffix.Length]) : typed;
        return node.ToLowerInvariant();
    }

    internal static AccountKey? FindSole(IAddressCodec codec)
    {
        // With one fixed server, the domain itself is the account.
        if (codec.TryParse("", out var address) && address.Kind == AddressKind.Account)
        {
            return address.Account;
        }

        var node = codec.Format(new NetworkAddress(AddressKind.Account, new AccountKey(""), ""));
        return node.Length > 0 && codec.TryParse(node, out address) && address is { Kind: AddressKind.Account, Account.Value: "" } ? address.Account : null;
    }
}
