using Bridge.Gateway.Tests.Commands;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>What servers let the gateway do in their users' names (XEP-0356), and what is said where they do not.</summary>
public sealed class PrivilegeTests
{
    private const string Advice = $"/message[@from='bot@{Scene.Domain}/bridge' and @to='admin@localhost' and contains(body, 'not shown as their own')]";

    [Theory]
    [InlineData(Scene.Alice, null)]
    [InlineData("mallory@localhost/pc", null)]
    [InlineData("localhost/resource", null)]
    [InlineData("elsewhere.example", null)]
    [InlineData("localhost", "<perm access='message' type='none'/>")]
    [InlineData("localhost", "")]
    [InlineData("localhost", "<perm access='roster' type='both'/><perm access='presence' type='managed_entity'/>")]
    public async Task Nothing_but_the_servers_own_word_grants_it(string from, string? permissions)
    {
        await using var scene = await OwnMessageTests.MeetAsync(grants: false);
        scene.Grant(permissions ?? "<perm access='message' type='outgoing'/>", from: from);
        scene.Network.SayFromOtherDevice(Scene.Alice, "ada", "from my telephone");
        await OwnMessageTests.FenceAsync(scene);
        Assert.Empty(scene.Seen("/message/privilege:privilege"));
    }

    [Fact]
    public async Task It_holds_until_the_server_says_something_else()
    {
        await using var scene = await OwnMessageTests.MeetAsync();
        await SayAsync(scene, "first");
        scene.Grant("<perm access='roster' type='both'/>");
        scene.Network.SayFromOtherDevice(Scene.Alice, "ada", "second");
        await OwnMessageTests.FenceAsync(scene);
        scene.Grant();
        await SayAsync(scene, "third");
        Assert.Equal(2, scene.Seen("/message/privilege:privilege").Count);
    }

    [Fact]
    public async Task It_is_forgotten_with_the_stream()
    {
        await using var scene = await OwnMessageTests.MeetAsync();
        await SayAsync(scene, "first");
        var before = scene.Server.Connections;
        scene.Server.Drop();
        await Scene.UntilAsync(() => scene.Server.Connections > before, "the stream is back");
        scene.Network.SayFromOtherDevice(Scene.Alice, "ada", "second");
        await OwnMessageTests.FenceAsync(scene);
        Assert.Empty(scene.Seen("//client:body[. = 'second']"));
    }

