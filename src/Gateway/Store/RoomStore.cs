namespace Bridge.Store;

/// <summary>
/// Which rooms are occupied and what their clients were shown, so that a new process can take over. Writing does not wait: the writes
/// are committed within milliseconds, or when the database takes them again, and <see cref="FlushAsync"/> waits for them. Writes to rooms of a deleted
/// account do nothing.
/// </summary>
/// <param name="writer">The store's writer.</param>
/// <param name="secrets">For passwords.</param>
/// <param name="time">The clock.</param>
public sealed class RoomStore(StoreWriter writer, Secrets secrets, TimeProvider time)
{
    private readonly LatestWrites<RoomKey, RoomState?> _writes = new(writer, Write);

    /// <summary>Stores a room, or its new state.</summary>
    /// <param name="room">Which room.</param>
    /// <param name="nick">The name the user has in it.</param>
    /// <param name="password">The group's password, or null.</param>
    /// <param name="members">The names the clients were shown. Line breaks in them become spaces.</param>
    /// <param name="subject">The subject the clients were shown, or null.</param>
    /// <param name="occupants">The clients that are in it.</param>
    /// <exception cref="StoreException">There is a password and no key to encrypt it.</exception>
    public void Save(RoomKey room, string nick, string? password, IEnumerable<string> members, string? subject, IEnumerable<StoredOccupant> occupants) => _writes.Set(
        room, new RoomState(nick, password is null ? null : secrets.EncryptText(password), Lines(members), subject, [.. occupants], Now()));

    /// <summary>Forgets a room and who is in it.</summary>
    public void Remove(RoomKey room) => _writes.Set(room, null);

    /// <summary>Waits until all that was written before is committed.</summary>
    public Task FlushAsync(CancellationToken stop) => writer.FlushAsync(stop);

    /// <summary>All stored rooms of a network, in the order in which they were first joined.</summary>
    public Task<IReadOnlyList<StoredRoom>> LoadAsync(string network, CancellationToken stop) =>
        writer.RunAsync<IReadOnlyList<StoredRoom>>(store => Load(store, network), stop);

    /// <summary>Decrypts a room's password; null when it has none. Secret: never log it.</summary>
    /// <exception cref="StoreException">The keys cannot be read, or are not those it was encrypted with.</exception>
    public string? GetPassword(StoredRoom room) => room.EncryptedPassword is { } encrypted ? secrets.DecryptText(encrypted) : null;

    private static void Write(StoreTransaction store, RoomKey key, RoomState? room)
    {
        if (room is null)
        {
            store.Prepare("DELETE FROM rooms WHERE account_id = ?1 AND chat = ?2").Bind(1, key.AccountId).Bind(2, key.Chat).Run();
            return;
        }
        // From the account's row, so that a room of an account deleted meanwhile is no error.
        store.Prepare("""
            INSERT INTO rooms (account_id, chat, nick, password, members, subject, updated_at)
            SELECT id, ?2, ?3, ?4, ?5, ?6, ?7 FROM accounts WHERE id = ?1
            ON CONFLICT (account_id, chat) DO UPDATE SET nick = excluded.nick, password = excluded.password,
                members = excluded.members, subject = excluded.subject, updated_at = excluded.updated_at
            """).Bind(1, key.AccountId).Bind(2, key.Chat).Bind(3, room.Nick).Bind(4, room.Password).Bind(5, room.Members).Bind(6, room.Subject)
            .Bind(7, room.UpdatedAt).Run();
        foreach (var jid in OccupantsOf(store, key).Except(room.Occupants.Select(static occupant => occupant.Jid), StringComparer.Ordinal))
        {
            store.Prepare("""
                DELETE FROM occupants WHERE jid = ?3 AND room_id = (SELECT id FROM rooms WHERE account_id = ?1 AND chat = ?2)
                """).Bind(1, key.AccountId).Bind(2, key.Chat).Bind(3, jid).Run();
        }
        foreach (var occupant in room.Occupants)
        {
            store.Prepare("""
                INSERT INTO occupants (room_id, jid, joined_at)
                SELECT id, ?3, ?4 FROM rooms WHERE account_id = ?1 AND chat = ?2
                ON CONFLICT (room_id, jid) DO UPDATE SET joined_at = excluded.joined_at WHERE joined_at <> excluded.joined_at
                """).Bind(1, key.AccountId).Bind(2, key.Chat).Bind(3, occupant.Jid).Bind(4, occupant.JoinedAt).Run();
        }
    }

    private static List<string> OccupantsOf(StoreTransaction store, RoomKey key)
    {
        var result = new List<string>();
        var rows = store.Prepare("SELECT jid FROM occupants WHERE room_id = (SELECT id FROM rooms WHERE account_id = ?1 AND chat = ?2)")
            .Bind(1, key.AccountId).Bind(2, key.Chat);
        while (rows.Read())
            result.Add(rows.GetText(0));
        return result;
    }

    private static List<StoredRoom> Load(StoreTransaction store, string network)
    {
        var occupants = new Dictionary<long, List<StoredOccupant>>();
        var clients = store.Prepare("""
            SELECT o.room_id, o.jid, o.joined_at FROM occupants o JOIN rooms r ON r.id = o.room_id JOIN accounts a ON a.id = r.account_id
            WHERE a.network = ?1 ORDER BY o.id
            """).Bind(1, network);
        while (clients.Read())
        {
            if (!occupants.TryGetValue(clients.GetLong(0), out var list))
                occupants.Add(clients.GetLong(0), list = []);
            list.Add(new StoredOccupant(clients.GetText(1), clients.GetLong(2)));
        }
        var result = new List<StoredRoom>();
        var rooms = store.Prepare("""
            SELECT r.id, r.account_id, r.chat, r.nick, r.password, r.members, r.subject
            FROM rooms r JOIN accounts a ON a.id = r.account_id WHERE a.network = ?1 ORDER BY r.id
            """).Bind(1, network);
        while (rooms.Read())
        {
            result.Add(new StoredRoom
            {
                Key = new RoomKey(rooms.GetLong(1), rooms.GetText(2)),
                Nick = rooms.GetText(3),
                EncryptedPassword = rooms.GetBlobOrNull(4),
                Members = rooms.GetText(5).Split('\n', StringSplitOptions.RemoveEmptyEntries),
                Subject = rooms.GetTextOrNull(6),
                Occupants = occupants.GetValueOrDefault(rooms.GetLong(0)) ?? [],
            });
        }
        return result;
    }

    private static string Lines(IEnumerable<string> names) => string.Join('\n', names.Select(x => x.Replace('\n', ' ')));

    private sealed record RoomState(string Nick, byte[]? Password, string Members, string? Subject, IReadOnlyList<StoredOccupant> Occupants, long UpdatedAt);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
