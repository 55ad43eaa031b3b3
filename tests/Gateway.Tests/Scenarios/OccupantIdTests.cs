using Bridge.Adapters;
using Bridge.Testing;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Whatever a person does in a room carries the one id of that person (XEP-0421), or none.</summary>
public sealed class OccupantIdTests
{
    private const string Ada = $"{Scene.Lobby}/Ada", Bob = $"{Scene.Lobby}/Bob", Self = $"{Scene.Lobby}/Alice";

    [Fact]
    public async Task Ids_are_the_gateways_own_and_stay_with_its_database()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var id = Assert.Single(Ids(scene, $"/presence[@from='{Ada}']"));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM rooms WHERE members <> ''", 1);
        await scene.RestartAfterCrashAsync();
        await scene.JoinedAsync(Scene.Laptop, Scene.Lobby, "Alice");
        await Scene.UntilAsync(() => Ids(scene, $"/presence[@from='{Ada}' and @to='{Scene.Laptop}']").Count > 0, "the room is shown");
        Assert.All(Ids(scene, $"/presence[@from='{Ada}' and @to='{Scene.Laptop}']"), again => Assert.Equal(id, again));

        // Who has no key cannot try out whose it is: the same person in the same room has another one with another gateway.
        await using var other = await Scene.StartAsync();
        await other.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        Assert.NotEqual(id, Assert.Single(Ids(other, $"/presence[@from='{Ada}']")));
    }

    private static readonly ChatId Lobby = new("#lobby");

    [Fact]
    public async Task Everything_of_a_member_carries_the_id_of_their_presence()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var id = Assert.Single(Ids(scene, $"/presence[@from='{Ada}']"));
        scene.Network.SayInGroup("#lobby", "ada", "hello all");
        scene.Network.Raise(new ActivityChanged(new ContactId("ada"), ActivityKind.Typing) { Chat = Lobby }, Scene.Alice);
        scene.Network.SetTopic("#lobby", "ada", "by Ada");
        scene.Network.Raise(
            new MessageReceived { Chat = Lobby, Sender = new ContactId("ada"), SenderName = "Ada", Content = MessageContent.FromText("only you"), Private = true }, Scene.Alice);
        scene.Network.SetRole("#lobby", "ada", MemberRole.Admin);
        scene.Server.Send($"<message from='{Scene.Phone}' to='{Ada}' id='p1' type='chat'><body>psst</body></message>");
        foreach (var sent in (string[])[
            "/message[@type='groupchat' and body='hello all']", "/message[@type='groupchat']/chatstates:composing", "/message/subject[. = 'by Ada']",
            "/message[@type='chat' and body='only you']", $"/presence[@from='{Ada}' and mucuser:x/mucuser:item[@affiliation='admin']]",
            "/message[@type='chat' and starts-with(body, 'Hello!')]"])
        {
            await Scene.UntilAsync(() => scene.Seen(sent).Count == 1, sent);
            Assert.Equal((sent, id), (sent, Assert.Single(Ids(scene, sent))));
        }
        await scene.JoinedAsync(Scene.Laptop, Scene.Lobby, "Alice");
        foreach (var shown in (string[])[$"/presence[@from='{Ada}']", "/message[body='hello all' and delay:delay]", "/message[subject]"])
            Assert.Equal((shown, id), (shown, Assert.Single(Ids(scene, $"{shown}[@to='{Scene.Laptop}']"))));
        scene.Network.Leave("#lobby", "ada");
        await Scene.UntilAsync(() => scene.Seen($"/presence[@type='unavailable' and @from='{Ada}']").Count == 2, "both clients are told");
        Assert.Equal([id, id], Ids(scene, $"/presence[@type='unavailable' and @from='{Ada}']"));
    }

    [Fact]
    public async Task Everything_of_the_user_carries_their_own_and_no_forged_one()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var (id, adas) = (Assert.Single(Ids(scene, $"/presence[@from='{Self}']")), Assert.Single(Ids(scene, $"/presence[@from='{Ada}']")));
        Assert.NotEqual(id, adas);
        scene.Server.Send($"""
            <message from='{Scene.Phone}' to='{Scene.Lobby}' id='m1' type='groupchat'><body>mine</body>
              <occupant-id xmlns='urn:xmpp:occupant-id:0' id='{adas}'/><occupant-id xmlns='urn:xmpp:occupant-id:0' id='forged'/></message>
            """);
        scene.Network.SayFromOtherDevice(Scene.Alice, "#lobby", "mine too");
        scene.Server.Send($"<message from='{Scene.Phone}' to='{Scene.Lobby}' id='t1' type='groupchat'><subject>by me</subject></message>");
        foreach (var sent in (string[])["/message[@type='groupchat' and @id='m1']", "/message[@type='groupchat' and body='mine too']", "/message/subject[. = 'by me']"])
        {
            await Scene.UntilAsync(() => scene.Seen(sent).Count == 1, sent);
            Assert.Equal((sent, id), (sent, Assert.Single(Ids(scene, sent))));
        }
        await scene.JoinedAsync(Scene.Laptop, Scene.Lobby, "Alice");
        Assert.Equal([id, id], Ids(scene, $"/message[@to='{Scene.Laptop}' and delay:delay]"));
        scene.Server.Send($"<presence type='unavailable' from='{Scene.Laptop}' to='{Self}'/>");
        await scene.Server.ExpectAsync($"/presence[@type='unavailable' and @to='{Scene.Laptop}']");
        Assert.Equal([id], Ids(scene, $"/presence[@type='unavailable' and @to='{Scene.Laptop}']"));
    }

    [Fact]
    public async Task Another_name_is_the_same_person_and_another_room_is_not()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var id = Assert.Single(Ids(scene, $"/presence[@from='{Bob}']"));
        scene.Network.Rename("#lobby", "bob", "Robert");
        await scene.Server.ExpectAsync($"/presence[@from='{Scene.Lobby}/Robert']");
        Assert.Equal([id, id], Ids(scene, $"/presence[@from='{Bob}']"));
        Assert.Equal([id], Ids(scene, $"/presence[@from='{Scene.Lobby}/Robert']"));
        scene.Network.Join("#plain", "bob");
        await scene.JoinedAsync(Scene.Phone, "#plain@demo.localhost", "Alice");
        Assert.NotEqual(id, Assert.Single(Ids(scene, "/presence[@from='#plain@demo.localhost/Bob']")));
    }

    [Fact]
    public async Task Who_has_left_keeps_the_id_over_late_words_a_restart_and_coming_back()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var id = Assert.Single(Ids(scene, $"/presence[@from='{Bob}']"));
        scene.Network.Leave("#lobby", "bob");
        await scene.Server.ExpectAsync($"/presence[@type='unavailable' and @from='{Bob}']");
        scene.Network.Raise(
            new MessageReceived { Chat = Lobby, Sender = new ContactId("bob"), SenderName = "Bob", Content = MessageContent.FromText("one more thing") }, Scene.Alice);
        await scene.Server.ExpectAsync("/message[body='one more thing']");
        Assert.Equal([id], Ids(scene, "/message[body='one more thing']"));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM occupants", 1);
        await scene.RestartAfterCrashAsync();
        await scene.Server.ExpectAsync($"/message[contains(body, 'Back in')]");
        scene.Network.Join("#lobby", "bob");
        await scene.Server.ExpectAsync($"/presence[not(@type) and @from='{Bob}']");
        Assert.Equal([id], Ids(scene, $"/presence[@from='{Bob}']").Distinct());
    }

    [Fact]
    public async Task Of_whom_only_the_name_is_left_after_a_restart_no_id_is_told()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var id = Assert.Single(Ids(scene, $"/presence[@from='{Ada}']"));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM rooms WHERE members LIKE '%Ada%' AND members LIKE '%Bob%'", 1);
        await scene.CrashAsync();
        scene.Network.Leave("#lobby", "bob");
        await scene.StartGatewayAsync();
        await scene.Server.ExpectAsync($"/message[contains(body, 'Back in')]");

        // Before that line, or behind it when the network was faster than the stream.
        await Scene.UntilAsync(() => scene.Seen($"/presence[@type='unavailable' and @from='{Bob}']").Count > 0, "Bob is gone");
        var gone = Assert.Single(scene.Seen($"/presence[@type='unavailable' and @from='{Bob}']"));
        Assert.False(ComponentServerXPath.Matches(gone, "/presence/occupantid:occupant-id"), gone.ToString());
        await Scene.UntilAsync(() => Ids(scene, $"/presence[@from='{Ada}']").Count == 2, "Ada is shown with her id");
        Assert.Equal([id, id], Ids(scene, $"/presence[@from='{Ada}']"));
    }

    [Fact]
    public async Task A_topic_that_is_found_on_joining_has_the_name_of_who_set_it_and_no_id()
    {
        await using var scene = await Scene.StartAsync();
        scene.Join(Scene.Phone, Scene.Lobby, "Alice");
        var found = await scene.Server.ExpectAsync($"/message[@from='{Ada}']/subject");
        Assert.False(ComponentServerXPath.Matches(found, "/message/occupantid:occupant-id"), found.ToString());
    }

    [Fact]
    public async Task Rooms_and_their_service_say_that_they_have_ids()
    {
        await using var scene = await Scene.StartAsync();
        foreach (var to in (string[])[Scene.Domain, Scene.Lobby])
        {
            var info = await scene.AskAsync("get", to, "<query xmlns='http://jabber.org/protocol/disco#info'/>");
            Assert.True(ComponentServerXPath.Matches(info, "/iq/discoinfo:query/discoinfo:feature[@var='urn:xmpp:occupant-id:0']"), info.ToString());
        }
    }

    /// <summary>The ids in everything received that matches, each of which has exactly one.</summary>
    private static List<string> Ids(Scene scene, string xpath) =>
        scene.Seen(xpath).ConvertAll(stanza => Assert.Single(stanza.Elements(Ns.OccupantId + "occupant-id")).Attribute("id")!.Value);
}
