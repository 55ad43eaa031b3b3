namespace Bridge.Store;

/// <summary>The table <c>archive</c> on the hot path: within the writer's transaction.</summary>
internal static class ArchiveRows
{
    /// <summary>How far two clocks and a send may be apart, in milliseconds, and how many messages of that time are looked at.</summary>
    private const int SameTime = 120_000, MaxOwn = 200;

    /// <summary>Adds a message unless it is there. Everything is selected from its account's row, so that an account deleted meanwhile is no error.</summary>
    /// <returns>Whether it was not there.</returns>
    public static bool Add(StoreTransaction store, ArchivedMessage message)
    {
        if (Insert(store, message))
        {
            return true;
        }

        if (FindChat(store, message.AccountId, message.Chat) is not null)
        {
            return false;
        }

        store.Prepare("INSERT INTO chats (network, account_id, network_id, kind) SELECT network, id, ?2, ?3 FROM accounts WHERE id = ?1 ON CONFLICT DO NOTHING")
            .Bind(1, message.AccountId).Bind(2, message.Chat).Bind(3, (long)ChatKind.Group).Run();
        return Insert(store, message);
    }

    /// <summary>The newest messages, oldest first.</summary>
    public static List<ArchivedMessage> ReadNewest(StoreTransaction store, HistoryRead read)
    {
        List<ArchivedMessage> messages = [];
        if (FindChat(store, read.AccountId, read.Chat) is not { } chat)
        {
            return messages;
        }

        var rows = store.Prepare("""
            SELECT stanza_id, said_at, sender, nick, stanza FROM archive WHERE chat_id = ?1 AND said_at >= ?2 ORDER BY said_at DESC, id DESC LIMIT ?3
            """).Bind(1, chat).Bind(2, read.Since).Bind(3, read.Limit);
        var bytes = 0;
        while (rows.Read())
        {
            var message = Read(rows, read.AccountId, read.Chat);
            bytes += message.Stanza.Length;
            if (bytes > read.MaxBytes)
            {
                rows.Reset();
                break;
            }

            messages.Add(message);
        }

        messages.Reverse();
        return messages;
    }

    /// <summary>The user's own messages around a time, oldest first, and how many ids of the network are known of each.</summary>
    public static List<(ArchivedMessage Message, int Parts)> ReadOwn(StoreTransaction store, long account, string chat, long at)
    {
        List<(ArchivedMessage Message, int Parts)> messages = [];
        var rows = store.Prepare("""
            SELECT a.stanza_id, a.said_at, a.sender, a.nick, a.stanza FROM archive a JOIN chats c ON c.id = a.chat_id
            WHERE c.account_id = ?1 AND c.network_id = ?2 AND a.said_at BETWEEN ?3 AND ?4 AND a.sender = '' ORDER BY a.said_at, a.id LIMIT ?5
            """).Bind(1, account).Bind(2, chat).Bind(3, at - SameTime).Bind(4, at + SameTime).Bind(5, MaxOwn);
        while (rows.Read())
        {
            messages.Add((Read(rows, account, chat), 0));
        }

        for (var i = 0; i < messages.Count; i++)
        {
            messages[i] = (messages[i].Message, MessageMap.CountParts(store, messages[i].Message.StanzaId));
        }

        return messages;
    }

    /// <summary>The key of an account's chat; null when nothing was ever stored of it.</summary>
    public static long? FindChat(StoreTransaction store, long account, string chat)
    {
        var row = store.Prepare("SELECT id FROM chats WHERE account_id = ?1 AND network_id = ?2").Bind(1, account).Bind(2, chat);
        if (!row.Read())
        {
            return null;
        }

        var id = row.GetLong(0);
        row.Reset();
        return id;
    }

    /// <summary>Reads the columns stanza_id, said_at, sender, nick and stanza.</summary>
    public static ArchivedMessage Read(Statement row, long account, string chat) => new()
    {
        AccountId = account,
        Chat = chat,
        StanzaId = row.GetText(0),
        SaidAt = row.GetLong(1),
        Sender = row.GetText(2),
        Nick = row.GetText(3),
        Stanza = row.GetBlobOrNull(4) ?? [],
    };

    private static bool Insert(StoreTransaction store, ArchivedMessage message) =>
        store.Prepare("""
            INSERT INTO archive (chat_id, stanza_id, said_at, sender, nick, stanza)
            SELECT id, ?3, ?4, ?5, ?6, ?7 FROM chats WHERE account_id = ?1 AND network_id = ?2 ON CONFLICT DO NOTHING
            """)
            .Bind(1, message.AccountId).Bind(2, message.Chat).Bind(3, message.StanzaId).Bind(4, message.SaidAt).Bind(5, message.Sender)
            .Bind(6, message.Nick).Bind(7, message.Stanza).Run() > 0;
}
