using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;
using System.Xml.Linq;
using Bridge.Xmpp;
using Microsoft.Extensions.Logging;
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

    /// <summary>A name that the parser does not know is missing from stanzas once strangers have used up the names of the process.</summary>
    [Fact]
    public void Every_name_that_the_service_looks_for_is_known_to_the_parser()
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var methods = typeof(BridgeService).Assembly.GetTypes().SelectMany(type => type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)));
        var names = methods.SelectMany(NamesIn).Distinct().ToList();
        Assert.Contains("query", names);
        Assert.DoesNotContain(names, name => !KnownNames.Contains(Ns.Component.NamespaceName, name));
    }

    /// <summary>An event id is what an operator filters by: two events of one id cannot be told apart.</summary>
    [Fact]
    public void Every_event_id_of_the_log_belongs_to_one_event()
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        string[] assemblies = ["Bridge.Gateway", "Bridge.Xmpp", "Bridge.Store", "Bridge.Adapters.Abstractions", "Bridge.Adapters.Demo", "Bridge.Adapters.Irc", "Bridge.Migrations.Sqlite"];
        var events = assemblies.SelectMany(name => Assembly.Load(name).GetTypes()).SelectMany(type => type.GetMethods(All))
            .Select(method => (Event: $"{method.DeclaringType!.Name}.{method.Name}", method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId)).Where(static one => one.EventId is not null).ToList();
        Assert.Contains(events, static one => one.Event == "IrcLog.Registered");
        Assert.Contains(events, static one => one.Event == "StoreWriter.LogBusy");
        Assert.Empty(events.GroupBy(static one => one.EventId).Where(static same => same.Key <= 0 || same.Count() > 1).Select(static same => $"{same.Key}: {string.Join(", ", same.Select(static one => one.Event))}"));
    }

    /// <summary>The literals that a method gives to whatever makes or looks up a name.</summary>
    private static IEnumerable<string> NamesIn(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var i = 0; i + 10 <= code.Length; i++)
        {
            var (literal, call) = (BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(i + 1)), BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(i + 6)));
            if (code[i] == OpCodes.Ldstr.Value && code[i + 5] == OpCodes.Call.Value && literal >> 24 == 0x70 && call >> 24 is 0x06 or 0x0a or 0x2b
                && method.Module.ResolveMethod(call, method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null, method.IsGenericMethod ? method.GetGenericArguments() : null) is { } called
                && (called.DeclaringType == typeof(XNamespace) || called.DeclaringType == typeof(XName) || (called.DeclaringType == typeof(Stanza) && called.Name is "Child" or "Attr")))
            {
                yield return method.Module.ResolveString(literal);
            }
        }
    }
}
