using System.Collections.Concurrent;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Commands;

// Commands that go on after their first answer: each step is a question, or several.
internal sealed partial class ChatCommands
{
    private readonly ConcurrentDictionary<string, BitsOfBinary.Item> _pictures = new(StringComparer.Ordinal);

    /// <summary>Takes a dialog up in the chat that was begun elsewhere, or has gone on by itself.</summary>
    /// <returns>What to say to the user.</returns>
    public string TakeUp(CommandRequest request, ICommandDialog dialog)
    {
        if (!dialog.IsOver)
        {
            return AskStep(request, dialog);
        }

        if (IsAsking(request.Caller, dialog))
        {
            _dialogs.Take(KeyOf(request.Caller));
        }

        return End(dialog);
    }

    /// <summary>Whether the user is being asked for this in the chat.</summary>
    public bool IsAsking(CommandCaller caller, ICommandDialog dialog) => _dialogs.Find(KeyOf(caller))?.Steps == dialog;

    /// <summary>The picture that belongs to what was just said to a user, once; null when there is none.</summary>
    public BitsOfBinary.Item? TakePicture(Jid user) => _pictures.TryRemove(user.Bare.ToString(), out var picture) ? picture : null;

    private async Task<string> RunAsync(CommandRequest request, CancellationToken stop) => Say(request, await table.RunAsync(request, stop));

    private string Say(CommandRequest request, CommandOutcome outcome) => outcome.Dialog is { } dialog ? AskStep(request, dialog) : outcome.Text;

    private async Task<string> ContinueAsync(ChatDialog asked, ICommandDialog steps, string text, CancellationToken stop)
    {
        if (text.Equals("cancel", StringComparison.OrdinalIgnoreCase))
        {
            await steps.CancelAsync();
            return ChatTexts.Cancelled;
        }

        if (steps.IsOver)
        {
            return End(steps);
        }

        var dialog = asked.Step == steps.Step ? asked : DialogOf(asked.Request, steps);
        if (dialog.Field is not { } field)
        {
            Keep(dialog);
            return ChatTexts.StillWaiting;
        }

        if (steps.CanGoBack && !field.IsSecret && text.Equals("back", StringComparison.OrdinalIgnoreCase))
        {
            return Say(dialog.Request, await table.GoBackAsync(dialog.Request, steps, stop));
        }

        if (dialog.Request.Set(field, text) is { } problem)
        {
            Keep(dialog);
            return $"{problem}\n{ChatTexts.StepQuestion(field)}";
        }

        if (dialog.Request.Missing is { } next)
        {
            Keep(dialog with { Field = next });
            return ChatTexts.StepQuestion(next);
        }

        dialog.Request.FillDefaults();
        return Say(dialog.Request, await table.ContinueAsync(dialog.Request, steps, stop));
    }

    private static string End(ICommandDialog steps) => steps.Outcome?.Text ?? ChatTexts.GivenUp;

    private string AskStep(CommandRequest request, ICommandDialog steps)
    {
        var dialog = DialogOf(request, steps);
        Keep(dialog);
        if (dialog.Step!.Show?.Image is { } picture)
        {
            _pictures[KeyOf(request.Caller)] = picture;
        }

        return ChatTexts.Step(dialog.Step, dialog.Field);
    }

    /// <summary>A chat asks for what is required, and for something in any case.</summary>
    private static ChatDialog DialogOf(CommandRequest request, ICommandDialog steps)
    {
        var step = steps.Step;
        var answer = request.For(step);
        return new ChatDialog(answer, answer.Missing ?? (step.Waits ? null : step.Fields[0])) { Steps = steps, Step = step };
    }

    private void Keep(ChatDialog dialog) => _dialogs.Put(KeyOf(dialog.Request.Caller), dialog.Request.Caller.User, dialog, dialog.Steps?.Patience);
}
