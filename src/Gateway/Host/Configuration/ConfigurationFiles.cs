using System.Text.Json;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.UserSecrets;

namespace Bridge.Gateway.Configuration;

/// <summary>
/// Puts the sources together, later ones over earlier ones: <c>appsettings.json</c> beside the program, the file given with
/// <c>--config</c>, in development user secrets, environment variables.
/// </summary>
internal static class ConfigurationFiles
{
    // Fixed, so that `dotnet user-secrets --id bridge-gateway set …` works from any folder.
    private const string UserSecretsId = "bridge-gateway";

    /// <summary>Reads all sources. Null when a file cannot be read, which is then among the problems.</summary>
    public static IConfigurationRoot? Load(string baseDirectory, string? configFile, ConfigurationProblems problems)
    {
        var providers = new List<IConfigurationProvider>();
        AddOptional(providers, Path.Combine(baseDirectory, "appsettings.json"));
        if (configFile is not null)
        {
            providers.Add(new JsonFileProvider(Path.GetFullPath(configFile)));
        }

        if (Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") == "Development")
        {
            AddOptional(providers, Path.Combine(baseDirectory, "appsettings.Development.json"));
            AddOptional(providers, PathHelper.GetSecretsPathFromSecretsId(UserSecretsId));
        }

        providers.RemoveAll(p => p is JsonFileProvider file && !TryLoad(file, problems));
        providers.Add(new EnvironmentVariablesConfigurationProvider());
        return problems.Errors.Count > 0 ? null : new ConfigurationRoot(providers);
    }

    private static void AddOptional(List<IConfigurationProvider> providers, string path)
    {
        if (File.Exists(path))
        {
            providers.Add(new JsonFileProvider(path));
        }
    }

    private static bool TryLoad(JsonFileProvider file, ConfigurationProblems problems)
    {
        var (where, problem, fix) = (file.Path, "", "");
        try
        {
            file.Load();
            return true;
        }
        catch (JsonException e)
        {
            where = $"{file.Path}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}";
            (problem, fix) = ("the file is not valid JSON here", "look for a missing comma, quote or bracket at or before this place");
        }
        catch (FormatException e)
        {
            (problem, fix) = (e.Message.TrimEnd('.'), "keep each key once, in one object around everything");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            (problem, fix) = ("the file does not exist", "give --config the path of a JSON file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            (problem, fix) = ("the file cannot be read", "let the user that runs Bridge read it");
        }

        problems.Error(where, null, problem, fix);
        return false;
    }
}
