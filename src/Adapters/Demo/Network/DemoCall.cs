namespace Bridge.Adapters.Demo;

/// <summary>Something other than a message that an account did, for tests to look at.</summary>
/// <param name="Account">The account.</param>
/// <param name="Verb">What it did: the name of the contract's method without <c>Async</c>.</param>
/// <param name="Target">The chat, group or contact; empty for the account itself.</param>
/// <param name="Detail">What else was said, values separated by spaces.</param>
public sealed record DemoCall(string Account, string Verb, string Target, string Detail);
