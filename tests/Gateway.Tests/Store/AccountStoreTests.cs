using Bridge.Store;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Bridge.Gateway.Tests.Store;

public sealed class AccountStoreTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Fact]
    public async Task An_account_is_made_once_and_found_again()
    {
        long id;
        await using (var store = await _folder.OpenAsync())
        {
            var accounts = await _folder.AccountsAsync(store);
            var made = await Task.WhenAll(Enumerable.Range(0, 50)
                .Select(_ => Task.Run(() => accounts.GetOrCreate("a@b", "irc", "irc.libera.chat"), StoreFolder.Stop)));
            id = Assert.Single(made.Select(x => x.Id).Distinct());
            Assert.True(made[0].Enabled);
            Assert.Same(accounts.Find(id), accounts.GetOrCreate("a@b", "irc", "irc.libera.chat"));
        }

        await using (var store = await _folder.OpenAsync())
        {
            var again = (await _folder.AccountsAsync(store)).GetOrCreate("a@b", "irc", "irc.libera.chat");
            Assert.Equal(id, again.Id);
            Assert.Equal("a@b", again.User);
        }
    }

    [Fact]
    public async Task User_network_and_key_tell_accounts_apart()
    {
        await using var store = await _folder.OpenAsync();
        var accounts = await _folder.AccountsAsync(store);
        (string? User, string Network, string Key)[] names =
            [("a@b", "irc", ""), ("a@b", "irc", "k"), ("a@b", "mail", ""), ("c@d", "irc", ""), (null, "irc", ""), (null, "irc", "k")];

        var ids = new HashSet<long>();
        foreach (var (user, network, key) in names.Concat(names))
            ids.Add(accounts.GetOrCreate(user, network, key).Id);

        Assert.Equal(names.Length, ids.Count);
        // Past the cache.
        foreach (var (user, network, key) in names)
            Assert.Contains(((await _folder.AccountsAsync(store)).GetOrCreate(user, network, key)).Id, ids);
    }

    [Fact]
    public async Task What_was_set_is_there_after_a_restart()
    {
        await using (var store = await _folder.OpenAsync())
        {
            var accounts = await _folder.AccountsAsync(store);
            var id = accounts.GetOrCreate("a@b", "irc", "k").Id;
            await accounts.SetPreferredNameAsync(id, "Ali", StoreFolder.Stop);
            await accounts.SetCredentialsAsync(id, new Dictionary<string, string> { ["password"] = "p" }, StoreFolder.Stop);
            Assert.Equal("Ali", accounts.Find(id)!.PreferredName);
        }

        await using (var store = await _folder.OpenAsync())
        {
            var accounts = await _folder.AccountsAsync(store);
            var account = Assert.Single(await accounts.LoadOfUserAsync("a@b", StoreFolder.Stop));
            Assert.Equal(("a@b", "k", "Ali"), (account.User, account.Key, account.PreferredName));
            Assert.True(account.HasCredentials);
            Assert.Equal("p", accounts.GetCredentials(account)["password"]);
            var without = await accounts.SetCredentialsAsync(account.Id, null, StoreFolder.Stop);
            Assert.False(without!.HasCredentials);
            Assert.Empty(accounts.GetCredentials(without));
        }
    }

    [Fact]
    public async Task A_user_has_accounts_on_all_networks_also_those_switched_off()
    {
        await using var store = await _folder.OpenAsync();
        var accounts = await _folder.AccountsAsync(store);
        var off = accounts.GetOrCreate("a@b", "irc", "");
        var on = accounts.GetOrCreate("a@b", "mail", "");
        accounts.GetOrCreate(null, "irc", "");
        await accounts.SetEnabledAsync(off.Id, false, StoreFolder.Stop);

        Assert.Equal([(off.Id, false), (on.Id, true)], (await accounts.LoadOfUserAsync("a@b", StoreFolder.Stop)).Select(x => (x.Id, x.Enabled)));
    }

    [Fact]
    public async Task Setting_something_of_no_account_says_so()
    {
        await using var store = await _folder.OpenAsync();

        Assert.Null(await (await _folder.AccountsAsync(store)).SetPreferredNameAsync(42, "x", StoreFolder.Stop));
        Assert.False(await (await _folder.AccountsAsync(store)).DeleteAsync(42, StoreFolder.Stop));
    }

    [Fact]
    public async Task Deleting_takes_all_that_hangs_on_the_account()
    {
        await using var store = await _folder.OpenAsync();
        var accounts = await _folder.AccountsAsync(store);
        var gone = accounts.GetOrCreate("a@b", "irc", "");
        var kept = accounts.GetOrCreate("c@d", "irc", "");
        foreach (var id in new[] { gone.Id, kept.Id })
            await FillAsync(store, id);

        Assert.True(await accounts.DeleteAsync(gone.Id, StoreFolder.Stop));

        using var db = store.CreateDb();
        Assert.Equal("c@d", Assert.Single(db.Users).Jid);
        Assert.Equal(kept.Id, Assert.Single(db.Accounts).Id);
        Assert.Equal(kept.Id, Assert.Single(db.Contacts).AccountId);
        Assert.Equal(kept.Id, Assert.Single(db.Chats).AccountId);
        Assert.Equal(kept.Id, Assert.Single(db.Rooms).AccountId);
        Assert.Equal(kept.Id, Assert.Single(db.Cursors).AccountId);
        Assert.Equal(kept.Id, Assert.Single(db.Inbox).AccountId);
        Assert.Equal(kept.Id, Assert.Single(db.Outbox).AccountId);
        Assert.Equal(kept.Id, Assert.Single(db.Trace).AccountId);
        Assert.Equal(kept.Id, Assert.Single(db.Messages).Id);
        Assert.Single(db.MessageParts);
        Assert.Single(db.Reactions);
        Assert.Single(db.Members);
        Assert.Single(db.Occupants);
        Assert.Null(accounts.Find(gone.Id));
        Assert.NotEqual(gone.Id, accounts.GetOrCreate("a@b", "irc", "").Id);
    }

    [Fact]
    public async Task A_user_stays_until_the_last_account_is_gone()
    {
        await using var store = await _folder.OpenAsync();
        var accounts = await _folder.AccountsAsync(store);
        var first = accounts.GetOrCreate("a@b", "irc", "1");
        var second = accounts.GetOrCreate("a@b", "irc", "2");

        await accounts.DeleteAsync(first.Id, StoreFolder.Stop);
        using var db = store.CreateDb();
        Assert.Equal(1, await db.Users.CountAsync(StoreFolder.Stop));
        await accounts.DeleteAsync(second.Id, StoreFolder.Stop);
        Assert.Equal(0, await db.Users.CountAsync(StoreFolder.Stop));
    }

    [Fact]
    public async Task An_account_made_while_nothing_can_be_written_is_there_before_anything_that_hangs_on_it()
    {
        await using var store = await _folder.OpenAsync();
        var accounts = await _folder.AccountsAsync(store);
        var disk = await BrokenDisk.BreakAsync(store.Writer);
        var account = accounts.GetOrCreate("a@b", "irc", "");
        await Assert.ThrowsAsync<StoreException>(() => store.Writer.FlushAsync(StoreFolder.Stop));
        _folder.Rooms(store).Save(new RoomKey(account.Id, "#meanwhile"), "a", null, [], null, []);
        await Assert.ThrowsAsync<StoreException>(() => store.Writer.FlushAsync(StoreFolder.Stop));

        disk.Mend();
        _folder.Rooms(store).Save(new RoomKey(account.Id, "#after"), "a", null, [], null, []);
        await store.Writer.FlushAsync(StoreFolder.Stop);

        using var db = store.CreateDb();
        Assert.Equal(account.Id, Assert.Single(db.Accounts).Id);
        Assert.Equal(["#meanwhile", "#after"], db.Rooms.OrderBy(static room => room.Id).Select(static room => room.Chat));
    }

    [Theory]
    [InlineData("INSERT INTO inbox (id, account_id, received_at) VALUES (1, 17, 0)")]
    [InlineData("INSERT INTO outbox (id, account_id, chat, state, payload, sender, recipient, accepted_at, changed_at, attempts) VALUES (1, 17, 'c', 0, '', 'a@b/c', 'c@d', 0, 0, 0)")]
    [InlineData("INSERT INTO trace (account_id, chat, direction, accepted_at, finished_at, outcome) VALUES (17, '', 0, 0, 0, 0)")]
    [InlineData("INSERT INTO accounts (id, network, account_key, enabled, created_at) VALUES (17, 'irc', '', 1, 0); DELETE FROM accounts")]
    public async Task An_id_that_was_ever_used_is_nobody_elses_after_a_restart(string used)
    {
        await (await _folder.OpenAsync()).DisposeAsync();
        _folder.Tamper(used);

        await using var store = await _folder.OpenAsync();
        Assert.Equal(18, (await _folder.AccountsAsync(store)).GetOrCreate("a@b", "irc", "").Id);
    }

    public void Dispose() => _folder.Dispose();

    // The account's id serves as the id of all that hangs on it.
    private static Task FillAsync(BridgeStore store, long id) => store.Writer.RunAsync(x =>
    {
        using var db = x.CreateDb();
        db.AddRange(
            new ContactRow { AccountId = id, NetworkId = "n", Name = "N", Flags = ContactFlags.IsContact },
            new ChatRow { Id = id, AccountId = id, Network = "irc", NetworkId = "#c", Kind = ChatKind.Group },
            new MemberRow { ChatId = id, NetworkId = "n", Name = "n" },
            new RoomRow { Id = id, AccountId = id, Chat = "#c", Nick = "n", Members = "n" },
            new OccupantRow { RoomId = id, Jid = "a@b/c" },
            new MessageRow { Id = id, ChatId = id, Sender = "a@b", NetworkId = "1" },
            new MessagePartRow { MessageId = id, ChatId = id, NetworkId = "2" },
            new ReactionRow { MessageId = id, Sender = "a@b", Reactions = "👍" },
            new CursorRow { AccountId = id, Name = "c", Value = "1" },
            new InboxRow { Id = id, AccountId = id, DedupeKey = "k" },
            new OutboxRow { Id = id, AccountId = id, Chat = "#c", Payload = [], Sender = "a@b/c", Recipient = "#c@irc" },
            new TraceRow { Id = id, AccountId = id, Chat = "#c" });
        db.SaveChanges();
    }, StoreFolder.Stop);
}