    [Fact]
    public async Task A_server_that_refuses_is_counted_and_not_asked_again()
    {
        await using var scene = await OwnMessageTests.MeetAsync();
        scene.Network.SayFromOtherDevice(Scene.Alice, "ada", "first");
        var id = (await scene.Server.ExpectAsync("/message[privilege:privilege]")).Id;
        scene.Server.Send($"<message type='error' from='mallory@localhost' to='{Scene.Domain}' id='{id}'><error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
        await SayAsync(scene, "second");
        scene.Server.Send($"<message type='error' from='localhost' to='{Scene.Domain}' id='{id}'><error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
        var shown = await scene.WriteAsync("privileges", from: Scene.Admin);
        Assert.Contains("localhost: messages; messages that it has refused: 1", shown, StringComparison.Ordinal);
        Assert.Contains("refuses the messages", shown, StringComparison.Ordinal);
        scene.Network.SayFromOtherDevice(Scene.Alice, "ada", "third");
        await scene.Server.ExpectAsync(Advice);
        Assert.Equal(2, scene.Seen("/message/privilege:privilege").Count);
        Assert.Contains(scene.Log, static line => line.Contains("localhost has refused 1 messages", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ejabberd", "23.01", false)]
    [InlineData("ejabberd", "23.10", true)]
    [InlineData("ejabberd", "24.02-3", true)]
    [InlineData("ejabberd", "next", false)]
    [InlineData("Metronome", "25.10", false)]
    [InlineData(null, null, false)]
    public async Task With_the_older_version_it_depends_on_what_the_server_is(string? name, string? version, bool makesCopies)
    {
        await using var scene = Scene.Prepare();
        scene.Server.Software = name is null ? null : (name, version!);
        await scene.StartGatewayAsync();
        scene.Grant(version: "urn:xmpp:privilege:1");
        scene.SayTo("ada", "m1", "hello");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m1']");
        scene.Network.SayFromOtherDevice(Scene.Alice, "ada", "from my telephone");
        if (makesCopies)
        {
            await scene.Server.ExpectAsync("/message[@to='localhost']/privilegeone:privilege/forward:forwarded/client:message[client:body='from my telephone']");
            return;
        }

        var advice = await scene.Server.ExpectAsync(Advice);
        Assert.Contains("23.10", advice.Value, StringComparison.Ordinal);
        Assert.Equal(name == "ejabberd", advice.Value.Contains($"ejabberd {version} copies", StringComparison.Ordinal));
        Assert.Empty(scene.Seen("/message/*[local-name() = 'privilege']"));
    }

    [Theory]
    [InlineData(null, new[] { "prosody.cfg.lua", "ejabberd.yml" }, new string[0])]
    [InlineData("Prosody", new[] { "prosody.cfg.lua", $"privileged_entities = {{ [\"{Scene.Domain}\"] = {{ message = \"outgoing\" }} }}", $"Component \"{Scene.Domain}\"" }, new[] { "ejabberd.yml" })]
    [InlineData("ejabberd", new[] { "mod_privilege: { message: { outgoing: gateways_only } }" }, new[] { "prosody.cfg.lua" })]
    public async Task Administrators_are_told_once_which_line_is_missing(string? software, string[] has, string[] hasNot)
    {
        await using var scene = Scene.Prepare();
        scene.Server.Software = software is null ? null : (software, "1.0");
        await scene.StartGatewayAsync();
        scene.SayTo("ada", "m1", "hello");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m1']");
        Assert.Empty(scene.Seen(Advice));
        scene.Network.SayFromOtherDevice(Scene.Alice, "ada", "first");
        var advice = (await scene.Server.ExpectAsync(Advice)).Value;
        Assert.All(has, line => Assert.Contains(line, advice, StringComparison.Ordinal));
        Assert.All(hasNot, line => Assert.DoesNotContain(line, advice, StringComparison.Ordinal));

        scene.Network.SayFromOtherDevice(Scene.Alice, "ada", "second");
        await OwnMessageTests.FenceAsync(scene);
        await scene.StopGatewayAsync();
        await scene.StartGatewayAsync();
        scene.SayTo("ada", "m2", "hello again");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m2']");
        scene.Network.SayFromOtherDevice(Scene.Alice, "ada", "third");
        await OwnMessageTests.FenceAsync(scene);
        Assert.Single(scene.Seen(Advice));

        // Mended, and broken in another way.
        scene.Grant();
        await SayAsync(scene, "fourth");
        Assert.Single(scene.Seen(Advice));
        scene.Grant("<perm access='roster' type='both'/>");
        scene.Network.SayFromOtherDevice(Scene.Alice, "ada", "fifth");
        await Scene.UntilAsync(() => scene.Seen(Advice).Count == 2, "the second advice comes");
        Assert.Contains("not granted", scene.Seen(Advice)[1].Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_told_of_the_servers_of_others()
    {
        await using var scene = Scene.Prepare();
        scene.Rules["elsewhere.example"] = Bridge.Gateway.Configuration.AccessFlags.Use;
        await scene.StartGatewayAsync();
        scene.Grant();
        scene.SayTo("ada", "m1", "hello", "eve@elsewhere.example/pc");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m1']");
        scene.Network.SayFromOtherDevice("eve@elsewhere.example", "ada", "from my telephone");
        await OwnMessageTests.FenceAsync(scene, "eve@elsewhere.example");
        Assert.Empty(scene.Seen("/message/privilege:privilege"));
        Assert.Equal("localhost: messages", await scene.WriteAsync("privileges", from: Scene.Admin));
        Assert.Empty(scene.Seen(Advice));
    }

    [Fact]
    public async Task Administrators_can_ask_and_others_cannot()
    {
        await using var scene = await Scene.StartAsync();
        scene.Grant("<perm access='roster' type='get'/><perm access='presence' type='managed_entity'/><perm access='iq'><namespace ns='http://jabber.org/protocol/pubsub' type='both'>"
            + "<namespace ns='http://jabber.org/protocol/pubsub#owner' type='set'/></namespace></perm>");
        var shown = await scene.WriteAsync("privileges", from: Scene.Admin);
        Assert.StartsWith("localhost: roster (read), presence, http://jabber.org/protocol/pubsub, http://jabber.org/protocol/pubsub#owner\n", shown, StringComparison.Ordinal);
        Assert.Contains("is not granted to demo.localhost", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("privileges", await scene.WriteAsync("help"), StringComparison.Ordinal);
    }

    private static async Task SayAsync(Scene scene, string text)
    {
        scene.Network.SayFromOtherDevice(Scene.Alice, "ada", text);
        await OwnMessageTests.ExpectAsync(scene, $"client:body='{text}'");
    }
}
