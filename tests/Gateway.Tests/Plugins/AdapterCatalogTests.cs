using Bridge.Adapters;
using Bridge.Gateway.Configuration;
using Bridge.Gateway.Plugins;
using Bridge.Gateway.Tests.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Bridge.Gateway.Tests.Plugins;

public sealed class AdapterCatalogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_built_in_adapter_gets_the_networks_settings_and_no_plugin_is_touched()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "broken"));
        AdapterContext? seen = null;
        var (networks, problems) = Create(new StubFactory("irc", c => seen = c), "irc");
        Assert.Single(networks);
        Assert.Empty(problems.Errors);
        Assert.Empty(problems.Warnings);
        Assert.Equal(("net", "/data/networks/net", "v"), (seen!.NetworkName, seen.DataDirectory, seen.Settings["K"]));
    }

    [Fact]
    public void A_wrong_setting_is_told_with_its_whole_key() =>
        Assert.Equal(
            "Bridge:Networks:net:Settings:Servers:x:Port: must be a number from 1 to 65535.",
            OnlyError(new StubFactory("irc", _ => throw new AdapterSettingException("Servers:x:Port", "must be a number from 1 to 65535.")), "irc"));

    [Fact]
    public void An_adapter_that_fails_is_told_without_its_text()
    {
        var line = OnlyError(new StubFactory("irc", _ => throw new FormatException("hunter2")), "irc");
        Assert.StartsWith("Bridge:Networks:net:Adapter = \"irc\": the adapter failed with FormatException", line, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", line, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_adapter_is_told_with_those_there_are() =>
        Assert.Equal("Bridge:Networks:net:Adapter = \"ircc\": there is no such adapter (known: irc); did you mean irc.", OnlyError(new StubFactory("irc"), "ircc"));

    [Fact]
    public void A_plugin_is_loaded_when_a_network_needs_it()
    {
        EmittedPlugin.Write(_folder.Path, "some-folder", new FactoryShape("matrix"));
        Assert.Equal("Bridge:Networks:net:Settings:Key: is never right.", OnlyError(new StubFactory("irc"), "matrix"));
    }

    [Fact]
    public void A_refused_plugin_that_is_needed_is_an_error()
    {
        var folder = EmittedPlugin.Write(_folder.Path, "some-folder", new FactoryShape("matrix") { Version = new(3, 1) });
        var line = OnlyError(new StubFactory("irc"), "matrix");
        Assert.StartsWith($"Bridge:Networks:net:Adapter = \"matrix\": the plugin in {folder} is refused: ", line, StringComparison.Ordinal);
        Assert.Contains("version 3.1 of the adapter contract, this Bridge has 1.2", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_plugin_that_nobody_needs_is_a_warning()
    {
        EmittedPlugin.Write(_folder.Path, "matrix", new FactoryShape("matrix"));
        EmittedPlugin.Write(_folder.Path, "another-irc", new FactoryShape("irc"));
        Directory.CreateDirectory(Path.Combine(_folder.Path, "empty"));
        var (_, problems) = Create(new StubFactory("irc"), "matrix");
        Assert.Equal("is never right", Assert.Single(problems.Errors).Problem);
        Assert.Equal(2, problems.Warnings.Count);
        Assert.Contains(problems.Warnings, w => w.Problem == "the plugin is not used: the adapter irc is built in");
    }

    private string OnlyError(StubFactory builtIn, string adapter)
    {
        var (networks, problems) = Create(builtIn, adapter);
        Assert.Empty(networks);
        return Assert.Single(problems.Errors).ToString();
    }

    private (IReadOnlyList<ConfiguredNetwork> Networks, ConfigurationProblems Problems) Create(StubFactory builtIn, string adapter)
    {
        var problems = new ConfigurationProblems();
        var configuration = new BridgeConfiguration
        {
            DataDirectory = "/data",
            Database = new Secret(""),
            Server = new("127.0.0.1", 5347),
            Access = new([], new Dictionary<string, AccessFlags>()),
            Media = new(0),
            Admin = null,
            PluginDirectory = _folder.Path,
            Networks = [new() { Name = "net", Adapter = adapter, Domain = "d", Secret = new Secret("s"), Settings = new Dictionary<string, string> { ["K"] = "v" } }],
        };
        return (new AdapterCatalog([builtIn], NullLoggerFactory.Instance, TimeProvider.System).CreateAdapters(configuration, problems), problems);
    }
}
