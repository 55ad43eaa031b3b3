using Bridge.Adapters;

namespace Bridge.Gateway.Delivery;

/// <summary>What is left of a file handle in a stored payload: its description and, where it has one, its public address.</summary>
internal sealed record StoredFileHandle(string? Name, string MediaType, long? Size, Uri? Url) : IFileHandle
{
    /// <summary>Where a user's file is to be fetched from; null for a file of a network.</summary>
    public IReadOnlyList<Uri>? Sources { get; init; }

    /// <summary>The SHA-256 of a user's file in Base64, or null.</summary>
    public string? Sha256 { get; init; }

    /// <exception cref="NetworkException">Always: only the session that made the handle could open it.</exception>
    public Task<Stream> OpenAsync(CancellationToken stop) =>
        throw new NetworkException(NetworkError.NotFound, "the file was not fetched before the gateway was restarted");
}
