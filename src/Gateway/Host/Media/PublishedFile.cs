using Bridge.Adapters;
using Bridge.Store;

namespace Bridge.Gateway.Media;

/// <summary>A file of a network that has an address which clients can fetch it from.</summary>
/// <param name="Url">The address.</param>
/// <param name="Name">Its name, for people.</param>
/// <param name="MediaType">Its type.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">SHA-256 in Base64.</param>
internal sealed record PublishedFile(Uri Url, string Name, string MediaType, long? Size, string Sha256) : IFileHandle
{
    string? IFileHandle.Name => Name;

    Uri? IFileHandle.Url => Url;

    /// <summary>The file as the database has it.</summary>
    public static PublishedFile Of(StoredFile file) => new(new Uri(file.Url), file.Name, file.MediaType, file.Size, file.Sha256);

    /// <exception cref="NetworkException">Always: it is where everybody can fetch it.</exception>
    public Task<Stream> OpenAsync(CancellationToken stop) => throw new NetworkException(NetworkError.NotFound, "the file has been passed on already");
}
