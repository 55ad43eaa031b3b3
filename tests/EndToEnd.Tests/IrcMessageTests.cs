using System.Xml.Linq;
using Bridge.Testing.Clients;

namespace Bridge.EndToEnd.Tests;

/// <summary>What messages carry between XMPP and IRC, on a server with IRCv3 and on one that has nothing.</summary>
[Collection(IrcNetworksCollection.Name)]
public sealed class IrcMessageTests(IrcNetworks networks)
{
    private const string Tags = "message-tags echo-message server-time";
    private const string ReplyNs = "urn:xmpp:reply:0", ReactionsNs = "urn:xmpp:reactions:0", CorrectNs = "urn:xmpp:message-correct:0", StatesNs = "http://jabber.org/protocol/chatstates";

    [Fact]
    public async Task Formatting_goes_both_ways()
    {
        var (romeo, other) = await networks.MeetAsync("romeo", "formats", "#formats");
        var room = IrcNetworks.Room("#formats");
        await other.SayAsync("#formats", "\u0002bold\u0002 and \u001ditalic\u001d, \u00034,1red\u0003 and \u0011code\u0011");
        await romeo.ExpectMessageAsync($"{room}/formats", "*bold* and _italic_, red and `code`");
        await romeo.SayAsync(room, "a *strong* word, ~gone~", "groupchat");
        await other.ExpectFromAsync("romeo", "a \u0002*strong*\u0002 word, \u001e~gone~\u001e");
        await other.SayAsync("#formats", "\u0001ACTION waves\u0001");
        await romeo.ExpectMessageAsync($"{room}/formats", "/me waves");
        await romeo.SayAsync(room, "/me bows", "groupchat");
        await other.ExpectFromAsync("romeo", "\u0001ACTION bows\u0001");
    }

