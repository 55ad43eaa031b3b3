namespace Bridge.Adapters;

/// <summary>Somebody on the network showed a one-time token of the gateway, to prove that they are the same person. Stored before it is delivered.</summary>
/// <param name="Token">The token, as it came.</param>
/// <param name="By">Who.</param>
public sealed record ClaimToken(string Token, ContactId By) : NetworkEvent;
