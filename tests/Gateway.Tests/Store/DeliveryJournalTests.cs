using System.Buffers;
using System.Collections.Concurrent;
using Bridge.Store;
using Bridge.Testing;
using Xunit;

namespace Bridge.Gateway.Tests.Store;

/// <summary>What becomes of requests to the journal when the database, or one of the requests, fails.</summary>
public sealed class DeliveryJournalTests : IAsyncLifetime
{
    private readonly StoreFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly ConcurrentQueue<string> _told = new();
    private BridgeStore _store = null!;
    private DeliveryJournal _journal = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await _folder.OpenAsync();
        _journal = new DeliveryJournal(_store.Writer, _time);
        await _journal.LoadAsync(StoreFolder.Stop);
    }

    [Fact]
    public async Task A_message_counts_as_being_sent_when_that_is_written_and_not_before()
    {
        var message = new Message(_told, "m1");
        _journal.Accept(message, OutboxState.Queued);
        await _journal.FlushAsync();
        var disk = await BrokenDisk.BreakAsync(_store.Writer);
        _journal.Change(message, OutboxState.Sending);
        await FailAsync();
        Assert.Equal(["m1 Queued"], _told);

        disk.Mend();
        await AdvanceUntilAsync(() => _told.Count == 2);
        Assert.Equal("m1 Sending", _told.Last());
        Assert.Equal(1, Count("SELECT COUNT(*) FROM outbox WHERE state = 1"));
    }

    [Fact]
    public async Task A_new_message_is_refused_while_nothing_can_be_written()
    {
        var disk = await BrokenDisk.BreakAsync(_store.Writer);
        _journal.Accept(new Message(_told, "m1"), OutboxState.Queued);
        await UntilAsync(() => !_told.IsEmpty);
        Assert.Equal(["m1 refused"], _told);

        disk.Mend();
        _journal.Accept(new Message(_told, "m2"), OutboxState.Queued);
        await _journal.FlushAsync();
        Assert.Equal(["m1 refused", "m2 Queued"], _told);
        Assert.Equal(1, Count("SELECT COUNT(*) FROM outbox"));
    }

    [Fact]
    public async Task Events_that_end_together_are_traced_each_as_it_ended()
    {
        Event[] events = [.. Enumerable.Range(0, 5).Select(i => new Event(_told, $"e{i}") { DedupeKey = $"k{i}" })];
        foreach (var happened in events)
            _journal.Receive(happened);
        await _journal.FlushAsync();

        _journal.Finish(events[3], TraceOutcome.Echo);
        _journal.Finish(events[0], TraceOutcome.Delivered);
        _journal.Finish(events[4], TraceOutcome.Delivered);
        _journal.Finish(events[1], TraceOutcome.Delivered);
        await _journal.FlushAsync();

        Assert.Equal(3, Count($"SELECT COUNT(*) FROM trace WHERE outcome = {(int)TraceOutcome.Delivered} AND network_id IN ('k0', 'k1', 'k4')"));
        Assert.Equal(1, Count($"SELECT COUNT(*) FROM trace WHERE outcome = {(int)TraceOutcome.Echo} AND network_id = 'k3'"));
        Assert.Equal(4, Count("SELECT COUNT(*) FROM trace WHERE chat = 'c' AND direction = 1"));
        Assert.Equal(1, Count("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL AND dedupe_key = 'k2'"));
    }

    [Fact]
    public async Task What_ended_while_nothing_could_be_written_is_written_afterwards()
    {
        var account = (await _folder.AccountsAsync(_store)).GetOrCreate("a@b", "irc", "");
        var message = new Message(_told, "m1") { AccountId = account.Id };
        var noticed = new Message(_told, "m2") { AccountId = account.Id };
        var happened = new Event(_told, "e1") { AccountId = account.Id };
        _journal.Accept(message, OutboxState.Sending);
        _journal.Accept(noticed, OutboxState.Queued);
        _journal.Receive(happened);
        await _journal.FlushAsync();
        var disk = await BrokenDisk.BreakAsync(_store.Writer);
        _journal.Map(Mapped(message));
        _journal.Finish(message, TraceOutcome.Sent);
        _journal.Finish(happened, TraceOutcome.Delivered);
        _journal.Notice(noticed);
        await FailAsync();

        disk.Mend();
        await AdvanceUntilAsync(() => Count("SELECT COUNT(*) FROM trace") == 2);
        Assert.Equal((0, 1), (Count("SELECT COUNT(*) FROM inbox"), Count("SELECT COUNT(*) FROM outbox WHERE noticed_at IS NOT NULL")));
        Assert.Equal((1, 1), (Count("SELECT COUNT(*) FROM outbox"), Count("SELECT COUNT(*) FROM message_ids WHERE network_id = 'n1'")));
    }

    [Fact]
    public async Task Rows_given_up_at_start_are_given_up_though_it_failed_at_first()
    {
        _journal.Accept(new Message(_told, "m1"), OutboxState.Queued);
        _journal.Receive(new Event(_told, "e1"));
        await _journal.FlushAsync();
        var next = new DeliveryJournal(_store.Writer, _time);
        var (inbox, outbox) = await next.LoadAsync(StoreFolder.Stop);
        var disk = await BrokenDisk.BreakAsync(_store.Writer);
        next.Discard(Assert.Single(inbox), TraceOutcome.Undeliverable);
        next.Discard(Assert.Single(outbox), TraceOutcome.Unreadable);
        await FailAsync();

        disk.Mend();
        await AdvanceUntilAsync(() => Count("SELECT COUNT(*) FROM trace") == 2);
        Assert.Equal((0, 0), (Count("SELECT COUNT(*) FROM inbox"), Count("SELECT COUNT(*) FROM outbox")));
    }

    [Fact]
    public async Task An_event_that_could_not_be_written_is_delivered_and_nobody_is_told_that_it_is_stored()
    {
        var disk = await BrokenDisk.BreakAsync(_store.Writer);
        _journal.Receive(new Event(_told, "e1") { DedupeKey = "k1" });
        await UntilAsync(() => !_told.IsEmpty);
        _journal.Receive(new Event(_told, "e2") { DedupeKey = "k2" });
        var stored = _journal.FlushAsync(1);
        await UntilAsync(() => _told.Count == 2);
        await FailAsync();
        Assert.False(stored.IsCompleted);

        disk.Mend();
        await AdvanceUntilAsync(() => stored.IsCompleted);
        await stored;
        Assert.Equal(["e1", "e2"], _told);
        Assert.Equal(2, Count("SELECT COUNT(*) FROM inbox WHERE payload IS NOT NULL AND done_at IS NULL"));
        _journal.Receive(new Event(_told, "again") { DedupeKey = "k1" });
        await _journal.FlushAsync(1);
        Assert.Equal("again twice", _told.Last());
    }

    [Fact]
    public async Task An_event_that_was_done_with_before_it_could_be_written_is_not_delivered_after_a_restart()
    {
        var disk = await BrokenDisk.BreakAsync(_store.Writer);
        var happened = new Event(_told, "e1") { DedupeKey = "k1" };
        _journal.Receive(happened);
        await UntilAsync(() => !_told.IsEmpty);
        _journal.Finish(happened, TraceOutcome.Delivered);
        disk.Mend();
        await AdvanceUntilAsync(() => Count("SELECT COUNT(*) FROM trace") == 1);
        Assert.Equal((1, 0), (Count("SELECT COUNT(*) FROM inbox WHERE dedupe_key = 'k1'"), Count("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL")));
    }

    [Fact]
    public async Task What_is_kept_is_limited_and_who_waits_for_more_is_told_that_it_is_lost()
    {
        const int Many = 25_000;
        var disk = await BrokenDisk.BreakAsync(_store.Writer);
        for (var number = 0; number < Many; number++)
            _journal.Receive(new Event(_told, "e"));
        await AdvanceUntilAsync(() => _told.Count == Many);
        var lost = _journal.FlushAsync(1);
        var other = _journal.FlushAsync(2);
        disk.Mend();
        await AdvanceUntilAsync(() => lost.IsCompleted && other.IsCompleted);
        await Assert.ThrowsAsync<StoreException>(() => lost);
        await other;
        await _journal.FlushAsync(1);
        Assert.InRange(Count("SELECT COUNT(*) FROM inbox"), 10_000, Many - 1);
    }

    [Fact]
    public async Task What_belongs_to_no_chat_ends_like_everything_else()
    {
        var happened = new Event(_told, "e1") { Chat = null };
        _journal.Receive(happened);
        _journal.Finish(happened, TraceOutcome.Delivered);
        await _journal.FlushAsync();
        Assert.Equal((0, 1), (Count("SELECT COUNT(*) FROM inbox"), Count("SELECT COUNT(*) FROM trace WHERE chat = ''")));
    }

    [Fact]
    public async Task One_request_that_can_never_be_carried_out_costs_the_others_nothing()
    {
        var refused = new ConcurrentQueue<Exception>();
        _journal.Refused += refused.Enqueue;
        var account = (await _folder.AccountsAsync(_store)).GetOrCreate("a@b", "irc", "");
        var mapped = new Message(_told, "mapped") { AccountId = account.Id };
        // Holds the writer, so that all of the following is in one transaction.
        using var gate = new ManualResetEventSlim();
        _store.Writer.Post(_ => gate.Wait());
        _journal.Accept(mapped, OutboxState.Sending);
        _journal.Accept(new Message(_told, "bad") { Spoilt = true }, OutboxState.Sending);
        _journal.Receive(new Event(_told, "worse") { Spoilt = true });
        _journal.Map(Mapped(mapped, null!));
        _journal.Accept(new Message(_told, "good"), OutboxState.Queued);
        _journal.Receive(new Event(_told, "event"));
        var stored = _journal.FlushAsync(1);
        gate.Set();
        await stored;

        Assert.Equal(["mapped Sending", "bad refused", "worse", "good Queued", "event"], _told);
        Assert.Equal(3, refused.Count);
        Assert.Equal((2, 1), (Count("SELECT COUNT(*) FROM outbox"), Count("SELECT COUNT(*) FROM inbox")));
        Assert.Equal(0, Count("SELECT COUNT(*) FROM messages"));
        Assert.Null(_store.Writer.Fault);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    private static MappedMessage Mapped(Message message, string id = "n1") => new()
    {
        DeliveryId = message.Id,
        Direction = MessageDirection.ToNetwork,
        AccountId = message.AccountId,
        Chat = message.Chat,
        Kind = ChatKind.Direct,
        Sender = message.Sender,
        SentAt = 0,
        NetworkIds = [id],
    };

    /// <summary>Waits until another try has failed.</summary>
    private async Task FailAsync()
    {
        var failed = 0;
        void Failed(Exception cause) => Interlocked.Increment(ref failed);
        _journal.WriteFailed += Failed;
        _journal.Accept(new Message(new ConcurrentQueue<string>(), "probe"), OutboxState.Queued);
        await AdvanceUntilAsync(() => Volatile.Read(ref failed) > 0);
        _journal.WriteFailed -= Failed;
    }

    private Task AdvanceUntilAsync(Func<bool> condition) => _time.AdvanceUntilAsync(condition);

    private static async Task UntilAsync(Func<bool> condition)
    {
        var deadline = DateTime.UtcNow.AddSeconds(20);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, "It did not happen.");
            await Task.Delay(10, StoreFolder.Stop);
        }
    }

    private long Count(string sql)
    {
        using var connection = _folder.Connect();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }

    private sealed class Message : OutboxEntry
    {
        private readonly ConcurrentQueue<string> _told;
        private readonly string _name;

        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public Message(ConcurrentQueue<string> told, string name)
        {
            (_told, _name) = (told, name);
            (AccountId, Chat, Sender, Recipient, AcceptedAt) = (1, "c", "a@b/c", "c@d", 0);
        }

        public bool Spoilt { get; init; }

        protected internal override void WritePayload(IBufferWriter<byte> output) => WriteText(output, Spoilt);

        protected internal override void Stored(OutboxState state) => _told.Enqueue($"{_name} {state}");

        protected internal override void NotStored(Exception cause) => _told.Enqueue($"{_name} refused");
    }

    private sealed class Event : InboxEntry
    {
        private readonly ConcurrentQueue<string> _told;
        private readonly string _name;

        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public Event(ConcurrentQueue<string> told, string name)
        {
            (_told, _name) = (told, name);
            (AccountId, Chat, ReceivedAt) = (1, "c", 0);
        }

        public bool Spoilt { get; init; }

        public override bool IsDurable => true;

        protected internal override void WritePayload(IBufferWriter<byte> output) => WriteText(output, Spoilt);

        protected internal override void Stored() => _told.Enqueue(IsDuplicate ? $"{_name} twice" : _name);
    }

    private static void WriteText(IBufferWriter<byte> output, bool isSpoilt)
    {
        output.Write("{}"u8);
        if (isSpoilt)
            throw new ArgumentException("This cannot be written as JSON.");
    }
}
