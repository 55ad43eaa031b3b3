using System.Text;
using Bridge.Adapters;

namespace Bridge.Gateway.Commands;

/// <summary>What is said in a chat about commands. Nothing here repeats what was written: a password may have come too late for its question. Pure.</summary>
internal static class ChatTexts
{
    public const string NotAllowed = "Only administrators of this gateway may do that.";
    public const string Unknown = "I do not know that command. Write “help” for a list.";
    public const string OpenQuote = "A quote is opened and not closed.";
    public const string Cancelled = "Cancelled.";
    public const string NothingToCancel = "There is nothing to cancel.";
    public const string StillWaiting = "I am still waiting for that. (“cancel” to stop)";
    public const string GivenUp = "That was given up, because there was no answer for ten minutes or it was cancelled elsewhere.";
    public const string Failed = "That failed. Whoever runs this gateway finds the reason in its log.";
    public const string TooMuch = "Too many commands at once. Please wait for the answers.";

    private const int MaxOptions = 20;

    /// <summary>Everything that the asking user may do.</summary>
    public static string Help(AdapterDescriptor descriptor, IEnumerable<Command> commands)
    {
        var text = new StringBuilder("This is the gateway to ").Append(descriptor.DisplayName).Append('.');
        if (descriptor.AddressPrompt is { } prompt)
        {
            text.Append("\nTo reach somebody, add a contact or join a room here: ").Append(prompt);
        }

        text.Append("\nYou can write to me:");
        foreach (var command in commands)
        {
            text.Append('\n').Append(command.Name).Append(": ").Append(command.Title);
        }

        return text.Append("\nhelp: this list; with the name of a command, more about it").ToString();
    }

    /// <summary>One command in full.</summary>
    public static string Help(Command command, CommandCaller caller)
    {
        var fields = command.FieldsFor(caller).ToList();
        var text = new StringBuilder(command.Name);
        foreach (var field in fields)
        {
            text.Append(' ').Append(field.IsRequired ? field.Name.ToUpperInvariant() : $"[{field.Name.ToUpperInvariant()}]");
        }

        text.Append('\n').Append(command.Title).Append('.');
        foreach (var field in fields)
        {
            text.Append('\n').Append(field.Name.ToUpperInvariant()).Append(": ").Append(field.Label);
        }

        if (command.Explanation.Length > 0)
        {
            text.Append('\n').Append(command.Explanation);
        }

        if (command.Alias is { } alias)
        {
            text.Append("\nThe same: ").Append(alias);
        }

        return text.Append(fields.Exists(static field => field.IsRequired) ? "\nI ask for what you leave out. Put quotes around what has spaces in it." : "")
            .ToString();
    }

    /// <summary>Asks for a value.</summary>
    public static string Question(CommandField field)
    {
        var more = field.Kind switch
        {
            CommandFieldKind.Secret or CommandFieldKind.SecretLines => " I never show it.",
            CommandFieldKind.Choice => $" One of: {string.Join(", ", field.Options.Take(MaxOptions).Select(field.LabelFor))}{(field.Options.Count > MaxOptions ? " …" : "")}.",
            _ => "",
        };
        return $"{field.Label}?{more} (“cancel” to stop)";
    }

    /// <summary>Asks whether to go on.</summary>
    /// <param name="what">What is about to happen.</param>
    /// <param name="word">What has to be written to do it.</param>
    public static string Confirmation(string what, string word) => $"{what} Write “{word}” to do it, or “cancel”.";

    /// <summary>Asks for what a step of a command needs, and shows what it shows.</summary>
    /// <param name="step">The step.</param>
    /// <param name="field">What is asked for; null when there is only to wait.</param>
    public static string Step(CommandStep step, CommandField? field)
    {
        List<string> lines = [];
        if (step.Error is { } error)
        {
            lines.Add(error);
        }

        if (step.Instructions is { } instructions)
        {
            lines.Add(instructions);
        }

        if (step.Show is { } show)
        {
            lines.Add(show.Text);
        }

        lines.Add(field is null ? "I tell you when it is done. (“cancel” to stop)" : StepQuestion(field));
        return string.Join('\n', lines);
    }

    /// <summary>Asks for one value of a step.</summary>
    public static string StepQuestion(CommandField field) => field.IsSecret
        ? $"{Question(field)}\nYour client keeps what you write: delete that message afterwards, or use the command or the form for registration of a client that has them."
        : Question(field);

    /// <summary>More was written than the command takes.</summary>
    public static string TooMany(Command command) =>
        $"That is more than “{command.Name}” takes. Put quotes around what has spaces in it; “help {command.Name}” tells more.";
}
