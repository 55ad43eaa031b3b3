using Bridge.Adapters;
using Bridge.Gateway.Configuration;

namespace Bridge.Gateway.Plugins;

/// <summary>The adapters there are: those built in and, only when a network asks for another, those in the plugin folders.</summary>
internal sealed partial class AdapterCatalog(IReadOnlyList<INetworkAdapterFactory> builtIn, ILoggerFactory loggers, TimeProvider time)
{
    private readonly Dictionary<string, INetworkAdapterFactory> _factories = builtIn.ToDictionary(f => f.Name, StringComparer.Ordinal);
    private readonly List<PluginRefusal> _refusals = [];
    private readonly ILogger _logger = loggers.CreateLogger<AdapterCatalog>();

    /// <summary>Makes the adapter of each network. What is wrong is among the problems, and the network is then missing here.</summary>
    public IReadOnlyList<ConfiguredNetwork> CreateAdapters(BridgeConfiguration configuration, ConfigurationProblems problems)
    {
        if (configuration.Networks.Any(n => !_factories.ContainsKey(n.Adapter)))
        {
            LoadPlugins(configuration.PluginDirectory);
        }

        var networks = new List<ConfiguredNetwork>();
        foreach (var network in configuration.Networks)
        {
            if (_factories.TryGetValue(network.Adapter, out var factory))
            {
                if (Create(factory, network, FolderOf(configuration, network), problems) is { } adapter)
                {
                    networks.Add(new(network, adapter));
                }
            }
            else
            {
                ReportMissing(network, problems);
            }
        }

        ReportUnused(configuration, problems);
        return networks;
    }

    /// <summary>The folder an adapter may write to.</summary>
    public static string FolderOf(BridgeConfiguration configuration, NetworkConfiguration network) =>
        Path.Combine(configuration.DataDirectory, "networks", network.Name);

    private void LoadPlugins(string directory)
    {
        var (plugins, refusals) = PluginLoader.LoadAll(directory);
        _refusals.AddRange(refusals);
        foreach (var plugin in plugins)
        {
            if (_factories.TryAdd(plugin.Name, plugin.Factory))
            {
                LogLoaded(plugin.Name, plugin.Folder);
            }
            else
            {
                _refusals.Add(new(plugin.Folder, plugin.Name, $"the adapter {plugin.Name} is built in", "remove the folder"));
            }
        }
    }

    private INetworkAdapter? Create(INetworkAdapterFactory factory, NetworkConfiguration network, string folder, ConfigurationProblems problems)
    {
        var key = $"Bridge:Networks:{network.Name}";
        try
        {
            return factory.Create(new AdapterContext
            {
                NetworkName = network.Name,
                Settings = network.Settings,
                DataDirectory = folder,
                Time = time,
                Loggers = loggers,
            }) ?? throw new InvalidOperationException("The factory made nothing.");
        }
        catch (AdapterSettingException e)
        {
            problems.Error($"{key}:Settings:{e.Key}", null, e.Message.TrimEnd('.'), "");
        }
        catch (Exception e)
        {
            // A mistake in somebody's adapter. Its text may quote a setting, so only the place is told.
            LogCreateFailed(network.Name, e.StackTrace);
            const string Fix = "check the network's Settings, and tell the adapter's author";
            problems.Error($"{key}:Adapter", network.Adapter, $"the adapter failed with {e.GetType().Name}", Fix);
        }

        return null;
    }

    private void ReportMissing(NetworkConfiguration network, ConfigurationProblems problems)
    {
        var key = $"Bridge:Networks:{network.Name}:Adapter";
        if (_refusals.FirstOrDefault(r => r.Adapter == network.Adapter) is { } refusal)
        {
            problems.Error(key, network.Adapter, $"the plugin in {refusal.Folder} is refused: {refusal.Problem}", refusal.Fix);
            return;
        }

        var meant = SpellingHint.Nearest(network.Adapter, _factories.Keys);
        var known = _factories.Count == 0 ? "there is none" : string.Join(", ", _factories.Keys.Order(StringComparer.Ordinal));
        var fix = meant is null ? "use one of these, or install its plugin" : $"did you mean {meant}";
        problems.Error(key, network.Adapter, $"there is no such adapter (known: {known})", fix);
    }

    private void ReportUnused(BridgeConfiguration configuration, ConfigurationProblems problems)
    {
        foreach (var refusal in _refusals.Where(r => _factories.ContainsKey(r.Adapter) || configuration.Networks.All(n => n.Adapter != r.Adapter)))
        {
            problems.Warning(refusal.Folder, null, $"the plugin is not used: {refusal.Problem}", refusal.Fix);
        }
    }

    [LoggerMessage(4010, LogLevel.Information, "Adapter {Adapter} loaded from {Folder}")]
    private partial void LogLoaded(string adapter, string folder);

    [LoggerMessage(4011, LogLevel.Debug, "The adapter of network {Network} failed: {Trace}")]
    private partial void LogCreateFailed(string network, string? trace);
}
