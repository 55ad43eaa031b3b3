namespace Bridge.Store;

/// <summary>The table <c>archive</c> away from the hot path: pages, and the oldest that go.</summary>
internal static class ArchivePages
{
    private const string Columns = "SELECT stanza_id, said_at, sender, nick, stanza FROM archive ", Bounds = """
        WHERE chat_id = ?1 AND (said_at, id) > (?2, ?3) AND (said_at, id) < (?4, ?5) AND (?6 IS NULL OR nick = ?6) AND (?7 IS NULL OR sender = ?7)
        """;

    public static ArchivePage? Read(StoreTransaction store, ArchiveQuery query)
    {
        if (Find(store, query) is not { } range)
        {
            return null;
        }

        var page = range.Chat is not { } chat ? new ArchivePage([], true)
            : range.Ids is { } ids ? ReadChosen(store, query, ids)
            : ReadPage(Bind(store.Prepare(query.IsLastPage
                ? Columns + Bounds + " ORDER BY said_at DESC, id DESC LIMIT ?8"
                : Columns + Bounds + " ORDER BY said_at, id LIMIT ?8"), chat, range, query).Bind(8, (long)query.Max + 1), query);
        return query.IsLastPage ? page with { Messages = [.. page.Messages.Reverse()] } : page;
    }

    public static int? Count(StoreTransaction store, ArchiveQuery query)
    {
        if (Find(store, query) is not { } range)
        {
            return null;
        }

        if (range.Chat is not { } chat || range.Ids is { Count: 0 })
        {
            return 0;
        }

        if (range.Ids is { } ids)
        {
            return ids.Count;
        }

        var row = Bind(store.Prepare("SELECT COUNT(*) FROM archive " + Bounds), chat, range, query);
        row.Read();
        var count = (int)row.GetLong(0);
        row.Reset();
        return count;
    }

    public static ArchiveEdges? ReadEdges(StoreTransaction store, long account, string chat)
    {
        if (ArchiveRows.FindChat(store, account, chat) is not { } id
            || ReadEdge(store.Prepare("SELECT stanza_id, said_at FROM archive WHERE chat_id = ?1 ORDER BY said_at, id LIMIT 1").Bind(1, id)) is not { } first
            || ReadEdge(store.Prepare("SELECT stanza_id, said_at FROM archive WHERE chat_id = ?1 ORDER BY said_at DESC, id DESC LIMIT 1").Bind(1, id)) is not { } last)
        {
            return null;
        }

        return new ArchiveEdges(first.Id, first.At, last.Id, last.At);
    }

    public static string? FindNetworkId(StoreTransaction store, long account, string chat, string stanzaId)
    {
        var row = store.Prepare("""
            SELECT i.network_id FROM messages m JOIN chats c ON c.id = m.chat_id JOIN message_ids i ON i.message_id = m.id
            WHERE m.id = ?3 AND c.account_id = ?1 AND c.network_id = ?2 ORDER BY i.part DESC LIMIT 1
            """).Bind(1, account).Bind(2, chat).Bind(3, MessageMap.ReadRowId(stanzaId));
        if (!row.Read())
        {
            return null;
        }

        var id = row.GetText(0);
        row.Reset();
        return id;
    }

    public static IReadOnlyList<RoomKey> List(StoreTransaction store, IReadOnlyList<long> accounts)
    {
        List<RoomKey> rooms = [];
        foreach (var account in accounts)
        {
            var rows = store.Prepare("SELECT network_id FROM chats WHERE account_id = ?1 AND EXISTS (SELECT 1 FROM archive WHERE chat_id = chats.id) ORDER BY network_id").Bind(1, account);
            while (rows.Read())
            {
                rooms.Add(new RoomKey(account, rows.GetText(0)));
            }
        }

        return rooms;
    }

    /// <summary>Erases some of a room's archive.</summary>
    /// <returns>True when there may be more.</returns>
    public static bool Erase(StoreTransaction store, RoomKey room, int rows) =>
        ArchiveRows.FindChat(store, room.AccountId, room.Chat) is { } chat && DeleteOldest(store, chat, long.MaxValue, rows) == rows;

    /// <summary>The keys of some chats of a network that have an archive, in the order of the keys.</summary>
    public static List<long> ReadChats(StoreTransaction store, string network, long after, int count)
    {
        List<long> chats = [];
        var rows = store.Prepare("""
            SELECT id FROM chats WHERE id > ?2 AND network = ?1 AND EXISTS (SELECT 1 FROM archive WHERE chat_id = chats.id) ORDER BY id LIMIT ?3
            """).Bind(1, network).Bind(2, after).Bind(3, count);
        while (rows.Read())
        {
            chats.Add(rows.GetLong(0));
        }

        return chats;
    }

    /// <summary>Removes some of what is too old or too much, the oldest first.</summary>
    /// <returns>True when there may be more.</returns>
    public static bool Prune(StoreTransaction store, IReadOnlyList<long> chats, long before, int perRoom, int rows)
    {
        foreach (var chat in chats)
        {
            var newest = store.Prepare("SELECT said_at FROM archive WHERE chat_id = ?1 ORDER BY said_at DESC, id DESC LIMIT 1 OFFSET ?2").Bind(1, chat).Bind(2, perRoom);
            var isTooMuch = newest.Read();
            newest.Reset();
            if (isTooMuch && DeleteOldest(store, chat, long.MaxValue, Math.Min(rows, Surplus(store, chat, perRoom))) > 0)
            {
                return true;
            }

            if (DeleteOldest(store, chat, before, rows) == rows)
            {
                return true;
            }
        }

        return false;
    }

