using Bridge.Adapters;
using Bridge.Adapters.Demo;
using Bridge.Adapters.Irc;
using Bridge.Gateway.Commands;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Bridge.Gateway.Tests.Commands;

/// <summary>Which account a network has without asking.</summary>
public sealed class ScopeTests
{
    [Theory]
    [InlineData("AllowAnyServer", "false", null)]
    [InlineData("AllowAnyServer", "true", null)]
    [InlineData("FixedServer", "irc.test", "irc.test")]
    public void An_irc_network_has_a_sole_account_only_with_a_fixed_server(string key, string value, string? expected)
    {
        var adapter = new IrcAdapterFactory().Create(Context(new() { ["Servers:irc.test:Host"] = "127.0.0.1", [key] = value }));
        Assert.Equal(expected, OwnAccounts.FindSole(adapter.Addresses)?.Value);
    }

    [Fact]
    public void The_demo_network_has_one_without_a_name()
    {
        var adapter = new DemoAdapterFactory().Create(Context([]));
        Assert.Equal("", OwnAccounts.FindSole(adapter.Addresses)?.Value);
    }

    private static AdapterContext Context(Dictionary<string, string> settings) => new()
    {
        NetworkName = $"scope-{Guid.NewGuid():N}",
        Settings = settings,
        DataDirectory = Path.GetTempPath(),
        Time = TimeProvider.System,
        Loggers = NullLoggerFactory.Instance,
    };
}
