using System.Text;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Components;

namespace Bridge.Gateway.Commands;

/// <summary>The commands for administrators.</summary>
/// <param name="accounts">The accounts of this network.</param>
/// <param name="streams">The streams of all networks.</param>
internal sealed class AdminCommands(AccountDirectory accounts, Func<IReadOnlyList<StreamState>> streams)
{
    private const int MaxLines = 200;

    public IEnumerable<Command> All =>
    [
        ForAdmins("users", "Show who is connected", Users),
        ForAdmins("streams", "Show the networks' streams to the XMPP server", Streams),
    ];

    private static Command ForAdmins(string name, string title, Func<CommandOutcome> run) =>
        new(name, title, (_, _) => Task.FromResult(run())) { Access = CommandAccess.Admin, Places = CommandPlaces.Gateway };

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
        }

        if (users.Count > MaxLines)
        {
            lines.Append("\nand ").Append(users.Count - MaxLines).Append(" more");
        }

        return new CommandOutcome(lines.ToString());
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
