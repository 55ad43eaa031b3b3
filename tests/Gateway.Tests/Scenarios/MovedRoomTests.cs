using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Tests.Commands;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>A group that gets another id on the network, and with it another address.</summary>
public sealed class MovedRoomTests
{
    private const string Hall = "#hall@demo.localhost", Bob = "bob@localhost/pc";

    [Fact]
    public async Task Clients_are_sent_on_and_archive_and_settings_go_with_the_room()
    {
        await using var scene = await Scene.StartAsync();
        Assert.Equal("Stored.", await scene.WriteAsync("set persistent yes #lobby"));
        Assert.Equal("Stored.", await scene.WriteAsync("set max-history-length 7 #lobby"));
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await SaidAsync(scene, "ada", "before");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "mine");
        await scene.Server.ExpectAsync($"/message[@id='m1' and @from='{Scene.Lobby}/Alice']");
        Rename(scene, "#lobby", "#hall");

        var gone = await scene.Server.ExpectAsync($"/presence[@to='{Scene.Phone}' and @from='{Scene.Lobby}/Alice' and @type='unavailable']/mucuser:x[mucuser:destroy/@jid='{Hall}']");
        Assert.NotNull(gone);
        var invited = await scene.Server.ExpectAsync($"/message[@to='{Scene.Phone}' and @from='{Hall}']/mucuser:x/mucuser:invite[@from='{Scene.Lobby}']/mucuser:reason");
        Assert.NotNull(invited);
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m2", "too late");
        await scene.Server.ExpectAsync("/message[@type='error' and @id='m2']/error/stanzas:not-acceptable");

        scene.Join(Scene.Phone, Hall, "Alice");
        await scene.Server.ExpectAsync($"/presence[@to='{Scene.Phone}' and @from='{Hall}/Ada' and not(@type)]");
        await scene.Server.ExpectAsync($"/presence[@to='{Scene.Phone}' and @from='{Hall}/Alice']/mucuser:x/mucuser:status[@code='110']");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Phone}' and @from='{Hall}/Ada' and body='before' and delay:delay]");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Phone}' and @from='{Hall}']/subject[. = 'as before']");
        Assert.Equal(1, scene.Network.Connections);

        var (bodies, _) = await AskAsync(scene, Hall);
        Assert.Equal(["before", "mine"], bodies);
        Assert.Empty((await AskAsync(scene, Scene.Lobby)).Bodies);
        var forwarded = scene.Server.Received.SelectMany(static stanza => stanza.Descendants(Ns.Client + "message")).ToList();
        Assert.All(forwarded, message => Assert.StartsWith(Hall, (string?)message.Attribute("from"), StringComparison.Ordinal));
        Assert.All(forwarded.Elements(Ns.Sid + "stanza-id"), id => Assert.Equal(Hall, (string?)id.Attribute("by")));

        Assert.Contains("persistent: yes", await scene.WriteAsync("options #hall"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("7", await scene.WriteAsync("options #hall"), StringComparison.Ordinal);
        Assert.Equal("Demo: connected, rooms: #hall", await scene.WriteAsync("status"));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM rooms WHERE chat = '#hall'", 1);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM rooms WHERE chat = '#lobby'", 0);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM options WHERE chat = '#hall'", 2);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task What_was_kept_of_both_stays()
    {
        await using var scene = await Scene.StartAsync();
        await scene.WriteAsync("set max-history-length 7 #lobby");
        await scene.WriteAsync("set max-history-length 9 #big");
        await scene.WriteAsync("set record-history yes #lobby");
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.JoinedAsync(Scene.Phone, "#big@demo.localhost", "Alice");
        await SaidAsync(scene, "ada", "in the lobby");
        scene.SayInRoom(Scene.Phone, "#big@demo.localhost", "m1", "in the big one");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM archive", 2);
        scene.Server.Send($"<presence from='{Scene.Phone}' to='#big@demo.localhost/Alice' type='unavailable'/>");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM rooms WHERE chat = '#big'", 0);

        scene.Network.Raise(new ChatReidentified(new ChatId("#lobby"), new ChatId("#big")) { Chat = new ChatId("#lobby") }, Scene.Alice);
        await scene.Server.ExpectAsync($"/presence[@to='{Scene.Phone}' and @from='{Scene.Lobby}/Alice' and @type='unavailable']/mucuser:x/mucuser:destroy");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM chats WHERE network_id = '#lobby'", 0);
        Assert.Equal(["in the lobby", "in the big one"], (await AskAsync(scene, "#big@demo.localhost")).Bodies);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM options WHERE chat = '#big' AND value = '9'", 1);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM options WHERE chat = '#big'", 2);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM options WHERE chat = '#lobby'", 0);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task Two_that_are_called_like_one_another_stop_nobody()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.JoinedAsync(Bob, Scene.Lobby, "Bobby");
        for (var i = 0; i < 50; i++)
        {
            scene.Network.Raise(new ChatReidentified(new ChatId("#lobby"), new ChatId("#hall")) { Chat = new ChatId("#lobby") }, Scene.Alice);
            scene.Network.Raise(new ChatReidentified(new ChatId("#hall"), new ChatId("#lobby")) { Chat = new ChatId("#hall") }, Scene.Alice);
        }

        await scene.Server.ExpectAsync($"/presence[@to='{Scene.Phone}' and @from='{Scene.Lobby}/Alice' and @type='unavailable']/mucuser:x/mucuser:destroy");
        scene.Network.SayInGroup("#lobby", "ada", "to Bobby");
        await scene.Server.ExpectAsync($"/message[@to='{Bob}' and body='to Bobby']");
        scene.Network.Say("ada", "to Alice", Scene.Alice);
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Alice}' and body='to Alice']");
        Assert.Empty(scene.Errors);
    }

    private static void Rename(Scene scene, string former, string current)
    {
        var (from, to) = (new ChatId(former), new ChatId(current));
        scene.Network.Raise(new ChatReidentified(from, to) { Chat = from, Reason = "it has grown" }, Scene.Alice);
        Member[] members = [new(new ContactId("ada"), "Ada", MemberRole.Admin), new(new ContactId(Scene.Alice), "Alice", MemberRole.Participant) { IsSelf = true }];
        scene.Network.Raise(new MembersListed(members) { Chat = to }, Scene.Alice);
        scene.Network.Raise(new ChatInfoChanged { Chat = to, Topic = "as before" }, Scene.Alice);
        scene.Network.Raise(new GroupJoined("Alice") { Chat = to }, Scene.Alice);
    }

    private static async Task SaidAsync(Scene scene, string member, string text)
    {
        scene.Network.SayInGroup("#lobby", member, text);
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Phone}' and body='{text}']");
    }

    private static async Task<(List<string> Bodies, XElement End)> AskAsync(Scene scene, string room)
    {
        var id = Guid.NewGuid().ToString("N");
        var end = await scene.AskAsync("set", room, $"<query xmlns='urn:xmpp:mam:2' queryid='{id}'/>");
        var results = scene.Server.Received.SelectMany(static stanza => stanza.Elements(Ns.Mam + "result")).Where(result => (string?)result.Attribute("queryid") == id);
        return ([.. results.Select(static result => result.Descendants(Ns.Client + "body").Single().Value)], end);
    }
}
