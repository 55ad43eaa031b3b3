namespace Bridge.Store;

/// <summary>Reading and pruning of the journal's tables, away from the hot path.</summary>
internal static class JournalRows
{
    public static void Read(
        StoreTransaction store, List<StoredInboxRow> inbox, List<StoredOutboxRow> outbox, long now, out long nextInbox, out long nextOutbox)
    {
        var rows = store.Prepare("SELECT id, account_id, chat, dedupe_key, payload, received_at FROM inbox WHERE done_at IS NULL ORDER BY id");
        while (rows.Read())
        {
            inbox.Add(new StoredInboxRow(rows.GetLong(0), rows.GetLong(1), rows.GetTextOrNull(2), rows.GetTextOrNull(3), rows.GetBlobOrNull(4) ?? [], rows.GetLong(5)));
        }

        rows = store.Prepare("""
            SELECT o.id, o.account_id, o.chat, CASE WHEN o.state = 1 AND m.id IS NOT NULL THEN 2 ELSE o.state END, o.payload, o.sender, o.recipient,
                o.xmpp_id, o.accepted_at, o.attempts, o.reason, o.noticed_at
            FROM outbox o LEFT JOIN messages m ON m.id = o.id + ?1 ORDER BY o.id
            """).Bind(1, MessageMap.FirstToNetwork);
        while (rows.Read())
        {
            outbox.Add(new StoredOutboxRow(
                rows.GetLong(0), rows.GetLong(1), rows.GetText(2), (OutboxState)rows.GetLong(3), rows.GetBlobOrNull(4) ?? [], rows.GetText(5),
                rows.GetText(6), rows.GetTextOrNull(7), rows.GetLong(8), (int)rows.GetLong(9), rows.GetTextOrNull(10), !rows.IsNull(11)));
        }

        nextInbox = Next(store, "SELECT MAX(id) FROM inbox", now);
        nextOutbox = Next(store, "SELECT MAX(id) FROM outbox", now);
    }

    public static void Prune(StoreTransaction store, long before)
    {
        store.Prepare("DELETE FROM inbox WHERE done_at < ?1").Bind(1, before).Run();
        store.Prepare("DELETE FROM trace WHERE finished_at < ?1").Bind(1, before).Run();
    }

    /// <summary>Ids go with the clock and are never used again, though finished rows are gone: stanza ids are made from them, and clients remember those.</summary>
    private static long Next(StoreTransaction store, string sql, long now)
    {
        var row = store.Prepare(sql);
        var last = row.Read() ? row.GetLong(0) : 0;
        row.Reset();
        return Math.Max(last, now << 10) + 1;
    }
}
