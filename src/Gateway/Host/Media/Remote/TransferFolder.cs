using Bridge.Gateway.Configuration;

namespace Bridge.Gateway.Media.Remote;

/// <summary>Where files lie that have to be whole before they are sent on. They lose their names at once, and with that go when they are closed, even by a crash.</summary>
internal sealed class TransferFolder
{
    private const int BufferBytes = 64 * 1024;

    private readonly string _path;

    /// <summary>Takes the folder; what a crash may have left there is removed.</summary>
    /// <param name="path">The folder, made when it is needed.</param>
    public TransferFolder(string path)
    {
        _path = path;
        try
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What stays is in nobody's way; not being able to write there is told to who sends a file.
        }
    }

    /// <summary>A new file without a name.</summary>
    public FileStream Create()
    {
        DataDirectory.Create(_path);
        var path = Path.Combine(_path, Guid.NewGuid().ToString("N"));
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = FileOptions.Asynchronous,
            BufferSize = BufferBytes,
        });
        try
        {
            File.Delete(path);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
