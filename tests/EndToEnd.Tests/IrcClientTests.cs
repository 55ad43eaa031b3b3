using System.Xml.Linq;
using Bridge.Testing.Clients;

namespace Bridge.EndToEnd.Tests;

/// <summary>What XMPP clients ask of people on IRC, and the clients of those.</summary>
[Collection(IrcNetworksCollection.Name)]
public sealed class IrcClientTests(IrcNetworks networks)
{
    private const string Version = "<query xmlns='jabber:iq:version'/>", Ping = "<ping xmlns='urn:xmpp:ping'/>";

    [Theory]
    [InlineData(IrcNetworks.Modern, "m")]
    [InlineData(IrcNetworks.Plain, "p")]
    public async Task Somebodys_client_says_what_it_is_and_whether_it_answers(string server, string suffix)
    {
        var (nick, channel) = ($"asked-{suffix}", $"#asked-{suffix}");
        var (peter, other) = await networks.MeetAsync("peter", nick, channel, server);
        var room = IrcNetworks.Room(channel, server);
        foreach (var address in (string[])[$"{room}/{nick}", IrcNetworks.Contact(nick, server)])
        {
            var before = other.Count("peter", "\u0001VERSION\u0001");
            var asked = peter.RequestAsync(address, "get", Version);
            await other.ExpectAsync(_ => other.Count("peter", "\u0001VERSION\u0001") > before, "the question");
            await other.SendAsync("NOTICE peter :\u0001VERSION WeeChat 4.1.1 (Oct 2023)\u0001");
            var answer = (await asked).ChildOf("query", "jabber:iq:version");
            Assert.Equal(("WeeChat", "4.1.1 (Oct 2023)"), (answer?.ChildOf("name")?.Value, answer?.ChildOf("version")?.Value));
        }

        var pinged = peter.RequestAsync($"{room}/{nick}", "get", Ping);
        var question = await other.ExpectFromAsync("peter", "\u0001PING ");
        // One of a kind at a time; the other does not wait.
        var again = await peter.RequestAsync($"{room}/{nick}", "get", Ping);
        Assert.NotNull(again.ChildOf("error")?.ChildOf("resource-constraint"));
        await other.SendAsync("NOTICE peter :" + question[question.IndexOf('\u0001', StringComparison.Ordinal)..]);
        Assert.True((await pinged).Is("iq", "result"));
        Assert.True((await peter.RequestAsync($"{room}/peter", "get", Ping)).Is("iq", "result"));

        var nobody = await peter.RequestAsync(IrcNetworks.Contact($"nobody-{suffix}", server), "get", Version);
        Assert.NotNull(nobody.ChildOf("error")?.ChildOf("item-not-found"));
    }

