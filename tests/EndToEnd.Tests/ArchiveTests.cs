using System.Runtime.CompilerServices;
using Bridge.Store;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;
using Microsoft.Data.Sqlite;

namespace Bridge.EndToEnd.Tests;

/// <summary>The archive of a channel (XEP-0313), asked through a real server.</summary>
public sealed class ArchiveTests
{
    private const string Channel = "#verona";

    private static readonly string[] Lines = ["one", "two", "three", "four", "five"];

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

    [Fact]
    public async Task What_is_old_or_too_much_is_gone_soon_after_a_restart()
    {
        await using var stack = await Stack.StartAsync(new ProsodyServer(), new NgircdServer());
        var room = stack.Room(Channel);
        var tybalt = await stack.OnIrcAsync("tybalt");
        await tybalt.JoinAsync(Channel);
        var juliet = await stack.LogInAsync();
        await juliet.JoinRoomAsync(room, "juliet");
        foreach (var line in Lines)
        {
            await tybalt.SayAsync(Channel, line);
            await juliet.ExpectMessageAsync($"{room}/tybalt", line);
        }

        Assert.Equal(Lines, (await AskAsync(juliet, room)).Select(static message => message.Body));
        await stack.Gateway.KillAsync();
        MakeLastOld(stack.Gateway.DataDirectory, TimeSpan.FromDays(3));
        stack.Gateway.Settings["Networks__irc__Archive__Days"] = "2";
        stack.Gateway.Settings["Networks__irc__Archive__MaxPerRoom"] = "3";
        await stack.Gateway.StartAsync();
        await stack.GatewayAnswersAsync();
        // The newest three, but for the one that is old.
        IReadOnlyList<string> kept = [];
        for (var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(120); kept is not ["two", "three", "four"]; await Task.Delay(500, TestContext.Current.CancellationToken))
        {
            Assert.True(DateTime.UtcNow < deadline, $"There is still {string.Join(", ", kept)}.");
            kept = [.. (await AskAsync(juliet, room)).Select(static message => message.Body)];
        }
    }

    private static void MakeLastOld(string dataDirectory, TimeSpan age)
    {
        RuntimeHelpers.RunModuleConstructor(typeof(OutboxState).Module.ModuleHandle);
        using var connection = new SqliteConnection($"Data Source={Path.Combine(dataDirectory, "bridge.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE archive SET said_at = said_at - $age WHERE id = (SELECT MAX(id) FROM archive)";
        command.Parameters.AddWithValue("$age", (long)age.TotalMilliseconds);
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    private static async Task<IReadOnlyList<(string Nick, string Body, string Id)>> AskAsync(XmppTestClient client, string room, string? page = null)
    {
        var answer = await client.QueryAsync(room, page);
        Assert.True(answer.IsComplete);
        return answer.Messages;
    }
}
