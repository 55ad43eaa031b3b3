namespace Bridge.Gateway.Configuration;

/// <summary>The gateway's own store for files of networks.</summary>
/// <param name="PublicUrl">Where people fetch them: an address that ends with a slash.</param>
/// <param name="Listen">Where the gateway answers: http, an address of this machine and a port.</param>
/// <param name="QuotaBytes">The most that is kept for a user.</param>
/// <param name="TotalBytes">The most that is kept for all.</param>
internal sealed record HostingConfiguration(Uri PublicUrl, Uri Listen, long QuotaBytes, long TotalBytes);
