using System.Buffers;

namespace Bridge.Store;

/// <summary>Writes what has gathered in the journal as one piece of work. One is posted at a time.</summary>
internal sealed class JournalWork(DeliveryJournal journal, TimeProvider time) : StoreWork
{
    private readonly ArrayBufferWriter<byte> _payload = new(4096);
    private readonly FinishedRanges _inbox = new(), _outbox = new();
    private List<JournalOperation>? _batch;

    public override void Write(StoreTransaction store)
    {
        _batch ??= journal.Take();
        _inbox.Clear();
        _outbox.Clear();
        var keyed = false;
        foreach (var operation in _batch)
        {
            _payload.ResetWrittenCount();
            keyed |= operation.Apply(store, _payload, _inbox, _outbox);
        }

        foreach (var (first, last) in _outbox.Ranges)
        {
            store.Prepare("DELETE FROM outbox WHERE id BETWEEN ?1 AND ?2").Bind(1, first).Bind(2, last).Run();
        }

        foreach (var (first, last) in _inbox.Ranges)
        {
            store.Prepare("DELETE FROM inbox WHERE id BETWEEN ?1 AND ?2 AND dedupe_key IS NULL").Bind(1, first).Bind(2, last).Run();
            if (keyed)
            {
                store.Prepare("UPDATE inbox SET payload = NULL, done_at = ?3 WHERE id BETWEEN ?1 AND ?2")
                    .Bind(1, first).Bind(2, last).Bind(3, time.GetUtcNow().ToUnixTimeMilliseconds()).Run();
            }
        }
    }

    public override void Committed() => End(null);

    public override void Failed(Exception cause) => End(cause);

    private void End(Exception? failure)
    {
        _batch = null;
        journal.Answer(failure);
    }
}
