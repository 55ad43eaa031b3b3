using System.Xml.Linq;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>Real processes are killed and restarted in the middle of a conversation.</summary>
public sealed class FaultTests
{
    private const string Channel = "#verona";

    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_restart_of_prosody_does_not_touch_the_connection_to_irc()
    {
        await using var stack = await Stack.StartAsync(new ProsodyServer(), new InspircdServer());
        var room = stack.Room(Channel);
        var tybalt = await stack.OnIrcAsync("tybalt");
        await tybalt.JoinAsync(Channel);
        var before = await stack.LogInAsync();
        await before.JoinRoomAsync(room, "juliet");
        await before.SayAsync(room, "before", "groupchat");
        await tybalt.ExpectFromAsync("juliet", $"PRIVMSG {Channel} :before");

        await stack.Xmpp.StopAsync();
        await tybalt.SayAsync("juliet", "said while you were away");
        await tybalt.FenceAsync();
        await stack.Xmpp.StartAsync();
        var after = await stack.LogInAsync();
        await stack.GatewayAnswersAsync();

        await after.ExpectMessageAsync(stack.Contact("tybalt"), "said while you were away", Recovery);
        await after.JoinRoomAsync(room, "juliet", Recovery);
        await after.SayAsync(room, "after", "groupchat");
        await tybalt.ExpectFromAsync("juliet", $"PRIVMSG {Channel} :after");
        await tybalt.SayAsync(Channel, "welcome back");
        await after.ExpectMessageAsync($"{room}/tybalt", "welcome back");

        await tybalt.FenceAsync();
        Assert.Equal(1, tybalt.Count("juliet", " :before"));
        Assert.Equal(1, tybalt.Count("juliet", " :after"));
        Assert.Equal(1, tybalt.Count("juliet", "JOIN"));
        Assert.Equal(0, tybalt.Count("juliet", "QUIT") + tybalt.Count("juliet", " PART "));
        Assert.Equal(1, after.CountMessages("said while you were away"));
    }

