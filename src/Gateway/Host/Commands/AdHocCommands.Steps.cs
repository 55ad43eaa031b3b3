using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;
using Xep = Bridge.Xmpp.Xeps.Commands;

namespace Bridge.Gateway.Commands;

// Commands that go on after their first answer.
internal sealed partial class AdHocCommands
{
    private async Task<(Xep.Response? Response, StanzaError? Error)> ContinueAsync(
        AdHocSession session, ICommandDialog dialog, Xep.Request request, CancellationToken stop)
    {
        if (request.Action == "cancel" || request.Form is { Type: "cancel" })
        {
            await dialog.CancelAsync();
            return (new Xep.Response(request.Node, session.Id, "canceled"), null);
        }

        if (dialog.IsOver)
        {
            // It has ended by itself, in a chat, or by its patience.
            return dialog.Outcome is { } ended ? (CommandForms.Completed(session.Request.Command, session.Id, ended), null) : (null, Xep.BadSessionId);
        }

        if (request.Action == "prev" && dialog.CanGoBack)
        {
            return (Answer(session, await table.GoBackAsync(session.Request, dialog, stop)), null);
        }

        if (request.Action is not ("execute" or "next"))
        {
            return Again(session, Xep.BadAction);
        }

        if (dialog.Step.Waits)
        {
            return (AskStep(session, "Not done yet: go on here when it is.", "info"), null);
        }

        if (request.Form is not { Type: "submit" } form)
        {
            return Again(session, Xep.BadPayload);
        }

        var answer = session.Request.For(dialog.Step);
        return CommandForms.Submit(answer, form) is { } problem
            ? (AskStep(session, problem), null)
            : (Answer(session, await table.ContinueAsync(answer, dialog, stop)), null);
    }

    private Xep.Response Answer(AdHocSession session, CommandOutcome outcome) => outcome.Dialog is { } dialog
        ? AskStep(session with { Dialog = dialog }, null)
        : CommandForms.Completed(session.Request.Command, session.Id, outcome);

    private Xep.Response AskStep(AdHocSession session, string? remark, string kind = "error")
    {
        var dialog = session.Dialog!;
        var step = dialog.Step;
        _sessions.Put(session.Key, session.Request.Caller.User, session, dialog.Patience);
        List<Xep.Note> notes = [];
        if (remark is not null)
        {
            notes.Add(new Xep.Note(kind, remark));
        }
        else if (step.Error is { } error)
        {
            notes.Add(new Xep.Note("error", error));
        }

        return new Xep.Response(session.Request.Command.Node, session.Id, "executing")
        {
            Actions = dialog.CanGoBack ? ["prev", "next"] : ["next"],
            DefaultAction = "next",
            Notes = notes,
            Form = CommandForms.Build(session.Request.For(step), step),
            Extras =
            [
                .. step.Show?.Url is { } url ? [OutOfBand.Build(url)] : (System.Xml.Linq.XElement[])[],
                .. step.Show?.Image is { } image ? [BitsOfBinary.Build(image)] : (System.Xml.Linq.XElement[])[],
            ],
        };
    }
}
