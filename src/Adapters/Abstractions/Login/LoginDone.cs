namespace Bridge.Adapters;

/// <summary>The login is complete.</summary>
/// <param name="Account">Names the account among the user's.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Credentials">What <see cref="SessionContext.Credentials"/> will hold; stored encrypted.</param>
public sealed record LoginDone(AccountKey Account, string Label, IReadOnlyDictionary<string, string> Credentials) : LoginStep;
