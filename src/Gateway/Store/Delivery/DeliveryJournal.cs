namespace Bridge.Store;

/// <summary>
/// The inbox, the outbox and the trace: what makes a delivery survive the process. Thread-safe; nothing here waits for the disk.
/// Requests are carried out in the order of the calls, many in one transaction, and answered by the entries' <c>Stored</c> methods in the same order.
/// </summary>
public sealed class DeliveryJournal
{
    private const int MaxWaiting = 50_000;

    private readonly StoreWriter _writer;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly JournalWork _work;
    private List<JournalOperation> _pending = [];
    private List<JournalOperation> _taken = [];
    private long _nextInbox = 1;
    private long _nextOutbox = 1;
    private bool _posted;

    /// <summary>Makes the journal; call <see cref="LoadAsync"/> before anything else.</summary>
    /// <param name="writer">The database's only writer.</param>
    /// <param name="time">The clock.</param>
    public DeliveryJournal(StoreWriter writer, TimeProvider time)
    {
        _writer = writer;
        _time = time;
        _work = new JournalWork(this, time);
    }

    /// <summary>Raised when a transaction failed, with the cause; the entries concerned have been told.</summary>
    public event Action<Exception>? WriteFailed;

    /// <summary>True while so much waits for the disk that networks should be made to wait.</summary>
    public bool IsCongested
    {
        get
        {
            lock (_gate)
            {
                return _pending.Count > MaxWaiting;
            }
        }
    }

    /// <summary>Reads what was pending when the process ended, oldest first, and goes on counting from there.</summary>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    public async Task<(IReadOnlyList<StoredInboxRow> Inbox, IReadOnlyList<StoredOutboxRow> Outbox)> LoadAsync(CancellationToken stop)
    {
        List<StoredInboxRow> inbox = [];
        List<StoredOutboxRow> outbox = [];
        var now = Now();
        await _writer.RunAsync(store => JournalRows.Read(store, inbox, outbox, now, out _nextInbox, out _nextOutbox), stop).ConfigureAwait(false);
        return (inbox, outbox);
    }

    /// <summary>Stores an event of a network, or passes it on in order when it is not durable. Its <see cref="InboxEntry.Stored"/> is called afterwards.</summary>
    public void Receive(InboxEntry entry)
    {
        lock (_gate)
        {
            if (entry.IsDurable)
            {
                entry.Id = _nextInbox++;
            }

            if (entry.IsDurable || _posted)
            {
                Add(new JournalOperation(JournalOperationKind.Receive, entry, 0, 0));
                return;
            }
        }

        // Nothing is under way that it could overtake.
        entry.Stored();
    }

    /// <summary>Takes up an event found by <see cref="LoadAsync"/> again; nothing is written, <see cref="InboxEntry.Stored"/> is called in order.</summary>
    public void Restore(InboxEntry entry, StoredInboxRow row)
    {
        entry.Id = row.Id;
        lock (_gate)
        {
            Add(new JournalOperation(JournalOperationKind.Restore, entry, 0, 0));
        }
    }

    /// <summary>Takes up a message found by <see cref="LoadAsync"/> again; <see cref="OutboxEntry.Stored"/> is called in order.</summary>
    public void Restore(OutboxEntry entry, StoredOutboxRow row)
    {
        entry.Id = row.Id;
        entry.State = row.State;
        entry.Attempts = row.Attempts;
        lock (_gate)
        {
            Add(new JournalOperation(JournalOperationKind.Restore, entry, (int)row.State, 0));
        }
    }

    /// <summary>Stores a message of an XMPP user; <see cref="OutboxEntry.Stored"/> is called afterwards.</summary>
    public void Accept(OutboxEntry entry, OutboxState state)
    {
        lock (_gate)
        {
            entry.Id = _nextOutbox++;
            entry.State = state;
            Add(new JournalOperation(JournalOperationKind.Accept, entry, (int)state, 0));
        }
    }

    /// <summary>Stores another state; <see cref="OutboxEntry.Stored"/> is called afterwards.</summary>
    public void Change(OutboxEntry entry, OutboxState state)
    {
        var now = Now();
        lock (_gate)
        {
            entry.State = state;
            Add(new JournalOperation(JournalOperationKind.Change, entry, (int)state, now));
        }
    }

    /// <summary>The sender was told that the message waits, and is not told again after a restart.</summary>
    public void Notice(OutboxEntry entry) => Add(JournalOperationKind.Notice, entry, 0);

    /// <summary>A row found by <see cref="LoadAsync"/> that leads nowhere: it leaves the outbox, and the trace keeps why.</summary>
    public void Discard(StoredOutboxRow row, TraceOutcome outcome) => Add(JournalOperationKind.DiscardOutbox, row, (int)outcome);

