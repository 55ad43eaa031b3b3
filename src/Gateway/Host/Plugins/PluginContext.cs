using System.Reflection;
using System.Runtime.Loader;
using Bridge.Adapters;

namespace Bridge.Gateway.Plugins;

/// <summary>
/// The load context of one plugin folder. A plugin brings its own versions of everything except the assemblies whose types cross the
/// border: with a copy of its own of those, its factory would not be an <see cref="INetworkAdapterFactory"/> of ours.
/// </summary>
internal sealed class PluginContext(string mainAssembly) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(mainAssembly))
{
    private static readonly Assembly[] Shared = [typeof(INetworkAdapterFactory).Assembly, typeof(ILogger).Assembly];
    private readonly AssemblyDependencyResolver _resolver = new(mainAssembly);

    /// <summary>Loads the plugin's main assembly.</summary>
    public Assembly LoadMain() => LoadFromAssemblyPath(mainAssembly);

    protected override Assembly? Load(AssemblyName assemblyName) =>
        Shared.FirstOrDefault(a => a.GetName().Name == assemblyName.Name)
        ?? (_resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null);

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
