using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Commands;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Logins;

/// <summary>Getting in and out, on a network whose accounts are made by logging in.</summary>
internal sealed class RegistrationCommands(Network network, AccountDirectory accounts, OwnAccounts own, LoginRuns runs, AccountRemoval removal)
{
    private const string LabelField = "label", NotLoggedIn = "You are not logged in.", NoAccount = "You have no account here.";
    private const int MaxLabel = 100;

    public IEnumerable<Command> All => !network.NeedsLogin ? [] :
    [
        new Command("login", "Log in with an account, or log in again", (call, stop) => runs.BeginAsync(call.Caller.User, stop))
        {
            Alias = "register",
            Node = Ns.Register.NamespaceName,
            Explanation = "You may have several accounts: log in once for each. Logging in again keeps your contacts. What you write in a chat, passwords "
                + "among it, stays in the history of your client; its commands and its form for registration leave nothing there.",
        },
        new Command("logout", "Log out of an account, and keep its contacts", LogOutAsync)
        {
            Explanation = "The login is ended on the network and forgotten here. Log in again to go on with the same contacts; “remove” takes everything away.",
            Fields = [own.StoredField(static account => account.HasCredentials, NotLoggedIn)],
        },
        new Command("label", "Call an account something else", LabelAsync)
        {
            Fields =
            [
                own.StoredField(static _ => true, NoAccount),
                new CommandField(LabelField, "What to call it") { IsRequired = true, TakesRest = true, MaxLength = MaxLabel },
            ],
        },
        new Command("remove", "Remove an account and everything that belongs to it", RemoveAsync)
        {
            Explanation = "It is logged out, and its contacts, rooms and their archives are taken away. This cannot be undone.",
            Fields = [own.StoredField(static _ => true, NoAccount)],
            Confirm = call => $"The account {NameOf(call)} will be logged out and removed here, with its contacts, rooms and archives.",
            ConfirmWith = NameOf,
        },
    ];

    private string NameOf(CommandCall call) => own.NameOf(call.Caller.User, OwnAccounts.KeyOf(call));

    private StoredAccount? Find(CommandCall call) =>
        network.AccountStore.Find(call.Caller.User.ToString(), network.Name, OwnAccounts.KeyOf(call).Value) is { IsBeingRemoved: false } account ? account : null;

    private async Task<CommandOutcome> LogOutAsync(CommandCall call, CancellationToken stop)
    {
        if (Find(call) is not { HasCredentials: true } stored)
        {
            return CommandOutcome.Failed(NotLoggedIn);
        }

        var account = accounts.Restore(call.Caller.User, new AccountKey(stored.Key));
        await account.DisconnectAsync("you logged out", stop);
        var problem = await removal.LogOutAsync(account, stop);
        await network.AccountStore.SetCredentialsAsync(account.Id, null, stop);
        return new CommandOutcome(problem is null
            ? $"You are logged out of {NameOf(call)}."
            : $"The login of {NameOf(call)} is forgotten here. The network could not be told: {problem}");
    }

    private async Task<CommandOutcome> LabelAsync(CommandCall call, CancellationToken stop)
    {
        var label = call.Values[LabelField];
        if (Find(call) is not { } stored)
        {
            return CommandOutcome.Failed(NoAccount);
        }

        if (network.AccountStore.FindOfUser(stored.User!, network.Name)
            .Any(other => other.Id != stored.Id && own.NameOf(call.Caller.User, new AccountKey(other.Key)).Equals(label, StringComparison.OrdinalIgnoreCase)))
        {
            return CommandOutcome.Failed("Another of your accounts is called that.") with { CanBeMended = true };
        }

        var before = NameOf(call);
        await network.AccountStore.SetLabelAsync(stored.Id, label, stop);
        return new CommandOutcome($"The account {before} is called {label} from now on.");
    }

    private async Task<CommandOutcome> RemoveAsync(CommandCall call, CancellationToken stop)
    {
        if (Find(call) is not { } stored)
        {
            return CommandOutcome.Failed(NoAccount);
        }

        var name = NameOf(call);
        await removal.MarkAsync([stored], stop);
        return await removal.Start(stored).WaitAsync(stop)
            ? new CommandOutcome($"The account {name} is removed.")
            : new CommandOutcome($"The account {name} is being removed. What could not be taken away now is taken away when the gateway is connected again.");
    }
}
