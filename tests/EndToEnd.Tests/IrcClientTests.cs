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
        await nurse.JoinRoomAsync(IrcNetworks.Room("#silence"), "nurse-s");
        var bridge = (await peter.RequestAsync($"{IrcNetworks.Room("#silence")}/nurse-s", "get", Version)).ChildOf("query", "jabber:iq:version");
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
}
