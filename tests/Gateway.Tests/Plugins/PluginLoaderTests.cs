using Bridge.Adapters;
using Bridge.Gateway.Plugins;
using Bridge.Gateway.Tests.Configuration;
using Xunit;

namespace Bridge.Gateway.Tests.Plugins;

public sealed class PluginLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_plugin_is_loaded_in_a_context_of_its_own()
    {
        EmittedPlugin.Write(_folder.Path, "matrix", new FactoryShape("matrix"));
        var (plugins, refusals) = PluginLoader.LoadAll(_folder.Path);
        Assert.Empty(refusals);
        var plugin = Assert.Single(plugins);
        Assert.Equal("matrix", plugin.Name);
        Assert.NotSame(System.Runtime.Loader.AssemblyLoadContext.Default, System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(plugin.Factory.GetType().Assembly));
    }

    [Fact]
    public void The_hosts_contract_wins_over_a_copy_in_the_folder()
    {
        var folder = EmittedPlugin.Write(_folder.Path, "matrix", new FactoryShape("matrix"));
        var contract = typeof(INetworkAdapterFactory).Assembly.Location;
        File.Copy(contract, Path.Combine(folder, Path.GetFileName(contract)));
        var (plugins, refusals) = PluginLoader.LoadAll(_folder.Path);
        Assert.Empty(refusals);
        Assert.IsType<INetworkAdapterFactory>(Assert.Single(plugins).Factory, exactMatch: false);
    }

    [Fact]
    public void The_assembly_with_a_description_beside_it_is_the_adapter()
    {
        var folder = EmittedPlugin.Write(_folder.Path, "one", new FactoryShape("matrix"));
        File.Move(Path.Combine(folder, "one.dll"), Path.Combine(folder, "main.dll"));
        File.WriteAllText(Path.Combine(folder, "main.deps.json"), """{ "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" }, "targets": { ".NETCoreApp,Version=v10.0": { } }, "libraries": { } }""");
        File.WriteAllText(Path.Combine(folder, "other.dll"), "not looked at");
        Assert.Equal("matrix", Assert.Single(PluginLoader.LoadAll(_folder.Path).Plugins).Name);
    }

    [Theory]
    [InlineData(1, 0, 1, 0, true)]
    [InlineData(1, 3, 1, 0, true)]
    [InlineData(1, 3, 1, 4, false)]
    [InlineData(1, 3, 2, 0, false)]
    [InlineData(2, 0, 1, 9, false)]
    public void Versions_fit_by_major_and_minor(int hostMajor, int hostMinor, int major, int minor, bool fits) =>
        Assert.Equal(fits, PluginLoader.Accepts(new Version(hostMajor, hostMinor), new Version(major, minor)));

    [Fact]
    public void A_plugin_for_another_contract_is_refused_with_both_versions()
    {
        EmittedPlugin.Write(_folder.Path, "matrix", new FactoryShape("matrix") { Version = new(2, 0) });
        var refusal = Refusal("matrix");
        Assert.Equal("the adapter matrix was built against version 2.0 of the adapter contract, this Bridge has 1.2", refusal.Problem);
        Assert.Equal("update Bridge, or install a version of the plugin built for 1.0 to 1.2", refusal.Fix);
    }

    [Fact]
    public void Additions_to_the_contract_keep_older_plugins_and_newer_ones_wait_for_them()
    {
        var (major, minor) = (ContractVersion.Current.Major, ContractVersion.Current.Minor);
        for (var older = 0; older <= minor; older++)
        {
            EmittedPlugin.Write(_folder.Path, $"older{older}", new FactoryShape($"older{older}") { Version = new(major, older) });
        }

        EmittedPlugin.Write(_folder.Path, "newer", new FactoryShape("newer") { Version = new(major, minor + 1) });
        var (plugins, refusals) = PluginLoader.LoadAll(_folder.Path);
        Assert.Equal(Enumerable.Range(0, minor + 1).Select(older => $"older{older}"), plugins.Select(plugin => plugin.Name).Order(StringComparer.Ordinal));
        Assert.Contains($"this Bridge has {major}.{minor}", Assert.Single(refusals).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_for_an_older_contract_must_be_rebuilt()
    {
        EmittedPlugin.Write(_folder.Path, "matrix", new FactoryShape("matrix") { Version = new(0, 9) });
        Assert.Equal("install a version of the plugin built for 1.x", Refusal("matrix").Fix);
    }

    [Fact]
    public void A_broken_file_is_refused()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "matrix")).FullName;
        File.WriteAllText(Path.Combine(folder, "matrix.dll"), "MZ but not really");
        Assert.Equal("the adapter's .dll is broken or not a .NET assembly", Refusal("matrix").Problem);
    }

    [Fact]
    public void An_empty_folder_is_refused()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "matrix"));
        Assert.StartsWith("cannot tell which of its files is the adapter", Refusal("matrix").Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_without_a_factory_is_refused()
    {
        EmittedPlugin.Write(_folder.Path, "matrix");
        Assert.Equal("matrix.dll has no public class that implements INetworkAdapterFactory", Refusal("matrix").Problem);
    }

    [Fact]
    public void A_plugin_with_two_factories_is_refused()
    {
        EmittedPlugin.Write(_folder.Path, "matrix", new FactoryShape("a"), new FactoryShape("b"));
        Assert.Equal("matrix.dll has 2 factories (Factory0, Factory1)", Refusal("matrix").Problem);
    }

    [Theory]
    [InlineData("throws", "Factory0 failed with InvalidTimeZoneException")]
    [InlineData("parameter", "Factory0 has no public constructor without parameters")]
    public void A_factory_that_cannot_be_made_is_refused(string constructor, string expected)
    {
        EmittedPlugin.Write(_folder.Path, "matrix", new FactoryShape("matrix") { Constructor = constructor });
        Assert.Equal(expected, Refusal("matrix").Problem);
    }

    [Fact]
    public void A_name_that_configuration_cannot_hold_is_refused()
    {
        EmittedPlugin.Write(_folder.Path, "matrix", new FactoryShape("My Matrix"));
        Assert.StartsWith("the adapter's name has other characters", Refusal("matrix").Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_plugins_with_one_name_are_both_refused()
    {
        EmittedPlugin.Write(_folder.Path, "one", new FactoryShape("matrix"));
        EmittedPlugin.Write(_folder.Path, "two", new FactoryShape("matrix"));
        var (plugins, refusals) = PluginLoader.LoadAll(_folder.Path);
        Assert.Empty(plugins);
        Assert.Equal(["matrix", "matrix"], refusals.Select(r => r.Adapter));
    }

    [Fact]
    public void No_directory_means_no_plugins() => Assert.Empty(PluginLoader.LoadAll(Path.Combine(_folder.Path, "none")).Plugins);

    private PluginRefusal Refusal(string folder)
    {
        var (plugins, refusals) = PluginLoader.LoadAll(_folder.Path);
        Assert.Empty(plugins);
        var refusal = Assert.Single(refusals);
        Assert.Equal(Path.Combine(_folder.Path, folder), refusal.Folder);
        return refusal;
    }
}