    /// <summary>A row found by <see cref="LoadAsync"/> that leads nowhere: it leaves the inbox (its dedupe key stays), and the trace keeps why.</summary>
    public void Discard(StoredInboxRow row, TraceOutcome outcome) => Add(JournalOperationKind.DiscardInbox, row, (int)outcome);

    /// <summary>The message is done with: it leaves the outbox, and the trace keeps how it ended.</summary>
    public void Finish(OutboxEntry entry, TraceOutcome outcome) => Add(JournalOperationKind.FinishOutbox, entry, (int)outcome);

    /// <summary>The event is done with: it leaves the inbox (its dedupe key stays), and the trace keeps how it ended.</summary>
    public void Finish(InboxEntry entry, TraceOutcome outcome)
    {
        if (entry.Id != 0)
        {
            Add(JournalOperationKind.FinishInbox, entry, (int)outcome);
        }
    }

    /// <summary>
    /// Keeps the network's ids of a message, so that what is said of it later (a reply, a reaction, a bounce) finds it. Nothing when it is kept
    /// already, or when all its ids are another message's.
    /// </summary>
    public void Map(MappedMessage message) => Add(JournalOperationKind.Map, message, 0);

    /// <summary>Keeps a message in the archive of its room; nothing when it is there already.</summary>
    public void Archive(ArchivedMessage message) => Add(JournalOperationKind.Archive, message, 0);

    /// <summary>Reads the newest messages in the archive of a room. Its <see cref="HistoryRead.Done"/> is called afterwards.</summary>
    public void Read(HistoryRead read) => Add(JournalOperationKind.ReadHistory, read, 0);

    /// <summary>Keeps somebody's reactions to a message that is in the map.</summary>
    public void React(ReactionUpdate update) => Add(JournalOperationKind.React, update, 0);

    /// <summary>Looks a message up in the map. Its <see cref="MessageLookup.Done"/> is called afterwards.</summary>
    public void LookUp(MessageLookup lookup) => Add(JournalOperationKind.LookUp, lookup, 0);

    /// <summary>Completes when everything asked for before is carried out and answered.</summary>
    public Task FlushAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            Add(new JournalOperation(JournalOperationKind.Flush, done, 0, 0));
        }

        return done.Task;
    }

    /// <summary>Removes dedupe keys and trace rows that ended before a time.</summary>
    /// <param name="before">Unix milliseconds.</param>
    /// <param name="stop">Ends the wait.</param>
    public Task PruneAsync(long before, CancellationToken stop) =>
        _writer.RunAsync(store => JournalRows.Prune(store, before), stop);

    /// <summary>Forgets the ids of messages older than a time, some thousands at once so that nobody waits for it.</summary>
    /// <param name="before">Unix milliseconds.</param>
    /// <param name="stop">Ends the wait between two steps.</param>
    public async Task PruneMapAsync(long before, CancellationToken stop)
    {
        while (await _writer.RunAsync(store => MessageMap.Prune(store, before), stop).ConfigureAwait(false))
        {
        }
    }

    /// <summary>Takes what is pending; on the writer's thread.</summary>
    internal List<JournalOperation> Take()
    {
        lock (_gate)
        {
            (_taken, _pending) = (_pending, _taken);
            return _taken;
        }
    }

    /// <summary>Answers what was taken, and goes on when more has come; on the writer's thread.</summary>
    internal void Answer(Exception? failure)
    {
        if (failure is not null)
        {
            WriteFailed?.Invoke(failure);
        }

        Exception? mistake = null;
        foreach (var operation in _taken)
        {
            try
            {
                operation.Answer(failure);
            }
#pragma warning disable CA1031 // One owner's mistake must not keep the answers from all others, nor stop the journal.
            catch (Exception e)
#pragma warning restore CA1031
            {
                mistake ??= e;
            }
        }

        lock (_gate)
        {
            _taken.Clear();
            _posted = _pending.Count > 0;
            if (_posted)
            {
                Post();
            }
        }

        if (mistake is not null)
        {
            // The writer logs what its listeners throw.
            throw new InvalidOperationException("An answer of the delivery journal was not taken.", mistake);
        }
    }

    private void Add(JournalOperationKind kind, object subject, int value)
    {
        var now = Now();
        lock (_gate)
        {
            Add(new JournalOperation(kind, subject, value, now));
        }
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private void Add(JournalOperation operation)
    {
        _pending.Add(operation);
        if (!_posted)
        {
            _posted = true;
            Post();
        }
    }

    private void Post()
    {
        try
        {
            _writer.Post(_work);
        }
        catch (ObjectDisposedException)
        {
            // The process is ending: what is not written was not accepted, and what is written is found at the next start.
        }
    }
}
