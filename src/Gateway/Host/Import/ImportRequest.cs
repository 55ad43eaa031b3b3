namespace Bridge.Gateway.Import;

/// <summary>What is to be taken over from another gateway.</summary>
/// <param name="File">Its database.</param>
/// <param name="Network">The configured network that gets it; null where there is only one that can.</param>
/// <param name="IsDryRun">Only tell what would be done.</param>
internal sealed record ImportRequest(string File, string? Network, bool IsDryRun);
