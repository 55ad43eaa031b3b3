using Bridge.Benchmarks;
using Bridge.Store;

Console.WriteLine("Medians of seven rounds. Noisy machines: compare within one run only.");
WireBenchmarks.Run();
await JournalBenchmarks.RunAsync(SqliteSynchronous.Normal);
await JournalBenchmarks.RunAsync(SqliteSynchronous.Full);
