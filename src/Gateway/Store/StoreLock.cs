using System.Globalization;

namespace Bridge.Store;

/// <summary>
/// The file <c>bridge.lock</c> beside the database, locked as long as this process lives: one Bridge for each database. The system
/// drops the lock with the process, however it dies, so whoever holds it knows that every trace of an owner in the database is stale.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <exception cref="StoreException">Another process has it, or the folder cannot be written.</exception>
    public static StoreLock Take(string folder)
    {
        var path = Path.Combine(folder, "bridge.lock");
        FileStream file;
        try
        {
            file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StoreException(
                $"The folder {folder} cannot be written: let the user that runs Bridge write it, or change Bridge:Database.", e);
        }
        catch (IOException e) when (Owner(path) is { } owner)
        {
            throw new StoreException(
                $"Another Bridge (process {owner}) uses the database in {folder}: stop it, or give this one another Bridge:Database.", e);
        }
        catch (IOException e)
        {
            throw new StoreException($"The file {path} cannot be locked ({e.Message}): check the folder, or change Bridge:Database.", e);
        }
        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        file.Flush();
        return new StoreLock(file);
    }

    public void Dispose() => _file.Dispose();

    // Sharing everything asks for no lock, so the number can be read while the owner holds the file.
    private static string? Owner(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file);
            var text = reader.ReadToEnd();
            return text.Length is > 0 and < 12 && text.All(char.IsAsciiDigit) ? text : "unknown";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
