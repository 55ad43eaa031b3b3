using System.Reflection;
using Bridge.Adapters;

namespace Bridge.Gateway.Plugins;

/// <summary>Loads adapters from folders: one folder, one assembly with exactly one factory, one load context.</summary>
internal static class PluginLoader
{
    /// <summary>Loads every folder below the directory; what cannot be used is told, never thrown. A missing directory holds no plugins.</summary>
    public static (IReadOnlyList<Plugin> Plugins, IReadOnlyList<PluginRefusal> Refusals) LoadAll(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return ([], []);
        }

        var plugins = new List<Plugin>();
        var refusals = new List<PluginRefusal>();
        foreach (var folder in Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal))
        {
            switch (Load(folder))
            {
                case (Plugin plugin, _):
                    plugins.Add(plugin);
                    break;
                case (_, PluginRefusal refusal):
                    refusals.Add(refusal);
                    break;
            }
        }

        RefuseTwins(plugins, refusals);
        return (plugins, refusals);
    }

    /// <summary>Whether a plugin built against a version of the contract works with ours: same major, no newer minor.</summary>
    public static bool Accepts(Version host, Version plugin) => plugin.Major == host.Major && plugin.Minor <= host.Minor;

    private static (Plugin?, PluginRefusal?) Load(string folder)
    {
        var name = Path.GetFileName(folder);
        try
        {
            return FindMainAssembly(folder) is { } main
                ? Inspect(folder, new PluginContext(main).LoadMain())
                : Refuse(folder, name, "cannot tell which of its files is the adapter", $"keep one .dll with a .deps.json beside it, or name it {name}.dll");
        }
        catch (BadImageFormatException)
        {
            return Refuse(folder, name, "the adapter's .dll is broken or not a .NET assembly", "install the plugin again");
        }
        catch (Exception e) when (e is ReflectionTypeLoadException or TypeLoadException or MissingMethodException)
        {
            return Refuse(folder, name, "the adapter does not fit this version of Bridge", $"install a version of it for contract {ContractVersion.Current}");
        }
        catch (FileNotFoundException e)
        {
            var missing = e.FileName?.Split(',')[0] ?? "a file";
            return Refuse(folder, name, $"the adapter needs {missing}, which is not there", "install the plugin again, with all its files");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return Refuse(folder, name, "the adapter's files cannot be loaded", "let the user that runs Bridge read them, or install the plugin again");
        }
    }

    // What `dotnet publish` of a plugin project leaves: the adapter alone has a .deps.json, its dependencies do not.
    private static string? FindMainAssembly(string folder)
    {
        var all = Directory.GetFiles(folder, "*.dll");
        var described = all.Where(f => File.Exists(Path.ChangeExtension(f, ".deps.json"))).ToArray();
        var named = Path.Combine(folder, Path.GetFileName(folder) + ".dll");
        return (described, all) switch
        {
            ([var only], _) => only,
            (_, [var only]) => only,
            _ => all.Contains(named) ? named : null,
        };
    }

    private static (Plugin?, PluginRefusal?) Inspect(string folder, Assembly assembly)
    {
        var name = Path.GetFileName(folder);
        var types = assembly.GetExportedTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(INetworkAdapterFactory))).ToArray();
        if (types is not [var type])
        {
            var file = $"{assembly.GetName().Name}.dll";
            var names = string.Join(", ", types.Select(t => t.Name));
            return types.Length == 0
                ? Refuse(folder, name, $"{file} has no public class that implements INetworkAdapterFactory", "remove the folder, or install an adapter in it")
                : Refuse(folder, name, $"{file} has {types.Length} factories ({names})", "a plugin has exactly one: split it into a folder for each");
        }

        try
        {
            return Examine(folder, (INetworkAdapterFactory)Activator.CreateInstance(type)!);
        }
        catch (MissingMethodException)
        {
            return Refuse(folder, name, $"{type.Name} has no public constructor without parameters", "ask the plugin's author for a version that has one");
        }
        catch (Exception e)
        {
            // Whatever somebody else's code throws: the other networks start without it. The text may hold anything and is not shown.
            var thrown = (e as TargetInvocationException)?.InnerException ?? e;
            return Refuse(folder, name, $"{type.Name} failed with {thrown.GetType().Name}", "install another version of the plugin, or tell its author");
        }
    }

    private static (Plugin?, PluginRefusal?) Examine(string folder, INetworkAdapterFactory factory)
    {
        var (name, built, host) = (factory.Name, factory.ContractVersion, ContractVersion.Current);
        if (!Accepts(host, built))
        {
            var fix = built.Major < host.Major
                ? $"install a version of the plugin built for {host.Major}.x"
                : $"update Bridge, or install a version of the plugin built for {host.Major}.0 to {host}";
            return Refuse(folder, name, $"the adapter {name} was built against version {built} of the adapter contract, this Bridge has {host}", fix);
        }

        return name.Length > 0 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? (new Plugin(folder, name, factory), null)
            : Refuse(folder, Path.GetFileName(folder), "the adapter's name has other characters than lower-case letters, digits and hyphens", "tell the plugin's author");
    }

    // Which of two would be taken must not depend on how their folders are called.
    private static void RefuseTwins(List<Plugin> plugins, List<PluginRefusal> refusals)
    {
        foreach (var twins in plugins.GroupBy(p => p.Name).Where(g => g.Count() > 1).ToList())
        {
            foreach (var plugin in twins)
            {
                var others = string.Join(", ", twins.Where(p => p != plugin).Select(p => p.Folder));
                refusals.Add(new(plugin.Folder, plugin.Name, $"the adapter {plugin.Name} is also in {others}", "remove one of them"));
                plugins.Remove(plugin);
            }
        }
    }

    private static (Plugin?, PluginRefusal?) Refuse(string folder, string adapter, string problem, string fix) => (null, new(folder, adapter, problem, fix));
}
