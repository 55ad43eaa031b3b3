using System.Buffers;
using Bridge.Migrations.Sqlite;
using Bridge.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Benchmarks;

/// <summary>The delivery journal on a real database: what a message costs to be stored, and to be done with.</summary>
internal static class JournalBenchmarks
{
    public static async Task RunAsync(SqliteSynchronous synchronous)
    {
        var folder = Directory.CreateTempSubdirectory("bridge-bench-");
        try
        {
            var options = new StoreOptions
            {
                ConnectionString = $"Data Source={folder.FullName}/bench.db",
                Migrations = SqliteMigrations.Assembly,
                Synchronous = synchronous,
            };
            await using var store = await StoreStart.OpenAsync(options, NullLogger.Instance, CancellationToken.None);
            var journal = new DeliveryJournal(store.Writer, TimeProvider.System);
            await journal.LoadAsync(CancellationToken.None);
            Measurement.Run($"journal: receive and finish ({synchronous})", 50_000, count =>
            {
                using var done = new CountdownEvent(count);
                for (var i = 0; i < count; i++)
                {
                    journal.Receive(new Entry(journal, done) { AccountId = 1, Chat = "#verona", ReceivedAt = 0 });
                }

                done.Wait();
                journal.FlushAsync().Wait();
            });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private sealed class Entry(DeliveryJournal journal, CountdownEvent done) : InboxEntry
    {
        public override bool IsDurable => true;

        protected internal override void WritePayload(IBufferWriter<byte> output) => output.Write("{\"text\":\"the quick brown fox jumps over the lazy dog\"}"u8);

        protected internal override void Stored()
        {
            journal.Finish(this, TraceOutcome.Delivered);
            done.Signal();
        }
    }
}
