namespace Bridge.Gateway.Configuration;

/// <summary>Reads secrets from files of their own.</summary>
internal static class SecretFile
{
    private const int LongestSecret = 64 * 1024;

    /// <summary>What the file holds without the line break at its end; null when there is a problem, which is then reported under the key.</summary>
    public static string? Read(string key, string path, ConfigurationProblems problems)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Length > LongestSecret)
            {
                problems.Error(key, path, "the file is too large for a secret", "name a file that holds the secret and nothing else");
                return null;
            }

            var text = File.ReadAllText(path).TrimEnd('\r', '\n');
            if (text.Length == 0)
            {
                problems.Error(key, path, "the file is empty", "write the secret into it");
                return null;
            }

            WarnWhenOpenToAll(key, path, problems);
            return text;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            problems.Error(key, path, "there is no such file", "write the secret into it, or correct the path (relative paths start at the current directory)");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems.Error(key, path, "the file cannot be read", "let the user that runs Bridge read it");
        }

        return null;
    }

    private static void WarnWhenOpenToAll(string key, string path, ConfigurationProblems problems)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & UnixFileMode.OtherRead) != 0)
        {
            problems.Warning(key, path, "everybody on this machine can read the file", $"run: chmod 600 {path}");
        }
    }
}
