namespace Bridge.Gateway.Configuration;

/// <summary>The folder for everything that must survive a restart.</summary>
internal static class DataDirectory
{
    private const string Key = "Bridge:DataDirectory";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes the folder when it is missing and reports when it cannot be written to.</summary>
    public static void Prepare(string path, ConfigurationProblems problems)
    {
        try
        {
            Create(path);
            Probe(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Error(Key, path, File.Exists(path) ? "is a file, not a folder" : "cannot be written to", "name a folder that belongs to the user that runs Bridge");
        }
    }

    /// <summary>As <see cref="Prepare"/>, but changes nothing: a missing folder is only reported when there is a file in its place.</summary>
    public static void Check(string path, ConfigurationProblems problems)
    {
        if (Directory.Exists(path) || File.Exists(path))
        {
            Prepare(path, problems);
        }
    }

    /// <summary>Makes a folder that only its owner can open: it holds logins and messages.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
    }

    private static void Probe(string path)
    {
        // A name of its own, so that two processes started at once do not trip over each other.
        var probe = Path.Combine(path, $".probe-{Environment.ProcessId}");
        using (new FileStream(probe, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose))
        {
        }
    }
}
