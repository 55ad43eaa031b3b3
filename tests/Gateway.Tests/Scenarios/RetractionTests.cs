using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Retractions (XEP-0424, XEP-0425) in both directions.</summary>
public sealed class RetractionTests
{
    private const string Plain = "#plain@demo.localhost";

    [Theory]
    [InlineData("<retract xmlns='urn:xmpp:message-retract:1' id='{0}'/>")]
    [InlineData("<apply-to xmlns='urn:xmpp:fasten:0' id='{0}'><retract xmlns='urn:xmpp:message-retract:0'/></apply-to>")]
    public async Task An_own_message_is_deleted_on_the_network_and_for_all_clients_in_a_room(string form)
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.JoinedAsync(Scene.Laptop, Scene.Lobby, "Alice");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "oops");
        var id = StanzaIdOf(await scene.Server.ExpectAsync("/message[@id='m1' and @type='groupchat']"));
        scene.Server.Send($"<message from='{Scene.Phone}' to='{Scene.Lobby}' id='t1' type='groupchat'>{form.Replace("{0}", id, StringComparison.Ordinal)}<body>I take it back</body></message>");
        foreach (var client in new[] { Scene.Phone, Scene.Laptop })
            await scene.Server.ExpectAsync($"/message[@to='{client}' and @id='t1' and @from='{Scene.Lobby}/Alice']/retract:retract[@id='{id}']");
        Assert.Equal([scene.Network.Received.Single().Ids[0].Value], Retracted(scene));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
    }

    [Fact]
    public async Task In_a_direct_chat_all_parts_go()
    {
        await using var scene = Scene.Prepare();
        scene.Settings["MaxTextLength"] = "20";
        await scene.StartGatewayAsync();
        scene.SayTo("ada", "m1", "one two three four five six");
        Retract(scene, $"ada@{Scene.Domain}", "chat", "t1", "m1", Scene.Laptop);
        await Scene.UntilAsync(() => Retracted(scene).Count == 1, "it is deleted");
        Assert.Equal(string.Join(' ', scene.Network.Received.SelectMany(static received => received.Ids)), Retracted(scene).Single());
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM trace WHERE xmpp_id = 't1' AND outcome = 0", 1);
        Assert.Empty(scene.Seen("/message[@type='error']"));
    }

    [Fact]
    public async Task What_cannot_be_taken_back_is_told()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Plain, "Alice");
        scene.SayInRoom(Scene.Phone, Plain, "m1", "oops");
        var id = StanzaIdOf(await scene.Server.ExpectAsync("/message[@id='m1' and @type='groupchat']"));
        Retract(scene, Plain, "groupchat", "t1", id);
        await scene.Server.ExpectAsync("/message[@id='t1' and @type='error']/error[stanzas:feature-not-implemented and contains(stanzas:text, 'cannot be taken back')]");

        scene.Network.Say("ada", "theirs", Scene.Alice);
        var theirs = (await scene.Server.ExpectAsync("/message[body='theirs']")).Id!;
        Retract(scene, $"ada@{Scene.Domain}", "chat", "t2", theirs);
        await scene.Server.ExpectAsync("/message[@id='t2' and @type='error']/error/stanzas:forbidden");
        Retract(scene, $"ada@{Scene.Domain}", "chat", "t3", "never");
        await scene.Server.ExpectAsync("/message[@id='t3' and @type='error']/error/stanzas:item-not-found");

        scene.SayTo("ada", "m2", "old");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM messages WHERE xmpp_id = 'm2'", 1);
        scene.Execute($"UPDATE messages SET sent_at = sent_at - {TimeSpan.FromHours(49).TotalMilliseconds} WHERE xmpp_id = 'm2'");
        Retract(scene, $"ada@{Scene.Domain}", "chat", "t4", "m2");
        await scene.Server.ExpectAsync("/message[@id='t4' and @type='error']/error[stanzas:not-allowed and contains(stanzas:text, 'too old')]");

        scene.SayTo("ada", "b1", "of bob", "bob@localhost/pc");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM messages WHERE xmpp_id = 'b1'", 1);
        Retract(scene, $"ada@{Scene.Domain}", "chat", "t5", "b1");
        await scene.Server.ExpectAsync($"/message[@id='t5' and @type='error' and @to='{Scene.Phone}']/error/stanzas:item-not-found");

        scene.Server.Send($"<message from='{Scene.Phone}' to='ada@{Scene.Domain}' id='t6' type='chat'><retract xmlns='urn:xmpp:message-retract:1' id='m2'><moderated xmlns='urn:xmpp:message-moderate:1'/></retract></message>");
        await scene.Server.ExpectAsync("/message[@id='t6' and @type='error']/error/stanzas:not-allowed");
        Assert.Empty(Retracted(scene));
    }

    [Fact]
    public async Task Where_the_network_has_none_a_line_says_so_and_the_sender_is_told_once_that_it_stays()
    {
        await using var scene = await InWordsAsync();
        await scene.JoinedAsync(Scene.Phone, Plain, "Alice");
        await scene.JoinedAsync(Scene.Laptop, Plain, "Alice");
        scene.SayInRoom(Scene.Phone, Plain, "m1", "a slip of the tongue");
        var id = StanzaIdOf(await scene.Server.ExpectAsync("/message[@id='m1' and @type='groupchat']"));
        Retract(scene, Plain, "groupchat", "t1", id);
        await scene.Server.ExpectAsync($"/message[@id='t1' and @to='{Scene.Laptop}' and @from='{Plain}/Alice']/retract:retract[@id='{id}']");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Phone}' and @from='{Plain}' and contains(body, 'stays readable')]");
        Retract(scene, Plain, "groupchat", "t2", "long ago");
        await scene.Server.ExpectAsync($"/message[@id='t2' and @to='{Scene.Laptop}']/retract:retract");
        Assert.Equal(["a slip of the tongue", "takes back an earlier message: «a slip of…»", "takes back an earlier message"], scene.Arrived());
        Assert.Single(scene.Seen($"/message[@to='{Scene.Phone}' and contains(body, 'stays readable')]"));

        scene.Network.SayInGroup("#plain", "dora", "of another");
        var theirs = StanzaIdOf(await scene.Server.ExpectAsync("/message[body='of another']"));
        Retract(scene, Plain, "groupchat", "t3", theirs);
        await scene.Server.ExpectAsync("/message[@id='t3' and @type='error']/error/stanzas:forbidden");
        Assert.Equal(3, scene.Arrived().Count);
    }

    [Fact]
    public async Task In_a_direct_chat_it_is_the_control_contact_that_tells_of_what_stays()
    {
        await using var scene = await InWordsAsync();
        scene.SayTo("ada", "m1", "a slip of the tongue");
        Retract(scene, $"ada@{Scene.Domain}", "chat", "t1", "m1");
        await scene.Server.ExpectAsync($"/message[@from='bot@{Scene.Domain}/bridge' and @to='{Scene.Alice}' and contains(body, 'ada@{Scene.Domain}') and contains(body, 'stays readable')]");
        Retract(scene, $"ada@{Scene.Domain}", "chat", "t2", "m1");
        await Scene.UntilAsync(() => scene.Arrived().Count == 3, "both lines are there");
        Assert.Equal(["a slip of the tongue", "takes back an earlier message: «a slip of…»", "takes back an earlier message: «a slip of…»"], scene.Arrived());
        scene.Network.Say("ada", "theirs", Scene.Alice);
        Retract(scene, $"ada@{Scene.Domain}", "chat", "t3", (await scene.Server.ExpectAsync("/message[body='theirs']")).Id!);
        await scene.Server.ExpectAsync("/message[@id='t3' and @type='error']/error/stanzas:forbidden");
        Assert.Single(scene.Seen("/message[contains(body, 'stays readable')]"));
    }

    [Fact]
    public async Task A_retraction_that_waited_is_done_after_a_crash_behind_its_message()
    {
        await using var scene = await Scene.StartAsync();
        scene.Network.Faults.RefuseConnect = NetworkError.NetworkDown;
        scene.SayTo("ada", "m1", "oops");
        Retract(scene, $"ada@{Scene.Domain}", "chat", "t1", "m1");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 0", 2);
        await scene.CrashAsync();
        scene.Network.Faults.RefuseConnect = null;
        await scene.StartGatewayAsync();
        await Scene.UntilAsync(() => Retracted(scene).Count == 1, "it is deleted");
        Assert.Equal(scene.Network.Received.Single().Ids[0].Value, Retracted(scene).Single());
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        Assert.Empty(scene.Seen("/message[@type='error']"));
    }

    [Fact]
    public async Task A_message_deleted_on_the_network_goes_for_clients()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var said = scene.Network.SayInGroup("#lobby", "bob", "oops");
        scene.Network.Raise(new MessagesRetracted(said.Ids) { Chat = new ChatId("#lobby"), By = new ContactId("cleo"), Moderated = true, Reason = "rude" });
        var id = StanzaIdOf(await scene.Server.ExpectAsync("/message[body='oops']"));
        await scene.Server.ExpectAsync(
            $"/message[@type='groupchat' and @from='{Scene.Lobby}' and fallback:fallback[@for='urn:xmpp:message-retract:1'] and contains(body, 'Bob')]/retract:retract[@id='{id}' and retract:reason='rude' and moderate:moderated[@by='{Scene.Lobby}/Cleo']/occupantid:occupant-id]");

        var direct = scene.Network.Say("ada", "direct", Scene.Alice);
        var directId = (await scene.Server.ExpectAsync("/message[body='direct']")).Id;
        scene.Network.Raise(new MessagesRetracted(direct.Ids) { Chat = new ChatId("ada"), By = new ContactId("ada") }, Scene.Alice);
        await scene.Server.ExpectAsync($"/message[@type='chat' and @from='ada@{Scene.Domain}/bridge' and @to='{Scene.Alice}' and body and fallback:fallback and hints:store]/retract:retract[@id='{directId}']");
        scene.Network.Raise(new MessagesRetracted([new MessageId("never")]) { Chat = new ChatId("#lobby") });
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL", 0);
        Assert.Equal(2, scene.Seen("/message/retract:retract").Count);
    }

    [Fact]
    public async Task A_moderator_deletes_a_message_of_another()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var said = scene.Network.SayInGroup("#lobby", "bob", "oops");
        var id = StanzaIdOf(await scene.Server.ExpectAsync("/message[body='oops']"));
        Assert.Equal("error", (await ModerateAsync(scene, id)).Type);
        scene.Network.SetRole("#lobby", Scene.Alice, MemberRole.Moderator);
        await scene.Server.ExpectAsync($"/presence[@from='{Scene.Lobby}/Alice']/mucuser:x/mucuser:item[@role='moderator']");
        Assert.Equal("result", (await ModerateAsync(scene, id)).Type);
        Assert.Single(scene.Seen($"/message[@from='{Scene.Lobby}']/retract:retract[@id='{id}' and retract:reason='rude' and moderate:moderated[@by='{Scene.Lobby}/Alice']]"));
        Assert.Equal([said.Ids[0].Value], Retracted(scene));
        Assert.Equal("error", (await ModerateAsync(scene, "never")).Type);
        Assert.Equal("error", (await ModerateAsync(scene, id, "bob@localhost/pc")).Type);
    }

    /// <summary>A network that has retractions in words only.</summary>
    private static async Task<Scene> InWordsAsync()
    {
        var scene = Scene.Prepare();
        var capabilities = new Capabilities { Levels = new Dictionary<Feature, CapabilityLevel> { [Feature.Retractions] = CapabilityLevel.Fallback } };
        scene.Adapter = new UndescribedAdapter { Capabilities = () => capabilities };
        await scene.StartGatewayAsync();
        return scene;
    }

    private static Task<XElement> ModerateAsync(Scene scene, string id, string from = Scene.Phone) => scene.AskAsync(
        "set", Scene.Lobby, $"<moderate xmlns='urn:xmpp:message-moderate:1' id='{id}'><retract xmlns='urn:xmpp:message-retract:1'/><reason>rude</reason></moderate>", from);

    private static void Retract(Scene scene, string to, string type, string id, string target, string client = Scene.Phone) => scene.Server.Send(
        $"<message from='{client}' to='{to}' id='{id}' type='{type}'><retract xmlns='urn:xmpp:message-retract:1' id='{target}'/><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:message-retract:1'/><body>/me retracted</body><store xmlns='urn:xmpp:hints'/></message>");

    private static List<string> Retracted(Scene scene) => [.. scene.Network.Calls.Where(static call => call.Verb == "Retract").Select(static call => call.Detail)];

    private static string StanzaIdOf(XElement stanza) => stanza.Child(Ns.Sid, "stanza-id")!.Id!;
}
