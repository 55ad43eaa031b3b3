using System.Collections.ObjectModel;
using Bridge.Gateway.Options;

namespace Bridge.Gateway.Commands;

/// <summary>A value that a command takes.</summary>
/// <param name="Name">Stable; the field's name in forms.</param>
/// <param name="Label">What people read.</param>
internal sealed record CommandField(string Name, string Label)
{
    public CommandFieldKind Kind { get; init; }

    /// <summary>More about it for forms, or empty.</summary>
    public string Explanation { get; init; } = "";

    public bool IsRequired { get; init; }

    /// <summary>What is meant when nothing is said, and what stands in a form at first; null for none. Never for a secret.</summary>
    public string? Default { get; init; }

    /// <summary>Whether it says which account is meant; it is not asked for on an account's own address.</summary>
    public bool IsAccount { get; init; }

    /// <summary>Whether it says which account or room is meant; it is not asked for on a room's own address.</summary>
    public bool IsPlace { get; init; }

    /// <summary>Whether an empty field in a form is a value of its own: that nothing is to be there.</summary>
    public bool IsClearable { get; init; }

    /// <summary>Whether, as the last in a chat, it takes the rest of the line as it is written.</summary>
    public bool TakesRest { get; init; }

    /// <summary>The longest value, in UTF-16 code units.</summary>
    public int MaxLength { get; init; } = OptionText.MaxLine;

    /// <summary>Whether values are never shown again.</summary>
    public bool IsSecret => Kind is CommandFieldKind.Secret or CommandFieldKind.SecretLines;

    /// <summary>Whether values may have several lines.</summary>
    public bool HasLines => Kind is CommandFieldKind.Lines or CommandFieldKind.SecretLines;

    /// <summary>Reads what was written and gives its one spelling, or null for what cannot be right; null for any text. In a choice, of what is none of the options.</summary>
    public Func<string, string?>? Parse { get; init; }

    /// <summary>What is said of what cannot be right; null for that it is none.</summary>
    public string? Refusal { get; init; }

    /// <summary>What there is to choose from, for this caller at this moment.</summary>
    public Func<CommandCaller, CancellationToken, Task<IReadOnlyList<string>>>? LoadOptions { get; init; }

    /// <summary>What there is to choose from; with <see cref="LoadOptions"/>, what that has found.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>What people read for an option, where that is not the option itself.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>With <see cref="LoadOptions"/>, what people read for an option; null for the option itself.</summary>
    public Func<CommandCaller, string, string>? LabelOf { get; init; }

    /// <summary>What people read for one of the options.</summary>
    public string LabelFor(string option) => Labels.GetValueOrDefault(option, option);

    /// <summary>What is said when there is nothing to choose from.</summary>
    public string NothingToChoose { get; init; } = "There is nothing to choose from.";
}
