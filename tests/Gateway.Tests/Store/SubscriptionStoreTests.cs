using Bridge.Store;
using Xunit;

namespace Bridge.Gateway.Tests.Store;

public sealed class SubscriptionStoreTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Fact]
    public async Task A_new_process_finds_the_subscriptions_of_a_network()
    {
        await using (var store = await _folder.OpenAsync())
        {
            var subscriptions = new SubscriptionStore(store.Writer);
            subscriptions.Add("irc", new StoredSubscription("b@c", "nick@irc"));
            subscriptions.Add("irc", new StoredSubscription("a@b", "nick@irc"));
            subscriptions.Add("irc", new StoredSubscription("a@b", "nick@irc"));
            subscriptions.Add("irc", new StoredSubscription("a@b", "irc"));
            subscriptions.Add("mail", new StoredSubscription("a@b", "irc"));
            subscriptions.Remove("irc", new StoredSubscription("b@c", "nick@irc"));
            subscriptions.Remove("irc", new StoredSubscription("b@c", "other@irc"));
        }

        await using (var store = await _folder.OpenAsync())
        {
            var found = await new SubscriptionStore(store.Writer).LoadAsync("irc", StoreFolder.Stop);
            Assert.Equal([new StoredSubscription("a@b", "irc"), new StoredSubscription("a@b", "nick@irc")], found);
        }
    }

    public void Dispose() => _folder.Dispose();
}
