using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>Changing over from the real biboumi, on the same domain: what it made of its users' wishes and talk is in Bridge.</summary>
public sealed class ImportTests
{
    private const string Channel = "#verona", Mam = "urn:xmpp:mam:2", Commands = "http://jabber.org/protocol/commands";

    [Fact]
    public async Task What_biboumi_had_goes_on_in_Bridge_under_the_same_addresses_and_ids()
    {
        List<Said> before = [];
        XmppTestClient balcony = null!;
        await using var stack = await Stack.StartAsync(
            async stack => (balcony, before) = await UseBiboumiAsync(stack), new ProsodyServer(), new InspircdServer());

        // Before a client of hers logs in, for which her server would ask: she is told because she has subscribed.
        await balcony.ExpectPresenceAsync($"{stack.Irc.ServerName}@{Stack.Domain}/bridge", "");
        var (juliet, room) = (await stack.LogInAsync(resource: "phone"), stack.Room(Channel));

        // She stays in the channel, so that she is back under the nick that she has set before any client of hers comes.
        var tybalt = await stack.OnIrcAsync("tybalt");
        await tybalt.JoinAsync(Channel);
        await tybalt.ExpectAsync(static line => line.Contains("Capulet", StringComparison.Ordinal), "Capulet in the channel");

        Assert.Equal(4, before.Count);
        Assert.Equal(before, await AskAsync(juliet, room));
        Assert.Equal(before[..2], await AskAsync(juliet, room, "<set xmlns='http://jabber.org/protocol/rsm'><max>2</max></set>"));
        Assert.Equal(before[2..], await AskAsync(juliet, room, $"<set xmlns='http://jabber.org/protocol/rsm'><max>2</max><after>{before[1].Id}</after></set>"));
        Assert.Empty(await AskAsync(await stack.LogInAsync("romeo"), room));

        var join = await juliet.JoinRoomAsync(room, "Capulet");
        Assert.Equal(["Ay me!", "Peace?"], join.Stanzas.Select(static stanza => stanza.Body()).OfType<string>().Take(2));
        await tybalt.SendAsync($"PRIVMSG {Channel} :Ромео", CodePagesEncodingProvider.Instance.GetEncoding("koi8-r"));
        await juliet.ExpectMessageAsync($"{room}/tybalt", "Ромео");
        await juliet.SayAsync($"{stack.Irc.ServerName}@{Stack.Domain}", "options");
        var options = await juliet.ExpectAsync(static stanza => stanza.Body()?.Contains("koi8-r", StringComparison.Ordinal) == true, "her options");
        Assert.Contains("Giulietta", options.Body(), StringComparison.Ordinal);
        Assert.DoesNotContain("wherefore", options.Body(), StringComparison.Ordinal);
    }

    /// <summary>Sets, says and subscribes by biboumi, stops it and imports what it has, twice.</summary>
    /// <returns>Her client, which stays, and what the archive answers last.</returns>
    private static async Task<(XmppTestClient Juliet, List<Said> Said)> UseBiboumiAsync(Stack stack)
    {
        await using var biboumi = new BiboumiServer(stack.Xmpp, new ComponentHost(Stack.Domain, XmppServer.Secret));
        Assert.SkipUnless(biboumi.WhyMissing is null, biboumi.WhyMissing ?? "");
        await biboumi.StartAsync();
        var (server, room) = ($"{stack.Irc.ServerName}@{Stack.Domain}", stack.Room(Channel));
        var juliet = await stack.LogInAsync();
        await SubscribeAsync(juliet, server);
        await ConfigureAsync(juliet, Stack.Domain, "configure", ("max_history_length", "7"), ("record_history", "true"));
        await ConfigureAsync(
            juliet, server, "configure",
            ("nick", "Capulet"), ("realname", "Giulietta"), ("encoding_in", "koi8-r"), ("after_connect_commands", "MODE Capulet +i"), ("pass", "wherefore"), ("throttle_limit", "5"),
            ("address", "127.0.0.1"), ("tls_ports", ""), ("ports", stack.Irc.Port.ToString(CultureInfo.InvariantCulture)));
        await ConfigureAsync(juliet, room, "configure", ("persistent", "true"), ("encoding_in", ""));

        await using var tybalt = await IrcTestClient.ConnectAsync(stack.Irc.Port, "tybalt");
        await tybalt.JoinAsync(Channel);
        await juliet.JoinRoomAsync(room, "juliet");
        foreach (var (byJuliet, text) in new[] { (true, "Ay me!"), (false, "Peace?"), (false, "I hate the word"), (true, "/me sighs") })
        {
            await (byJuliet ? juliet.SayAsync(room, text, "groupchat") : tybalt.SayAsync(Channel, text));
            await juliet.ExpectMessageAsync($"{room}/{(byJuliet ? "Capulet" : "tybalt")}", text);
        }

        var said = await AskAsync(juliet, room);
        await biboumi.StopAsync();
        await ImportAsync(stack, biboumi.Database);
        return (juliet, said);
    }

