namespace Bridge.Adapters;

/// <summary>A file that can be opened as a stream; never held whole in memory.</summary>
public interface IFileHandle
{
    /// <summary>The file's name without folders, or null.</summary>
    string? Name { get; }

    /// <summary>The media type, or <c>application/octet-stream</c>.</summary>
    string MediaType { get; }

    /// <summary>Bytes, or null when not known before reading.</summary>
    long? Size { get; }

    /// <summary>
    /// An address that anybody may fetch it from, as long as the message is read; or null. It is shown to people as it is: never one with a token of the account in
    /// it, or one that needs a login.
    /// </summary>
    Uri? Url { get; }

    /// <summary>Opens it from the start; the caller disposes the stream. May be called again.</summary>
    /// <exception cref="NetworkException">The file is gone or cannot be fetched.</exception>
    Task<Stream> OpenAsync(CancellationToken stop);
}
