using System.Globalization;
using System.Text;

namespace Bridge.Store;

/// <summary>
/// The file <c>bridge.lock</c> beside the database, locked as long as this process lives: one Bridge for each database. The system
/// drops the lock with the process, however it dies, so whoever holds it knows that every trace of an owner in the database is stale.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    // EWOULDBLOCK of Linux, which .NET puts into HResult when flock(2) refuses.
    private const int WouldBlock = 11;

    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <exception cref="StoreException">Another process has it, or the folder cannot be written.</exception>
    public static StoreLock Take(string folder)
    {
        try
        {
            return Take(folder, Open(Path.Combine(folder, "bridge.lock"), FileShare.None));
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            throw new StoreException(
                $"Another Bridge{Owner(folder)} uses the database in {folder}: stop it, or give this one another Bridge:Database.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                $"The folder {folder} cannot be written ({e.Message.TrimEnd('.')}): let the user that runs Bridge write it, or change Bridge:Database.", e);
        }
    }

    public void Dispose() => _file.Dispose();

    private static StoreLock Take(string folder, FileStream file)
    {
        try
        {
            // For the message above only, and in a file of its own, since .NET locks whatever it opens, even for reading.
            using var owner = Open(OwnerFile(folder), FileShare.Read);
            owner.SetLength(0);
            owner.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            return new StoreLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static FileStream Open(string path, FileShare share) => new(path, new FileStreamOptions
    {
        Mode = FileMode.OpenOrCreate,
        Access = FileAccess.ReadWrite,
        Share = share,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });

    private static string OwnerFile(string folder) => Path.Combine(folder, "bridge.pid");

    private static string Owner(string folder)
    {
        try
        {
            var text = File.ReadAllText(OwnerFile(folder));
            return text.Length is > 0 and < 12 && text.All(char.IsAsciiDigit) ? $" (process {text})" : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
