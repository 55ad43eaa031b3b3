using Microsoft.Extensions.Configuration.Json;

namespace Bridge.Gateway.Configuration;

/// <summary>
/// One JSON file. The framework's own file provider brings file providers and change tokens that a service which reads its
/// configuration once has no use for, and wraps the place of a mistake in three exceptions.
/// </summary>
internal sealed class JsonFileProvider(string path) : JsonStreamConfigurationProvider(new JsonStreamConfigurationSource())
{
    /// <summary>The file.</summary>
    public string Path => path;

    public override void Load()
    {
        using var stream = File.OpenRead(path);
        Load(stream);
    }
}
