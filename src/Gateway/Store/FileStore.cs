namespace Bridge.Store;

/// <summary>The files that people on XMPP were given addresses of. The files themselves are elsewhere. The methods that write end when it is committed.</summary>
/// <param name="writer">The store's writer.</param>
/// <param name="reader">The store's reader.</param>
public sealed class FileStore(StoreWriter writer, StoreReader reader)
{
    private const string Select = "SELECT owner, key, url, name, media_type, size, sha256, expires_at, account_id, token FROM files";

    private const int Portion = 500;

    /// <summary>The file that an account knows by a key; null when there is none.</summary>
    public Task<StoredFile?> FindAsync(long account, string key, CancellationToken stop) =>
        reader.RunAsync(store => ReadOne(store.Prepare(Select + " WHERE account_id = ?1 AND key = ?2").Bind(1, account).Bind(2, key)), stop);

    /// <summary>The file of that name in the gateway's own store, expired ones too; null when there is none.</summary>
    public Task<StoredFile?> FindAsync(string token, CancellationToken stop) =>
        reader.RunAsync(store => ReadOne(store.Prepare(Select + " WHERE token = ?1").Bind(1, token)), stop);

    /// <summary>How many bytes the gateway's own store holds of a user, and of all.</summary>
    public Task<(long OfOwner, long OfAll)> CountAsync(string owner, CancellationToken stop) => reader.RunAsync(store => Count(store, owner), stop);

    /// <summary>
    /// Adds a file, in place of one that the account knew by the same key, as long as there is room. Nothing is added for an account that is deleted.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="mostOfOwner">The most that the gateway's own store holds of a user.</param>
    /// <param name="mostOfAll">The most that it holds of all.</param>
    /// <param name="stop">Ends the wait, not the work.</param>
    /// <returns>Whether there was room.</returns>
    public Task<bool> AddAsync(StoredFile file, long mostOfOwner, long mostOfAll, CancellationToken stop) => writer.RunAsync(
        store =>
        {
            if (file.Token is not null)
            {
                var (ofOwner, ofAll) = Count(store, file.Owner);
                if (ofOwner + file.Size > mostOfOwner || ofAll + file.Size > mostOfAll)
                {
                    return false;
                }
            }

            store.Prepare("DELETE FROM files WHERE account_id = ?1 AND key = ?2").Bind(1, file.AccountId).Bind(2, file.Key).Run();
            store.Prepare("""
                INSERT INTO files (account_id, owner, key, token, url, name, media_type, size, sha256, expires_at)
                SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 WHERE ?1 IS NULL OR EXISTS (SELECT 1 FROM accounts WHERE id = ?1)
                """)
                .Bind(1, file.AccountId).Bind(2, file.Owner).Bind(3, file.Key).Bind(4, file.Token).Bind(5, file.Url).Bind(6, file.Name).Bind(7, file.MediaType)
                .Bind(8, file.Size).Bind(9, file.Sha256).Bind(10, file.ExpiresAt).Run();
            return true;
        },
        stop);

    /// <summary>Forgets the files of an account.</summary>
    /// <returns>The names of those in the gateway's own store, and null for each that a server keeps.</returns>
    public Task<IReadOnlyList<string?>> RemoveAsync(long account, CancellationToken stop) => writer.RunAsync<IReadOnlyList<string?>>(
        store =>
        {
            var tokens = ReadTokens(store.Prepare("SELECT token FROM files WHERE account_id = ?1").Bind(1, account));
            store.Prepare("DELETE FROM files WHERE account_id = ?1").Bind(1, account).Run();
            return tokens;
        },
        stop);

    /// <summary>Forgets some of what was kept until before a time.</summary>
    /// <returns>The names of those in the gateway's own store, and whether there may be more.</returns>
    public Task<(IReadOnlyList<string> Tokens, bool HasMore)> PruneAsync(long before, CancellationToken stop) => writer.RunAsync<(IReadOnlyList<string>, bool)>(
        store =>
        {
            var tokens = ReadTokens(store.Prepare("SELECT token FROM files WHERE expires_at < ?1 ORDER BY expires_at, id LIMIT ?2").Bind(1, before).Bind(2, Portion));
            store.Prepare("DELETE FROM files WHERE id IN (SELECT id FROM files WHERE expires_at < ?1 ORDER BY expires_at, id LIMIT ?2)").Bind(1, before).Bind(2, Portion).Run();
            return ([.. tokens.OfType<string>()], tokens.Count == Portion);
        },
        stop);

    private static List<string?> ReadTokens(Statement rows)
    {
        List<string?> tokens = [];
        while (rows.Read())
        {
            tokens.Add(rows.GetTextOrNull(0));
        }

        return tokens;
    }

    private static (long OfOwner, long OfAll) Count(StoreTransaction store, string owner)
    {
        var row = store.Prepare("SELECT COALESCE(SUM(size) FILTER (WHERE owner = ?1), 0), COALESCE(SUM(size), 0) FROM files WHERE token IS NOT NULL").Bind(1, owner);
        row.Read();
        var counted = (row.GetLong(0), row.GetLong(1));
        row.Reset();
        return counted;
    }

    private static StoredFile? ReadOne(Statement row)
    {
        if (!row.Read())
        {
            return null;
        }

        var file = new StoredFile(
            row.GetText(0), row.GetText(1), row.GetText(2), row.GetText(3), row.GetText(4), row.GetLong(5), row.GetText(6), row.GetLong(7))
        {
            AccountId = row.GetLongOrNull(8),
            Token = row.GetTextOrNull(9),
        };
        row.Reset();
        return file;
    }
}