    [Fact]
    public async Task Two_users_of_Bridge_see_each_others_Bridge_and_who_says_nothing_is_told_so()
    {
        var (peter, _) = await networks.MeetAsync("peter", "silent-one", "#silence");
        var nurse = await networks.Stack.LogInAsync("nurse", "silence");
        var nick = (await nurse.JoinRoomAsync(IrcNetworks.Room("#silence"), "nurse-s")).SelfPresence.From().Resource;
        await peter.ExpectAsync(stanza => stanza.Is("presence", "") && stanza.From() == (IrcNetworks.Room("#silence"), nick), "the other user");
        var bridge = (await peter.RequestAsync($"{IrcNetworks.Room("#silence")}/{nick}", "get", Version)).ChildOf("query", "jabber:iq:version");
        Assert.Equal("Bridge (XMPP gateway)", bridge?.ChildOf("name")?.Value);
        var silent = await peter.RequestAsync($"{IrcNetworks.Room("#silence")}/silent-one", "get", Version, TimeSpan.FromSeconds(40));
        Assert.NotNull(silent.ChildOf("error")?.ChildOf("remote-server-timeout"));
    }

    [Theory]
    [InlineData(IrcNetworks.Modern, "m")]
    [InlineData(IrcNetworks.Plain, "p")]
    public async Task Modes_are_typed_in_the_room_and_said_to_nobody(string server, string suffix)
    {
        var (nick, channel) = ($"moder-{suffix}", $"#modes-{suffix}");
        var (peter, other) = await networks.MeetAsync("peter", nick, channel, server);
        var room = IrcNetworks.Room(channel, server);
        var phone = await networks.Stack.LogInAsync("peter", $"{nick}-phone");
        await phone.JoinRoomAsync(room, "peter");
        await peter.SayAsync(room, "/mode +m", "groupchat");
        var refused = await peter.ExpectAsync(stanza => stanza.Is("message", "groupchat") && stanza.From() == (room, "") && stanza.Body()?.StartsWith(channel, StringComparison.Ordinal) == true, "what the server says");
        Assert.Contains("channel", refused.Body(), StringComparison.Ordinal);

        await other.SendAsync($"MODE {channel} +o peter");
        await other.ExpectFromAsync(nick, "+o");
        await peter.ExpectAsync(stanza => stanza.Is("presence", "") && stanza.From() == (room, "peter") && (string?)stanza.RoomItem()?.Attribute("role") == "moderator", "the rank");
        await peter.SayAsync(room, $"/mode +v {nick}", "groupchat");
        await other.ExpectFromAsync("peter", "+v");
        await peter.ExpectMessageAsync($"{room}/peter", $"/mode +v {nick}");
        await peter.SayAsync(room, "/mode", "groupchat");
        await peter.ExpectAsync(stanza => stanza.Is("message", "groupchat") && stanza.From() == (room, "") && stanza.Body()?.StartsWith($"{channel} +", StringComparison.Ordinal) == true, "the modes");

        // Two lines are no command, and would be two commands to the server.
        var id = await peter.SayAsync(room, "/mode +m\nQUIT", "groupchat");
        await peter.ExpectAsync(stanza => stanza.Is("message", "error") && stanza.Id() == id, "why it is not sent");
        await peter.SayAsync(room, "/model railways", "groupchat");
        await other.ExpectFromAsync("peter", $"PRIVMSG {channel} :/model railways");
        await phone.ExpectMessageAsync($"{room}/peter", "/model railways");
        Assert.Equal(0, other.Count("peter", "PRIVMSG " + channel + " :/mode "));
        Assert.Equal(0, phone.CountMessages($"/mode +v {nick}"));
        Assert.StartsWith($"{channel} +", await peter.AskAsync($"{server}@{Stack.Domain}", $"mode {channel}"), StringComparison.Ordinal);
        Assert.StartsWith($"{channel} +", await peter.RunAsync($"{server}@{Stack.Domain}", "mode", ("channel", channel)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_put_into_a_channel_is_told_and_invited_and_can_leave_it()
    {
        const string server = $"{IrcNetworks.Modern}@{Stack.Domain}";
        var (peter, other) = await networks.MeetAsync("peter", "putter", "#put-from");
        await other.SendAsync("OPER admin admin");
        await other.JoinAsync("#put-into");
        await other.SendAsync("SAJOIN peter #put-into");
        await InvitedAsync(peter, "#put-into");

        // Nobody is in it yet, so that what is said there is said to nobody; and whoever comes is in the channel that there is.
        Assert.Contains("#put-into (none of your clients is there)", await peter.AskAsync(server, "status"), StringComparison.Ordinal);
        await peter.JoinRoomAsync(IrcNetworks.Room("#put-into"), "peter");
        await other.SayAsync("#put-into", "welcome");
        await peter.ExpectMessageAsync($"{IrcNetworks.Room("#put-into")}/putter", "welcome");
        Assert.Equal(1, other.Count("peter", "JOIN :#put-into"));
        Assert.DoesNotContain("none of your clients", await peter.AskAsync(server, "status"), StringComparison.Ordinal);

        await peter.AskAsync(server, "raw JOIN #put-raw");
        await InvitedAsync(peter, "#put-raw");
        await other.JoinAsync("#put-raw");
        Assert.Equal("#put-raw is left.", await peter.AskAsync(server, "leave #put-raw"));
        await other.ExpectFromAsync("peter", "PART :#put-raw");
        await peter.AskAsync(server, "raw JOIN #put-raw");
        await other.ExpectFromAsync("peter", "JOIN :#put-raw");
        await other.SendAsync("KICK #put-raw peter :not you");
        await other.FenceAsync();
        Assert.Equal(2, InvitationsTo(peter, "#put-raw"));
    }

    [Theory]
    [InlineData("MODE #full +lL 1 #overflow", "#full", "#overflow")]
    [InlineData("MODE #elsewhere +b benvolio*!*@*#ground", "#elsewhere", "#ground")]
    public async Task Who_is_sent_on_to_another_channel_is_told_where_and_invited(string mode, string asked, string sentTo)
    {
        var host = await networks.OnIrcAsync("forwarder-" + asked.Trim('#'));
        await host.JoinAsync(sentTo);
        await host.JoinAsync(asked);
        await host.SendAsync(mode);
        await host.FenceAsync();
        var benvolio = await networks.Stack.LogInAsync("benvolio", asked.Trim('#'));
        await benvolio.SendJoinAsync(IrcNetworks.Room(asked), "benvolio");
        var refused = await benvolio.ExpectPresenceAsync($"{IrcNetworks.Room(asked)}/benvolio", "error", TimeSpan.FromSeconds(30));
        Assert.Contains(sentTo, refused.ChildOf("error")?.ChildOf("text")?.Value, StringComparison.Ordinal);
        await InvitedAsync(benvolio, sentTo);
        await benvolio.JoinRoomAsync(IrcNetworks.Room(sentTo), "benvolio");
        await host.SayAsync(sentTo, "more room here");
        await benvolio.ExpectMessageAsync($"{IrcNetworks.Room(sentTo)}/{host.Nick}", "more room here");
        Assert.Equal(1, InvitationsTo(benvolio, sentTo));
        await benvolio.AskAsync($"{IrcNetworks.Modern}@{Stack.Domain}", "disconnect");
    }

    private static async Task InvitedAsync(XmppTestClient client, string channel)
    {
        var invited = await client.ExpectAsync(stanza => stanza.Is("message") && stanza.From() == (IrcNetworks.Room(channel), "") && stanza.Descendants().Any(IsInvitation), $"the invitation to {channel}");
        Assert.Contains($"You are in {channel}", invited.Body(), StringComparison.Ordinal);
        Assert.Equal($"{IrcNetworks.Modern}@{Stack.Domain}", (string?)invited.Descendants().First(IsInvitation).Attribute("from"));
    }

    private static int InvitationsTo(XmppTestClient client, string channel) =>
        client.Everything.Count(stanza => stanza.Is("message") && stanza.From().Bare == IrcNetworks.Room(channel) && stanza.Descendants().Any(IsInvitation));

    private static bool IsInvitation(XElement element) => element.Name.LocalName == "invite";
}
