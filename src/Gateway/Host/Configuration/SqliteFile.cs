using System.Data.Common;

namespace Bridge.Gateway.Configuration;

/// <summary>Checks a configured SQLite database before anything opens it, so that the message names the key and not a driver's error code.</summary>
internal static class SqliteFile
{
    private static readonly string[] DataSourceWords = ["Data Source", "DataSource", "Filename"];

    /// <summary>Reports what is wrong with the connection string or the file it names.</summary>
    /// <param name="key">The key it stands under.</param>
    /// <param name="connectionString">The connection string.</param>
    /// <param name="dataDirectory">The one folder that is made at start, so that it need not exist yet.</param>
    /// <param name="problems">Where mistakes go.</param>
    public static void Check(string key, string connectionString, string dataDirectory, ConfigurationProblems problems)
    {
        var path = FindFile(connectionString);
        if (path is null)
        {
            problems.Error(key, null, "is not a SQLite connection string", "use \"Data Source=\" and the path of a file, or remove the key");
            return;
        }

        if (Problem(Path.GetFullPath(path), dataDirectory) is var (problem, fix))
        {
            problems.Error(key, connectionString.Contains("Password", StringComparison.OrdinalIgnoreCase) ? null : connectionString, problem, fix);
        }
    }

    private static string? FindFile(string connectionString)
    {
        try
        {
            var builder = new DbConnectionStringBuilder { ConnectionString = connectionString };
            foreach (var word in DataSourceWords)
            {
                if (builder.TryGetValue(word, out var value) && value is string { Length: > 0 } path && !path.StartsWith(':'))
                {
                    return path;
                }
            }
        }
        catch (ArgumentException)
        {
            // Not a connection string at all; reported by the caller without quoting it, it may hold a password.
        }

        return null;
    }

    private static (string Problem, string Fix)? Problem(string path, string dataDirectory)
    {
        try
        {
            if (Directory.Exists(path))
            {
                return ("the path is a folder", "name a file in it");
            }

            var folder = Path.GetDirectoryName(path)!;
            if (!Directory.Exists(folder) && folder != dataDirectory)
            {
                return ("the folder of the database does not exist", $"make {folder} and give it to the user that runs Bridge");
            }

            if (!File.Exists(path))
            {
                return null;
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            Span<byte> start = stackalloc byte[16];
            var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            return length == 0 || start.SequenceEqual("SQLite format 3\0"u8)
                ? null
                : ("the file is not a SQLite database", "name another file, or restore it from a backup");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ("the file cannot be read and written", "give it to the user that runs Bridge");
        }
    }
}
