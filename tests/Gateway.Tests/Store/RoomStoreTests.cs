using Bridge.Store;
using Xunit;

namespace Bridge.Gateway.Tests.Store;

public sealed class RoomStoreTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Fact]
    public async Task A_new_process_finds_the_rooms_as_they_were()
    {
        await using (var store = await _folder.OpenAsync())
        {
            var key = await KeyAsync(store, "#c");
            var rooms = _folder.Rooms(store);
            rooms.Save(key, "ali", "p", ["ali", "bob"], "old", [new StoredOccupant("a@b/1", 1), new StoredOccupant("a@b/2", 1)]);
            await rooms.FlushAsync(StoreFolder.Stop);
            rooms.Save(key, "ali_", "p", ["ali_", "bob", "two\nlines"], "new", [new StoredOccupant("a@b/2", 2), new StoredOccupant("a@b/3", 1)]);
        }

        await using (var store = await _folder.OpenAsync())
        {
            var rooms = _folder.Rooms(store);
            var room = Assert.Single(await rooms.LoadAsync("irc", StoreFolder.Stop));
            Assert.Equal(await KeyAsync(store, "#c"), room.Key);
            Assert.Equal("ali_", room.Nick);
            Assert.Equal(["ali_", "bob", "two lines"], room.Members);
            Assert.Equal("new", room.Subject);
            Assert.Equal([new StoredOccupant("a@b/2", 2), new StoredOccupant("a@b/3", 1)], room.Occupants);
            Assert.True(room.HasPassword);
            Assert.Equal("p", rooms.GetPassword(room));
        }
    }

    [Fact]
    public async Task Saving_again_keeps_only_what_is_saved()
    {
        await using var store = await _folder.OpenAsync();
        var key = await KeyAsync(store, "#c");
        var rooms = _folder.Rooms(store);
        rooms.Save(key, "ali", "p", ["ali"], "s", [new StoredOccupant("a@b/1", 1), new StoredOccupant("a@b/2", 1)]);
        await rooms.FlushAsync(StoreFolder.Stop);
        rooms.Save(key, "ali", null, [], null, [new StoredOccupant("a@b/1", 1)]);

        var room = Assert.Single(await rooms.LoadAsync("irc", StoreFolder.Stop));

        Assert.Equal([new StoredOccupant("a@b/1", 1)], room.Occupants);
        Assert.Empty(room.Members);
        Assert.Null(room.Subject);
        Assert.Null(rooms.GetPassword(room));
    }

    [Fact]
    public async Task What_could_not_be_written_is_written_when_the_disk_is_mended_in_its_last_state()
    {
        await using var store = await _folder.OpenAsync();
        var (kept, removed) = (await KeyAsync(store, "#c"), await KeyAsync(store, "#d"));
        var rooms = _folder.Rooms(store);
        rooms.Save(removed, "ali", null, [], null, []);
        await rooms.FlushAsync(StoreFolder.Stop);
        var disk = await BrokenDisk.BreakAsync(store.Writer);
        rooms.Remove(removed);
        for (var i = 0; i < 10; i++)
        {
            rooms.Save(kept, $"ali{i}", null, [], null, [new StoredOccupant($"a@b/{i}", 1)]);
            await Assert.ThrowsAsync<StoreException>(() => rooms.FlushAsync(StoreFolder.Stop));
        }

        Assert.NotNull(store.Writer.Fault);
        disk.Mend();

        // Nobody writes anything else.
        var deadline = DateTime.UtcNow.AddSeconds(10);
        while (store.Writer.Fault is not null)
        {
            Assert.True(DateTime.UtcNow < deadline, "what is owed is not tried again");
            await Task.Delay(10, StoreFolder.Stop);
        }

        var room = Assert.Single(await rooms.LoadAsync("irc", StoreFolder.Stop));
        Assert.Equal(("#c", "ali9"), (room.Key.Chat, room.Nick));
        Assert.Equal([new StoredOccupant("a@b/9", 1)], room.Occupants);
    }

    [Fact]
    public async Task A_removed_room_takes_its_occupants_along()
    {
        await using var store = await _folder.OpenAsync();
        var (key, other) = (await KeyAsync(store, "#c"), await KeyAsync(store, "#d"));
        var rooms = _folder.Rooms(store);
        foreach (var room in new[] { key, other })
        {
            rooms.Save(room, "ali", null, [], null, [new StoredOccupant("a@b/1", 1)]);
        }
        rooms.Remove(key);

        Assert.Equal("#d", Assert.Single(await rooms.LoadAsync("irc", StoreFolder.Stop)).Key.Chat);
        using var db = store.CreateDb();
        Assert.Equal(1, db.Occupants.Count());
    }

    [Fact]
    public async Task Rooms_of_other_networks_are_not_loaded()
    {
        await using var store = await _folder.OpenAsync();
        var rooms = _folder.Rooms(store);
        rooms.Save(await KeyAsync(store, "#c"), "ali", null, [], null, []);

        Assert.Empty(await rooms.LoadAsync("mail", StoreFolder.Stop));
    }

    [Fact]
    public async Task Writes_to_a_deleted_account_do_nothing()
    {
        await using var store = await _folder.OpenAsync();
        var rooms = _folder.Rooms(store);
        var gone = new RoomKey(42, "#c");
        rooms.Save(gone, "ali", null, ["x"], null, [new StoredOccupant("a@b/1", 1)]);
        await rooms.FlushAsync(StoreFolder.Stop);
        rooms.Remove(gone);

        Assert.Empty(await rooms.LoadAsync("irc", StoreFolder.Stop));
        Assert.Null(store.Writer.Fault);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<RoomKey> KeyAsync(BridgeStore store, string chat) =>
        new(((await _folder.AccountsAsync(store)).GetOrCreate("a@b", "irc", "")).Id, chat);
}
