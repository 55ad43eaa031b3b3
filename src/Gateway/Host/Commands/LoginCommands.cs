using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Options;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Commands;

/// <summary>
/// The login that a user has on a network which needs none of the gateway, such as a registered nick: a short way to some of the account's options,
/// whose keys are the names of the fields.
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

    /// <summary>Whether a login is stored for an account.</summary>
    public static bool IsStored(Network network, StoredAccount account) =>
        account.HasCredentials || network.Options.SetFor(TargetOf(account)).Keys.Any(static key => Fields.Any(field => field.Name == key));

    /// <summary>Whether an account of the user's own is logged in with, and not only a nick or a name is set.</summary>
    public static bool IsLogin(Network network, StoredAccount account) =>
        account.HasCredentials || network.Options.SetFor(TargetOf(account)).Keys.Any(static key => key is "sasl-username" or "sasl-password" or "certificate");

    private static OptionTarget TargetOf(StoredAccount account) => new(Jid.Parse(account.User!), new AccountKey(account.Key));

    private async Task<IReadOnlyList<string>> LoggedInAsync(CommandCaller caller, CancellationToken stop) =>
        [.. (await own.StoredAsync(caller, stop)).Where(account => IsStored(network, account)).Select(static account => account.Key)];

    private async Task<CommandOutcome> LoginAsync(CommandCall call, CancellationToken stop)
    {
        var account = accounts.GetOrCreate(call.Caller.User, OwnAccounts.KeyOf(call));
        List<OptionChange> changes = [];
        foreach (var field in Fields)
        {
            if (!call.Values.TryGetValue(field.Name, out var value))
            {
                continue;
            }

            if (network.Options.Find(field.Name) is { } option && network.Options.Read(option, account.Target, value, out value) is { } problem)
            {
                return CommandOutcome.Failed($"{field.Label}: {problem}.");
            }

            changes.Add(new OptionChange(field.Name, value, field.IsSecret));
        }

        await network.Options.SetAsync(account.Target, changes, stop);
        if (call.Values.ContainsKey(CoreOptions.Nick))
        {
            account.Prefer(null);
        }
        if (!account.IsRunning)
        {
            return new CommandOutcome($"Stored. It is used at the next connection to {own.NameOf(account.Key)}.");
        }

        await account.RestartAsync("connecting with your login", stop);
        return new CommandOutcome($"Stored. Connecting to {own.NameOf(account.Key)} with it; “status” tells how it went.");
    }

    private async Task<CommandOutcome> LogoutAsync(CommandCall call, CancellationToken stop)
    {
        var account = accounts.GetOrCreate(call.Caller.User, OwnAccounts.KeyOf(call));
        var stored = network.Options.SetFor(account.Target);
        var changes = Fields.Where(field => stored.ContainsKey(field.Name)).Select(static field => new OptionChange(field.Name, null, field.IsSecret)).ToList();
        if (changes.Count == 0)
        {
            return CommandOutcome.Failed(NothingStored);
        }

        await network.Options.SetAsync(account.Target, changes, stop);
        if (account.IsRunning)
        {
            await account.RestartAsync("connecting without your login", stop);
        }

        return new CommandOutcome($"The login for {own.NameOf(account.Key)} is forgotten.");
    }
}
