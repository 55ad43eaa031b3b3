namespace Bridge.Gateway.Commands;

/// <summary>A command that is being filled in, in a chat or in a form: the one place where values are checked.</summary>
/// <param name="command">The command.</param>
/// <param name="caller">Who gives it.</param>
/// <param name="fields">Its fields in the caller's scope, with their options.</param>
internal sealed class CommandRequest(Command command, CommandCaller caller, IReadOnlyList<CommandField> fields)
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public Command Command => command;

    public CommandCaller Caller => caller;

    public IReadOnlyList<CommandField> Fields => fields;

    /// <summary>The values so far, for the command.</summary>
    public CommandCall Call => new(caller, _values);

    /// <summary>The next field that has to be asked for, or null.</summary>
    public CommandField? Missing => fields.FirstOrDefault(asked => asked.IsRequired && !_values.ContainsKey(asked.Name));

    /// <summary>Prepares a command to be filled in; an outcome instead when that makes no sense now.</summary>
    public static async Task<(CommandRequest? Request, CommandOutcome? Outcome)> BeginAsync(Command command, CommandCaller caller, CancellationToken stop)
    {
        List<CommandField> fields = [];
        foreach (var field in command.FieldsFor(caller))
        {
            var options = field.LoadOptions is { } load ? await load(caller, stop) : field.Options;
            if (field.Kind == CommandFieldKind.Choice && options.Count == 0)
            {
                return (null, CommandOutcome.Failed(field.NothingToChoose));
            }

            fields.Add(field with
            {
                Options = options,
                Default = field.Default ?? (options.Count == 1 ? options[0] : null),
                Labels = field.LabelOf is { } label ? options.ToDictionary(static option => option, option => label(caller, option)) : field.Labels,
            });
        }

        return (new CommandRequest(command, caller, fields), null);
    }

    /// <summary>What the user has to write before it is done, or null.</summary>
    public string? ConfirmWord => command.ConfirmWith?.Invoke(Call);

    /// <summary>Whether somebody has written the word that they were asked for.</summary>
    public static bool IsWord(string? written, string word) => string.Equals(written?.Trim(), word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The answer to a step of the command, to be filled in.</summary>
    public CommandRequest For(CommandStep step) => new(command, caller, step.Fields);

    /// <summary>Forgets all values.</summary>
    public void Clear() => _values.Clear();

    /// <summary>What stands in a field now, to be shown in a form; null for nothing, and for every secret.</summary>
    public string? Shown(CommandField field) =>
        field.IsSecret ? null : _values.GetValueOrDefault(field.Name) ?? field.Default;

    /// <summary>Takes a value; nothing written means that it is left out.</summary>
    /// <returns>What is wrong, without the value, which might be a secret; null when it is taken.</returns>
    public string? Set(CommandField field, string? text)
    {
        var value = field.IsSecret ? text : text?.Trim();
        if (string.IsNullOrEmpty(value))
        {
            if (field.IsClearable && value is not null)
            {
                _values[field.Name] = "";
            }

            return null;
        }

        if (value.Length > field.MaxLength)
        {
            return $"{field.Label}: at most {field.MaxLength} characters.";
        }

        // A line break in a value could become a command of its own on the other network.
        if (value.Any(character => char.IsControl(character) && !(character == '\n' && field.HasLines)))
        {
            return field.HasLines ? $"{field.Label}: no control characters." : $"{field.Label}: one line without control characters.";
        }

        if (field.Kind == CommandFieldKind.Choice)
        {
            value = Choose(field, value) ?? (field.Parse?.Invoke(value) is { } full ? Choose(field, full) : null);
        }
        else if (field.Parse is { } parse)
        {
            value = parse(value);
        }

        if (value is null)
        {
            return field.Kind == CommandFieldKind.Choice ? $"{field.Label}: one of {string.Join(", ", field.Options.Select(field.LabelFor))}." : field.Refusal ?? $"{field.Label}: that is none.";
        }

        _values[field.Name] = value;
        return null;
    }

    /// <summary>Takes the defaults for what was left out; for chats, where nothing is shown beforehand.</summary>
    public void FillDefaults()
    {
        foreach (var field in fields)
        {
            if (field.Default is { } otherwise)
            {
                _values.TryAdd(field.Name, otherwise);
            }
        }
    }

    /// <summary>People leave the domain of an address out.</summary>
    private static string? Choose(CommandField field, string value) =>
        field.Options.FirstOrDefault(option => option.Equals(value, StringComparison.OrdinalIgnoreCase))
        ?? field.Options.FirstOrDefault(option => field.LabelFor(option).Equals(value, StringComparison.OrdinalIgnoreCase))
        ?? field.Options.FirstOrDefault(option => option.StartsWith(value + "@", StringComparison.OrdinalIgnoreCase));
}
