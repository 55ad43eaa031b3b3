namespace Bridge.Gateway.Configuration;

/// <summary>Flattens a network's <c>Settings</c> for its adapter and puts the contents of secret files in.</summary>
internal static class AdapterSettings
{
    private const string FileSuffix = "File";
    private static readonly string[] SecretSuffixes = ["PasswordFile", "SecretFile", "TokenFile"];

    /// <summary>Reads the section; keys with null stay out, as if they were not there.</summary>
    public static IReadOnlyDictionary<string, string> Read(IConfigurationSection settings, ConfigurationProblems problems)
    {
        var flat = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in settings.AsEnumerable(makePathsRelative: true))
        {
            if (key.Length > 0 && value is not null)
            {
                flat[key] = value;
            }
        }

        foreach (var fileKey in flat.Keys.Where(IsSecretFile).ToList())
        {
            ReadFile(settings, flat, fileKey, problems);
        }

        return flat;
    }

    private static bool IsSecretFile(string key) => SecretSuffixes.Any(suffix => key.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));

    private static void ReadFile(IConfigurationSection settings, Dictionary<string, string> flat, string fileKey, ConfigurationProblems problems)
    {
        var fullKey = $"{settings.Path}:{fileKey}";
        var plainKey = fileKey[..^FileSuffix.Length];
        flat.Remove(fileKey, out var path);
        if (string.IsNullOrWhiteSpace(path))
        {
            return;
        }

        if (!string.IsNullOrEmpty(flat.GetValueOrDefault(plainKey)))
        {
            problems.Error(fullKey, path, $"{plainKey} and {fileKey} are both set", "keep one of them");
        }
        else if (SecretFile.Read(fullKey, path, problems) is { } secret)
        {
            flat[plainKey] = secret;
        }
    }
}
