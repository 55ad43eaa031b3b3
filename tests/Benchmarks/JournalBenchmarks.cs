using System.Buffers;
using Bridge.Migrations.Sqlite;
using Bridge.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Benchmarks;

/// <summary>The delivery journal on a real database: what a message costs to be stored, and to be done with.</summary>
internal static class JournalBenchmarks
{
    private static readonly byte[] Stanza =
        """
        <message from='#verona%irc.example.net@irc.montague.lit/tybalt' type='groupchat' id='n000i3qqu5wge9'><body>the quick brown fox jumps over the lazy dog</body>
        <stanza-id xmlns='urn:xmpp:sid:0' by='#verona%irc.example.net@irc.montague.lit' id='n000i3qqu5wge9'/><occupant-id xmlns='urn:xmpp:occupant-id:0' id='f321f3a84640dfb71f613902'/></message>
        """u8.ToArray();

    /// <summary>As many as a client's stream and a network's limits leave under way under load.</summary>
    private const int MaxInFlight = 1_000;

    private static long _archived, _ids;

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
            Measurement.Run($"journal: receive and finish ({synchronous})", 50_000, count => Run(journal, count, null));
            await store.Writer.RunAsync(
                static db => db.Prepare("INSERT INTO accounts (id, network, account_key, enabled, created_at) VALUES (1, 'irc', '', 1, 0)").Run(), CancellationToken.None);
            Measurement.Run($"journal: receive, archive and finish ({synchronous})", 50_000, count => Run(journal, count, () => journal.Archive(NextMessage())));
            Measurement.Run($"journal: the same with ids ({synchronous})", 50_000, count => Run(journal, count, () => journal.Archive(NextMessage()), hasIds: true));
            Measurement.Run($"journal: accept, map, archive and finish ({synchronous})", 50_000, count => Send(journal, count));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Run(DeliveryJournal journal, int count, Action? shown, bool hasIds = false)
    {
        using var done = new CountdownEvent(count);
        for (var i = 0; i < count; i++)
        {
            journal.Receive(new Entry(journal, done, shown, hasIds) { AccountId = 1, Chat = "#verona", ReceivedAt = 0, DedupeKey = hasIds ? NextId() : null });
        }

        done.Wait();
        journal.FlushAsync().Wait();
    }

    private static void Send(DeliveryJournal journal, int count)
    {
        using var done = new CountdownEvent(count);
        using var window = new SemaphoreSlim(MaxInFlight);
        for (var i = 0; i < count; i++)
        {
            window.Wait();
            journal.Accept(new Message(journal, done, window)
            {
                AccountId = 1,
                Chat = "#verona",
                Sender = "romeo@montague.lit/garden",
                Recipient = "#verona%irc.example.net@irc.montague.lit",
                XmppId = NextId(),
                AcceptedAt = 0,
            }, OutboxState.Sending);
        }

        done.Wait();
        journal.FlushAsync().Wait();
    }

    private static string NextId() => $"6~1732821234~{Interlocked.Increment(ref _ids):00000000}";

    private static MappedMessage Map(MessageDirection direction, long id, string? xmppId, string networkId) => new()
    {
        AccountId = 1,
        Chat = "#verona",
        DeliveryId = id,
        Direction = direction,
        Kind = ChatKind.Group,
        NetworkIds = [networkId],
        Sender = direction == MessageDirection.ToNetwork ? "romeo@montague.lit/garden" : "tybalt",
        SentAt = 0,
        XmppId = xmppId,
    };

    private static ArchivedMessage NextMessage()
    {
        _archived++;
        return new ArchivedMessage
        {
            AccountId = 1,
            Chat = "#verona",
            StanzaId = $"n{_archived:0000000000000}",
            SaidAt = _archived,
            Sender = "tybalt",
            Nick = "tybalt",
            Stanza = Stanza,
        };
    }

    private sealed class Message(DeliveryJournal journal, CountdownEvent done, SemaphoreSlim window) : OutboxEntry
    {
        protected internal override void WritePayload(IBufferWriter<byte> output) => output.Write("{\"text\":\"the quick brown fox jumps over the lazy dog\"}"u8);

        protected internal override void Stored(OutboxState state)
        {
            journal.Map(Map(MessageDirection.ToNetwork, Id, XmppId, NextId()));
            journal.Archive(NextMessage());
            journal.Finish(this, TraceOutcome.Delivered);
            window.Release();
            done.Signal();
        }

        protected internal override void NotStored(Exception cause) => throw cause;
    }

    private sealed class Entry(DeliveryJournal journal, CountdownEvent done, Action? shown, bool hasIds) : InboxEntry
    {
        public override bool IsDurable => true;

        public override MappedMessage? Mapped => hasIds ? Map(MessageDirection.FromNetwork, Id, null, DedupeKey!) : null;

        protected internal override void WritePayload(IBufferWriter<byte> output) => output.Write("{\"text\":\"the quick brown fox jumps over the lazy dog\"}"u8);

        protected internal override void Stored()
        {
            shown?.Invoke();
            journal.Finish(this, TraceOutcome.Delivered);
            done.Signal();
        }
    }
}
