using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;
using Bridge.Adapters;

namespace Bridge.Gateway.Media.Remote;

/// <summary>
/// Opens encrypted files (XEP-0454). Nothing of one is to be believed before its tag is checked, and the tag is its end: it is fetched into a file of no name,
/// decrypted where it lies, and read from there.
/// </summary>
internal static class EncryptedFile
{
    /// <summary>How long the tag is.</summary>
    public const int TagBytes = 16;

    private const int NonceBytes = 12;

    /// <summary>Whether a key can be used.</summary>
    /// <exception cref="NetworkException">It cannot.</exception>
    public static void Check(AesGcmAddress? key)
    {
        if (key is null)
        {
            throw new NetworkException(NetworkError.Malformed, "The key in the address of the encrypted file is none.");
        }

        if (key.Nonce.Length != NonceBytes)
        {
            throw new NetworkException(
                NetworkError.Unsupported, $"The file is encrypted with a nonce of {key.Nonce.Length} bytes, as former versions of clients did; this gateway opens those with {NonceBytes}.");
        }
    }

    /// <summary>Fetches and decrypts a file.</summary>
    /// <param name="encrypted">What comes from the server.</param>
    /// <param name="key">Its key.</param>
    /// <param name="folder">Where it may lie as long as it is read.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>The file; gone when it is closed.</returns>
    /// <exception cref="NetworkException">It cannot be had, or is not what its sender encrypted.</exception>
    public static async Task<Stream> OpenAsync(Stream encrypted, AesGcmAddress key, TransferFolder folder, CancellationToken stop)
    {
        FileStream? file = null;
        try
        {
            file = folder.Create();
            await encrypted.CopyToAsync(file, stop);
            await file.FlushAsync(stop);
            Decrypt(file, key);
            var opened = file;
            file = null;
            return opened;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NetworkException(NetworkError.Throttled, "The gateway has no room for the file at the moment.", e);
        }
        finally
        {
            if (file is not null)
            {
                await file.DisposeAsync();
            }
        }
    }

    private static unsafe void Decrypt(FileStream file, AesGcmAddress key)
    {
        var length = file.Length - TagBytes;
        if (length is < 0 or > int.MaxValue - TagBytes)
        {
            throw length < 0 ? Altered() : new NetworkException(NetworkError.TooLarge, "Encrypted files of 2 GB and more cannot be opened by this gateway.");
        }

        // In place over a mapping: the whole has to be there at once, and need not be in the memory of the process.
        using (var mapping = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true))
        using (var view = mapping.CreateViewAccessor())
        {
            byte* start = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            try
            {
                var text = new Span<byte>(start + view.PointerOffset, (int)length);
                var tag = new ReadOnlySpan<byte>(start + view.PointerOffset + length, TagBytes);
                using var cipher = new AesGcm(key.Key, TagBytes);
                cipher.Decrypt(key.Nonce, text, tag, text);
            }
            catch (AuthenticationTagMismatchException e)
            {
                throw Altered(e);
            }
            finally
            {
                view.SafeMemoryMappedViewHandle.ReleasePointer();
            }
        }

        file.SetLength(length);
        file.Position = 0;
    }

    private static NetworkException Altered(Exception? cause = null) =>
        new(NetworkError.Malformed, "The encrypted file cannot be opened: its key does not fit, or it was changed on the way.", cause);
}
