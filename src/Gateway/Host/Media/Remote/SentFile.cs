using Bridge.Adapters;

namespace Bridge.Gateway.Media.Remote;

/// <summary>
/// A file as a client names it: where it is to be had, and what is said of it. All that the outbox needs to keep; to be read it must be bound to what fetches
/// it (<see cref="FileTransfer"/>).
/// </summary>
/// <param name="Sources">Its addresses, the first to be tried first; one with the scheme <c>aesgcm</c> has the key in its fragment (XEP-0454).</param>
internal sealed record SentFile(IReadOnlyList<Uri> Sources) : IFileHandle
{
    /// <inheritdoc/>
    public string? Name { get; init; }

    /// <inheritdoc/>
    public string MediaType { get; init; } = FileTypes.Unknown;

    /// <inheritdoc/>
    public long? Size { get; init; }

    /// <summary>Its SHA-256 in Base64, or null.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The address that people can open; null when nobody can without a key.</summary>
    public Uri? Url => Sources.FirstOrDefault(static source => !AesGcmAddress.Is(source));

    /// <exception cref="InvalidOperationException">Always.</exception>
    public Task<Stream> OpenAsync(CancellationToken stop) => throw new InvalidOperationException("The file is not bound to what fetches it.");
}
