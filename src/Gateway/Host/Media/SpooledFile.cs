using System.Security.Cryptography;
using Bridge.Adapters;

namespace Bridge.Gateway.Media;

/// <summary>A file of a network that has arrived whole, on the disk; removed when it is disposed, unless it was moved.</summary>
internal sealed class SpooledFile : IDisposable
{
    private const int BufferSize = 64 * 1024;

    /// <summary>How long a network may send nothing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private SpooledFile(string path, long size, string sha256)
    {
        (Path, Size, Sha256) = (path, size, sha256);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Bytes.</summary>
    public long Size { get; }

    /// <summary>SHA-256 in Base64.</summary>
    public string Sha256 { get; }

    /// <summary>Fetches a file, a piece at a time.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Where it goes.</param>
    /// <param name="most">The most that is taken.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="MediaException">It cannot be had, or is too large.</exception>
    public static async Task<SpooledFile> FetchAsync(IFileHandle file, string path, long most, TimeProvider time, CancellationToken stop)
    {
        using var stalled = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, stalled.Token);
        try
        {
            // An adapter that does not heed its token is not waited for either.
            await using var source = await file.OpenAsync(either.Token).WaitAsync(either.Token);
            return await CopyAsync(source, path, most, () => stalled.CancelAfter(Patience), either.Token);
        }
        catch (Exception e)
        {
            File.Delete(path);
            throw e switch
            {
                MediaException => e,
                OperationCanceledException when stop.IsCancellationRequested => e,
                OperationCanceledException => new MediaException("the network stopped sending it", mayPass: true, e),
                NetworkException failure => new MediaException(failure.Message.TrimEnd('.'), IsPassing(failure), e),
                IOException { HResult: NoSpace } => new MediaException("the gateway has no room for it at the moment", mayPass: false, e),
                _ => new MediaException("the network broke off while sending it", mayPass: true, e),
            };
        }
    }

    public void Dispose() => File.Delete(Path);

    /// <summary>ENOSPC.</summary>
    private const int NoSpace = 28;

    private static bool IsPassing(NetworkException failure) =>
        !failure.IsFinal && failure.Error is not (NetworkError.NotFound or NetworkError.Forbidden or NetworkError.TooLarge or NetworkError.Unsupported);

    private static async Task<SpooledFile> CopyAsync(Stream source, string path, long most, Action onPiece, CancellationToken stop)
    {
        await using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        // No shared buffer: a stream that does not heed its token may write into it long after it was given up.
        var buffer = new byte[BufferSize];
        long size = 0;
        while (await source.ReadAsync(buffer, stop).AsTask().WaitAsync(stop) is var read and > 0)
        {
            onPiece();
            size += read;
            if (size > most)
            {
                throw new MediaException($"it is larger than the {FileNames.Size(most)} that are passed on");
            }

            hash.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read), stop);
        }

        return new SpooledFile(path, size, Convert.ToBase64String(hash.GetHashAndReset()));
    }
}
