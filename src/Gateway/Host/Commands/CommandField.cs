namespace Bridge.Gateway.Commands;

/// <summary>A value that a command takes.</summary>
/// <param name="Name">Stable; the field's name in forms.</param>
/// <param name="Label">What people read.</param>
internal sealed record CommandField(string Name, string Label)
{
    public CommandFieldKind Kind { get; init; }

    public bool IsRequired { get; init; }

    /// <summary>What is meant when nothing is said, and what stands in a form at first; null for none. Never for a secret.</summary>
    public string? Default { get; init; }

    /// <summary>Whether it says which account is meant; it is not asked for on an account's own address.</summary>
    public bool IsAccount { get; init; }

    /// <summary>Reads what was written and gives its one spelling, or null for what cannot be right; null for any text.</summary>
    public Func<string, string?>? Parse { get; init; }

    /// <summary>What there is to choose from, for this caller at this moment.</summary>
    public Func<CommandCaller, CancellationToken, Task<IReadOnlyList<string>>>? LoadOptions { get; init; }

    /// <summary>What <see cref="LoadOptions"/> has found.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>What is said when there is nothing to choose from.</summary>
    public string NothingToChoose { get; init; } = "There is nothing to choose from.";
}
