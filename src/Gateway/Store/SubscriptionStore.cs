namespace Bridge.Store;

/// <summary>
/// Who is subscribed to which address of a network. Writing does not wait: the writes are committed within milliseconds, or when the database takes them
/// again.
/// </summary>
/// <param name="writer">The store's writer.</param>
public sealed class SubscriptionStore(StoreWriter writer)
{
    private readonly LatestWrites<(string Network, StoredSubscription Subscription), bool> _writes = new(writer, static (store, key, isThere) => store
        .Prepare(isThere
            ? "INSERT INTO subscriptions (network, user_jid, address) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING"
            : "DELETE FROM subscriptions WHERE network = ?1 AND user_jid = ?2 AND address = ?3")
        .Bind(1, key.Network).Bind(2, key.Subscription.User).Bind(3, key.Subscription.Address).Run());

    /// <summary>Notes a subscription; nothing when it is there.</summary>
    public void Add(string network, StoredSubscription subscription) => _writes.Set((network, subscription), true);

    /// <summary>Forgets a subscription.</summary>
    public void Remove(string network, StoredSubscription subscription) => _writes.Set((network, subscription), false);

    /// <summary>All subscriptions to a network's addresses, those of one user together.</summary>
    public Task<IReadOnlyList<StoredSubscription>> LoadAsync(string network, CancellationToken stop) =>
        writer.RunAsync<IReadOnlyList<StoredSubscription>>(store => Load(store, network), stop);

    private static List<StoredSubscription> Load(StoreTransaction store, string network)
    {
        var result = new List<StoredSubscription>();
        var rows = store.Prepare("SELECT user_jid, address FROM subscriptions WHERE network = ?1 ORDER BY user_jid, address").Bind(1, network);
        while (rows.Read())
            result.Add(new StoredSubscription(rows.GetText(0), rows.GetText(1)));
        return result;
    }
}
