using System.Xml.Linq;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>A channel as an XMPP room, on a server with IRCv3 and on one without.</summary>
public sealed class RoomTests
{
    private const string Channel = "#verona";

    [Theory, OnEachIrcServer]
    public async Task Others_come_before_oneself_and_the_subject_ends_the_join(IrcKind kind)
    {
        await using var stack = await Stack.StartAsync(new ProsodyServer(), kind.Create());
        var tybalt = await stack.OnIrcAsync("tybalt");
        var nurse = await stack.OnIrcAsync("nurse");
        await tybalt.JoinAsync(Channel);
        await nurse.JoinAsync(Channel);
        await tybalt.SendAsync($"TOPIC {Channel} :A public place");
        await tybalt.FenceAsync();

        var juliet = await stack.LogInAsync();
        var join = await juliet.JoinRoomAsync(stack.Room(Channel), "juliet");

        Assert.Equal(["nurse", "tybalt"], join.NicksBeforeSelf.Order());
        Assert.Equal((stack.Room(Channel), "juliet"), join.SelfPresence.From());
        Assert.DoesNotContain(201, join.SelfPresence.StatusCodes());
        Assert.NotNull(join.SelfPresence.RoomItem()?.Attribute("role"));
        Assert.Equal("A public place", join.Subject.Subject());
        var operators = join.Stanzas.Where(stanza => (string?)stanza.RoomItem()?.Attribute("role") == "moderator");
        Assert.Equal(["tybalt"], operators.Select(stanza => stanza.From().Resource));
        await tybalt.ExpectFromAsync("juliet", "JOIN");
    }

    [Theory, OnEachIrcServer]
    public async Task Messages_go_both_ways_and_ones_own_come_back_with_their_id(IrcKind kind)
    {
        await using var stack = await Stack.StartAsync(new ProsodyServer(), kind.Create());
        var (juliet, tybalt) = await MeetAsync(stack);
        var room = stack.Room(Channel);

        var id = await juliet.SayAsync(room, "Ay me! <é 🙂>", "groupchat");
        await tybalt.ExpectFromAsync("juliet", $"PRIVMSG {Channel} :Ay me! <é 🙂>");
        var own = await juliet.ExpectMessageAsync($"{room}/juliet", "Ay me! <é 🙂>");
        Assert.Equal(id, own.Id());
        AssertStanzaId(own, room);

        await tybalt.SayAsync(Channel, "Peace? I hate the word.");
        var other = await juliet.ExpectMessageAsync($"{room}/tybalt", "Peace? I hate the word.");
        AssertStanzaId(other, room);
        Assert.False(string.IsNullOrEmpty(other.Id()));

        await tybalt.FenceAsync();
        Assert.Equal(1, tybalt.Count("juliet", "Ay me!"));
        Assert.Equal(1, juliet.CountMessages("Ay me! <é 🙂>"));
    }

