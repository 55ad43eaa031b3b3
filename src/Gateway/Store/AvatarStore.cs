namespace Bridge.Store;

/// <summary>The pictures of people: each once, however many have it or see it.</summary>
/// <param name="writer">The store's writer.</param>
/// <param name="reader">The store's reader.</param>
public sealed class AvatarStore(StoreWriter writer, StoreReader reader)
{
    /// <summary>The pictures of all people of an account that are known.</summary>
    public Task<IReadOnlyList<StoredAvatar>> LoadAsync(long account, CancellationToken stop) => reader.RunAsync<IReadOnlyList<StoredAvatar>>(
        store =>
        {
            List<StoredAvatar> avatars = [];
            var rows = store.Prepare("""
                SELECT a.contact, a.avatar_id, p.sha1, p.media_type, length(p.bytes) FROM avatars a LEFT JOIN pictures p ON p.sha1 = a.sha1 WHERE a.account_id = ?1
                """).Bind(1, account);
            while (rows.Read())
            {
                avatars.Add(new StoredAvatar(
                    rows.GetText(0), rows.GetTextOrNull(1), rows.IsNull(2) ? null : new StoredPicture(rows.GetText(2), rows.GetText(3), (int)rows.GetLong(4))));
            }

            return avatars;
        },
        stop);

    /// <summary>Keeps which picture a person has now, and the picture. Ends when it is committed; nothing is kept of an account that is deleted.</summary>
    /// <param name="account">The account.</param>
    /// <param name="contact">The person's id on the network.</param>
    /// <param name="avatarId">The network's own id of the picture, or null.</param>
    /// <param name="picture">The picture; null when they have none, or it is none that can be shown.</param>
    /// <param name="stop">Ends the wait, not the work.</param>
    public Task SetAsync(long account, string contact, string? avatarId, Picture? picture, CancellationToken stop) => writer.RunAsync(
        store =>
        {
            if (picture is not null)
            {
                store.Prepare("INSERT INTO pictures (sha1, media_type, bytes) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")
                    .Bind(1, picture.Sha1).Bind(2, picture.MediaType).Bind(3, picture.Bytes).Run();
            }

            store.Prepare("""
                INSERT INTO avatars (account_id, contact, avatar_id, sha1) SELECT id, ?2, ?3, ?4 FROM accounts WHERE id = ?1
                ON CONFLICT (account_id, contact) DO UPDATE SET avatar_id = excluded.avatar_id, sha1 = excluded.sha1
                """).Bind(1, account).Bind(2, contact).Bind(3, avatarId).Bind(4, picture?.Sha1).Run();
        },
        stop);

    /// <summary>A picture; null when there is none of that hash.</summary>
    public Task<Picture?> ReadAsync(string sha1, CancellationToken stop) => reader.RunAsync(
        store =>
        {
            var row = store.Prepare("SELECT media_type, bytes FROM pictures WHERE sha1 = ?1").Bind(1, sha1);
            if (!row.Read())
            {
                return null;
            }

            var picture = new Picture(sha1, row.GetText(0), row.GetBlobOrNull(1) ?? []);
            row.Reset();
            return picture;
        },
        stop);

    /// <summary>Removes the pictures that nobody has any more.</summary>
    public Task PruneAsync(CancellationToken stop) =>
        writer.RunAsync(static store => store.Prepare("DELETE FROM pictures WHERE NOT EXISTS (SELECT 1 FROM avatars WHERE sha1 = pictures.sha1)").Run(), stop);
}
