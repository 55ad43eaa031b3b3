using System.Text;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Components;
using Bridge.Gateway.Delivery;
using Bridge.Gateway.Options;
using Bridge.Xmpp;

namespace Bridge.Gateway.Commands;

/// <summary>The commands for administrators.</summary>
/// <param name="network">The network.</param>
/// <param name="accounts">Its accounts.</param>
/// <param name="own">What people call them.</param>
/// <param name="streams">The streams of all networks.</param>
internal sealed class AdminCommands(Network network, AccountDirectory accounts, OwnAccounts own, Func<IReadOnlyList<StreamState>> streams)
{
    private const int MaxLines = 200;
    private const string User = "user";

    public IEnumerable<Command> All =>
    [
        ForAdmins("users", "Show who is connected, and to what", (_, _) => Task.FromResult(Users())),
        ForAdmins("servers", "Show how much every server is used", (_, _) => Task.FromResult(Servers())),
        ForAdmins("streams", "Show the networks' streams to the XMPP server", (_, _) => Task.FromResult(Streams())),
        ForAdmins("limits", "Show the limits in force, for everybody or for one user", (call, _) => Task.FromResult(Limits(call))) with
        {
            Fields = [UserField(isRequired: false)],
        },
        ForAdmins("disconnect-user", "Disconnect a user", DisconnectAsync) with
        {
            Explanation = "Takes their clients out of all rooms. They are connected again when they join a room or write to somebody; a rule in the "
                + "configuration keeps them out.",
            Fields = [UserField(isRequired: true), own.AnyField() with { IsRequired = false }],
        },
    ];

    private static Command ForAdmins(string name, string title, Func<CommandCall, CancellationToken, Task<CommandOutcome>> run) =>
        new(name, title, run) { Access = CommandAccess.Admin, Places = CommandPlaces.Gateway };

    private static CommandField UserField(bool isRequired) => new(User, "JID of the user")
    {
        IsRequired = isRequired,
        Parse = static typed => Jid.TryParse(typed, out var jid) && jid.Local is not null ? jid.Bare.ToString() : null,
    };

    private CommandOutcome Users()
    {
        var running = accounts.All.Where(static account => account.IsRunning).ToList();
        var users = running.GroupBy(static account => account.User.ToString()).OrderBy(static user => user.Key, StringComparer.Ordinal).ToList();
        var rooms = running.Sum(static account => account.Rooms.Count);
        var lines = new StringBuilder($"Users: {users.Count}, connections: {Connected(running)} of {running.Count} up, rooms: {rooms}");
        foreach (var user in users.Take(MaxLines))
        {
            lines.Append('\n').Append(user.Key).Append(": ").Append(Connected(user)).Append(" of ").Append(user.Count()).Append(" connections up, rooms: ")
                .Append(user.Sum(static account => account.Rooms.Count))
                .Append(", direct chats: ").Append(user.Sum(static account => account.DirectChats))
                .Append(", messages waiting: ").Append(user.SelectMany(static account => account.Conversations).Sum(static conversation => conversation.Waiting));
            foreach (var account in user.Where(static account => account.Key.Value.Length > 0).OrderBy(static account => account.Key.Value, StringComparer.Ordinal))
            {
                lines.Append("\n  ").Append(account.Key.Value).Append(": ").Append(AccountCommands.StateOf(account));
            }
        }

        if (users.Count > MaxLines)
        {
            lines.Append("\nand ").Append(users.Count - MaxLines).Append(" more");
        }

        return new CommandOutcome(lines.ToString());
    }

    private CommandOutcome Servers()
    {
        var servers = accounts.All.Where(static account => account.IsRunning).GroupBy(static account => account.Key)
            .OrderByDescending(static server => server.Count()).ThenBy(static server => server.Key.Value, StringComparer.Ordinal).ToList();
        var lines = new StringBuilder($"In use: {servers.Count}");
        foreach (var server in servers.Take(MaxLines))
        {
            lines.Append('\n').Append(own.NameOf(server.Key)).Append(": users: ").Append(server.Count()).Append(", connected: ").Append(Connected(server))
                .Append(", rooms: ").Append(server.Sum(static account => account.Rooms.Count))
                .Append(", messages waiting: ").Append(server.SelectMany(static account => account.Conversations).Sum(static conversation => conversation.Waiting));
        }

        if (servers.Count > MaxLines)
        {
            lines.Append("\nand ").Append(servers.Count - MaxLines).Append(" more");
        }

        return new CommandOutcome(lines.ToString());
    }

    private CommandOutcome Limits(CommandCall call)
    {
        var lines = new StringBuilder("Accounts of one user: ").Append(network.AccountsPerUser == 0 ? "no limit" : network.AccountsPerUser)
            .Append("\nMessages that wait in one chat: ").Append(Conversation.MaxWaiting)
            .Append("\nCommands of one user at once: ").Append(CommandQueue.MaxOfUser)
            .Append("\nRooms of one account with settings of their own: ").Append(UserOptions.MaxChats);
        if (call.Values.TryGetValue(User, out var text) && Jid.TryParse(text, out var user))
        {
            var stored = network.AccountStore.FindOfUser(text, network.Name);
            lines.Append('\n').Append(text).Append(": accounts: ").Append(stored.Count);
            foreach (var account in stored.Take(MaxLines))
            {
                lines.Append("\n  ").Append(own.NameOf(new AccountKey(account.Key))).Append(": ")
                    .AppendJoin(", ", RatesOf(new OptionTarget(user, new AccountKey(account.Key))).DefaultIfEmpty("no limit of its own"));
            }
        }

        return new CommandOutcome(lines.ToString());
    }

    private IEnumerable<string> RatesOf(OptionTarget target) => network.Adapter.Descriptor.Options.Where(static option => option.Kind == OptionKind.Number)
        .Select(option => $"{option.Key} {network.Options.Resolve(option, target).Value ?? "not set"}");

    private async Task<CommandOutcome> DisconnectAsync(CommandCall call, CancellationToken stop)
    {
        var running = accounts.All.Where(account => account.IsRunning && account.User.ToString() == call.Values[User]
            && (!call.Values.TryGetValue(OwnAccounts.FieldName, out var key) || account.Key.Value == key)).ToList();
        foreach (var account in running)
        {
            await account.DisconnectAsync("an administrator has disconnected you", stop);
        }

        return running.Count == 0
            ? CommandOutcome.Failed("That user has no such connection.")
            : new CommandOutcome($"Disconnected: {string.Join(", ", running.Select(account => own.NameOf(account.Key)))}.");
    }

    private CommandOutcome Streams() => new(string.Join('\n', streams().Select(static stream => $"{stream.Domain} ({stream.Network}): " + stream.State switch
    {
        LinkState.Up => "connected",
        LinkState.Connecting => "connecting",
        LinkState.WrongSecret => "the XMPP server refuses the secret",
        LinkState.UnknownHost => "the XMPP server does not know this domain",
        LinkState.Conflict => "another component has this domain",
        _ => "not connected, trying again",
    })));

    private static int Connected(IEnumerable<Account> running) =>
        running.Count(static account => account.State is SessionState.Connected or SessionState.Throttled);
}
