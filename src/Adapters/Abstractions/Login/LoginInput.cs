namespace Bridge.Adapters;

/// <summary>Asks for values: an address, a password, a second factor.</summary>
/// <param name="Fields">The fields, in order.</param>
public sealed record LoginInput(IReadOnlyList<LoginField> Fields) : LoginStep;
