using Bridge.Gateway.Conversations;
using Bridge.Xmpp.Xeps;
using Xep = Bridge.Xmpp.Xeps.Commands;

namespace Bridge.Gateway.Commands;

/// <summary>Commands as data forms (XEP-0004). Pure.</summary>
internal static class CommandForms
{
    /// <summary>The field of a form that holds the word which is asked for before what cannot be undone.</summary>
    public const string ConfirmField = "confirm";

    /// <summary>The form that asks for a command's values. No secret stands in it.</summary>
    public static DataForms.Form Build(CommandRequest request) => new("form", [.. request.Fields.Select(field => Build(field, request.Shown(field)))])
    {
        Title = request.Command.Title,
        Instructions = request.Command.Explanation.Length > 0 ? request.Command.Explanation : null,
    };

    /// <summary>The form that asks whether to go on.</summary>
    /// <param name="command">The command.</param>
    /// <param name="what">What is about to happen.</param>
    /// <param name="word">What has to be written first, or null.</param>
    public static DataForms.Form Confirmation(Command command, string what, string? word)
    {
        DataForms.Field told = new(null, "fixed", what);
        return new("form", word is null ? [told] : [told, new DataForms.Field(ConfirmField, "text-single") { Label = $"Write “{word}” to do it", IsRequired = true }])
        {
            Title = command.Title,
        };
    }

    /// <summary>The form of a step: what it shows, and what it asks for. No secret stands in it.</summary>
    public static DataForms.Form Build(CommandRequest answer, CommandStep step)
    {
        var shown = step.Show is not { } show ? null : new DataForms.Field("shown", "text-single", show.Text)
        {
            Label = "To use on the other device",
            Media = show.Image is { } image ? new DataForms.Media(image.Type, image.Uri) : null,
        };
        var form = Build(answer);
        return form with { Instructions = step.Instructions, Fields = shown is null ? form.Fields : [shown, .. form.Fields] };
    }

    /// <summary>Takes over what was filled in.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Submit(CommandRequest request, DataForms.Form form)
    {
        request.Clear();
        List<string> problems = [];
        foreach (var field in request.Fields)
        {
            if (request.Set(field, ValueOf(form, field)) is { } problem)
            {
                problems.Add(problem);
            }
            else if (field.IsRequired && string.IsNullOrWhiteSpace(form.Value(field.Name)))
            {
                problems.Add($"{field.Label}: missing.");
            }
        }

        return problems.Count == 0 ? null : string.Join('\n', problems);
    }

    /// <summary>What a finished command says: a table where it has one, one line as a note, several as a result, because most clients show a note in one line.</summary>
    public static Xep.Response Completed(Command command, string sessionId, CommandOutcome outcome)
    {
        var response = new Xep.Response(command.Node, sessionId, "completed");
        if (outcome.Table is { } table)
        {
            return response with { Form = table with { Title = command.Title } };
        }

        var text = MessageText.Fit(outcome.Text);
        return outcome.IsError || !text.Contains('\n', StringComparison.Ordinal)
            ? response with { Notes = [new Xep.Note(outcome.IsError ? "error" : "info", text)] }
            : response with { Form = new DataForms.Form("result", [new DataForms.Field("result", "text-multi", text.Split('\n'))]) { Title = command.Title } };
    }

    /// <summary>What stands in a field; empty when it was left empty, null when it is not in the form.</summary>
    private static string? ValueOf(DataForms.Form form, CommandField field) =>
        form.Find(field.Name) is { } filled ? field.HasLines ? string.Join('\n', filled.Values) : filled.Value ?? "" : null;

    private static DataForms.Field Build(CommandField field, string? value)
    {
        var type = field.Kind switch
        {
            CommandFieldKind.Secret => "text-private",
            CommandFieldKind.Choice => "list-single",
            _ => field.HasLines ? "text-multi" : "text-single",
        };
        return new DataForms.Field(field.Name, type, value is null ? [] : field.HasLines ? value.Split('\n') : [value])
        {
            Label = field.Label,
            Description = field.Explanation.Length > 0 ? field.Explanation : null,
            IsRequired = field.IsRequired,
            Options = [.. field.Options.Select(option => new DataForms.Option(option, field.LabelFor(option)))],
        };
    }
}
