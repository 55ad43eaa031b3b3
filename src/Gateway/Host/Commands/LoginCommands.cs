using Bridge.Adapters;
using Bridge.Gateway.Accounts;

namespace Bridge.Gateway.Commands;

/// <summary>
/// The login that a user has on a network which needs none of the gateway, such as a registered nick. The field names are the keys under which a
/// session finds the values in <see cref="SessionContext.Credentials"/>.
/// </summary>
internal sealed class LoginCommands(Network network, AccountDirectory accounts, OwnAccounts own)
{
    private const string NothingStored = "No login is stored.";

    private static readonly CommandField[] Fields =
    [
        new("sasl-username", "Name of your account there") { IsRequired = true },
        new("sasl-password", "Password of your account there") { IsRequired = true, Kind = CommandFieldKind.Secret },
        new("nick", "Nick to appear under"),
        new("realname", "Real name to show"),
        new("password", "Password of the server itself, which few ask for") { Kind = CommandFieldKind.Secret },
    ];

    public IEnumerable<Command> All => network.Adapter.Descriptor.Accounts != AccountPolicy.OnFirstUse ? [] :
    [
        new Command("login", "Log in with an account of your own (SASL)", LoginAsync)
        {
            Alias = "sasl",
            Explanation = "The gateway keeps it encrypted and logs in with it whenever it connects. What you leave out stays as it was. Your client may "
                + "keep what you write here: use its form for commands where it has one, or delete the message with the password.",
            Fields = [own.AnyField(), .. Fields],
        },
        new Command("logout", "Forget the login again", LogoutAsync)
        {
            Alias = "forget",
            Explanation = "Removes all that “login” has stored.",
            Fields = [OwnAccounts.ChoiceField(LoggedInAsync, NothingStored)],
        },
    ];

    private async Task<IReadOnlyList<string>> LoggedInAsync(CommandCaller caller, CancellationToken stop) =>
        [.. (await own.StoredAsync(caller, stop)).Where(static account => account.HasCredentials).Select(static account => account.Key)];

    private async Task<CommandOutcome> LoginAsync(CommandCall call, CancellationToken stop)
    {
        var key = OwnAccounts.KeyOf(call);
        var account = accounts.GetOrCreate(call.Caller.User, key);
        var credentials = Stored(account);
        foreach (var field in Fields)
        {
            if (call.Values.TryGetValue(field.Name, out var value))
            {
                credentials[field.Name] = value;
            }
        }

        await network.AccountStore.SetCredentialsAsync(account.Id, credentials, stop);
        if (call.Values.ContainsKey("nick"))
        {
            account.Prefer(null);
        }

        if (!account.IsRunning)
        {
            return new CommandOutcome($"Stored. It is used at the next connection to {own.NameOf(key)}.");
        }

        await account.RestartAsync("connecting with your login", stop);
        return new CommandOutcome($"Stored. Connecting to {own.NameOf(key)} with it; “status” tells how it went.");
    }

    private async Task<CommandOutcome> LogoutAsync(CommandCall call, CancellationToken stop)
    {
        var key = OwnAccounts.KeyOf(call);
        var account = accounts.GetOrCreate(call.Caller.User, key);
        var stored = Stored(account);
        var kept = stored.Where(static pair => Fields.All(field => field.Name != pair.Key)).ToDictionary();
        if (kept.Count == stored.Count)
        {
            return CommandOutcome.Failed(NothingStored);
        }

        await network.AccountStore.SetCredentialsAsync(account.Id, kept, stop);
        if (account.IsRunning)
        {
            await account.RestartAsync("connecting without your login", stop);
        }

        return new CommandOutcome($"The login for {own.NameOf(key)} is forgotten.");
    }

    private Dictionary<string, string> Stored(Account account) =>
        network.AccountStore.Find(account.Id) is { } stored ? new(network.AccountStore.GetCredentials(stored), StringComparer.Ordinal) : [];
}
