using Bridge.Benchmarks;
using Bridge.Store;

switch (args)
{
    case ["contacts"]:
        await ContactBenchmarks.RunAsync();
        return;
    case [BenchmarkFileServer.Argument, var size]:
        await BenchmarkFileServer.RunAsync(size);
        return;
    case ["files"]:
        await FileBenchmarks.RunAsync();
        return;
    case ["network-files"]:
        await NetworkFileBenchmarks.RunAsync();
        return;
}

Console.WriteLine("Medians of seven rounds. Noisy machines: compare within one run only.");
WireBenchmarks.Run();
await JournalBenchmarks.RunAsync(SqliteSynchronous.Normal);
await JournalBenchmarks.RunAsync(SqliteSynchronous.Full);
await ContactBenchmarks.RunAsync();
await FileBenchmarks.RunAsync();
await NetworkFileBenchmarks.RunAsync();
