using Bridge.Gateway.Configuration;

namespace Bridge.Gateway.Media;

/// <summary>Where files are on the disk: below the data folder, for the gateway alone.</summary>
internal sealed class MediaFolder
{
    private readonly string _kept, _incoming;

    /// <summary>Makes the folders, and removes what was under way when the process ended.</summary>
    /// <param name="dataDirectory">The data folder.</param>
    public MediaFolder(string dataDirectory)
    {
        var media = Path.Combine(dataDirectory, "media");
        (_kept, _incoming) = (Path.Combine(media, "kept"), Path.Combine(media, "incoming"));
        foreach (var folder in (string[])[media, _kept, _incoming])
        {
            DataDirectory.Create(folder);
        }

        foreach (var left in Directory.EnumerateFiles(_incoming))
        {
            File.Delete(left);
        }
    }

    /// <summary>The path of a file in the store.</summary>
    /// <param name="token">Hexadecimal digits.</param>
    public string PathOf(string token) => Path.Combine(_kept, token[..2], token);

    /// <summary>A path for what is on its way.</summary>
    public string NewTemporary() => Path.Combine(_incoming, Guid.NewGuid().ToString("N"));

    /// <summary>Moves what has arrived into the store.</summary>
    public void Keep(string temporary, string token)
    {
        var path = PathOf(token);
        DataDirectory.Create(Path.GetDirectoryName(path)!);
        File.Move(temporary, path);
    }

    /// <summary>The names of the files in the store that have been there since before a time.</summary>
    public IEnumerable<string> ListKept(DateTimeOffset before) => Directory.EnumerateFiles(_kept, "*", SearchOption.AllDirectories)
        .Where(path => File.GetLastWriteTimeUtc(path) < before.UtcDateTime).Select(static path => Path.GetFileName(path));

    /// <summary>Removes a file from the store, if it is there.</summary>
    public void Remove(string token)
    {
        if (PathOf(token) is var path && File.Exists(path))
        {
            File.Delete(path);
        }
    }
}
