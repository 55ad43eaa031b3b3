using Bridge.Adapters;
using Bridge.Gateway.Accounts;

namespace Bridge.Gateway.Commands;

/// <summary>The commands that a network itself offers while the account is connected.</summary>
internal static class SessionCommands
{
    /// <summary>The commands of an account's session now; none while there is no session.</summary>
    public static IEnumerable<Command> Of(Account? account) =>
        account?.Session is IOffersCommands offered ? offered.Commands.Select(command => ToCommand(account, command)) : [];

    private static Command ToCommand(Account account, NetworkCommand offered) =>
        new(offered.Name, offered.Title, (call, stop) => RunAsync(account, offered.Name, call, stop))
        {
            Fields = [.. offered.Fields.Select((field, index) => ToField(field) with { TakesRest = index == offered.Fields.Count - 1 })],
        };

    private static CommandField ToField(LoginField field) => new(field.Name, field.Label)
    {
        Kind = field.Secret ? CommandFieldKind.Secret : CommandFieldKind.Text,
        IsRequired = !field.Optional,
        Default = field.Secret ? null : field.Default,
    };

    private static async Task<CommandOutcome> RunAsync(Account account, string name, CommandCall call, CancellationToken stop)
    {
        // Not the session it was offered by: that one may have ended since.
        if (account.Session is not IOffersCommands session)
        {
            return CommandOutcome.Failed("The network is not connected at the moment.");
        }

        return new CommandOutcome(await session.RunCommandAsync(name, call.Values, stop).WaitAsync(stop));
    }
}
