namespace Bridge.Store;

/// <summary>
/// The tables <c>chats</c>, <c>messages</c> and <c>message_parts</c> on the hot path; within the writer's transaction. The view <c>message_ids</c> has all ids
/// of the network.
/// </summary>
internal static class MessageMap
{
    /// <summary>Added to the delivery's id in the key of what was written in an XMPP client.</summary>
    public const long FirstToNetwork = 1L << 60;

    private const int MaxPruned = 2_000;

    private const string Columns = """
        SELECT m.id, m.direction, c.account_id, c.network_id, c.kind, m.sender, m.xmpp_id, m.network_id, m.sent_at,
        m.stanzas, m.wants_receipt, m.poll
        FROM chats c JOIN messages m ON m.chat_id = c.id
        """;

    private const string ByNetworkId = Columns + """
         WHERE c.account_id = ?1 AND c.network_id = ?2
        AND m.id = (SELECT message_id FROM message_ids WHERE chat_id = c.id AND network_id = ?3 ORDER BY part LIMIT 1)
        """;

    private const string ByRowId = Columns + " WHERE m.id = ?3 AND c.account_id = ?1 AND c.network_id = ?2";

    private const string ByXmppId = Columns + """
         WHERE c.account_id = ?1 AND c.network_id = ?2 AND m.xmpp_id = ?3 AND m.direction = ?5
        AND (m.sender = ?4 OR substr(m.sender, 1, length(?4) + 1) = ?4 || '/') ORDER BY m.id DESC LIMIT 1
        """;

    /// <summary>Adds a message. Everything is selected from its account's row, so that an account deleted meanwhile is no error.</summary>
    public static void Add(StoreTransaction store, MappedMessage message)
    {
        if (!Insert(store, message, message.NetworkIds[0]))
        {
            store.Prepare("INSERT INTO chats (network, account_id, network_id, kind) SELECT network, id, ?2, ?3 FROM accounts WHERE id = ?1 ON CONFLICT DO NOTHING")
                .Bind(1, message.AccountId).Bind(2, message.Chat).Bind(3, (long)message.Kind).Run();
            // An id that is another message's is left to that one.
            if (!message.NetworkIds.Any(id => Insert(store, message, id)))
            {
                return;
            }
        }

        for (var part = 1; part < message.NetworkIds.Count; part++)
        {
            InsertPart(store, message, message.NetworkIds[part], part);
        }
    }

    /// <summary>Adds a message of which only some parts have got their ids, or the next of them.</summary>
    /// <param name="store">The transaction.</param>
    /// <param name="message">The message, with the new id.</param>
    /// <param name="part">How many ids are known.</param>
    public static void AddPart(StoreTransaction store, MappedMessage message, int part)
    {
        if (part == 0)
        {
            Add(store, message);
        }
        else
        {
            InsertPart(store, message, message.NetworkIds[0], part);
        }
    }

    /// <summary>The message that is named so, among those of one account in one chat; null when none is known.</summary>
    public static MappedMessage? Find(StoreTransaction store, long account, string chat, MessageKey key) => key.Kind switch
    {
        MessageKeyKind.Network => Read(store, store.Prepare(ByNetworkId).Bind(1, account).Bind(2, chat).Bind(3, key.Id))?.At(key.Id),
        MessageKeyKind.Client => FindPart(store, account, chat, key.Id) ?? FindOwn(store, account, chat, key),
        _ => (DeliveryIds.SplitOwn(key.Id) is null ? null : FindPart(store, account, chat, key.Id)) ?? FindOwn(store, account, chat, key),
    };

    /// <summary>The key of the row of the message that a stanza id stands for; null for an id that was not made for a delivery.</summary>
    public static long? ReadRowId(string stanzaId) => DeliveryIds.ReadIncoming(stanzaId) ?? (DeliveryIds.ReadOutgoing(stanzaId) + FirstToNetwork);

    /// <summary>How many ids of the network are known of a message.</summary>
    public static int CountParts(StoreTransaction store, string stanzaId)
    {
        var row = store.Prepare("SELECT COUNT(*) FROM message_ids WHERE message_id = ?1").Bind(1, ReadRowId(stanzaId));
        row.Read();
        var count = (int)row.GetLong(0);
        row.Reset();
        return count;
    }

