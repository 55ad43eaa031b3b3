namespace Bridge.Testing.Clients;

/// <summary>Something expected did not come; the message says what, and what came instead.</summary>
public sealed class ExpectationFailedException(string message) : Exception(message);
