using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Commands;

/// <summary>The accounts that a command may be about, and what people call them.</summary>
internal sealed class OwnAccounts(Network network, AccountDirectory accounts)
{
    /// <summary>The name of the field that says which account.</summary>
    public const string FieldName = "account";

    /// <summary>The account that every user has when the network knows only one for each; else null.</summary>
    public AccountKey? Sole { get; } = FindSole(network.Adapter.Addresses);

    /// <summary>What commands given to an address mean; null for people and rooms.</summary>
    public CommandScope? ScopeOf(Jid to, NetworkAddress? address)
    {
        if (to.Local is null or Components.StanzaRouter.ControlNode)
        {
            var isOwn = Sole is { } sole && network.Adapter.Addresses.Format(new NetworkAddress(AddressKind.Account, sole, "")).Length == 0;
            return new CommandScope(CommandPlaces.Gateway, Sole, isOwn);
        }

        return address is { Kind: AddressKind.Account } ? new CommandScope(CommandPlaces.Account, address.Account, IsAccountsOwn: true) : null;
    }

    /// <summary>What people call an account.</summary>
    public string NameOf(AccountKey key) => key.Value.Length == 0 ? network.Adapter.Descriptor.DisplayName : key.Value;

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
    public CommandField AnyField() => new(FieldName, "Account, for example the name of a server") { IsRequired = true, IsAccount = true, Parse = Parse };

    /// <summary>A field for one of some accounts.</summary>
    public static CommandField ChoiceField(Func<CommandCaller, CancellationToken, Task<IReadOnlyList<string>>> load, string nothing) =>
        new(FieldName, "Account") { Kind = CommandFieldKind.Choice, IsRequired = true, IsAccount = true, LoadOptions = load, NothingToChoose = nothing };

    /// <summary>Reads an account's name, or its whole address.</summary>
    private string? Parse(string typed)
    {
        var suffix = "@" + network.Domain.Domain;
        var node = typed.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) ? JidEscaping.Unescape(typed[..^suffix.Length]) : typed;
        return network.Adapter.Addresses.TryParse(node.ToLowerInvariant(), out var address) && address.Kind == AddressKind.Account ? address.Account.Value : null;
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