    [Fact]
    public async Task Replies_reactions_and_typing_are_tags_where_the_server_has_them()
    {
        var (romeo, other) = await networks.MeetAsync("romeo", "tagger", "#tags", capabilities: Tags);
        var room = IrcNetworks.Room("#tags");
        await other.SayAsync("#tags", "a question");
        var question = await romeo.ExpectMessageAsync($"{room}/tagger", "a question");
        var echo = await other.ExpectFromAsync("tagger", "a question");
        var id = IdOf(echo);
        await romeo.SendAsync(Groupchat(room, "r1", $"<body>an answer</body><reply xmlns='{ReplyNs}' id='{StanzaId(question)}' to='{room}/tagger'/>"));
        var answer = await other.ExpectFromAsync("romeo", "PRIVMSG #tags :an answer");
        Assert.Contains($"+reply={id}", answer, StringComparison.Ordinal);
        Assert.Contains($"+draft/reply={id}", answer, StringComparison.Ordinal);
        var own = await romeo.ExpectMessageAsync($"{room}/romeo", "an answer");
        await other.SendAsync($"@+draft/reply={IdOf(answer)} PRIVMSG #tags :and so on");
        var reply = await romeo.ExpectAsync(stanza => stanza.Is("message") && stanza.Body()?.EndsWith("and so on", StringComparison.Ordinal) == true, "the reply");
        Assert.Equal(StanzaId(own), (string?)reply.ChildOf("reply", ReplyNs)?.Attribute("id"));

        await romeo.SendAsync(Groupchat(room, "r2", $"<reactions xmlns='{ReactionsNs}' id='{StanzaId(question)}'><reaction>👍</reaction></reactions><store xmlns='urn:xmpp:hints'/>"));
        var reaction = await other.ExpectFromAsync("romeo", " TAGMSG ");
        Assert.Contains("+draft/react=👍", reaction, StringComparison.Ordinal);
        await other.SendAsync($"@+reply={IdOf(answer)};+draft/react=🎉 TAGMSG #tags");
        await romeo.ExpectAsync(
            stanza => stanza.ChildOf("reactions", ReactionsNs) is { } got && (string?)got.Attribute("id") == StanzaId(own) && got.Value == "🎉" && stanza.From() == (room, "tagger"), "the reaction");

        await other.SendAsync("@+typing=active TAGMSG #tags");
        await romeo.ExpectAsync(stanza => stanza.From() == (room, "tagger") && stanza.ChildOf("composing", StatesNs) is not null, "who types");
        await romeo.SendAsync(Groupchat(room, "r3", $"<composing xmlns='{StatesNs}'/>"));
        Assert.Contains("+typing=active", await other.ExpectFromAsync("romeo", " TAGMSG "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_server_has_nothing_they_are_readable_lines()
    {
        var (romeo, other) = await networks.MeetAsync("romeo", "oldie", "#plain", IrcNetworks.Plain);
        var room = IrcNetworks.Room("#plain", IrcNetworks.Plain);
        await other.SayAsync("#plain", "a question");
        var question = await romeo.ExpectMessageAsync($"{room}/oldie", "a question");
        await other.SayAsync("#plain", "another");
        await romeo.ExpectMessageAsync($"{room}/oldie", "another");
        await romeo.SendAsync(Groupchat(room, "p1", $"<body>an answer</body><reply xmlns='{ReplyNs}' id='{StanzaId(question)}' to='{room}/oldie'/>"));
        await other.ExpectFromAsync("romeo", "PRIVMSG #plain :oldie: «a question» an answer");
        await romeo.SendAsync(Groupchat(room, "p2", $"<reactions xmlns='{ReactionsNs}' id='{StanzaId(question)}'><reaction>👍</reaction></reactions>"));
        await other.ExpectFromAsync("romeo", "reacted with 👍 to oldie: «a question»");
        await romeo.SayAsync(room, "teh word", "groupchat");
        var wrong = await romeo.ExpectMessageAsync($"{room}/romeo", "teh word");
        await romeo.SendAsync(Groupchat(room, "p3", $"<body>the word</body><replace xmlns='{CorrectNs}' id='{wrong.Id()}'/>"));
        await other.ExpectFromAsync("romeo", "* corrected: the word");
        await romeo.SendAsync(Groupchat(room, "p4", $"<retract xmlns='urn:xmpp:message-retract:1' id='{StanzaId(wrong)}'/><store xmlns='urn:xmpp:hints'/>"));
        await other.ExpectFromAsync("romeo", "takes back an earlier message: «teh…»");
        await romeo.ExpectAsync(stanza => stanza.Is("message", "groupchat") && stanza.Id() == "p4" && stanza.ChildOf("retract", "urn:xmpp:message-retract:1") is not null, "the message is gone for the own clients");
        await romeo.ExpectAsync(stanza => stanza.Is("message", "groupchat") && stanza.Body()?.Contains("stays readable", StringComparison.Ordinal) == true, "word that it is not gone on IRC");
        // Its own come back once, by their order and not by an echo.
        await other.FenceAsync();
        Assert.Equal(1, romeo.CountMessages("teh word"));
    }

    [Theory]
    [InlineData(IrcNetworks.Modern)]
    [InlineData(IrcNetworks.Plain)]
    public async Task Long_texts_are_split_at_words_and_many_lines_are_many_messages(string server)
    {
        var nick = server == IrcNetworks.Modern ? "long-m" : "long-p";
        var channel = "#" + nick;
        var (romeo, other) = await networks.MeetAsync("romeo", nick, channel, server);
        var room = IrcNetworks.Room(channel, server);
        var words = Enumerable.Range(0, 200).Select(number => $"wörd{number}").ToList();
        await romeo.SayAsync(room, string.Join(' ', words), "groupchat");
        await other.ExpectFromAsync("romeo", words[^1]);
        var lines = Said(other, "romeo", channel);
        Assert.True(lines.Count > 1);
        Assert.Equal(words, lines.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        await romeo.SayAsync(room, "one\ntwo\n\nthree", "groupchat");
        await other.ExpectFromAsync("romeo", $"PRIVMSG {channel} :three");
        Assert.Equal(["one", "two", "three"], Said(other, "romeo", channel).Skip(lines.Count).Where(line => line.Trim().Length > 0));
        await romeo.ExpectMessageAsync($"{room}/romeo", "one\ntwo\n\nthree");
    }

    [Fact]
    public async Task Questions_of_clients_are_answered_within_limits_and_a_file_is_told()
    {
        var (romeo, other) = await networks.MeetAsync("romeo", "asker", "#ctcp");
        await other.SayAsync("romeo", "\u0001VERSION\u0001");
        await other.ExpectFromAsync("romeo", "NOTICE asker :\u0001VERSION ");
        await other.SayAsync("romeo", "\u0001PING 12345\u0001");
        await other.ExpectFromAsync("romeo", "NOTICE asker :\u0001PING 12345\u0001");
        for (var i = 0; i < 20; i++)
            await other.SayAsync("romeo", "\u0001TIME\u0001");
        await other.SayAsync("romeo", "\u0001DCC SEND file.txt 2130706433 1024 5\u0001");
        await romeo.ExpectAsync(stanza => stanza.Is("message", "chat") && stanza.Body()?.Contains("file.txt", StringComparison.Ordinal) == true, "word of the file");
        await other.FenceAsync();
        Assert.InRange(other.Count("romeo", "\u0001TIME "), 0, 3);
    }

    [Fact]
    public async Task Both_sides_of_a_server_that_is_not_UTF_8_read_each_other()
    {
        var (romeo, other) = await networks.MeetAsync("romeo", "utf", "#koi");
        var koi = IrcNetworks.Room("#koi", IrcNetworks.Cyrillic);
        await romeo.JoinRoomAsync(koi, "romeo-koi");
        await romeo.SayAsync(koi, "привет", "groupchat");
        // Bytes that are no UTF-8 to somebody who reads nothing else; and Bridge itself, which was told, reads them.
        await romeo.ExpectMessageAsync($"{koi}/romeo-koi", "привет");
        Assert.Contains('\ufffd', await other.ExpectFromAsync("romeo-koi", "PRIVMSG #koi :"));
        await romeo.SayAsync(koi, "привет 🙂", "groupchat");
        await other.ExpectFromAsync("romeo-koi", "PRIVMSG #koi :привет 🙂");
        var (nurse, _) = await networks.MeetAsync("nurse", "utf2", "#koi2", IrcNetworks.Cyrillic);
        await nurse.JoinRoomAsync(koi, "nurse-koi");
        await romeo.SayAsync(koi, "ещё раз", "groupchat");
        await nurse.ExpectMessageAsync($"{koi}/romeo-koi", "ещё раз");
    }

    private static List<string> Said(IrcTestClient client, string nick, string channel) =>
    [
        .. client.Everything.Where(line => line.Contains($":{nick}!", StringComparison.Ordinal) && line.Contains($" PRIVMSG {channel} :", StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf($" PRIVMSG {channel} :", StringComparison.Ordinal) + $" PRIVMSG {channel} :".Length)..]),
    ];

    private static string Groupchat(string room, string id, string inside) =>
        $"<message type='groupchat' id='{id}' to='{XmppTestClient.Escape(room)}'>{inside}</message>";

    private static string StanzaId(XElement message) => (string?)message.ChildOf("stanza-id", "urn:xmpp:sid:0")?.Attribute("id") ?? "";

    private static string IdOf(string line) => line[1..line.IndexOf(' ', StringComparison.Ordinal)].Split(';').Single(tag => tag.StartsWith("msgid=", StringComparison.Ordinal))[6..];
}
