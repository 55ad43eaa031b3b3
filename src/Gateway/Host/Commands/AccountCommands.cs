using System.Text;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;

namespace Bridge.Gateway.Commands;

/// <summary>The commands about one's own connections.</summary>
internal sealed class AccountCommands(Network network, AccountDirectory accounts, OwnAccounts own)
{
    public IEnumerable<Command> All =>
    [
        new Command("status", "Show your connections and rooms", StatusAsync) { Alias = "accounts" },
        new Command("connect", "Connect now", (call, _) => Task.FromResult(Connect(call)))
        {
            Explanation = "Connections are made by themselves when you join a room or write to somebody. This makes one at once, also when the gateway "
                + "waits before it tries again. One that nobody uses is closed after ten minutes.",
            Fields = [own.AnyField()],
        },
        new Command("disconnect", "Leave all rooms and disconnect", DisconnectAsync)
        {
            Explanation = "You will be connected again when you join a room or write to somebody.",
            Fields = [own.RunningField()],
        },
    ];

    private async Task<CommandOutcome> StatusAsync(CommandCall call, CancellationToken stop)
    {
        var lines = new StringBuilder();
        foreach (var stored in await own.StoredAsync(call.Caller, stop))
        {
            var key = new AccountKey(stored.Key);
            var account = accounts.Find(call.Caller.User, key);
            var rooms = (account?.Rooms.Values ?? []).Select(static room => room.Chat.Value).Order(StringComparer.Ordinal)
                .Concat((account?.Unasked ?? []).Select(static chat => $"{chat.Value} (none of your clients is there)"));
            lines.Append(own.NameOf(call.Caller.User, key)).Append(": ").Append(network.NeedsLogin && !stored.HasCredentials ? "logged out" : account is null ? "not connected" : StateOf(account))
                .Append(LoginCommands.IsLogin(network, stored) ? ", with your login" : "")
                .Append(", rooms: ").AppendJoin(", ", rooms.DefaultIfEmpty("none")).Append('\n');
        }

        var none = network.WhyUnusable(call.Caller.User, new AccountKey("")) ?? "You have no connection yet: join a room or write to somebody, and there will be one.";
        return new CommandOutcome(lines.Length == 0 ? none : lines.ToString().TrimEnd());
    }

    /// <summary>How an account is connected, for people.</summary>
    public static string StateOf(Account account)
    {
        var state = account.State switch
        {
            SessionState.Connected => "connected",
            SessionState.Throttled => "connected, slowed down by the network",
            SessionState.Connecting => "connecting",
            SessionState.BadCredentials => "login refused",
            SessionState.LoggedOut => "logged out",
            _ => "not connected",
        };
        return account.StateText is { } text && account.State is not (SessionState.Connected or SessionState.Throttled) ? $"{state} ({text.TrimEnd('.')})" : state;
    }

    private CommandOutcome Connect(CommandCall call)
    {
        var key = OwnAccounts.KeyOf(call);
        var account = accounts.GetOrCreate(call.Caller.User, key);
        if (account.Session is not null)
        {
            return new CommandOutcome($"{own.NameOf(call.Caller.User, key)} is connected already.");
        }

        account.TouchDirect();
        account.Retry();
        return new CommandOutcome($"Connecting to {own.NameOf(call.Caller.User, key)}. “status” tells how it went.");
    }

    private async Task<CommandOutcome> DisconnectAsync(CommandCall call, CancellationToken stop)
    {
        var key = OwnAccounts.KeyOf(call);
        if (accounts.Find(call.Caller.User, key) is not { IsRunning: true } account)
        {
            return CommandOutcome.Failed(OwnAccounts.NoneUsed);
        }

        await account.DisconnectAsync("you disconnected", stop);
        var waiting = account.Conversations.Sum(static conversation => conversation.Waiting);
        var more = waiting == 0 ? "" : $" Messages that still wait: {waiting} (“queue” lists them).";
        return new CommandOutcome($"Disconnected from {own.NameOf(call.Caller.User, key)}.{more}");
    }
}