    /// <summary>By the id of one of its stanzas.</summary>
    private static MappedMessage? FindPart(StoreTransaction store, long account, string chat, string id)
    {
        var (stanzaId, part) = DeliveryIds.ReadPart(id);
        return Read(store, store.Prepare(ByRowId).Bind(1, account).Bind(2, chat).Bind(3, ReadRowId(stanzaId))) is { } message && part < message.Stanzas
            ? message with { Part = part }
            : null;
    }

    /// <summary>The last of them: a client may use an id again. The name of the sender is the user's, with whichever client.</summary>
    private static MappedMessage? FindOwn(StoreTransaction store, long account, string chat, MessageKey key) => Read(
        store,
        store.Prepare(ByXmppId).Bind(1, account).Bind(2, chat).Bind(3, key.Id).Bind(4, key.Sender ?? "").Bind(5, (long)MessageDirection.ToNetwork));

    /// <summary>Removes some of what is older than a time.</summary>
    /// <returns>True when there may be more.</returns>
    public static bool Prune(StoreTransaction store, long before)
    {
        if (Prune(store, before, 0, FirstToNetwork - 1) || Prune(store, before, FirstToNetwork, long.MaxValue))
        {
            return true;
        }

        // A stranger who wrote once leaves nothing behind.
        store.Prepare("""
            DELETE FROM chats WHERE account_id IS NOT NULL AND name IS NULL AND topic IS NULL AND NOT EXISTS (SELECT 1 FROM messages WHERE chat_id = chats.id)
            AND NOT EXISTS (SELECT 1 FROM archive WHERE chat_id = chats.id)
            """).Run();
        return false;
    }

    /// <summary>Keys grow with time, so that the first young message ends the search.</summary>
    private static bool Prune(StoreTransaction store, long before, long first, long last) =>
        store.Prepare("""
            DELETE FROM messages WHERE id IN (SELECT id FROM messages WHERE id >= ?2
                AND id < COALESCE((SELECT id FROM messages WHERE id BETWEEN ?2 AND ?3 AND sent_at >= ?1 ORDER BY id LIMIT 1), ?3) ORDER BY id LIMIT ?4)
            """).Bind(1, before).Bind(2, first).Bind(3, last).Bind(4, MaxPruned).Run() == MaxPruned;

    private static void InsertPart(StoreTransaction store, MappedMessage message, string networkId, int part) =>
        store.Prepare("""
            INSERT INTO message_parts (chat_id, network_id, part, message_id)
            SELECT chat_id, ?2, ?3, id FROM messages WHERE id = ?1 AND network_id <> ?2 ON CONFLICT DO NOTHING
            """).Bind(1, message.RowId).Bind(2, networkId).Bind(3, part).Run();

    private static bool Insert(StoreTransaction store, MappedMessage message, string networkId) =>
        store.Prepare("""
            INSERT INTO messages (id, chat_id, direction, sender, xmpp_id, network_id, sent_at, stanzas, wants_receipt, poll)
            SELECT ?3, id, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11 FROM chats WHERE account_id = ?1 AND network_id = ?2 ON CONFLICT DO NOTHING
            """)
            .Bind(1, message.AccountId).Bind(2, message.Chat).Bind(3, message.RowId).Bind(4, (long)message.Direction).Bind(5, message.Sender)
            .Bind(6, message.XmppId).Bind(7, networkId).Bind(8, message.SentAt)
            .Bind(9, message.Stanzas).Bind(10, message.WantsReceipt ? 1L : 0L).Bind(11, message.Poll).Run() > 0;

    private static MappedMessage? Read(StoreTransaction store, Statement row)
    {
        if (!row.Read())
        {
            return null;
        }

        var id = row.GetLong(0);
        var message = new MappedMessage
        {
            DeliveryId = id & (FirstToNetwork - 1),
            Direction = (MessageDirection)row.GetLong(1),
            AccountId = row.GetLong(2),
            Chat = row.GetText(3),
            Kind = (ChatKind)row.GetLong(4),
            Sender = row.GetText(5),
            XmppId = row.GetTextOrNull(6),
            SentAt = row.GetLong(8),
            Stanzas = Math.Max(1, (int)row.GetLong(9)),
            WantsReceipt = row.GetLong(10) != 0,
            Poll = row.GetTextOrNull(11),
            NetworkIds = [],
        };
        List<string> ids = [row.GetText(7)];
        row.Reset();
        var parts = store.Prepare("SELECT network_id FROM message_parts WHERE message_id = ?1 ORDER BY part").Bind(1, id);
        while (parts.Read())
        {
            ids.Add(parts.GetText(0));
        }

        return message with { NetworkIds = ids };
    }
}
