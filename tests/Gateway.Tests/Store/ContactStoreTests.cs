using Bridge.Store;
using Xunit;

namespace Bridge.Gateway.Tests.Store;

public sealed class ContactStoreTests : IDisposable
{
    private static readonly StoredContact Echo = new("echo")
    {
        Name = "Echo",
        Groups = "A\nB",
        Flags = ContactFlags.IsContact | ContactFlags.HasOwnName,
        RosterName = "",
        RosterGroups = "Demo",
        TalkedAt = 5,
    };

    private readonly StoreFolder _folder = new();

    [Fact]
    public async Task A_new_process_finds_the_people_of_an_account_and_nobody_who_is_empty()
    {
        long id;
        await using (var store = await _folder.OpenAsync())
        {
            id = (await _folder.AccountsAsync(store)).GetOrCreate("a@b", "irc", "").Id;
            var contacts = new ContactStore(store.Writer, TimeProvider.System);
            contacts.Set(id, new StoredContact("echo") { Flags = ContactFlags.ToAdd });
            contacts.Set(id, Echo);
            contacts.Set(id, new StoredContact("Echo") { TalkedAt = 1 });
            contacts.Set(id, new StoredContact("ada") { Flags = ContactFlags.IsRemoved });
            contacts.Set(id, new StoredContact("ada"));
            contacts.Set(id + 1, Echo);
        }

        await using (var store = await _folder.OpenAsync())
        {
            var contacts = new ContactStore(store.Writer, TimeProvider.System);
            Assert.Equal([new StoredContact("Echo") { TalkedAt = 1 }, Echo], (await contacts.LoadAsync(id, StoreFolder.Stop)).OrderBy(static contact => contact.NetworkId, StringComparer.Ordinal));
            Assert.Empty(await contacts.LoadAsync(id + 1, StoreFolder.Stop));
        }
    }

    public void Dispose() => _folder.Dispose();
}
