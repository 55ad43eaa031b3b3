namespace Bridge.Store;

/// <summary>
/// The inbox, the outbox and the trace: what makes a delivery survive the process. Thread-safe; nothing here waits for the disk.
/// Requests are carried out in the order of the calls, many in one transaction, and answered by the entries' <c>Stored</c> methods in the same order.
/// While the database fails, messages of XMPP users are refused; what else was asked for is kept and tried again, in the same order.
/// </summary>
public sealed class DeliveryJournal
{
    private const int MaxWaiting = 50_000, MaxKept = 20_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly StoreWriter _writer;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly JournalWork _work;
    private List<JournalOperation> _pending = [];
    private List<JournalOperation> _taken = [];
    private List<JournalOperation> _kept = [];
    private readonly HashSet<long> _incomplete = [];
    private ITimer? _timer;
    private bool _isPausing;
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

    /// <summary>Raised when a transaction failed, with the cause.</summary>
    public event Action<Exception>? WriteFailed;

    /// <summary>Raised when one request can never be carried out, with the cause: what it asked to store is not.</summary>
    public event Action<Exception>? Refused;

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

    /// <summary>A chat has another id from now on: what was kept of it before this call is found under that one.</summary>
    public void Move(ChatMove move) => Add(JournalOperationKind.Move, move, 0);

    /// <summary>Reads the newest messages in the archive of a room. Its <see cref="HistoryRead.Done"/> is called afterwards.</summary>
    public void Read(HistoryRead read) => Add(JournalOperationKind.ReadHistory, read, 0);

    /// <summary>Keeps somebody's reactions to a message that is in the map.</summary>
    public void React(ReactionUpdate update) => Add(JournalOperationKind.React, update, 0);

    /// <summary>Looks a message up in the map. Its <see cref="MessageLookup.Done"/> is called afterwards.</summary>
    public void LookUp(MessageLookup lookup) => Add(JournalOperationKind.LookUp, lookup, 0);

    /// <summary>Completes when everything asked for before is carried out and answered; while the database fails it does not.</summary>
    /// <param name="account">Whose events it is about; 0 for nobody's.</param>
    /// <exception cref="StoreException">An event of the account was given up to be stored since the last call.</exception>
    public Task FlushAsync(long account = 0)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            Add(new JournalOperation(JournalOperationKind.Flush, done, 0, account));
            EndPause();
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

    /// <summary>Answers what was taken, keeps what is to be tried again, and goes on; on the writer's thread.</summary>
    /// <param name="failure">Why nothing of it was written, or null.</param>
    /// <param name="refused">Why single requests were not, by their place.</param>
    internal void Answer(Exception? failure, IReadOnlyDictionary<int, Exception> refused)
    {
        if (failure is not null)
        {
            WriteFailed?.Invoke(failure);
        }

        Exception? mistake = null;
        for (var i = 0; i < _taken.Count; i++)
        {
            try
            {
                Answer(_taken[i], failure, refused.Count > 0 ? refused.GetValueOrDefault(i) : null);
            }
#pragma warning disable CA1031 // One owner's mistake must not keep the answers from all others, nor stop the journal.
            catch (Exception e)
#pragma warning restore CA1031
            {
                mistake ??= e;
            }
        }

        GoOn();
        if (mistake is not null)
        {
            // The writer logs what its listeners throw.
            throw new InvalidOperationException("An answer of the delivery journal was not taken.", mistake);
        }
    }

    /// <summary>Has the writer write once more.</summary>
    /// <returns>False when it is closed: what is not written was not accepted, and what is written is found at the next start.</returns>
    internal bool TryPost()
    {
        try
        {
            _writer.Post(_work);
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    private void Answer(JournalOperation operation, Exception? failure, Exception? refusal)
    {
        if (failure is null)
        {
            if (refusal is not null)
            {
                Refused?.Invoke(refusal);
            }

            operation.Answer(operation.Kind == JournalOperationKind.Flush && _incomplete.Remove(operation.At)
                ? new StoreException("Events could not be stored.")
                : refusal);
            return;
        }

        if (operation.IsKept && (operation.IsBounded || _kept.Count < MaxKept))
        {
            _kept.Add(operation);
        }
        else if (operation is { Kind: JournalOperationKind.Receive, Subject: InboxEntry { IsDurable: true } lost })
        {
            lost.IsLost = true;
            _incomplete.Add(lost.AccountId);
        }

        if (!operation.IsKept || operation.Kind == JournalOperationKind.Receive)
        {
            operation.Answer(failure);
        }
    }

    private void GoOn()
    {
        lock (_gate)
        {
            _taken.Clear();
            if (_kept.Count > 0)
            {
                _kept.AddRange(_pending);
                _pending.Clear();
                (_pending, _kept) = (_kept, _pending);
                _isPausing = true;
                _timer ??= _time.CreateTimer(static journal => ((DeliveryJournal)journal!).TryAgain(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(Pause, Timeout.InfiniteTimeSpan);
                return;
            }

            _posted = _pending.Count > 0;
            if (_posted)
            {
                TryPost();
            }
        }
    }

    private void TryAgain()
    {
        lock (_gate)
        {
            EndPause();
        }
    }

    private void EndPause()
    {
        if (_isPausing)
        {
            _isPausing = false;
            TryPost();
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
            TryPost();
        }
    }
}
