using Bridge.Testing.Clients;

namespace Bridge.EndToEnd.Tests;

/// <summary>What no packaged server has, against one written from the specifications: history, messages of many lines, deletions, read markers, renamed channels.</summary>
[Collection(IrcNetworksCollection.Name)]
public sealed class IrcExtensionTests(IrcNetworks networks)
{
    private const string Everything = "message-tags server-time echo-message batch labeled-response draft/multiline draft/message-redaction draft/channel-rename";
    private const string RetractNs = "urn:xmpp:message-retract:1", ModerateNs = "urn:xmpp:message-moderate:1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    [Fact]
    public async Task Lines_of_one_message_stay_together()
    {
        var (romeo, other) = await MeetAsync("romeo", "liner", "#lines");
        var room = IrcNetworks.Room("#lines", IrcNetworks.Complete);
        await romeo.SayAsync(room, "one\ntwo\n\nfour", "groupchat");
        await romeo.ExpectMessageAsync($"{room}/romeo", "one\ntwo\n\nfour");
        Assert.Equal("one\ntwo\n \nfour", networks.Spec.Messages.Last(message => message.Target == "#lines").Text.Replace("\n\n", "\n \n", StringComparison.Ordinal));
        await other.SendAsync("BATCH +x draft/multiline #lines");
        await other.SendAsync("@batch=x PRIVMSG #lines :five");
        await other.SendAsync("@batch=x PRIVMSG #lines :six");
        await other.SendAsync("BATCH -x");
        await romeo.ExpectMessageAsync($"{room}/liner", "five\nsix");
    }

    [Fact]
    public async Task Messages_are_deleted_on_both_sides()
    {
        var (romeo, other) = await MeetAsync("romeo", "deleter", "#gone");
        var room = IrcNetworks.Room("#gone", IrcNetworks.Complete);
        await romeo.SayAsync(room, "a slip", "groupchat");
        var slip = await romeo.ExpectMessageAsync($"{room}/romeo", "a slip");
        await romeo.SendAsync($"<message type='groupchat' id='d1' to='{room}'><retract xmlns='{RetractNs}' id='{StanzaId(slip)}'/><store xmlns='urn:xmpp:hints'/></message>");
        await other.ExpectFromAsync("romeo", "REDACT #gone");
        await other.SayAsync("#gone", "theirs");
        var theirs = await romeo.ExpectMessageAsync($"{room}/deleter", "theirs");
        await other.SendAsync($"REDACT #gone {networks.Spec.Messages.Last(message => message.Text == "theirs").Id} :never mind");
        await romeo.ExpectAsync(stanza => stanza.From().Bare == room && stanza.ChildOf("retract", RetractNs) is { } gone && (string?)gone.Attribute("id") == StanzaId(theirs), "the deletion");

        // Somebody else's, who may is the server's to know.
        await other.SayAsync("#gone", "stays");
        var stays = await romeo.ExpectMessageAsync($"{room}/deleter", "stays");
        var refused = await romeo.RequestAsync(room, "set", $"<moderate xmlns='{ModerateNs}' id='{StanzaId(stays)}'><retract xmlns='{RetractNs}'/></moderate>");
        Assert.NotNull(refused.ChildOf("error")?.ChildOf("forbidden"));
        var (nurse, guest) = await MeetAsync("nurse", "guest-of", "#hers", founder: false);
        var hers = IrcNetworks.Room("#hers", IrcNetworks.Complete);
        await guest.SayAsync("#hers", "spam");
        var spam = await nurse.ExpectMessageAsync($"{hers}/guest-of", "spam");
        var done = await nurse.RequestAsync(hers, "set", $"<moderate xmlns='{ModerateNs}' id='{StanzaId(spam)}'><retract xmlns='{RetractNs}'/><reason>spam</reason></moderate>");
        Assert.True(done.Is("iq", "result"), done.ToString());
        await guest.ExpectFromAsync("nurse", "REDACT #hers");
    }

    [Fact]
    public async Task What_was_said_before_and_meanwhile_is_there()
    {
        var other = await networks.OnIrcAsync("historian", IrcNetworks.Complete, Everything);
        await other.JoinAsync("#history");
        await other.SayAsync("#history", "long before");
        await other.FenceAsync();
        var paris = await networks.Stack.LogInAsync("paris", "history");
        var room = IrcNetworks.Room("#history", IrcNetworks.Complete);
        var join = await paris.JoinRoomAsync(room, "paris", Patience);
        Assert.Contains(join.Stanzas, stanza => stanza.Body() == "long before" && stanza.ChildOf("delay") is not null);
        await networks.Stack.Gateway.KillAsync();
        await other.SayAsync("#history", "while it was away");
        await other.FenceAsync();
        await networks.Stack.Gateway.StartAsync();
        await networks.Stack.GatewayAnswersAsync();
        await paris.ExpectMessageAsync($"{room}/historian", "while it was away", Patience);
        await paris.ExpectAsync(stanza => stanza.From() == (room, "") && stanza.Body()?.StartsWith("Back in", StringComparison.Ordinal) == true, "being back", Patience);
        // What was not proved to be read before the kill comes again, under the id that it had.
        Assert.Single(paris.Everything.Where(static stanza => stanza.Body() == "long before").Select(StanzaId).Distinct());
    }

