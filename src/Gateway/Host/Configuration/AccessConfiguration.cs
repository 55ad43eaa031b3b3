namespace Bridge.Gateway.Configuration;

/// <summary>Who may use the gateway, as configured; <see cref="AccessPolicy"/> answers the questions.</summary>
/// <param name="Admins">Bare JIDs in lower case.</param>
/// <param name="Rules">By bare JID, domain or <c>*</c>, in lower case.</param>
internal sealed record AccessConfiguration(IReadOnlyList<string> Admins, IReadOnlyDictionary<string, AccessFlags> Rules);
