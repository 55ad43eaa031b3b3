using Bridge.Adapters;
using Bridge.Gateway.Configuration;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Media;

/// <summary>
/// Gives files of a network an address that XMPP clients can fetch them from: in the gateway's own store where there is one, else on the web space of the
/// user's server. A file is fetched to the disk first, never into memory.
/// </summary>
#pragma warning disable CA1001 // Nobody asks the semaphore for a wait handle, so that it holds nothing to free.
internal sealed partial class MediaService(
    MediaConfiguration configuration, MediaFolder folder, FileStore files, HostedFiles? hosted, UploadServices uploads, FileUpload upload, TimeProvider time, ILogger<MediaService> log)
#pragma warning restore CA1001
{
    /// <summary>Files of one network that are fetched at the same time; tries of each.</summary>
    private const int AtOnce = 4, Tries = 5;

    /// <summary>How long a file may take from its turn on, and how long the second try waits; each further one twice as long.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30), Pause = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _turns = new(AtOnce);

    /// <summary>Whether files are passed on at all.</summary>
    public bool IsOn => configuration.MaxFileBytes > 0;

    /// <summary>The web space of the servers of users.</summary>
    public UploadServices Uploads => uploads;

    /// <summary>Publishes a file, once: the same key gives the same address, after a restart too.</summary>
    /// <param name="account">The account that it came by, in the database; null for what the gateway itself shows.</param>
    /// <param name="user">The user that it is for.</param>
    /// <param name="file">The file.</param>
    /// <param name="key">What it is for the account.</param>
    /// <param name="stop">Ends it.</param>
    /// <param name="keepFor">How long it is good; as configured when null.</param>
    /// <exception cref="MediaException">It cannot be had or passed on.</exception>
    public async Task<PublishedFile> PublishAsync(long? account, Jid user, IFileHandle file, string key, CancellationToken stop, TimeSpan? keepFor = null)
    {
        try
        {
            if (account is { } id && await files.FindAsync(id, key, stop) is { } known && known.ExpiresAt > time.GetUtcNow().ToUnixTimeMilliseconds())
            {
                return PublishedFile.Of(known);
            }

            var described = new StoredFile(
                user.Bare.ToString(), key, "", FileNames.Clean(file.Name, file.MediaType), FileNames.TypeOf(file.MediaType), 0, "",
                (time.GetUtcNow() + (keepFor ?? configuration.KeepFor)).ToUnixTimeMilliseconds())
            {
                AccountId = account,
            };
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return PublishedFile.Of(await InTurnAsync(user.Bare, file, described, stop));
                }
                catch (MediaException e) when (e.MayPass && attempt < Tries)
                {
                    LogAgain(log, e.Message);
                    await Task.Delay(Pause * (1 << (attempt - 1)), time, stop);
                }
            }
        }
        catch (Exception e) when (e is StoreException or Microsoft.Data.Sqlite.SqliteException)
        {
            throw new MediaException("the gateway cannot store anything at the moment", mayPass: false, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogDisk(log, e.Message);
            throw new MediaException("the gateway cannot store files at the moment", mayPass: false, e);
        }
    }

    /// <summary>Takes away the files of an account, as far as they are here.</summary>
    /// <returns>Whether there are some elsewhere.</returns>
    public async Task<bool> RemoveAsync(long account, CancellationToken stop)
    {
        var removed = await files.RemoveAsync(account, stop);
        foreach (var token in removed.OfType<string>())
        {
            folder.Remove(token);
        }

        return removed.Contains(null);
    }

    private async Task<StoredFile> InTurnAsync(Jid user, IFileHandle file, StoredFile described, CancellationToken stop)
    {
        await _turns.WaitAsync(stop);
        try
        {
            using var late = new CancellationTokenSource(Limit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
            try
            {
                return hosted is null ? await UploadAsync(user, file, described, either.Token) : await HostAsync(hosted, file, described, either.Token);
            }
            catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
            {
                throw new MediaException("it took too long", mayPass: false, e);
            }
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task<StoredFile> HostAsync(HostedFiles store, IFileHandle file, StoredFile described, CancellationToken stop)
    {
        Check(file, configuration.MaxFileBytes, "are passed on");
        await store.CheckRoomAsync(described.Owner, file.Size ?? 0, stop);
        using var spooled = await SpooledFile.FetchAsync(file, folder.NewTemporary(), configuration.MaxFileBytes, time, stop);
        return await store.KeepAsync(spooled, described with { Size = spooled.Size, Sha256 = spooled.Sha256 }, stop);
    }

    private async Task<StoredFile> UploadAsync(Jid user, IFileHandle file, StoredFile described, CancellationToken stop)
    {
        Check(file, configuration.MaxFileBytes, "are passed on");
        var service = await uploads.FindAsync(user, stop);
        var most = Math.Min(configuration.MaxFileBytes, service.MaxFileSize ?? long.MaxValue);
        Check(file, most, $"{service.Address} takes");
        using var spooled = await SpooledFile.FetchAsync(file, folder.NewTemporary(), most, time, stop);
        var request = HttpUpload.BuildRequest(FileNames.ForAddress(described.Name, described.MediaType), spooled.Size, described.MediaType);
        var slot = await uploads.AskAsync(user, service, request, stop);
        await upload.SendAsync(slot, spooled, described.MediaType, time, stop);
        var uploaded = described with { Url = slot.Get.AbsoluteUri, Size = spooled.Size, Sha256 = spooled.Sha256 };
        await files.AddAsync(uploaded, long.MaxValue, long.MaxValue, stop);
        return uploaded;
    }

    private static void Check(IFileHandle file, long most, string what)
    {
        if (file.Size > most)
        {
            throw new MediaException($"it is larger than the {FileNames.Size(most)} that {what}");
        }
    }

    [LoggerMessage(2300, LogLevel.Information, "a file is tried again: {Problem}")]
    private static partial void LogAgain(ILogger log, string problem);

    [LoggerMessage(2301, LogLevel.Error, "files cannot be stored: {Problem}")]
    private static partial void LogDisk(ILogger log, string problem);
}
