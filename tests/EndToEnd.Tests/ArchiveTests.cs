using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>The archive of a channel (XEP-0313), asked through a real server.</summary>
public sealed class ArchiveTests
{
    private const string Channel = "#verona";

    [Theory, OnEachIrcServer]
    public async Task What_was_said_is_found_again_by_its_user_alone_also_after_a_restart(IrcKind kind)
    {
        await using var stack = await Stack.StartAsync(new ProsodyServer(), kind.Create());
        var room = stack.Room(Channel);
        var tybalt = await stack.OnIrcAsync("tybalt");
        await tybalt.JoinAsync(Channel);
        var juliet = await stack.LogInAsync();
        await juliet.JoinRoomAsync(room, "juliet");
        var features = (await juliet.DiscoInfoAsync(room)).Descendants().Select(static element => (string?)element.Attribute("var"));
        Assert.Contains(Mam.Ns, features);

        await juliet.SayAsync(room, "Ay me!", "groupchat");
        var first = await juliet.ExpectMessageAsync($"{room}/juliet", "Ay me!");
        await tybalt.SayAsync(Channel, "Peace?");
        var last = await juliet.ExpectMessageAsync($"{room}/tybalt", "Peace?");
        Assert.Equal([("juliet", "Ay me!", Mam.IdOf(first)), ("tybalt", "Peace?", Mam.IdOf(last))], await AskAsync(juliet, room));

        await stack.Gateway.KillAsync();
        await stack.Gateway.StartAsync();
        await stack.GatewayAnswersAsync();
        await juliet.ExpectAsync(stanza => stanza.Is("message") && stanza.Body()?.StartsWith("Back in", StringComparison.Ordinal) == true, "being back");

        // Another client of hers gets it with its join, one that asks for no history by asking the archive, and nobody else gets any.
        var phone = await stack.LogInAsync(resource: "phone");
        var join = await phone.JoinRoomAsync(room, "juliet");
        Assert.Equal(["Ay me!", "Peace?"], join.Stanzas.Select(static stanza => stanza.Body()).OfType<string>());
        Assert.Equal([("juliet", "Ay me!", Mam.IdOf(first)), ("tybalt", "Peace?", Mam.IdOf(last))], await AskAsync(phone, room));
        Assert.Equal([("tybalt", "Peace?", Mam.IdOf(last))], await AskAsync(phone, room, $"<max>5</max><after>{Mam.IdOf(first)}</after>"));
        var romeo = await stack.LogInAsync("romeo");
        Assert.Empty(await AskAsync(romeo, room));
        await tybalt.FenceAsync();
        Assert.Equal(1, tybalt.Count("juliet", "Ay me!"));
    }

    private static async Task<IReadOnlyList<(string Nick, string Body, string Id)>> AskAsync(XmppTestClient client, string room, string? page = null)
    {
        var answer = await client.QueryAsync(room, page);
        Assert.True(answer.IsComplete);
        return answer.Messages;
    }
}