    [Theory, OnEachIrcServer]
    public async Task After_kill_9_the_user_is_back_in_the_channel_and_nothing_came_twice(IrcKind kind)
    {
        await using var stack = await Stack.StartAsync(new ProsodyServer(), kind.Create());
        var room = stack.Room(Channel);
        var tybalt = await stack.OnIrcAsync("tybalt");
        await tybalt.JoinAsync(Channel);
        var juliet = await stack.LogInAsync();
        await juliet.JoinRoomAsync(room, "juliet");
        await tybalt.ExpectFromAsync("juliet", "JOIN");
        await juliet.SayAsync(room, "before", "groupchat");
        await tybalt.ExpectFromAsync("juliet", $"PRIVMSG {Channel} :before");
        await tybalt.SayAsync(Channel, "answer before");
        await juliet.ExpectMessageAsync($"{room}/tybalt", "answer before");

        await stack.Gateway.KillAsync();
        await tybalt.ExpectFromAsync("juliet", "QUIT");
        await stack.Gateway.StartAsync();
        await BackInTheChannelAsync(juliet, tybalt, room);
        await stack.GatewayAnswersAsync();

        await juliet.SayAsync(room, "after", "groupchat");
        await tybalt.ExpectFromAsync("juliet", $"PRIVMSG {Channel} :after");
        await juliet.ExpectMessageAsync($"{room}/juliet", "after");
        await tybalt.SayAsync(Channel, "answer after");
        await juliet.ExpectMessageAsync($"{room}/tybalt", "answer after");

        await tybalt.FenceAsync();
        Assert.Equal(1, tybalt.Count("juliet", " :before"));
        Assert.Equal(1, tybalt.Count("juliet", " :after"));
        Assert.Equal(1, LiveCount(juliet, "answer before"));
        Assert.Equal(1, LiveCount(juliet, "answer after"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(20)]
    public async Task What_was_receipted_before_kill_9_arrived_and_nothing_arrived_twice(int killAfterReceipts)
    {
        await using var stack = await Stack.StartAsync(new ProsodyServer(), new InspircdServer());
        var tybalt = await stack.OnIrcAsync("tybalt");
        var juliet = await stack.LogInAsync();
        await juliet.JoinRoomAsync(stack.Room(Channel), "juliet");
        var contact = stack.Contact("tybalt");
        var ids = new Dictionary<string, string>();
        for (var number = 0; number < 40; number++)
            ids[await juliet.SayAsync(contact, $"letter {number:00}.")] = $"letter {number:00}.";
        for (var seen = 0; seen < killAfterReceipts; seen++)
            await juliet.ExpectAsync(stanza => Receipt(stanza) is not null, "a receipt");

        await stack.Gateway.KillAsync();
        await stack.Gateway.StartAsync();
        await stack.GatewayAnswersAsync();
        // Behind everything the outbox still holds: a lane keeps its order.
        await juliet.SayAsync(contact, "the last letter");
        await tybalt.ExpectFromAsync("juliet", " :the last letter", Recovery);
        await tybalt.FenceAsync();

        var receipts = juliet.Everything.Select(Receipt).OfType<string>().ToHashSet();
        foreach (var (id, text) in ids)
        {
            var arrived = tybalt.Count("juliet", text);
            Assert.True(arrived <= 1, $"'{text}' arrived {arrived} times");
            if (receipts.Contains(id))
                Assert.True(arrived == 1, $"'{text}' has a receipt and did not arrive");
        }
        var order = tybalt.Everything.Where(line => line.Contains(" :letter ", StringComparison.Ordinal))
            .Select(line => line[line.IndexOf(" :letter ", StringComparison.Ordinal)..]).ToList();
        Assert.Equal(order.Order(StringComparer.Ordinal), order);
    }

    [Theory, OnEachIrcServer]
    public async Task After_the_irc_server_was_restarted_the_user_is_back_and_the_room_says_so(IrcKind kind)
    {
        await using var stack = await Stack.StartAsync(new ProsodyServer(), kind.Create());
        var room = stack.Room(Channel);
        var juliet = await stack.LogInAsync();
        await juliet.JoinRoomAsync(room, "juliet");
        var known = juliet.Everything.Count;

        await stack.Irc.KillAsync();
        await juliet.ExpectAsync(
            stanza => stanza.Is("message", "groupchat") && stanza.From() == (room, "") && !string.IsNullOrEmpty(stanza.Body()),
            "the room saying that the connection was lost", Recovery);
        await stack.Irc.StartAsync();
        var tybalt = await stack.OnIrcAsync("tybalt");
        await tybalt.JoinAsync(Channel);
        // Already there when tybalt came, or joining before his eyes.
        await tybalt.ExpectAsync(
            line => line.StartsWith(":juliet!", StringComparison.Ordinal) && line.Contains(" JOIN ", StringComparison.Ordinal)
                || line.Contains(" 353 ", StringComparison.Ordinal) && line.Contains("juliet", StringComparison.Ordinal),
            "juliet in the channel", Recovery);
        if (juliet.Everything.Skip(known).Any(stanza => stanza.Is("presence", "unavailable") && stanza.StatusCodes().Contains(110)))
            await juliet.JoinRoomAsync(room, "juliet");

        await juliet.ExpectPresenceAsync($"{room}/tybalt", "", Recovery);
        await juliet.SayAsync(room, "here again", "groupchat");
        await tybalt.ExpectFromAsync("juliet", $"PRIVMSG {Channel} :here again");
        await tybalt.SayAsync(Channel, "so I see");
        await juliet.ExpectMessageAsync($"{room}/tybalt", "so I see");
    }

    [Fact]
    public async Task A_message_to_a_server_that_is_down_waits_for_it()
    {
        await using var stack = await Stack.StartAsync(new ProsodyServer(), new InspircdServer());
        var juliet = await stack.LogInAsync();
        await juliet.JoinRoomAsync(stack.Room(Channel), "juliet");
        await stack.Irc.StopAsync();
        var id = await juliet.SayAsync(stack.Contact("tybalt"), "for later");
        await juliet.RequestAsync(Stack.Domain, "get", "<ping xmlns='urn:xmpp:ping'/>");
        Assert.DoesNotContain(juliet.Everything, stanza => Receipt(stanza) == id);

        await stack.Irc.StartAsync();
        var tybalt = await stack.OnIrcAsync("tybalt");
        await tybalt.ExpectFromAsync("juliet", "PRIVMSG tybalt :for later", Recovery);
        await juliet.ExpectAsync(stanza => Receipt(stanza) == id, "the receipt");
    }

    [Fact]
    public async Task Sigterm_says_so_in_the_room_ends_with_status_0_and_the_next_start_brings_the_user_back()
    {
        await using var stack = await Stack.StartAsync(new ProsodyServer(), new InspircdServer());
        var tybalt = await stack.OnIrcAsync("tybalt");
        await tybalt.JoinAsync(Channel);
        var juliet = await stack.LogInAsync();
        await juliet.JoinRoomAsync(stack.Room(Channel), "juliet");

        await stack.Gateway.StopAsync();

        Assert.Equal(0, stack.Gateway.ExitCode);
        await juliet.ExpectAsync(
            s => s.Is("message", "groupchat") && s.From().Bare == stack.Room(Channel) && s.Body()?.Contains("stopped", StringComparison.Ordinal) == true, "word from the room");
        await tybalt.ExpectFromAsync("juliet", "QUIT");
        await stack.Gateway.StartAsync();
        await BackInTheChannelAsync(juliet, tybalt, stack.Room(Channel));
    }

    // Either Bridge brings the user back by itself, or it says 332 and the client joins again, as clients do.
    private static async Task BackInTheChannelAsync(XmppTestClient juliet, IrcTestClient tybalt, string room)
    {
        using var done = new CancellationTokenSource();
        var rejoin = RejoinWhenToldAsync();
        await tybalt.ExpectFromAsync("juliet", "JOIN", Recovery);
        await done.CancelAsync();
        await rejoin;

        async Task RejoinWhenToldAsync()
        {
            try
            {
                await juliet.ExpectAsync(
                    stanza => stanza.Is("presence", "unavailable") && stanza.From().Bare == room && stanza.StatusCodes().Contains(332),
                    "status 332", Recovery).WaitAsync(done.Token);
                await juliet.JoinRoomAsync(room, "juliet");
            }
            catch (OperationCanceledException)
            {
                // Back already.
            }
        }
    }

    private static string? Receipt(XElement stanza) =>
        (string?)stanza.ChildOf("received", "urn:xmpp:receipts")?.Attribute("id");

    // History, told again at a join, is marked with a delay and is not a second message.
    private static int LiveCount(XmppTestClient client, string body) =>
        client.Everything.Count(stanza => stanza.Body() == body && stanza.ChildOf("delay", "urn:xmpp:delay") is null);
}