    [Fact]
    public async Task What_was_read_is_marked()
    {
        var (romeo, other) = await MeetAsync("romeo", "reader", "#read");
        var room = IrcNetworks.Room("#read", IrcNetworks.Complete);
        await other.SayAsync("#read", "read this");
        var message = await romeo.ExpectMessageAsync($"{room}/reader", "read this");
        await romeo.SendAsync($"<message type='groupchat' id='seen' to='{room}'><displayed xmlns='urn:xmpp:chat-markers:0' id='{StanzaId(message)}'/><store xmlns='urn:xmpp:hints'/></message>");
        var at = networks.Spec.Messages.Single(said => said.Text == "read this").At;
        for (var deadline = DateTime.UtcNow + Patience; networks.Spec.MarkerOf("romeo", "#read") != at; await Task.Delay(50, TestContext.Current.CancellationToken))
            Assert.True(DateTime.UtcNow < deadline, "The marker did not come.");
    }

    [Fact]
    public async Task A_renamed_channel_sends_its_clients_on_now_and_when_they_come_back()
    {
        var (romeo, other) = await MeetAsync("romeo", "renamer", "#narrow");
        var (narrow, wide, wider) = (IrcNetworks.Room("#narrow", IrcNetworks.Complete), IrcNetworks.Room("#wide", IrcNetworks.Complete), IrcNetworks.Room("#wider", IrcNetworks.Complete));
        await other.SayAsync("#narrow", "before");
        await romeo.ExpectMessageAsync($"{narrow}/renamer", "before");
        await romeo.SayAsync($"{IrcNetworks.Complete}@{Stack.Domain}", "set persistent yes #narrow");
        await romeo.ExpectAsync(stanza => stanza.From().Bare == $"bot@{Stack.Domain}" && stanza.Body()?.StartsWith("Stored", StringComparison.Ordinal) == true, "the answer");
        await other.SendAsync("RENAME #narrow #wide :it has grown");
        await MovedAsync(romeo, narrow, wide);
        var join = await romeo.JoinRoomAsync(wide, "romeo");
        Assert.Contains(join.Stanzas, stanza => stanza.Body() == "before" && stanza.From() == (wide, "renamer"));
        await romeo.SayAsync(wide, "after", "groupchat");
        await other.ExpectFromAsync("romeo", "PRIVMSG #wide :after");
        await romeo.ExpectMessageAsync($"{wide}/romeo", "after");

        // While nobody is there to hear of it; the channel is kept, and found again.
        await networks.Stack.Gateway.KillAsync();
        await other.SendAsync("RENAME #wide #wider");
        await other.FenceAsync();
        await networks.Stack.Gateway.StartAsync();
        await networks.Stack.GatewayAnswersAsync();
        await MovedAsync(romeo, wide, wider);
        await other.ExpectFromAsync("romeo", "JOIN #wider", Patience);
        await romeo.JoinRoomAsync(wider, "romeo", Patience);
        await romeo.ExpectMessageAsync($"{wider}/romeo", "after");
        Assert.Empty(networks.Spec.Violations);
    }

    private static async Task MovedAsync(XmppTestClient client, string former, string current)
    {
        var gone = await client.ExpectAsync(
            stanza => stanza.Is("presence", "unavailable") && stanza.From().Bare == former && stanza.StatusCodes().Contains(110), "the end of the room", Patience);
        Assert.Equal(current, (string?)gone.Descendants().Single(static element => element.Name.LocalName == "destroy").Attribute("jid"));
        await client.ExpectAsync(stanza => stanza.Is("message") && stanza.From() == (current, "") && stanza.Descendants().Any(static element => element.Name.LocalName == "invite"), "the invitation");
    }

    private async Task<(XmppTestClient User, IrcTestClient Other)> MeetAsync(string user, string other, string channel, bool founder = true)
    {
        if (founder)
            return await networks.MeetAsync(user, other, channel, IrcNetworks.Complete, Everything);
        var client = await networks.Stack.LogInAsync(user, other);
        await client.JoinRoomAsync(IrcNetworks.Room(channel, IrcNetworks.Complete), user);
        var guest = await networks.OnIrcAsync(other, IrcNetworks.Complete, Everything);
        await guest.JoinAsync(channel);
        return (client, guest);
    }

    private static string StanzaId(System.Xml.Linq.XElement message) => (string?)message.ChildOf("stanza-id", "urn:xmpp:sid:0")?.Attribute("id") ?? "";
}
