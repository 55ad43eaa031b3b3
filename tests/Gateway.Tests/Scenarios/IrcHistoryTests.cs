using System.Globalization;
using Bridge.Adapters.Irc;
using Bridge.Gateway.Tests.Commands;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers.Spec;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>The history of an IRC server that gives messages ids and does not tell their author of them.</summary>
public sealed class IrcHistoryTests
{
    private const string Server = "irc.test", Room = $"#room%{Server}@{Scene.Domain}";

    [Fact]
    public async Task What_one_said_without_an_echo_is_in_the_room_and_its_archive_once()
    {
        await using var irc = new SpecIrcServer(new SpecIrcOptions { Capabilities = ["message-tags", "server-time", "batch", "draft/chathistory"] });
        irc.Start();
        await using var bob = await IrcTestClient.ConnectAsync(irc.Port, "bob", "message-tags");
        await bob.JoinAsync("#room");
        await using var scene = Scene.Prepare();
        scene.Adapter = new IrcAdapterFactory();
        scene.Settings[$"Servers:{Server}:Host"] = "127.0.0.1";
        scene.Settings[$"Servers:{Server}:Port"] = irc.Port.ToString(CultureInfo.InvariantCulture);
        scene.Settings[$"Servers:{Server}:Tls"] = "false";
        await scene.StartGatewayAsync();
        await scene.JoinedAsync(Scene.Phone, Room, "alice");
        await bob.SayAsync("#room", "hello alice");
        await scene.Server.ExpectAsync("/message[body='hello alice']");
        string[] said = ["hello bob", "hello bob", "a *bold* word", "one\ntwo", "/me waves"];
        for (var i = 0; i < said.Length; i++)
            scene.SayInRoom(Scene.Phone, Room, string.Create(CultureInfo.InvariantCulture, $"m{i}"), said[i]);
        await Scene.UntilAsync(() => Own(scene).Count == said.Length, "all of it is reflected");
        Assert.Equal(said.Length + 2, irc.Messages.Count);

        await scene.WriteAsync($"reconnect {Server}");
        await scene.Server.ExpectAsync($"/message[@from='{Room}' and contains(body, 'Back in')]", TimeSpan.FromSeconds(20));
        Assert.Equal(said, Own(scene));
        Assert.Equal(["hello alice", .. said], (await ArchiveTests.AskAsync(scene, "", room: Room)).Bodies);
        // Each has the ids that the server gave, the one of two lines has two.
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM messages m JOIN message_ids i ON i.message_id = m.id WHERE m.direction = 0", said.Length + 1);
        Assert.Empty(irc.Violations);
        Assert.Empty(scene.Errors);
    }

    private static List<string> Own(Scene scene) => scene.Bodies($"/message[@to='{Scene.Phone}' and @from='{Room}/alice' and body]");
}