    [Theory, OnEachIrcServer]
    public async Task Many_messages_keep_their_order(IrcKind kind)
    {
        await using var stack = await Stack.StartAsync(new ProsodyServer(), kind.Create());
        var (juliet, tybalt) = await MeetAsync(stack);
        const int count = 60;
        var expected = Enumerable.Range(0, count).Select(number => $"line {number}").ToList();
        foreach (var text in expected)
            await juliet.SayAsync(stack.Room(Channel), text, "groupchat");
        foreach (var text in expected)
            await tybalt.SayAsync(Channel, "answer to " + text);
        await tybalt.ExpectFromAsync("juliet", expected[^1]);
        await juliet.ExpectMessageAsync($"{stack.Room(Channel)}/tybalt", "answer to " + expected[^1]);

        Assert.Equal(expected, tybalt.Everything.Where(line => line.Contains(" :line ", StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(" :line ", StringComparison.Ordinal) + 2)..]));
        Assert.Equal(expected.Select(text => "answer to " + text), juliet.Everything
            .Select(stanza => stanza.Body() ?? "").Where(body => body.StartsWith("answer to ", StringComparison.Ordinal)));
    }

    [Theory, OnEachIrcServer]
    public async Task A_private_message_goes_both_ways(IrcKind kind)
    {
        await using var stack = await Stack.StartAsync(new ProsodyServer(), kind.Create());
        var (juliet, tybalt) = await MeetAsync(stack);
        var contact = stack.Contact("tybalt");

        var id = await juliet.SayAsync(contact, "A word with you");
        await tybalt.ExpectFromAsync("juliet", "PRIVMSG tybalt :A word with you");
        await juliet.ExpectAsync(
            stanza => (string?)stanza.ChildOf("received", "urn:xmpp:receipts")?.Attribute("id") == id, "the receipt");

        await tybalt.SayAsync("juliet", "And but one word?");
        var answer = await juliet.ExpectMessageAsync(contact, "And but one word?");
        Assert.True(answer.Is("message", "chat"));
    }

    [Theory, OnEachIrcServer]
    public async Task Nick_changes_go_both_ways(IrcKind kind)
    {
        await using var stack = await Stack.StartAsync(new ProsodyServer(), kind.Create());
        var (juliet, tybalt) = await MeetAsync(stack);
        var room = stack.Room(Channel);

        await tybalt.SendAsync("NICK prince");
        var old = await juliet.ExpectPresenceAsync($"{room}/tybalt", "unavailable");
        Assert.Contains(303, old.StatusCodes());
        Assert.Equal("prince", (string?)old.RoomItem()?.Attribute("nick"));
        await juliet.ExpectPresenceAsync($"{room}/prince", "");

        await juliet.SendAsync($"<presence to='{XmppTestClient.Escape(room)}/capulet'/>");
        await tybalt.ExpectFromAsync("juliet", "NICK :capulet");
        var left = await juliet.ExpectPresenceAsync($"{room}/juliet", "unavailable");
        Assert.Contains(303, left.StatusCodes());
        Assert.Contains(110, left.StatusCodes());
        var now = await juliet.ExpectPresenceAsync($"{room}/capulet", "");
        Assert.Contains(110, now.StatusCodes());
    }

    [Theory, OnEachIrcServer]
    public async Task A_kick_says_who_and_why(IrcKind kind)
    {
        await using var stack = await Stack.StartAsync(new ProsodyServer(), kind.Create());
        var (juliet, tybalt) = await MeetAsync(stack);
        await tybalt.SendAsync($"KICK {Channel} juliet :No Capulets");
        var kicked = await juliet.ExpectPresenceAsync($"{stack.Room(Channel)}/juliet", "unavailable");
        Assert.Contains(307, kicked.StatusCodes());
        Assert.Contains(110, kicked.StatusCodes());
        Assert.Equal("No Capulets", kicked.RoomItem()?.ChildOf("reason")?.Value);
    }

    [Theory, OnEachIrcServer]
    public async Task The_topic_is_the_subject(IrcKind kind)
    {
        await using var stack = await Stack.StartAsync(new ProsodyServer(), kind.Create());
        var (juliet, tybalt) = await MeetAsync(stack);
        var room = stack.Room(Channel);

        await tybalt.SendAsync($"TOPIC {Channel} :A churchyard");
        await juliet.ExpectAsync(
            stanza => stanza.Is("message", "groupchat") && stanza.Subject() == "A churchyard" && stanza.Body() is null, "the new subject");

        await tybalt.SendAsync($"MODE {Channel} +o juliet");
        await juliet.ExpectAsync(
            stanza => stanza.Is("presence", "") && stanza.From() == (room, "juliet")
                && (string?)stanza.RoomItem()?.Attribute("role") == "moderator",
            "juliet as a moderator");
        await juliet.SendAsync(
            $"<message type='groupchat' id='s1' to='{XmppTestClient.Escape(room)}'><subject>An orchard</subject></message>");
        await tybalt.ExpectFromAsync("juliet", $"TOPIC {Channel} :An orchard");
        await juliet.ExpectAsync(
            stanza => stanza.Is("message", "groupchat") && stanza.Subject() == "An orchard" && stanza.Body() is null, "her own subject");
    }

    [Theory, OnEachIrcServer]
    public async Task Leaving_leaves_the_channel(IrcKind kind)
    {
        await using var stack = await Stack.StartAsync(new ProsodyServer(), kind.Create());
        var (juliet, tybalt) = await MeetAsync(stack);
        var room = stack.Room(Channel);

        await tybalt.SendAsync($"PART {Channel} :exit");
        await juliet.ExpectPresenceAsync($"{room}/tybalt", "unavailable");
        await tybalt.JoinAsync(Channel);
        await juliet.ExpectPresenceAsync($"{room}/tybalt", "");

        await juliet.SendAsync($"<presence type='unavailable' to='{XmppTestClient.Escape(room)}/juliet'/>");
        var left = await juliet.ExpectPresenceAsync($"{room}/juliet", "unavailable");
        Assert.Contains(110, left.StatusCodes());
        // The last room of the user on this server: the connection may go with it.
        await tybalt.ExpectAsync(
            line => line.StartsWith(":juliet!", StringComparison.Ordinal)
                && (line.Contains(" PART ", StringComparison.Ordinal) || line.Contains(" QUIT ", StringComparison.Ordinal)),
            "juliet leaving");
    }

    [Theory, OnEachIrcServer]
    public async Task A_person_says_the_same_to_all_her_clients(IrcKind kind)
    {
        await using var stack = await Stack.StartAsync(new ProsodyServer(), kind.Create());
        var (juliet, tybalt) = await MeetAsync(stack);
        var room = stack.Room(Channel);
        var phone = await stack.LogInAsync(resource: "phone");
        var join = await phone.JoinRoomAsync(room, "juliet");
        Assert.Equal(["tybalt"], join.NicksBeforeSelf);

        await juliet.SayAsync(room, "from the balcony", "groupchat");
        await juliet.ExpectMessageAsync($"{room}/juliet", "from the balcony");
        await phone.ExpectMessageAsync($"{room}/juliet", "from the balcony");
        await phone.SendAsync($"<presence type='unavailable' to='{XmppTestClient.Escape(room)}/juliet'/>");
        await phone.ExpectPresenceAsync($"{room}/juliet", "unavailable");

        await tybalt.SayAsync(Channel, "still there?");
        await juliet.ExpectMessageAsync($"{room}/tybalt", "still there?");
        await tybalt.FenceAsync();
        Assert.Equal(1, tybalt.Count("juliet", "JOIN"));
        Assert.Equal(0, tybalt.Count("juliet", "PART") + tybalt.Count("juliet", "QUIT"));
    }

    [Fact]
    public async Task A_channel_of_500_is_joined_in_one_go()
    {
        await using var stack = await Stack.StartAsync(new ProsodyServer(), new InspircdServer());
        var nicks = Enumerable.Range(0, 500).Select(number => $"citizen{number:000}").ToList();
        foreach (var part in nicks.Chunk(50))
        {
            await Task.WhenAll(part.Select(async nick => await (await stack.OnIrcAsync(nick)).JoinAsync("#crowd")));
        }
        var juliet = await stack.LogInAsync();
        var join = await juliet.JoinRoomAsync(stack.Room("#crowd"), "juliet", TimeSpan.FromSeconds(60));
        Assert.Equal(nicks, join.NicksBeforeSelf.Order());
    }

    private static async Task<(XmppTestClient Juliet, IrcTestClient Tybalt)> MeetAsync(Stack stack)
    {
        var tybalt = await stack.OnIrcAsync("tybalt");
        await tybalt.JoinAsync(Channel);
        var juliet = await stack.LogInAsync();
        await juliet.JoinRoomAsync(stack.Room(Channel), "juliet");
        return (juliet, tybalt);
    }

    private static void AssertStanzaId(XElement message, string room)
    {
        var stanzaId = message.ChildOf("stanza-id", "urn:xmpp:sid:0");
        Assert.Equal(room, (string?)stanzaId?.Attribute("by"));
        Assert.False(string.IsNullOrEmpty((string?)stanzaId?.Attribute("id")));
    }
}