    private static async Task ImportAsync(Stack stack, string database)
    {
        var before = await File.ReadAllBytesAsync(database, TestContext.Current.CancellationToken);
        var tried = await stack.Gateway.RunAsync("import", "biboumi", database, "--dry-run");
        Assert.Equal(0, tried.Status);
        Assert.False(File.Exists(Path.Combine(stack.Gateway.DataDirectory, "bridge.db")), tried.Output);

        var (status, output) = await stack.Gateway.RunAsync("import", "biboumi", database);
        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.Equal(0, status);
        Assert.Contains("4  messages", output, StringComparison.Ordinal);
        Assert.Contains("1  contacts", output, StringComparison.Ordinal);
        Assert.DoesNotContain("wherefore", output, StringComparison.Ordinal);

        var again = await stack.Gateway.RunAsync("import", "biboumi", database, "--network=irc");
        Assert.Equal(0, again.Status);
        Assert.Contains("Carried over: nothing", again.Output, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(database, TestContext.Current.CancellationToken));
    }

    private static async Task SubscribeAsync(XmppTestClient client, string contact)
    {
        // Servers tell of subscriptions to those who have asked for the roster.
        await client.RequestAsync(null, "get", "<query xmlns='jabber:iq:roster'/>");
        await client.SendAsync($"<presence to='{contact}' type='subscribe'/>");
        await client.ExpectPresenceAsync(contact, "subscribed");
    }

    private static async Task ConfigureAsync(XmppTestClient client, string to, string node, params (string Var, string Value)[] values)
    {
        var form = await client.RequestAsync(to, "set", $"<command xmlns='{Commands}' node='{node}' action='execute'/>");
        var session = (string?)form.ChildOf("command", Commands)?.Attribute("sessionid");
        Assert.True(session is not null, form.ToString());
        var fields = string.Concat(values.Select(static field => $"<field var='{field.Var}'><value>{XmppTestClient.Escape(field.Value)}</value></field>"));
        var done = await client.RequestAsync(
            to, "set", $"<command xmlns='{Commands}' node='{node}' sessionid='{session}' action='next'><x xmlns='jabber:x:data' type='submit'>{fields}</x></command>");
        Assert.Equal("completed", (string?)done.ChildOf("command", Commands)?.Attribute("status"));
    }

    private static async Task<List<Said>> AskAsync(XmppTestClient client, string room, string inside = "")
    {
        var query = client.NextId("q");
        var end = await client.RequestAsync(room, "set", $"<query xmlns='{Mam}' queryid='{query}'>{inside}</query>");
        Assert.True(end.Is("iq", "result"), end.ToString());
        return [.. client.Everything.TakeWhile(stanza => stanza != end).Select(static stanza => stanza.ChildOf("result", Mam)).OfType<XElement>()
            .Where(result => (string?)result.Attribute("queryid") == query).Select(Read)];
    }

    private static Said Read(XElement result)
    {
        var message = result.Descendants().Single(static element => element.Name.LocalName == "message");
        var at = result.Descendants().Single(static element => element.Name.LocalName == "delay").Attribute("stamp")!.Value;
        return new Said((string?)result.Attribute("id") ?? "", message.From().Resource, message.Body() ?? "", DateTimeOffset.Parse(at, CultureInfo.InvariantCulture));
    }

    private sealed record Said(string Id, string Nick, string Body, DateTimeOffset At);
}
