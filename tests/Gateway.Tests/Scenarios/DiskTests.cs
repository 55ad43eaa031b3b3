using Bridge.Adapters;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>What happens while nothing can be stored, and what is left of it afterwards.</summary>
public sealed class DiskTests
{
    private static readonly string[] Busy = ["one", "two"];

    [Fact]
    public async Task While_nothing_can_be_stored_messages_are_refused_events_delivered_and_the_health_says_why()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 1);
        Assert.Null(scene.StoreTrouble);
        var disk = await scene.BreakDiskAsync();
        scene.SayTo("ada", "m1", "one");
        await scene.Server.ExpectAsync("/message[@type='error' and @id='m1']/error[@type='wait']");
        scene.Network.SayInGroup("#lobby", "ada", "heard?");
        await scene.Server.ExpectAsync("/message[body='heard?']");
        Assert.Contains("nothing can be stored", scene.StoreTrouble, StringComparison.Ordinal);
        Assert.Empty(scene.Arrived());

        disk.Mend();
        await Scene.UntilAsync(() => scene.StoreTrouble is null, "the health is well again");
        scene.SayTo("ada", "m2", "two");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m2']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM messages m JOIN chats c ON c.id = m.chat_id WHERE m.direction = 1 AND c.kind = 1", 1);
        scene.Network.RedeliverLast(Scene.Alice);
        scene.Network.SayInGroup("#lobby", "ada", "afterwards");
        await scene.Server.ExpectAsync("/message[body='afterwards']");
        Assert.Single(scene.Seen("/message[body='heard?']"));
    }

    [Fact]
    public async Task An_account_made_while_nothing_can_be_stored_keeps_what_follows_over_a_restart()
    {
        await using var scene = await Scene.StartAsync();
        var disk = await scene.BreakDiskAsync();
        scene.Join(Scene.Phone, Scene.Lobby, "Alice");
        scene.SayTo("ada", "m1", "one");
        await scene.Server.ExpectAsync("/message[@type='error' and @id='m1']/error[@type='wait']");
        disk.Mend();
        scene.SayTo("ada", "m2", "two");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m2']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM accounts", 1);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM messages WHERE xmpp_id = 'm2'", 1);
        await scene.RestartAfterCrashAsync();
        scene.SayTo("ada", "m3", "three");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m3']");
        Assert.Equal(1, scene.Count("SELECT COUNT(*) FROM accounts"));
    }

    [Fact]
    public async Task Rooms_joined_and_left_and_contacts_added_while_nothing_can_be_stored_are_stored_when_it_can()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Join(Scene.Laptop, Scene.Lobby, "Alice");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 2);
        var disk = await scene.BreakDiskAsync();
        scene.Server.Send($"<presence type='unavailable' from='{Scene.Laptop}' to='{Scene.Lobby}/Alice'/>");
        await scene.Server.ExpectAsync($"/presence[@type='unavailable' and @to='{Scene.Laptop}']");
        await scene.JoinedAsync(Scene.Phone, $"#plain@{Scene.Domain}", "Alice");
        scene.Server.Send($"<presence type='subscribe' from='{Scene.Alice}' to='ada@{Scene.Domain}'/>");
        await scene.Server.ExpectAsync($"/presence[@type='subscribed' and @from='ada@{Scene.Domain}']");
        await Scene.UntilAsync(() => scene.StoreTrouble is not null, "it is noticed");
        disk.Mend();
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM rooms WHERE members <> ''", 2);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM subscriptions", 1);
        await scene.UntilStoredAsync($"SELECT COUNT(*) FROM occupants WHERE jid = '{Scene.Phone}'", 2);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 2);
        Assert.DoesNotContain(scene.Errors, static line => line.Contains("   at ", StringComparison.Ordinal));
        await scene.RestartAfterCrashAsync();
        await scene.Server.ExpectAsync($"/message[@from='#plain@{Scene.Domain}' and contains(body, 'Back in')]", TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_message_is_not_sent_before_it_is_stored_as_being_sent()
    {
        await using var scene = await Scene.StartAsync();
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        scene.SayTo("ada", "m1", "one");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 0", 1);
        var disk = await scene.BreakDiskAsync();
        scene.Network.Faults.RefuseConnect = null;
        await Scene.UntilAsync(() => scene.Errors.Any(static line => line.Contains("the delivery journal could not be written", StringComparison.Ordinal)), "it is tried");
        Assert.Empty(scene.Arrived());
        disk.Mend();
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m1']");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        Assert.Equal(["one"], scene.Arrived());
    }

    [Fact]
    public async Task What_cannot_be_stored_at_all_costs_nobody_else_anything()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.Raise(Said(new MessageContent { Text = new RichText("nowhere"), Parts = [new LocationPart(double.NaN, 0)] }, new MessageId("n1")));
        scene.Network.Raise(Said(MessageContent.FromText("nameless"), default(MessageId)));
        scene.SayTo("ada", "m1", "one");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m2", "two");
        foreach (var stanza in (string[])["[contains(body, 'nowhere')]", "[body='nameless']", "/receipts:received[@id='m1']", $"[@id='m2' and @from='{Scene.Lobby}/Alice']"])
            await Scene.UntilAsync(() => scene.Seen("/message" + stanza).Count == 1, $"{stanza} arrives");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM messages WHERE xmpp_id IN ('m1', 'm2')", 2);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        Assert.Equal(Busy, scene.Arrived().Order(StringComparer.Ordinal));
        Assert.Null(scene.StoreTrouble);
    }

    private static MessageReceived Said(MessageContent content, MessageId id) => new()
    {
        Chat = new ChatId("#lobby"),
        Sender = new ContactId("ada"),
        Ids = [id],
        Content = content,
    };
}
