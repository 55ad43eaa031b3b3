using Bridge.Gateway.Accounts;

namespace Bridge.Gateway.Commands;

/// <summary>
/// Commands as messages: the name and its values in order; what is missing is asked for. Every message has one answer. A user has one
/// dialog, whichever address and client they write with.
/// </summary>
internal sealed partial class ChatCommands(Network network, CommandTable table)
{
    private readonly PendingRequests<ChatDialog> _dialogs = new(network.Time, 1);

    /// <summary>The answer to a message. Called for one message of a user at a time.</summary>
    public async Task<string> AnswerAsync(string text, CommandCaller caller, CancellationToken stop)
    {
        if (_dialogs.Take(KeyOf(caller)) is { } dialog)
        {
            return await ContinueAsync(dialog, text, stop);
        }

        var (name, rest) = CommandWords.Cut(text);
        switch (name.ToLowerInvariant())
        {
            case "help" or "?":
                return Help(CommandWords.Cut(rest).First, caller);
            case "cancel":
                return ChatTexts.NothingToCancel;
            case var known when Find(known, caller) is { } command:
                return table.MayRun(caller, command) ? await BeginAsync(command, rest, caller, stop) : ChatTexts.NotAllowed;
            default:
                return Unknown(name, caller);
        }
    }

    /// <summary>The command of an ad-hoc node, or null.</summary>
    public Command? FindByNode(string node, CommandCaller caller) => table.FindNode(node, caller);

    private Command? Find(string name, CommandCaller caller) => table.Find(name, caller) is { } command ? command.InChat ?? command : null;

    private string Help(string name, CommandCaller caller)
    {
        if (name.Length == 0)
        {
            return ChatTexts.Help(network.Adapter.Descriptor, table.List(caller));
        }

        return Find(name, caller) is not { } command ? Unknown(name, caller)
            : table.MayRun(caller, command) ? ChatTexts.Help(command, caller)
            : ChatTexts.NotAllowed;
    }

    private string Unknown(string name, CommandCaller caller) =>
        caller.Scope.Place == CommandPlaces.Account && table.IsElsewhere(name) ? $"Write that to {network.ControlContact.Bare}." : ChatTexts.Unknown;

    private async Task<string> BeginAsync(Command command, string line, CommandCaller caller, CancellationToken stop)
    {
        var (request, outcome) = await CommandRequest.BeginAsync(command, caller, stop);
        if (request is null)
        {
            return outcome!.Text;
        }

        if (CommandWords.Split(line, request.Fields is [.., { TakesRest: true }] ? request.Fields.Count : int.MaxValue) is not { } values)
        {
            return ChatTexts.OpenQuote;
        }

        if (values.Count > request.Fields.Count)
        {
            return ChatTexts.TooMany(command);
        }

        for (var i = 0; i < values.Count; i++)
        {
            if (request.Set(request.Fields[i], values[i]) is { } problem)
            {
                return problem;
            }
        }

        request.FillDefaults();
        return await GoOnAsync(request, stop);
    }

    private async Task<string> ContinueAsync(ChatDialog dialog, string text, CancellationToken stop)
    {
        if (dialog.Steps is { } steps)
        {
            return await ContinueAsync(dialog, steps, text, stop);
        }

        var answer = text.ToLowerInvariant();
        if (answer == "cancel" || (dialog.Field is null && answer == "no"))
        {
            return ChatTexts.Cancelled;
        }

        if (dialog.Field is not { } field)
        {
            return CommandRequest.IsWord(text, WordOf(dialog.Request)) ? await RunAsync(dialog.Request, stop) : Ask(dialog);
        }

        return dialog.Request.Set(field, text) is { } problem ? $"{problem}\n{Ask(dialog)}" : await GoOnAsync(dialog.Request, stop);
    }

    private async Task<string> GoOnAsync(CommandRequest request, CancellationToken stop)
    {
        if (request.Missing is { } missing)
        {
            return Ask(new ChatDialog(request, missing));
        }

        return request.Command.Confirm is null ? await RunAsync(request, stop) : Ask(new ChatDialog(request, null));
    }

    private string Ask(ChatDialog dialog)
    {
        _dialogs.Put(KeyOf(dialog.Request.Caller), dialog.Request.Caller.User, dialog);
        return dialog.Field is { } field ? ChatTexts.Question(field) : ChatTexts.Confirmation(dialog.Request.Command.Confirm!(dialog.Request.Call), WordOf(dialog.Request));
    }

    private static string WordOf(CommandRequest request) => request.ConfirmWord ?? "yes";

    private static string KeyOf(CommandCaller caller) => caller.User.ToString();
}
