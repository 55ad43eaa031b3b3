using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Bridge.Adapters.Demo;

/// <summary>A file in the network's storage: a file without a name on this machine, which is gone when nobody remembers it any more.</summary>
internal sealed class DemoFile : IFileHandle
{
    private const int Piece = 64 * 1024;

    private readonly SafeFileHandle _content;

    private DemoFile(string? name, string mediaType, SafeFileHandle content, long length, byte[] hash)
    {
        (Name, MediaType, _content, Length) = (name, mediaType, content, length);
        Sha256 = Convert.ToHexStringLower(hash);
    }

    /// <summary>The picture of every contact: one grey pixel.</summary>
    public static DemoFile Picture { get; } = Make("contact.png", "image/png", Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="));

    /// <summary>The hash of the content, in hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>How long the content is.</summary>
    public long Length { get; }

    /// <summary>Another for another content.</summary>
    public string Id => Sha256[..12];

    /// <inheritdoc/>
    public string? Name { get; }

    /// <inheritdoc/>
    public string MediaType { get; }

    /// <inheritdoc/>
    public long? Size => Length;

    /// <inheritdoc/>
    public Uri? Url => null;

    /// <summary>Takes a copy of a file, a piece at a time, and gives up where it grows too large.</summary>
    /// <returns>The stored file, or null when it is too large.</returns>
    /// <exception cref="NetworkException">It cannot be read.</exception>
    public static async Task<DemoFile?> StoreAsync(IFileHandle file, long most, CancellationToken stop)
    {
        // The size is what somebody claims; the limit holds for what comes.
        if (file.Size > most)
            return null;

        await using var source = await file.OpenAsync(stop);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var content = Create();
        var buffer = new byte[Piece];
        long length = 0;
        try
        {
            int read;
            while ((read = await source.ReadAsync(buffer, stop)) > 0)
            {
                if (length + read > most)
                {
                    content.Dispose();
                    return null;
                }

                hash.AppendData(buffer, 0, read);
                await RandomAccess.WriteAsync(content, buffer.AsMemory(0, read), length, stop);
                length += read;
            }
        }
        catch
        {
            content.Dispose();
            throw;
        }

        return new DemoFile(file.Name, file.MediaType, content, length, hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(CancellationToken stop) => Task.FromResult<Stream>(new DemoFileStream(this));

    /// <summary>Reads a piece.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken stop) => RandomAccess.ReadAsync(_content, buffer, offset, stop);

    /// <summary>Reads a piece.</summary>
    public int Read(Span<byte> buffer, long offset) => RandomAccess.Read(_content, buffer, offset);

    /// <summary>What a contact says of a file: enough to prove that its bytes arrived.</summary>
    public string Describe() => $"[{MediaType} {Name ?? "without a name"}, {Length} bytes, {Id}]";

    /// <summary>A file with this content.</summary>
    public static DemoFile Make(string name, string mediaType, byte[] content)
    {
        var file = Create();
        RandomAccess.Write(file, content, 0);
        return new DemoFile(name, mediaType, file, content.Length, SHA256.HashData(content));
    }

    private static SafeFileHandle Create()
    {
        var path = Path.Combine(Path.GetTempPath(), $"bridge-demo-{Guid.NewGuid():N}");
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.Asynchronous);
        File.Delete(path);
        return file;
    }
}
