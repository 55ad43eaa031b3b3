using System.Security.Cryptography;
using Bridge.Gateway.Configuration;
using Bridge.Store;

namespace Bridge.Gateway.Media;

/// <summary>The gateway's own store: files on the disk under names that nobody can guess, each with a row that says until when it is kept.</summary>
/// <param name="hosting">Its limits and its address.</param>
/// <param name="folder">Where it is.</param>
/// <param name="files">What is in it.</param>
/// <param name="time">The clock.</param>
internal sealed class HostedFiles(HostingConfiguration hosting, MediaFolder folder, FileStore files, TimeProvider time)
{
    private const int TokenBytes = 16;

    /// <summary>Says before a file is fetched that there is no room for it.</summary>
    /// <param name="owner">The user's bare JID.</param>
    /// <param name="size">Its size, as far as it is known.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="MediaException">There is none.</exception>
    public async Task CheckRoomAsync(string owner, long size, CancellationToken stop)
    {
        var (ofOwner, ofAll) = await files.CountAsync(owner, stop);
        if (ofOwner + size > hosting.QuotaBytes)
        {
            throw new MediaException($"the {FileNames.Size(hosting.QuotaBytes)} for files that are kept for you are used up until the first of them expires");
        }

        if (ofAll + size > hosting.TotalBytes)
        {
            throw new MediaException("the gateway's space for files is used up until the first of them expires");
        }
    }

    /// <summary>Takes a file into the store.</summary>
    /// <param name="spooled">The file; it is moved.</param>
    /// <param name="described">What is known of it; its address and the name of the file are given here.</param>
    /// <param name="stop">Ends it before it is done.</param>
    /// <exception cref="MediaException">There is no room.</exception>
    public async Task<StoredFile> KeepAsync(SpooledFile spooled, StoredFile described, CancellationToken stop)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        var kept = described with { Token = token, Url = new Uri(hosting.PublicUrl, $"{token}/{FileNames.ForAddress(described.Name, described.MediaType)}").AbsoluteUri };
        folder.Keep(spooled.Path, token);
        try
        {
            if (await files.AddAsync(kept, hosting.QuotaBytes, hosting.TotalBytes, stop))
            {
                return kept;
            }
        }
        catch (StoreException)
        {
            folder.Remove(token);
            throw;
        }

        folder.Remove(token);
        await CheckRoomAsync(described.Owner, described.Size, stop);
        throw new MediaException("there was no room for it");
    }

    /// <summary>The file that somebody asks for by its name; null when there is none. One that has expired is told with the path null.</summary>
    /// <param name="token">The name, from anybody.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<(StoredFile File, string? Path)?> FindAsync(string token, CancellationToken stop)
    {
        if (token.Length != TokenBytes * 2 || !token.All(char.IsAsciiHexDigitLower)
            || await files.FindAsync(token, stop) is not { } file)
        {
            return null;
        }

        return (file, file.ExpiresAt > time.GetUtcNow().ToUnixTimeMilliseconds() ? folder.PathOf(token) : null);
    }
}