    private static int Surplus(StoreTransaction store, long chat, int perRoom)
    {
        var row = store.Prepare("SELECT COUNT(*) FROM archive WHERE chat_id = ?1").Bind(1, chat);
        row.Read();
        var count = row.GetLong(0);
        row.Reset();
        return (int)Math.Min(int.MaxValue, count - perRoom);
    }

    private static int DeleteOldest(StoreTransaction store, long chat, long before, int rows) =>
        store.Prepare("DELETE FROM archive WHERE id IN (SELECT id FROM archive WHERE chat_id = ?1 AND said_at < ?2 ORDER BY said_at, id LIMIT ?3)")
            .Bind(1, chat).Bind(2, before).Bind(3, rows).Run();

    private static ArchivePage ReadPage(Statement rows, ArchiveQuery query)
    {
        List<ArchivedMessage> messages = [];
        var bytes = 0;
        while (rows.Read())
        {
            var message = ArchiveRows.Read(rows, query.AccountId, query.Chat);
            bytes += message.Stanza.Length;
            if (messages.Count == query.Max || (bytes > query.MaxBytes && messages.Count > 0))
            {
                rows.Reset();
                return new ArchivePage(messages, false);
            }

            messages.Add(message);
        }

        return new ArchivePage(messages, true);
    }

    private static ArchivePage ReadChosen(StoreTransaction store, ArchiveQuery query, List<(long At, long Id)> ids)
    {
        List<ArchivedMessage> messages = [];
        var bytes = 0;
        foreach (var (_, id) in query.IsLastPage ? ids.AsEnumerable().Reverse() : ids)
        {
            var row = store.Prepare(Columns + "WHERE id = ?1").Bind(1, id);
            if (!row.Read())
            {
                continue;
            }

            var message = ArchiveRows.Read(row, query.AccountId, query.Chat);
            row.Reset();
            bytes += message.Stanza.Length;
            if (messages.Count == query.Max || (bytes > query.MaxBytes && messages.Count > 0))
            {
                return new ArchivePage(messages, false);
            }

            messages.Add(message);
        }

        return new ArchivePage(messages, true);
    }

    private static Statement Bind(Statement statement, long chat, in Range range, ArchiveQuery query) => statement
        .Bind(1, chat).Bind(2, range.Low.At).Bind(3, range.Low.Id).Bind(4, range.High.At).Bind(5, range.High.Id).Bind(6, query.Nick).Bind(7, query.Sender);

    /// <summary>Where the query's bounds are in the order of the archive; null when one of its ids is not in there.</summary>
    private static Range? Find(StoreTransaction store, ArchiveQuery query)
    {
        var chat = ArchiveRows.FindChat(store, query.AccountId, query.Chat);
        var low = (At: query.Start, Id: long.MinValue);
        var high = (At: query.End, Id: long.MaxValue);
        foreach (var id in query.After)
        {
            if (Place(store, chat, id, query) is not { } place)
            {
                return null;
            }

            low = low.CompareTo((place.At, place.Id)) < 0 ? (place.At, place.Id) : low;
        }

        foreach (var id in query.Before)
        {
            if (Place(store, chat, id, query) is not { } place)
            {
                return null;
            }

            high = high.CompareTo((place.At, place.Id)) > 0 ? (place.At, place.Id) : high;
        }

        if (query.Ids is not { } wanted)
        {
            return new Range(chat, low, high, null);
        }

        List<(long At, long Id)> ids = [];
        foreach (var id in wanted.Distinct(StringComparer.Ordinal))
        {
            if (Place(store, chat, id, query) is not { } place)
            {
                return null;
            }

            if (place.IsMatch && (place.At, place.Id).CompareTo(low) > 0 && (place.At, place.Id).CompareTo(high) < 0)
            {
                ids.Add((place.At, place.Id));
            }
        }

        ids.Sort();
        return new Range(chat, low, high, ids);
    }

    private static (long At, long Id, bool IsMatch)? Place(StoreTransaction store, long? chat, string id, ArchiveQuery query)
    {
        if (chat is null)
        {
            return null;
        }

        var row = store.Prepare("SELECT said_at, id, nick, sender FROM archive WHERE chat_id = ?1 AND stanza_id = ?2").Bind(1, chat).Bind(2, id);
        if (!row.Read())
        {
            return null;
        }

        var isMatch = (query.Nick is null || row.GetText(2) == query.Nick) && (query.Sender is null || row.GetText(3) == query.Sender);
        var place = (row.GetLong(0), row.GetLong(1), isMatch);
        row.Reset();
        return place;
    }

    private static (string Id, long At)? ReadEdge(Statement row)
    {
        if (!row.Read())
        {
            return null;
        }

        var edge = (row.GetText(0), row.GetLong(1));
        row.Reset();
        return edge;
    }

    private readonly record struct Range(long? Chat, (long At, long Id) Low, (long At, long Id) High, List<(long At, long Id)>? Ids);
}
