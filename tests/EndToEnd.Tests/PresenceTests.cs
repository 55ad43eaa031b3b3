using System.Xml.Linq;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>Whether people are there, both ways: a contact list shows people on IRC, and IRC sees that the user is away.</summary>
public sealed class PresenceTests
{
    private const string Channel = "#verona";

    [Fact]
    public async Task A_contact_goes_away_comes_back_takes_another_nick_and_quits()
    {
        var (stack, tybalt, juliet) = await MeetAsync();
        await using var whole = stack;
        var contact = $"{stack.Contact("tybalt")}/bridge";
        await SubscribeAsync(juliet, stack.Contact("tybalt"));
        // No connection is made for a contact alone, and without one nobody knows.
        await juliet.ExpectPresenceAsync(contact, "unavailable");
        await juliet.JoinRoomAsync(stack.Room(Channel), "juliet");
        Assert.Null((await juliet.ExpectPresenceAsync(contact, "")).ChildOf("show"));

        await tybalt.SendAsync("AWAY :fencing");
        await juliet.ExpectAsync(stanza => Shows(stanza, contact, "away", "fencing"), "away with the reason");
        await tybalt.SendAsync("AWAY");
        await juliet.ExpectAsync(stanza => Shows(stanza, contact, null, null), "back");
        await tybalt.SendAsync("NICK benvolio");
        await juliet.ExpectPresenceAsync(contact, "unavailable");
        await tybalt.SendAsync("NICK tybalt");
        await juliet.ExpectAsync(stanza => Shows(stanza, contact, null, null), "under the old nick again");
        await tybalt.SendAsync("QUIT :dead");
        await juliet.ExpectPresenceAsync(contact, "unavailable");

        // Without a channel in common the server tells by itself.
        var again = await stack.OnIrcAsync("tybalt");
        await juliet.ExpectAsync(stanza => Shows(stanza, contact, null, null), "there again");
        await again.SendAsync("QUIT :dead again");
        await juliet.ExpectPresenceAsync(contact, "unavailable");
    }

    [Fact]
    public async Task After_a_restart_of_the_gateway_contacts_are_shown_as_they_are()
    {
        var (stack, _, juliet) = await MeetAsync();
        await using var whole = stack;
        var contact = $"{stack.Contact("tybalt")}/bridge";
        await SubscribeAsync(juliet, stack.Contact("tybalt"));
        await juliet.JoinRoomAsync(stack.Room(Channel), "juliet");
        await juliet.ExpectPresenceAsync(contact, "");
        await stack.Gateway.KillAsync();
        await stack.Gateway.StartAsync();
        await juliet.ExpectPresenceAsync(contact, "", TimeSpan.FromSeconds(60));
        Assert.DoesNotContain(juliet.Everything, static stanza => stanza.Is("presence", "unsubscribed"));
    }

    [Fact]
    public async Task The_user_goes_away_and_IRC_sees_it()
    {
        var (stack, tybalt, juliet) = await MeetAsync();
        await using var whole = stack;
        var phone = await stack.LogInAsync(resource: "garden");
        var server = $"{stack.Irc.ServerName}@{Stack.Domain}";
        await SubscribeAsync(juliet, server);
        await juliet.JoinRoomAsync(stack.Room(Channel), "juliet");
        await phone.JoinRoomAsync(stack.Room(Channel), "juliet");
        await tybalt.SendAsync("CAP REQ :away-notify");
        await tybalt.FenceAsync();

        await juliet.SendAsync("<presence><show>xa</show><status>asleep</status></presence>");
        await phone.SendAsync("<presence><show>away</show><status>on the balcony</status></presence>");
        await phone.SendAsync($"<presence to='{stack.Room(Channel)}/juliet'><show>away</show><status>on the balcony</status></presence>");
        await tybalt.ExpectFromAsync("juliet", "AWAY :", TimeSpan.FromSeconds(30));
        await phone.SendAsync("<presence/>");
        await tybalt.ExpectAsync(line => line.StartsWith(":juliet!", StringComparison.Ordinal) && line.EndsWith(" AWAY", StringComparison.Ordinal), "back", TimeSpan.FromSeconds(30));

        // What the user says by the command stands, whatever the clients do.
        await juliet.SayAsync(server, "away to the friar");
        await tybalt.ExpectFromAsync("juliet", "AWAY :to the friar", TimeSpan.FromSeconds(30));
        await phone.SendAsync("<presence><show>dnd</show></presence>");
        await phone.SendAsync("<presence/>");
        await juliet.SayAsync(server, "away");
        await tybalt.ExpectAsync(line => line.StartsWith(":juliet!", StringComparison.Ordinal) && line.EndsWith(" AWAY", StringComparison.Ordinal), "back by the command", TimeSpan.FromSeconds(30));
        Assert.Equal(0, tybalt.Count("juliet", "Busy"));
    }

    private static async Task<(Stack Stack, IrcTestClient Tybalt, XmppTestClient Juliet)> MeetAsync()
    {
        var stack = await Stack.StartAsync(new ProsodyServer(), new InspircdServer());
        var tybalt = await stack.OnIrcAsync("tybalt");
        await tybalt.JoinAsync(Channel);
        return (stack, tybalt, await stack.LogInAsync());
    }

    /// <summary>Adds somebody to the contact list as a client does, and lets them see the user.</summary>
    private static async Task SubscribeAsync(XmppTestClient client, string address)
    {
        await client.SendAsync($"<presence type='subscribe' to='{XmppTestClient.Escape(address)}'/>");
        await client.ExpectAsync(stanza => stanza.Is("presence", "subscribe") && stanza.From().Bare == address, "the subscription is asked back");
        await client.SendAsync($"<presence type='subscribed' to='{XmppTestClient.Escape(address)}'/>");
    }

    private static bool Shows(XElement stanza, string from, string? show, string? status) =>
        stanza.Is("presence", "") && (string?)stanza.Attribute("from") == from && stanza.ChildOf("show")?.Value == show && stanza.ChildOf("status")?.Value == status;
}
