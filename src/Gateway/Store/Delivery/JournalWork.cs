using System.Buffers;
using Microsoft.Data.Sqlite;

namespace Bridge.Store;

/// <summary>Writes what has gathered in the journal as one piece of work. One is posted at a time.</summary>
internal sealed class JournalWork(DeliveryJournal journal, TimeProvider time) : StoreWork
{
    private readonly ArrayBufferWriter<byte> _payload = new(4096);
    private readonly FinishedRanges _inbox = new(), _outbox = new();
    private readonly Dictionary<int, Exception> _refused = [];
    private List<JournalOperation>? _batch;
    private bool _isCareful;

    public override void Write(StoreTransaction store)
    {
        // Asked for again: something in the transaction was wrong, and it may have been one of these.
        _isCareful = _batch is not null;
        _batch ??= journal.Take();
        _inbox.Clear();
        _outbox.Clear();
        _refused.Clear();
        var keyed = false;
        for (var i = 0; i < _batch.Count; i++)
        {
            _payload.ResetWrittenCount();
            keyed |= _isCareful ? ApplyAlone(store, i) : _batch[i].Apply(store, _payload, _inbox, _outbox);
        }

        foreach (var (first, last, _, _) in _outbox.Ranges)
        {
            store.Prepare("DELETE FROM outbox WHERE id BETWEEN ?1 AND ?2").Bind(1, first).Bind(2, last).Run();
        }

        foreach (var (first, last, outcome, at) in _inbox.Ranges)
        {
            store.Prepare("""
                INSERT INTO trace (account_id, chat, direction, network_id, accepted_at, finished_at, outcome)
                SELECT account_id, COALESCE(chat, ''), 1, dedupe_key, received_at, ?4, ?3 FROM inbox WHERE id BETWEEN ?1 AND ?2
                """).Bind(1, first).Bind(2, last).Bind(3, outcome).Bind(4, at).Run();
            store.Prepare("DELETE FROM inbox WHERE id BETWEEN ?1 AND ?2 AND dedupe_key IS NULL").Bind(1, first).Bind(2, last).Run();
            if (keyed)
            {
                store.Prepare("UPDATE inbox SET payload = NULL, done_at = ?3 WHERE id BETWEEN ?1 AND ?2")
                    .Bind(1, first).Bind(2, last).Bind(3, time.GetUtcNow().ToUnixTimeMilliseconds()).Run();
            }
        }
    }

    public override void Committed() => End(null);

    public override void Failed(Exception cause)
    {
        // It may not have come to writing at all.
        _batch ??= journal.Take();

        // Once more, and then what is wrong is undone alone.
        if (cause is StoreException || _isCareful || !journal.TryPost())
        {
            End(cause);
        }
    }

    private bool ApplyAlone(StoreTransaction store, int index)
    {
        store.Prepare("SAVEPOINT one").Run();
        var keyed = false;
        try
        {
            keyed = _batch![index].Apply(store, _payload, _inbox, _outbox);
        }
#pragma warning disable CA1031 // What one account's adapter raises must not cost the others what they have in the same transaction.
        catch (Exception e) when (e is not SqliteException failure || !StoreFault.IsOfDatabase(failure))
#pragma warning restore CA1031
        {
            store.Prepare("ROLLBACK TO one").Run();
            _refused.Add(index, e);
            if (_batch![index] is { Kind: JournalOperationKind.Receive, Subject: InboxEntry entry })
            {
                // There is no row that its end could be read from.
                entry.IsLost = true;
            }
        }

        store.Prepare("RELEASE one").Run();
        return keyed;
    }

    private void End(Exception? failure)
    {
        _batch = null;
        _isCareful = false;
        journal.Answer(failure, _refused);
    }
}
