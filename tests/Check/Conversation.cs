using Bridge.Testing.Clients;

namespace Bridge.Check;

/// <summary>The scripted conversation: an XMPP client and an IRC client, in a channel and direct, both ways.</summary>
internal static class Conversation
{
    private const string Channel = "#lobby";

    public static async Task HoldAsync(Playground playground, TextWriter transcript)
    {
        var server = playground.Irc.ServerName;
        var room = $"{Channel}%{server}@{Playground.IrcDomain}";
        await using var juliet = await playground.LogInAsync("juliet", "check");
        await using var romeo = await IrcTestClient.ConnectAsync(playground.Irc.Port, "romeo");
        await romeo.JoinAsync(Channel);
        Tell("romeo (IRC)", $"joins {Channel} on {server}");

        var join = await juliet.JoinRoomAsync(room, "juliet");
        Require(join.NicksBeforeSelf.Contains("romeo"), "romeo was not among the occupants told at the join");
        Tell("juliet (XMPP)", $"joins {room} and sees {string.Join(", ", join.NicksBeforeSelf)}");
        await romeo.ExpectFromAsync("juliet", $"JOIN :{Channel}");
        Tell("romeo (IRC)", "sees juliet join");

        var id = await juliet.SayAsync(room, "Good evening from XMPP", "groupchat");
        Tell("juliet → channel", "Good evening from XMPP");
        await romeo.ExpectFromAsync("juliet", $"PRIVMSG {Channel} :Good evening from XMPP");
        Tell("romeo (IRC)", "has it");
        var reflected = await juliet.ExpectMessageAsync($"{room}/juliet", "Good evening from XMPP");
        Require(reflected.Id() == id, "the reflection has another id than the message");
        Tell("juliet (XMPP)", "has the room's reflection, under her own id");

        await romeo.SayAsync(Channel, "Good evening from IRC");
        Tell("romeo → channel", "Good evening from IRC");
        await juliet.ExpectMessageAsync($"{room}/romeo", "Good evening from IRC");
        Tell("juliet (XMPP)", "has it");

        var contact = $"romeo%{server}@{Playground.IrcDomain}";
        await juliet.SayAsync(contact, "Only for you");
        Tell($"juliet → {contact}", "Only for you");
        await romeo.ExpectFromAsync("juliet", "PRIVMSG romeo :Only for you");
        Tell("romeo (IRC)", "has it");
        await romeo.SayAsync("juliet", "And only for you");
        Tell("romeo → juliet", "And only for you");
        await juliet.ExpectAsync(
            stanza => stanza.Is("message") && stanza.Body() == "And only for you"
                && stanza.From().Bare.Equals(contact, StringComparison.OrdinalIgnoreCase),
            $"the message from {contact}");
        Tell("juliet (XMPP)", "has it");

        await juliet.SendAsync($"<presence to='{XmppTestClient.Escape(room)}/juliet' type='unavailable'/>");
        await romeo.ExpectAsync(
            line => line.StartsWith(":juliet!", StringComparison.Ordinal)
                && (line.Contains("PART", StringComparison.Ordinal) || line.Contains("QUIT", StringComparison.Ordinal)),
            "juliet leaving");
        Tell("romeo (IRC)", "sees juliet leave");

        void Tell(string who, string what) => transcript.WriteLine($"  {who,-16} {what}");
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
            throw new ExpectationFailedException(otherwise);
    }
}
