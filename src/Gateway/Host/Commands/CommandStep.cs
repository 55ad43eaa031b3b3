namespace Bridge.Gateway.Commands;

/// <summary>What a command that goes on asks next.</summary>
/// <param name="Instructions">What to do, or null.</param>
/// <param name="Fields">What is asked for; none where there is only to wait.</param>
internal sealed record CommandStep(string? Instructions, IReadOnlyList<CommandField> Fields)
{
    /// <summary>What was wrong with the answer before, or null.</summary>
    public string? Error { get; init; }

    /// <summary>What is shown for another device, or null.</summary>
    public CommandShow? Show { get; init; }

    /// <summary>Whether it goes on by itself.</summary>
    public bool Waits => Fields.Count == 0;
}
