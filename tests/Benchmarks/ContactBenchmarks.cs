using System.Collections.Concurrent;
using System.Diagnostics;
using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Adapters.Demo;
using Bridge.Gateway;
using Bridge.Gateway.Configuration;
using Bridge.Gateway.Plugins;
using Bridge.Testing;
using Bridge.Xmpp;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Benchmarks;

/// <summary>
/// A first session that brings a thousand contacts into the list of a user whose server lets the gateway write it, and a client that comes afterwards: time,
/// stanzas and memory, each round with a new gateway in this process and a server that answers at once.
/// </summary>
internal static class ContactBenchmarks
{
    private const string Domain = "demo.localhost", User = "alice@localhost", Client = $"{User}/phone", Secret = "s3cret";
    private const int Rounds = 5, Extra = 1_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task RunAsync()
    {
        Console.WriteLine($"{Extra} contacts and those of the demo network, {Rounds} rounds:");
        for (var i = 0; i < Rounds; i++)
        {
            await RunOnceAsync();
        }
    }

    private static async Task RunOnceAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bridge-bench-");
        var name = $"demo-{Guid.NewGuid():N}";
        await using var server = new ComponentServer((Domain, Secret));
        try
        {
            var configuration = Configure(folder.FullName, name, server.Port);
            var network = configuration.Networks[0];
            var adapter = new DemoAdapterFactory().Create(new AdapterContext
            {
                NetworkName = name,
                Settings = network.Settings,
                DataDirectory = folder.FullName,
                Time = TimeProvider.System,
                Loggers = NullLoggerFactory.Instance,
            });
            await using var store = await GatewayStore.OpenAsync(configuration, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
            using var gateway = new BridgeService(configuration, [new ConfiguredNetwork(network, adapter)], store, NullLoggerFactory.Instance, TimeProvider.System);
            await gateway.StartAsync(CancellationToken.None);
            await server.WhenConnectedAsync(Domain);
            await MeasureAsync(server);
            await gateway.StopAsync(CancellationToken.None);
        }
        finally
        {
            DemoNetwork.Close(name);
            folder.Delete(recursive: true);
        }
    }

    private static BridgeConfiguration Configure(string folder, string name, int port) => new()
    {
        DataDirectory = folder,
        Database = new Secret($"Data Source={Path.Combine(folder, "bridge.db")}"),
        Server = new ServerConfiguration("127.0.0.1", port),
        Networks =
        [
            new NetworkConfiguration
            {
                Name = name,
                Adapter = "demo",
                Domain = Domain,
                Secret = new Secret(Secret),
                Settings = new Dictionary<string, string> { ["Contacts"] = $"{Extra}", ["MaxWatched"] = "5000", ["Pictures"] = "false" },
                AccountsPerUser = 0,
                WatchedContacts = NetworkConfiguration.DefaultWatchedContacts,
                Archive = ArchiveConfiguration.Default,
            },
        ],
        Access = new AccessConfiguration([], new Dictionary<string, AccessFlags> { ["localhost"] = AccessFlags.Use }),
        Media = new MediaConfiguration(0),
        KeepIds = TimeSpan.FromDays(400),
        Admin = null,
        PluginDirectory = Path.Combine(folder, "plugins"),
    };

    private static async Task MeasureAsync(ComponentServer server)
    {
        var roster = new ConcurrentDictionary<string, XElement>(StringComparer.Ordinal);
        int reads = 0, sets = 0;
        server.AnswerIqs = iq =>
        {
            if (iq.To != User || iq.Child(Ns.Roster, "query") is not { } query)
            {
                return null;
            }

            if (iq.Type == "get")
            {
                Interlocked.Increment(ref reads);
                return Stanza.Result(iq, new XElement(Ns.Roster + "query", roster.Values.Select(static item => new XElement(item))));
            }

            Interlocked.Increment(ref sets);
            var changed = query.Elements().Single();
            roster[changed.Attr("jid")!] = changed;
            return Stanza.Result(iq);
        };
        server.Send($"<message from='localhost' to='{Domain}'><privilege xmlns='urn:xmpp:privilege:2'><perm access='roster' type='both'/></privilege></message>");
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        server.Send($"<message from='{Client}' to='clock@{Domain}' id='m1' type='chat'><body>up</body></message>");
        await UntilAsync(() => roster.Count >= Extra + 7, "all are in the list");
        var listed = clock.ElapsedMilliseconds;
        await UntilAsync(() => Shown(server, User) >= Extra, "all are shown");
        var shown = clock.ElapsedMilliseconds;
        await FenceAsync(server);
        var used = Environment.CpuUsage.TotalTime - cpu;
        var most = server.Received.Where(static stanza => stanza.IsPresence).GroupBy(static stanza => stanza.From).Max(static of => of.Count());
        var stanzas = server.Received.Count + server.Answered.Count;
        var kept = GC.GetTotalMemory(forceFullCollection: true) - memory;

        // A client comes: its server asks for each.
        clock.Restart();
        var before = Shown(server, $"{User}/laptop");
        foreach (var jid in roster.Keys)
        {
            server.Send($"<presence type='probe' from='{User}/laptop' to='{jid}'/>");
        }

        await UntilAsync(() => Shown(server, $"{User}/laptop") - before >= Extra, "the client is told of all");
        await FenceAsync(server);
        Console.WriteLine(
            $"  in the list after {listed} ms, shown after {shown} ms, {used.TotalMilliseconds:N0} ms CPU; {reads} questions, {sets} changes for {roster.Count} contacts, at most {most} presences each, {stanzas} stanzas; "
            + $"{kept / 1024.0 / 1024:N1} MiB live objects more; a client that comes: {clock.ElapsedMilliseconds} ms, {Shown(server, $"{User}/laptop")} presences; resident {Environment.WorkingSet >> 20} MiB");
    }

    private static int Shown(ComponentServer server, string to) => server.Received.Count(stanza => stanza is { IsPresence: true, Type: null } && stanza.To == to && stanza.From!.StartsWith("person", StringComparison.Ordinal));

    /// <summary>Until all is read that was written before.</summary>
    private static async Task FenceAsync(ComponentServer server)
    {
        var id = Guid.NewGuid().ToString("N");
        server.Send($"<iq type='get' from='{Client}' to='{Domain}' id='{id}'><ping xmlns='urn:xmpp:ping'/></iq>");
        await UntilAsync(() => server.Received.Any(stanza => stanza.IsIq && stanza.Id == id), "a ping is answered");
    }

    private static async Task UntilAsync(Func<bool> condition, string what)
    {
        var since = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(since) > Patience)
            {
                throw new TimeoutException($"This did not happen: {what}");
            }

            await Task.Delay(5);
        }
    }
}
