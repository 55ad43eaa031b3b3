namespace Bridge.Store;

/// <summary>Small values of the whole gateway.</summary>
/// <param name="writer">The store's writer.</param>
public sealed class SettingStore(StoreWriter writer)
{
    /// <summary>The value of that name; what is proposed when there is none, which is kept from then on.</summary>
    public Task<string> GetOrKeepAsync(string key, string proposed, CancellationToken stop) => writer.RunAsync(
        store =>
        {
            store.Prepare("INSERT INTO settings (key, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING").Bind(1, key).Bind(2, proposed).Run();
            var row = store.Prepare("SELECT value FROM settings WHERE key = ?1").Bind(1, key);
            row.Read();
            var value = row.GetText(0);
            row.Reset();
            return value;
        },
        stop);

    /// <summary>Keeps a value in the place of the one before.</summary>
    /// <returns>The one before, or null.</returns>
    public Task<string?> ReplaceAsync(string key, string value, CancellationToken stop) => writer.RunAsync(
        store =>
        {
            var row = store.Prepare("SELECT value FROM settings WHERE key = ?1").Bind(1, key);
            var before = row.Read() ? row.GetText(0) : null;
            row.Reset();
            store.Prepare("INSERT INTO settings (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2").Bind(1, key).Bind(2, value).Run();
            return before;
        },
        stop);
}
