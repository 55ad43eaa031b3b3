namespace Bridge.Gateway.Options;

/// <summary>What holds for an option.</summary>
/// <param name="Value">The value; null when there is none, and for every secret.</param>
/// <param name="Origin">Who set it.</param>
/// <param name="IsSet">Whether there is a value.</param>
internal readonly record struct OptionValue(string? Value, OptionOrigin Origin, bool IsSet);
