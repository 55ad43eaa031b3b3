using System.Reflection;
using Xunit;

namespace Bridge.Gateway.Tests;

public sealed class ArchitectureTests
{
    [Theory]
    [InlineData("Bridge.Xmpp")]
    [InlineData("Bridge.Store")]
    [InlineData("Bridge.Adapters.Abstractions")]
    [InlineData("Bridge.Adapters.Demo", "Bridge.Adapters.Abstractions")]
    [InlineData("Bridge.Adapters.Irc", "Bridge.Adapters.Abstractions")]
    [InlineData("Bridge.Migrations.Sqlite", "Bridge.Store")]
    public void Arrows_point_one_way(string assembly, params string[] allowed)
    {
        var ours = Assembly.Load(assembly).GetReferencedAssemblies().Select(name => name.Name!).Where(name => name.StartsWith("Bridge.", StringComparison.Ordinal));
        Assert.Empty(ours.Except(allowed));
    }
}
