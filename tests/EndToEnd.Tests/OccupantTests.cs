using System.Xml.Linq;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>After a restart of the XMPP server, the room and the client agree on whether the client is in it.</summary>
public sealed class OccupantTests
{
    private const string Channel = "#verona";

    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(60);

    [Fact]
    public Task A_client_that_was_back_before_the_gateway_is_shown_the_room_through_prosody() => ShownAgainAsync(new ProsodyServer());

    [Fact]
    public Task A_client_that_was_back_before_the_gateway_is_shown_the_room_through_ejabberd() => ShownAgainAsync(new EjabberdServer());

    [Fact]
    public Task A_client_that_comes_back_later_is_out_of_the_room_through_prosody() => FoundOutAsync(new ProsodyServer());

    [Fact]
    public Task A_client_that_comes_back_later_is_out_of_the_room_through_ejabberd() => FoundOutAsync(new EjabberdServer());

    private static async Task ShownAgainAsync(XmppServer xmpp)
    {
        await using var stack = await JoinedAsync(xmpp);
        var room = stack.Room(Channel);
        stack.Gateway.Suspend();
        // Killed: a server that stops in order takes its clients out of their rooms.
        await stack.Xmpp.KillAsync();
        await stack.Xmpp.StartAsync();
        var again = await stack.LogInAsync();
        stack.Gateway.Resume();
        await again.ExpectPresenceAsync($"{room}/tybalt", null, Recovery);
        await ExpectSelfAsync(again, room);
        await again.ExpectAsync(stanza => stanza.Is("message", "groupchat") && stanza.From().Bare == room && stanza.ChildOf("subject") is not null, "the subject", Recovery);
        Assert.Equal("result", (string?)(await again.RequestAsync($"{room}/juliet", "get", "<ping xmlns='urn:xmpp:ping'/>")).Attribute("type"));
        await again.SayAsync(room, "without joining", "groupchat");
        await again.ExpectMessageAsync($"{room}/juliet", "without joining");
    }

    private static async Task FoundOutAsync(XmppServer xmpp)
    {
        await using var stack = await JoinedAsync(xmpp);
        var room = stack.Room(Channel);
        await stack.Xmpp.KillAsync();
        await stack.Xmpp.StartAsync();
        await stack.GatewayAnswersAsync();
        var again = await stack.LogInAsync();
        // Nobody has said anything: that the former session is gone is known from the question alone.
        var answer = await again.RequestAsync($"{room}/juliet", "get", "<ping xmlns='urn:xmpp:ping'/>");
        if (answer.Is("iq", "result"))
            await ExpectSelfAsync(again, room);
        else
            await again.JoinRoomAsync(room, "juliet", Recovery);
        await again.SayAsync(room, "here again", "groupchat");
        await again.ExpectMessageAsync($"{room}/juliet", "here again");
    }

    private static Task<XElement> ExpectSelfAsync(XmppTestClient client, string room) => client.ExpectAsync(
        stanza => stanza.Is("presence", "") && stanza.From() == (room, "juliet") && stanza.StatusCodes().Contains(110), "self-presence", Recovery);

    private static async Task<Stack> JoinedAsync(XmppServer xmpp)
    {
        var stack = await Stack.StartAsync(xmpp, new InspircdServer());
        var tybalt = await stack.OnIrcAsync("tybalt");
        await tybalt.JoinAsync(Channel);
        var juliet = await stack.LogInAsync();
        await juliet.JoinRoomAsync(stack.Room(Channel), "juliet");
        return stack;
    }
}
