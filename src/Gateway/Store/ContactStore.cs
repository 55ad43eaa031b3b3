namespace Bridge.Store;

/// <summary>
/// The people that accounts know. Writing does not wait: the writes are committed within milliseconds, many in one transaction, or when the database takes
/// them again.
/// </summary>
/// <param name="writer">The store's writer.</param>
/// <param name="time">The clock.</param>
public sealed class ContactStore(StoreWriter writer, TimeProvider time)
{
    private readonly LatestWrites<(long Account, string Contact), StoredContact> _writes = new(writer, (store, key, contact) => Write(store, key.Account, contact, time));

    /// <summary>Notes how somebody stands with an account; forgets who is empty. Nothing when there is no such account any more.</summary>
    public void Set(long account, StoredContact contact) => _writes.Set((account, contact.NetworkId), contact);

    /// <summary>Everybody that an account knows.</summary>
    public Task<IReadOnlyList<StoredContact>> LoadAsync(long account, CancellationToken stop) =>
        writer.RunAsync<IReadOnlyList<StoredContact>>(store => Load(store, account), stop);

    private static List<StoredContact> Load(StoreTransaction store, long account)
    {
        var result = new List<StoredContact>();
        var rows = store.Prepare("SELECT network_id, name, groups, flags, roster_name, roster_groups, talked_at FROM contacts WHERE account_id = ?1").Bind(1, account);
        while (rows.Read())
        {
            result.Add(new StoredContact(rows.GetText(0))
            {
                Name = rows.GetTextOrNull(1),
                Groups = rows.GetTextOrNull(2),
                Flags = (ContactFlags)rows.GetLong(3),
                RosterName = rows.GetTextOrNull(4),
                RosterGroups = rows.GetTextOrNull(5),
                TalkedAt = rows.GetLong(6),
            });
        }

        return result;
    }

    private static void Write(StoreTransaction store, long account, StoredContact contact, TimeProvider time)
    {
        if (contact.IsEmpty)
        {
            store.Prepare("DELETE FROM contacts WHERE account_id = ?1 AND network_id = ?2").Bind(1, account).Bind(2, contact.NetworkId).Run();
            return;
        }

        store.Prepare("""
            INSERT INTO contacts (account_id, network_id, name, groups, flags, roster_name, roster_groups, talked_at, updated_at)
            SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM accounts WHERE id = ?1
            ON CONFLICT (account_id, network_id) DO UPDATE SET name = ?3, groups = ?4, flags = ?5, roster_name = ?6, roster_groups = ?7, talked_at = ?8, updated_at = ?9
            """)
            .Bind(1, account).Bind(2, contact.NetworkId).Bind(3, contact.Name).Bind(4, contact.Groups).Bind(5, (long)contact.Flags)
            .Bind(6, contact.RosterName).Bind(7, contact.RosterGroups).Bind(8, contact.TalkedAt).Bind(9, time.GetUtcNow().ToUnixTimeMilliseconds()).Run();
    }
}
