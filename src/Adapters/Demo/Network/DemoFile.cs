using System.Security.Cryptography;

namespace Bridge.Adapters.Demo;

/// <summary>A file in the network's storage, which is memory here and a server's disk elsewhere.</summary>
internal sealed class DemoFile(string? name, string mediaType, byte[] content) : IFileHandle
{
    /// <summary>The picture of every contact: one grey pixel.</summary>
    public static DemoFile Picture { get; } = new("contact.png", "image/png", Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="));

    /// <summary>Another for another content.</summary>
    public string Id { get; } = Convert.ToHexStringLower(SHA256.HashData(content))[..12];

    /// <inheritdoc/>
    public string? Name => name;

    /// <inheritdoc/>
    public string MediaType => mediaType;

    /// <inheritdoc/>
    public long? Size => content.Length;

    /// <inheritdoc/>
    public Uri? Url => null;

    /// <summary>Takes a copy of a file, a piece at a time, and gives up where it grows too large.</summary>
    /// <returns>The stored file, or null when it is too large.</returns>
    /// <exception cref="NetworkException">It cannot be read.</exception>
    public static async Task<DemoFile?> StoreAsync(IFileHandle file, int most, CancellationToken stop)
    {
        // The size is what somebody claims; the limit holds for what comes.
        if (file.Size > most)
            return null;

        await using var source = await file.OpenAsync(stop);
        using var stored = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await source.ReadAsync(buffer, stop)) > 0)
        {
            if (stored.Length + read > most)
                return null;

            stored.Write(buffer, 0, read);
        }

        return new DemoFile(file.Name, file.MediaType, stored.ToArray());
    }

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(CancellationToken stop) => Task.FromResult<Stream>(new MemoryStream(content, writable: false));

    /// <summary>What a contact says of a file: enough to prove that its bytes arrived.</summary>
    public string Describe() => $"[{mediaType} {name ?? "without a name"}, {content.Length} bytes, {Id}]";
}
