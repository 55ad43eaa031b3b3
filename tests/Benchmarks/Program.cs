using Bridge.Benchmarks;
using Bridge.Store;

if (args is ["contacts"])
{
    await ContactBenchmarks.RunAsync();
    return;
}

Console.WriteLine("Medians of seven rounds. Noisy machines: compare within one run only.");
WireBenchmarks.Run();
await JournalBenchmarks.RunAsync(SqliteSynchronous.Normal);
await JournalBenchmarks.RunAsync(SqliteSynchronous.Full);
await ContactBenchmarks.RunAsync();
