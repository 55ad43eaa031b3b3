using System.Collections.Concurrent;
using Bridge.Store;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Bridge.Gateway.Tests.Store;

public sealed class StoreWriterTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Fact]
    public async Task Work_is_done_and_told_in_the_order_in_which_it_was_posted()
    {
        await using var store = await _folder.OpenAsync();
        var told = new ConcurrentQueue<int>();

        for (var i = 0; i < 20_000; i++)
            store.Writer.Post(new Noted(i, told));
        await store.Writer.FlushAsync(StoreFolder.Stop);

        Assert.Equal(Enumerable.Range(0, 20_000), told);
        using var db = store.CreateDb();
        Assert.Equal(20_000, await db.Inbox.CountAsync(StoreFolder.Stop));
    }

    [Fact]
    public async Task Work_that_fails_is_undone_alone()
    {
        await using var store = await _folder.OpenAsync();
        // Holds the writer, so that all of the following is in one transaction.
        using var gate = new ManualResetEventSlim();
        store.Writer.Post(_ => gate.Wait());

        var first = store.Writer.RunAsync(x => Set(x, "first"), StoreFolder.Stop);
        var doubled = store.Writer.RunAsync(x =>
        {
            Set(x, "undone");
            Set(x, "first");
        }, StoreFolder.Stop);
        var thrown = store.Writer.RunAsync(_ => throw new InvalidOperationException("mine"), StoreFolder.Stop);
        var last = store.Writer.RunAsync(x => Set(x, "last"), StoreFolder.Stop);
        gate.Set();

        await first;
        Assert.Equal(SQLitePCL.raw.SQLITE_CONSTRAINT, (await Assert.ThrowsAsync<SqliteException>(() => doubled)).SqliteErrorCode);
        Assert.Equal("mine", (await Assert.ThrowsAsync<InvalidOperationException>(() => thrown)).Message);
        await last;
        using var db = store.CreateDb();
        Assert.Equal(["first", "last"], db.Settings.Select(x => x.Key).Order());
        Assert.Null(store.Writer.Fault);
    }

    [Fact]
    public async Task Memory_that_is_given_up_costs_nothing_that_was_written()
    {
        await using var store = await _folder.OpenAsync();
        store.Writer.Post(x => Set(x, "before"));
        store.Writer.Release();
        store.Writer.Post(x => Set(x, "after"));
        await store.Writer.FlushAsync(StoreFolder.Stop);

        using var db = store.CreateDb();
        Assert.Equal(["after", "before"], db.Settings.Select(x => x.Key).Order());
        Assert.Null(store.Writer.Fault);
    }

    [Fact]
    public async Task Closing_writes_what_was_posted()
    {
        await using (var store = await _folder.OpenAsync())
        {
            for (var i = 0; i < 1000; i++)
            {
                var key = "k" + i;
                store.Writer.Post(x => Set(x, key));
            }
        }

        await using (var store = await _folder.OpenAsync())
        {
            using var db = store.CreateDb();
            Assert.Equal(1000, db.Settings.Count());
        }
    }

    [Fact]
    public async Task A_closed_writer_refuses_work()
    {
        var store = await _folder.OpenAsync();
        await store.DisposeAsync();

        Assert.Throws<ObjectDisposedException>(() => store.Writer.Post(_ => { }));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.Writer.RunAsync(_ => { }, StoreFolder.Stop));
        await store.Writer.FlushAsync(StoreFolder.Stop);
    }

    [Fact]
    public async Task Cancelling_ends_the_waiting_and_not_the_work()
    {
        await using var store = await _folder.OpenAsync();
        using var gate = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        store.Writer.Post(_ => gate.Wait());

        var work = store.Writer.RunAsync(x => Set(x, "done"), cancel.Token);
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        gate.Set();
        await store.Writer.FlushAsync(StoreFolder.Stop);

        using var db = store.CreateDb();
        Assert.Equal("done", db.Settings.Single().Key);
    }

    [Fact]
    public async Task While_another_program_holds_the_database_the_writer_waits()
    {
        await using var store = await _folder.OpenAsync(busy: TimeSpan.FromMilliseconds(1));
        using var other = _folder.Connect();
        using var held = other.BeginTransaction(deferred: false);

        var work = store.Writer.RunAsync(x => Set(x, "late"), StoreFolder.Stop);
        // Longer than the time-out, so that at least one try has failed.
        await Task.Delay(1500, StoreFolder.Stop);
        Assert.False(work.IsCompleted);
        held.Rollback();

        await work;
    }

    [Fact]
    public async Task A_full_disk_is_told_and_got_over()
    {
        await using var store = await _folder.OpenAsync();
        await store.Writer.RunAsync(x => x.Prepare("PRAGMA max_page_count = 60").Run(), StoreFolder.Stop);

        var told = await Assert.ThrowsAsync<StoreException>(() => store.Writer.RunAsync(x => Fill(x, 1), StoreFolder.Stop));

        Assert.Equal($"The disk of the database {_folder.Database} is full: make room.", told.Message);
        Assert.Same(told, store.Writer.Fault);
        await store.Writer.RunAsync(x => x.Prepare("PRAGMA max_page_count = 100000").Run(), StoreFolder.Stop);
        await store.Writer.RunAsync(x => Fill(x, 2), StoreFolder.Stop);
        Assert.Null(store.Writer.Fault);
        using var db = store.CreateDb();
        Assert.Equal(2, db.Inbox.Single().Id);

        static void Fill(StoreTransaction store, long id) =>
            store.Prepare("INSERT INTO inbox (id, account_id, payload, received_at) VALUES (?1, 1, zeroblob(1000000), 0)").Bind(1, id).Run();
    }

    [Fact]
    public async Task Closing_leaves_no_log_behind()
    {
        await using (var store = await _folder.OpenAsync())
        {
            await store.Writer.RunAsync(x => Set(x, "a"), StoreFolder.Stop);
            using var db = store.CreateDb();
            Assert.Equal("a", db.Settings.Single().Key);
        }

        Assert.False(File.Exists(_folder.Database + "-wal"));
    }

    [Fact]
    public async Task Entity_framework_can_write_in_the_transaction()
    {
        await using var store = await _folder.OpenAsync();

        await store.Writer.RunAsync(x =>
        {
            using var db = x.CreateDb();
            db.Settings.Add(new SettingRow { Key = "a", Value = "b" });
            db.SaveChanges();
        }, StoreFolder.Stop);

        using var reader = store.CreateDb();
        Assert.Equal("b", reader.Settings.Single().Value);
    }

    [Fact]
    public async Task A_listener_that_throws_does_not_stop_the_writer()
    {
        await using var store = await _folder.OpenAsync();

        store.Writer.Post(new Rude());

        await store.Writer.RunAsync(x => Set(x, "after"), StoreFolder.Stop);
    }

    [Fact]
    public async Task Values_come_back_as_they_were_bound()
    {
        await using var store = await _folder.OpenAsync();
        string?[] texts = ["", "a", "a\0b", "ü€😀", new('€', 170), new('€', 171), new('x', 100_000), null];
        byte[]?[] blobs = [[], [0], [1, 0, 255], new byte[100_000], null];
        long?[] numbers = [0, -1, long.MaxValue, long.MinValue, null];

        await store.Writer.RunAsync(x =>
        {
            foreach (var text in texts)
                Assert.Equal(text, Echo(x, s => s.Bind(1, text), s => s.GetTextOrNull(0)));
            foreach (var blob in blobs)
                Assert.Equal(blob, Echo(x, s => s.Bind(1, blob), s => s.GetBlobOrNull(0)));
            foreach (var number in numbers)
                Assert.Equal(number, Echo(x, s => s.Bind(1, number), s => s.GetLongOrNull(0)));
        }, StoreFolder.Stop);
    }

    public void Dispose() => _folder.Dispose();

    private static T Echo<T>(StoreTransaction store, Action<Statement> bind, Func<Statement, T> get)
    {
        var statement = store.Prepare("SELECT ?1");
        bind(statement);
        Assert.True(statement.Read());
        var value = get(statement);
        Assert.False(statement.Read());
        return value;
    }

    private static void Set(StoreTransaction store, string key) =>
        store.Prepare("INSERT INTO settings (key, value) VALUES (?1, '')").Bind(1, key).Run();

    private sealed class Noted(int id, ConcurrentQueue<int> told) : StoreWork
    {
        public override void Write(StoreTransaction store) =>
            store.Prepare("INSERT INTO inbox (id, account_id, received_at) VALUES (?1, 1, 0)").Bind(1, id).Run();

        public override void Committed() => told.Enqueue(id);
    }

    private sealed class Rude : StoreWork
    {
        public override void Write(StoreTransaction store)
        {
        }

        public override void Committed() => throw new InvalidOperationException();
    }
}
