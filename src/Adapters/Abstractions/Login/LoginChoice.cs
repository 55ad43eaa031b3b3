namespace Bridge.Adapters;

/// <summary>Asks for one of several values.</summary>
/// <param name="Name">The name of the value.</param>
/// <param name="Options">The values and what people read.</param>
public sealed record LoginChoice(string Name, IReadOnlyList<(string Value, string Label)> Options) : LoginStep;
