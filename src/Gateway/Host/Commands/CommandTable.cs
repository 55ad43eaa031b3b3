using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Contacts;
using Bridge.Store;

namespace Bridge.Gateway.Commands;

/// <summary>All commands of one network, and the one place that decides who may run them and runs them.</summary>
internal sealed partial class CommandTable
{
    private static readonly TimeSpan RunTime = TimeSpan.FromSeconds(60);

    private readonly Network _network;
    private readonly SessionCommands _session;
    private readonly UserAccess _access;
    private readonly IReadOnlyList<Command> _commands;
    private readonly ILogger _log;

    public CommandTable(
        Network network, AccountDirectory accounts, OwnAccounts own, UserAccess access, ContactLists contacts, IEnumerable<Command> registration, Func<IReadOnlyList<StreamState>> streams)
    {
        _network = network;
        _session = new SessionCommands(network.Adapter.Descriptor, accounts);
        _access = access;
        _log = network.Loggers.CreateLogger<CommandTable>();
        _commands =
        [
            .. new AccountCommands(network, accounts, own).All,
            .. new OptionCommands(network, accounts, own).All,
            .. new RoomCommands(network, own).All,
            new InfoCommand(network, accounts, own).Command,
            .. new QueueCommands(network, own).All,
            .. new HistoryCommands(network, own).All,
            .. new ContactCommands(network, accounts, contacts).All,
            .. new LoginCommands(network, accounts, own).All,
            .. registration,
            .. new FindCommand(network, accounts, own).All,
            .. new AdminCommands(network, accounts, own, streams).All,
            new PrivilegeCommand(network).Shown,
        ];
    }

    /// <summary>What a caller may run where they are, in the order to show it.</summary>
    public IReadOnlyList<Command> List(CommandCaller caller) => [.. At(caller).Where(command => MayRun(caller, command))];

    /// <summary>The command of that name or alias where the caller is, whether they may run it or not; null for none.</summary>
    public Command? Find(string name, CommandCaller caller)
    {
        var commands = At(caller).ToList();
        return commands.Find(command => command.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? commands.Find(command => string.Equals(command.Alias, name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The ad-hoc command of that node where the caller is, whether they may run it or not; null for none. A node has one spelling.</summary>
    public Command? FindNode(string node, CommandCaller caller) => At(caller).FirstOrDefault(command => command.Node == node);

    /// <summary>Whether there is a command of that name on the gateway's addresses.</summary>
    public bool IsElsewhere(string name) => _commands.Any(command => command.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public bool MayRun(CommandCaller caller, Command command) =>
        _access.MayUse(caller.User) && (command.Access != CommandAccess.Admin || _access.MayAdminister(caller.User));

    /// <summary>Runs a command that is filled in. Never throws but for <paramref name="stop"/>; failures are logged without the values.</summary>
    public Task<CommandOutcome> RunAsync(CommandRequest request, CancellationToken stop) => RunAsync(request, request.Command.Run, stop);

    /// <summary>Answers a step of a command that goes on, with the values of that step. As <see cref="RunAsync(CommandRequest, CancellationToken)"/>.</summary>
    public Task<CommandOutcome> ContinueAsync(CommandRequest answer, ICommandDialog dialog, CancellationToken stop) =>
        RunAsync(answer, (call, either) => dialog.NextAsync(call.Values, either), stop);

    /// <summary>Goes back to the step before, where the dialog can.</summary>
    public Task<CommandOutcome> GoBackAsync(CommandRequest answer, ICommandDialog dialog, CancellationToken stop) =>
        RunAsync(answer, (_, either) => dialog.BackAsync(either), stop);

    private async Task<CommandOutcome> RunAsync(CommandRequest request, Func<CommandCall, CancellationToken, Task<CommandOutcome>> run, CancellationToken stop)
    {
        if (!MayRun(request.Caller, request.Command))
        {
            return CommandOutcome.Failed(ChatTexts.NotAllowed);
        }

        using var timeout = new CancellationTokenSource(RunTime, _network.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
        try
        {
            return await run(request.Call, either.Token);
        }
        catch (NetworkException e)
        {
            return CommandOutcome.Failed(e.Message);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return CommandOutcome.Failed("That took too long; whether it was done is not known.");
        }
        catch (StoreException e)
        {
            LogFailed(_log, e, _network.Name, request.Command.Name);
            return CommandOutcome.Failed("The gateway cannot store anything at the moment. Please try again later.");
        }
#pragma warning disable CA1031 // A command must be answered whatever a session makes of it.
        catch (Exception e) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(_log, e, _network.Name, request.Command.Name);
            return CommandOutcome.Failed("That failed. Whoever runs this gateway finds the reason in its log.");
        }
    }

    private IEnumerable<Command> At(CommandCaller caller)
    {
        var scope = caller.Scope;
        var here = _commands.Where(command => command.Places.HasFlag(scope.Place));
        return scope is { IsAccountsOwn: true, Account: { } key }
            ? here.Concat(_session.Of(caller.User, key)).DistinctBy(static command => command.Name)
            : here;
    }

    [LoggerMessage(2100, LogLevel.Error, "{Network}: the command {Command} failed")]
    private static partial void LogFailed(ILogger log, Exception cause, string network, string command);
}
