using System.Runtime.InteropServices;
using Bridge.Gateway.Configuration;
using Bridge.Gateway.Plugins;
using Bridge.Store;

namespace Bridge.Gateway.Import;

/// <summary>Takes over what another gateway has stored, while Bridge does not run. It can be broken off and run again: what is there is left as it is.</summary>
internal sealed class ImportRun(GatewaySetup setup, ImportRequest request, TimeProvider time, TextWriter output, TextWriter error)
{
    private const string IrcType = "irc";

    // Ids that come in no order are looked up all over their index.
    private const int CacheKibibytes = 131_072;

    /// <summary>Runs until done, or until SIGINT or SIGTERM, and gives the exit status.</summary>
    public async Task<int> RunAsync()
    {
        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Break);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Break);
        return await RunAsync(stop.Token);

        void Break(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>Runs until done or cancelled and gives the exit status.</summary>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        if (FindNetwork(out var problem) is not { } network)
        {
            return Refuse(problem);
        }

        try
        {
            using var source = ForeignDatabase.Open(request.File, "biboumi");
            BiboumiTables.Check(source);
            return request.IsDryRun ? await TryAsync(network, source, stop) : await RunAsync(network, source, setup.Configuration, stop);
        }
        catch (StoreException e)
        {
            return Refuse(e.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await error.WriteLineAsync("error: Broken off before anything was done.");
            return ExitStatus.Failed;
        }
    }

    /// <summary>All of it into an empty database that is thrown away.</summary>
    private async Task<int> TryAsync(ConfiguredNetwork network, ForeignDatabase source, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("bridge-import-").FullName;
        try
        {
            return await RunAsync(network, source, setup.Configuration with { DataDirectory = folder, Database = new Secret($"Data Source={folder}/bridge.db") }, stop);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<int> RunAsync(ConfiguredNetwork network, ForeignDatabase source, BridgeConfiguration configuration, CancellationToken stop)
    {
        await using var store = await GatewayStore.OpenAsync(configuration, time, setup.Loggers, stop, CacheKibibytes);
        var report = new ImportReport();
        var about = $"{source.Path} into the network {network.Configuration.Name} at {network.Configuration.Domain}";
        await output.WriteLineAsync(request.IsDryRun ? $"Only looking, nothing is changed: {about}" : about);
        var status = ExitStatus.Stopped;
        try
        {
            await CarryAsync(network, source, store, report, stop);
        }
        catch (Exception e) when (e is StoreException or OperationCanceledException)
        {
            await error.WriteLineAsync($"error: Broken off{(e is StoreException ? $": {e.Message.TrimEnd('.')}" : "")}. What is below is done; run it again for the rest.");
            status = ExitStatus.Failed;
        }

        report.Print(output, request.IsDryRun);
        return status;
    }

    private async Task CarryAsync(ConfiguredNetwork network, ForeignDatabase source, GatewayStore store, ImportReport report, CancellationToken stop)
    {
        foreach (var column in BiboumiTables.UnknownColumns(source))
        {
            report.Advise($"{ImportReport.Shown(column)} is a column that this version does not know: nothing in it is read");
        }

        var target = new ImportTarget(network, setup.Access, store);
        var options = new OptionImport(source, target, report);
        await options.RunAsync(stop);
        await new ContactImport(source, target, store.Subscriptions, report).RunAsync(stop);
        var archive = new ArchiveImport(source, target, store.Archives, report, new ImportProgress(error, time), time);
        await archive.RunAsync(request.IsDryRun, stop);
        await new StayImport(target, store, report, time).RunAsync(options.Stayers, archive.Rooms, stop);
        await store.Rooms.FlushAsync(stop);
    }

    private ConfiguredNetwork? FindNetwork(out string problem)
    {
        var able = setup.Networks.Where(static network => network.Adapter.Descriptor.GatewayType == IrcType).ToList();
        var names = string.Join(", ", able.Select(static network => network.Configuration.Name));
        var chosen = able.Where(network => request.Network is null || network.Configuration.Name.Equals(request.Network, StringComparison.OrdinalIgnoreCase)).ToList();
        problem = able.Count == 0 ? "No IRC network is configured: add one below Bridge:Networks."
            : chosen.Count == 0 ? $"{ImportReport.Shown(request.Network!)} is not an IRC network of the configuration: --network takes {names}."
            : $"Several IRC networks are configured: say with --network which one gets it ({names}).";
        return chosen is [var network] ? network : null;
    }

    private int Refuse(string problem)
    {
        error.WriteLine($"error: {problem}");
        return ExitStatus.Configuration;
    }
}
