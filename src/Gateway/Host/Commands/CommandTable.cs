using Bridge.Adapters;
using Bridge.Gateway.Accounts;
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

    public CommandTable(Network network, AccountDirectory accounts, OwnAccounts own, UserAccess access, Func<IReadOnlyList<StreamState>> streams)
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
            .. new QueueCommands(network, own).All,
            .. new HistoryCommands(network, own).All,
            .. new LoginCommands(network, accounts, own).All,
            .. new AdminCommands(network, accounts, own, streams).All,
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

    /// <summary>Whether there is a command of that name on the gateway's addresses.</summary>
    public bool IsElsewhere(string name) => _commands.Any(command => command.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public bool MayRun(CommandCaller caller, Command command) =>
        _access.MayUse(caller.User) && (command.Access != CommandAccess.Admin || _access.MayAdminister(caller.User));

    /// <summary>Runs a command that is filled in. Never throws but for <paramref name="stop"/>; failures are logged without the values.</summary>
    public async Task<CommandOutcome> RunAsync(CommandRequest request, CancellationToken stop)
    {
        if (!MayRun(request.Caller, request.Command))
        {
            return CommandOutcome.Failed(ChatTexts.NotAllowed);
        }

        using var timeout = new CancellationTokenSource(RunTime, _network.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
        try
        {
            return await request.Command.Run(request.Call, either.Token);
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
