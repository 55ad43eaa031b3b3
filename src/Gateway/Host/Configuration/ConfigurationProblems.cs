using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace Bridge.Gateway.Configuration;

/// <summary>Gathers mistakes, so that the operator sees all of them at once.</summary>
internal sealed class ConfigurationProblems(IConfiguration? configuration = null)
{
    private readonly List<ConfigurationProblem> _errors = [];
    private readonly List<ConfigurationProblem> _warnings = [];

    /// <summary>What keeps the process from starting.</summary>
    public IReadOnlyList<ConfigurationProblem> Errors => _errors;

    /// <summary>What does not.</summary>
    public IReadOnlyList<ConfigurationProblem> Warnings => _warnings;

    /// <summary>Adds a mistake; <paramref name="value"/> is null for whatever may be a secret.</summary>
    public void Error(string key, string? value, string problem, string fix) => _errors.Add(new(key, value, problem, fix, OriginOf(key)));

    /// <summary>Adds something the operator should know.</summary>
    public void Warning(string key, string? value, string problem, string fix) => _warnings.Add(new(key, value, problem, fix, OriginOf(key)));

    // The last provider that has the key is the one whose value counts.
    private string? OriginOf(string key)
    {
        var provider = (configuration as IConfigurationRoot)?.Providers.LastOrDefault(p => p.TryGet(key, out var value) && value is not null);
        return provider switch
        {
            EnvironmentVariablesConfigurationProvider => $"environment variable {key.Replace(":", "__", StringComparison.Ordinal)}",
            JsonFileProvider file => $"in {file.Path}",
            _ => null,
        };
    }
}
