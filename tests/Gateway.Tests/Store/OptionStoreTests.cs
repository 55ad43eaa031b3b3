using Bridge.Store;
using Xunit;

namespace Bridge.Gateway.Tests.Store;

public sealed class OptionStoreTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Fact]
    public async Task What_is_set_is_there_after_a_restart_each_place_for_itself()
    {
        OptionPlace[] places;
        await using (var store = await _folder.OpenAsync())
        {
            var account = (await _folder.AccountsAsync(store)).GetOrCreate("a@b", "irc", "one");
            places = [new("a@b", "irc"), new("a@b", "xyz"), new("a@b", "irc", account.Id), new("a@b", "irc", account.Id, "#c"), new("c@d", "irc")];
            var options = new OptionStore(store.Writer, _folder.Secrets());
            foreach (var (place, number) in places.Select((place, number) => (place, number)))
                await options.SetAsync(place, [new OptionChange("nick", $"n{number}", false), new OptionChange("password", $"secret-{number}", true)], StoreFolder.Stop);
            await options.SetAsync(places[1], [new OptionChange("nick", null, false), new OptionChange("password", "secret-9", true)], StoreFolder.Stop);
        }
        await using (var store = await _folder.OpenAsync())
        {
            var options = new OptionStore(store.Writer, _folder.Secrets());
            Assert.Empty(options.Find(places[0]));
            await options.LoadAllAsync(StoreFolder.Stop);
            Assert.Equal(["n0", null, "n2", "n3", "n4"], places.Select(place => options.Find(place).GetValueOrDefault("nick")?.Value));
            Assert.Equal(["secret-0", "secret-9", "secret-2", "secret-3", "secret-4"], places.Select(place => options.Reveal(options.Find(place)["password"])));
            Assert.All(places, place => Assert.Equal((true, null), (options.Find(place)["password"].IsSecret, options.Find(place)["password"].Value)));
            Assert.Equal(["#c"], options.ChatsOf(places[2].AccountId!.Value));
        }
        Assert.DoesNotContain(Directory.EnumerateFiles(_folder.Folder, "*", SearchOption.AllDirectories), file => File.ReadAllText(file).Contains("secret-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_set_goes_with_its_account_and_the_user_stays_who_has_set_something()
    {
        await using var store = await _folder.OpenAsync();
        var accounts = await _folder.AccountsAsync(store);
        var account = accounts.GetOrCreate("a@b", "irc", "one");
        var options = new OptionStore(store.Writer, _folder.Secrets());
        await options.SetAsync(new("a@b", "irc", account.Id, "#c"), [new OptionChange("nick", "x", false)], StoreFolder.Stop);
        await options.SetAsync(new("a@b", "irc"), [new OptionChange("nick", "y", false)], StoreFolder.Stop);
        await accounts.DeleteAsync(account.Id, StoreFolder.Stop);
        await options.SetAsync(new("a@b", "irc", account.Id), [new OptionChange("nick", "late", false)], StoreFolder.Stop);
        var again = new OptionStore(store.Writer, _folder.Secrets());
        await again.LoadAllAsync(StoreFolder.Stop);
        Assert.Empty(again.Find(new("a@b", "irc", account.Id, "#c")));
        Assert.Empty(again.Find(new("a@b", "irc", account.Id)));
        Assert.Equal("y", again.Find(new("a@b", "irc"))["nick"].Value);
    }

    public void Dispose() => _folder.Dispose();
}
