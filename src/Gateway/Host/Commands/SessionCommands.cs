using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Xmpp;

namespace Bridge.Gateway.Commands;

/// <summary>The commands that a network itself offers. They are shown while the account is not connected as well, and say then what is wrong.</summary>
internal sealed class SessionCommands(AdapterDescriptor descriptor, AccountDirectory accounts)
{
    /// <summary>The commands at an account's own address: what its session offers now, or what sessions of the network always offer.</summary>
    public IEnumerable<Command> Of(Jid user, AccountKey key) => Find(user, key) is { } session
        ? session.Commands.Concat(descriptor.Commands).DistinctBy(static command => command.Name).Select(command => ToCommand(user, key, command))
        : descriptor.Commands.Select(command => ToCommand(user, key, command));

    /// <summary>What is said to who wants something of a network that they are not connected to.</summary>
    public static string NotConnected(AdapterDescriptor descriptor, AccountKey key) =>
        $"You are not connected to {OwnAccounts.NameOf(descriptor, key)}. Write “connect” to this address first, or join a room.";

    private IOffersCommands? Find(Jid user, AccountKey key) => accounts.Find(user, key)?.Session as IOffersCommands;

    private Command ToCommand(Jid user, AccountKey key, NetworkCommand offered) =>
        new(offered.Name, offered.Title, (call, stop) => RunAsync(user, key, offered.Name, call, stop))
        {
            Fields = [.. offered.Fields.Select((field, index) => ToField(field) with { TakesRest = index == offered.Fields.Count - 1 })],
        };

    private static CommandField ToField(LoginField field) => new(field.Name, field.Label)
    {
        Kind = field.Secret ? CommandFieldKind.Secret : CommandFieldKind.Text,
        IsRequired = !field.Optional,
        Default = field.Secret ? null : field.Default,
    };

    private async Task<CommandOutcome> RunAsync(Jid user, AccountKey key, string name, CommandCall call, CancellationToken stop) =>
        // Not the session it was offered by: that one may have ended since.
        accounts.Find(user, key) is { Session: IOffersCommands session } account
            ? OutcomeOf(account, await session.AnswerCommandAsync(name, call.Values, stop).WaitAsync(stop))
            : CommandOutcome.Failed(NotConnected(descriptor, key));

    private static CommandOutcome OutcomeOf(Account account, CommandAnswer answer) => new(answer.Text) { Table = answer.Groups.Count > 0 ? GroupTable.Of(account, answer.Groups) : null };
}
