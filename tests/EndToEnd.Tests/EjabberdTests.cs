using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>The same through ejabberd, which differs in what it checks and in what it grants.</summary>
public sealed class EjabberdTests
{
    [Fact]
    public async Task One_conversation_goes_through_ejabberd()
    {
        await using var stack = await Stack.StartAsync(new EjabberdServer(), new InspircdServer());
        var juliet = await stack.LogInAsync();
        var tybalt = await stack.OnIrcAsync("tybalt");
        await tybalt.JoinAsync("#verona");
        var room = stack.Room("#verona");

        var info = (await juliet.DiscoInfoAsync(Stack.Domain)).ChildOf("query")!;
        Assert.Contains(info.Elements(), child => (string?)child.Attribute("category") == "gateway");

        var join = await juliet.JoinRoomAsync(room, "juliet");
        Assert.Equal(["tybalt"], join.NicksBeforeSelf);
        var id = await juliet.SayAsync(room, "hello from ejabberd", "groupchat");
        await tybalt.ExpectFromAsync("juliet", "PRIVMSG #verona :hello from ejabberd");
        Assert.Equal(id, (await juliet.ExpectMessageAsync($"{room}/juliet", "hello from ejabberd")).Id());
        await tybalt.SayAsync("#verona", "hello from IRC");
        await juliet.ExpectMessageAsync($"{room}/tybalt", "hello from IRC");

        await juliet.SayAsync(stack.Contact("tybalt"), "direct");
        await tybalt.ExpectFromAsync("juliet", "PRIVMSG tybalt :direct");
        await tybalt.SayAsync("juliet", "direct as well");
        await juliet.ExpectMessageAsync(stack.Contact("tybalt"), "direct as well");
    }

    [Fact]
    public async Task The_stream_comes_back_after_ejabberd_was_restarted()
    {
        await using var stack = await Stack.StartAsync(new EjabberdServer(), new InspircdServer());
        await stack.Xmpp.RestartAsync();
        await stack.GatewayAnswersAsync();
        var juliet = await stack.LogInAsync();
        await juliet.JoinRoomAsync(stack.Room("#verona"), "juliet");
    }
}
