using System.Xml.Linq;
using Bridge.Gateway.Tests.Commands;
using Bridge.Testing;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Browsing the groups of an account (XEP-0030, XEP-0059).</summary>
public sealed class GroupListTests
{
    [Fact]
    public async Task Pages_hold_every_group_once_whoever_comes_and_goes_meanwhile()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var before = Items(await AskAsync(scene));
        Assert.True(before.Count > 3);

        List<string> seen = [];
        var page = await AskAsync(scene, "<max>1</max>");
        while (Items(page) is [var only])
        {
            Assert.Equal(before.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), page.Descendants(Ns.Rsm + "count").Single().Value);
            Assert.Equal(seen.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), page.Descendants(Ns.Rsm + "first").Single().Attribute("index")!.Value);
            seen.Add(only);
            for (var i = 0; i < 3; i++)
                scene.Network.Join(before[^1].Split('@')[0], $"guest{seen.Count}x{i}");
            await scene.PassAsync(time, TimeSpan.FromSeconds(10));
            page = await AskAsync(scene, $"<max>1</max><after>{only}</after>");
        }

        Assert.Equal(before, seen);
        Assert.NotEqual(before, Items(await AskAsync(scene)));
        (await AskAsync(scene, "<max>1</max><after>#gone@demo.localhost</after>")).AssertError("item-not-found");
        (await AskAsync(scene, "<max>1</max><before>#gone@demo.localhost</before>")).AssertError("item-not-found");
    }

    [Fact]
    public async Task Not_connected_is_something_else_than_no_groups()
    {
        await using var scene = await Scene.StartAsync();
        var refused = await AskAsync(scene);
        refused.AssertError("remote-server-not-found");
        Assert.Contains("not connected", refused.Value, StringComparison.Ordinal);
        Assert.Equal(0, scene.Network.Connections);
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        Assert.NotEmpty(Items(await AskAsync(scene)));
    }

    [Fact]
    public async Task Commands_of_the_network_are_known_while_it_is_not_connected_and_say_so()
    {
        await using var scene = await Scene.StartAsync();
        Assert.Contains("\nwhois: ", await scene.WriteAsync("help", Talk.Me), StringComparison.Ordinal);
        Assert.Contains("whois", await scene.NodesAsync(Talk.Me));
        Assert.StartsWith("You are not connected to Demo.", await scene.WriteAsync("whois echo", Talk.Me), StringComparison.Ordinal);
        var step = await scene.StepAsync("fail", to: Talk.Me);
        Assert.Equal("error", step.Command().Element(Ns.Commands + "note")!.Type);
        Assert.StartsWith("You are not connected to Demo.", step.Said(), StringComparison.Ordinal);
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        Assert.StartsWith("Echo", await scene.WriteAsync("whois echo", Talk.Me), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groups_are_searched_for_by_name_mask_and_topic()
    {
        await using var scene = await Scene.StartAsync();
        var info = await scene.AskAsync("get", Talk.Me, "<query xmlns='http://jabber.org/protocol/disco#info'/>");
        Assert.Contains(info.Descendants(Ns.DiscoInfo + "identity"), identity => (identity.Attr("category"), identity.Type) == ("conference", "demo"));
        Assert.All((string[])[Ns.Search.NamespaceName, Ns.Rsm.NamespaceName, Ns.DiscoItems.NamespaceName], feature => Assert.Contains(info.Descendants(Ns.DiscoInfo + "feature"), one => one.Attr("var") == feature));
        (await SearchAsync(scene, "lobby")).AssertError("remote-server-not-found");
        var fields = await scene.AskAsync("get", Talk.Me, "<query xmlns='jabber:iq:search'/>");
        Assert.True(ComponentServerXPath.Matches(fields, "/iq[@type='result']/*[*[local-name()='nick']]/data:x[@type='form' and data:field[@var='name'] and data:field[@var='topic']]"), fields.ToString());

        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        Assert.Equal([Scene.Lobby], Found(await SearchAsync(scene, "lobb")));
        Assert.Equal([Scene.Lobby], Found(await SearchAsync(scene, "l?bb*")));
        Assert.Equal([Scene.Lobby], Found(await SearchAsync(scene, "", "everybody is WELCOME")));
        Assert.Empty(Found(await SearchAsync(scene, "lobby", "something else")));
        Assert.Equal($"#big@{Scene.Domain}", Found(await SearchAsync(scene, ""))[0]);
        var table = await SearchAsync(scene, "lobby");
        Assert.Equal(["jid", "name", "topic", "people"], table.Descendants(Ns.Data + "reported").Single().Elements().Select(column => column.Attr("var")));
        Assert.Equal([Scene.Lobby, "Lobby", "Everybody is welcome"], table.Descendants(Ns.Data + "item").Single().Elements().Take(3).Select(field => field.Value));

        var older = await scene.AskAsync("set", Talk.Me, "<query xmlns='jabber:iq:search'><nick>lobby</nick></query>");
        Assert.Equal([(Scene.Lobby, "Lobby")], older.Descendants(Ns.Search + "item").Select(item => (item.Attr("jid")!, item.Value)));
        (await scene.AskAsync("set", Talk.Me, "<query xmlns='jabber:iq:search'><x xmlns='jabber:x:data' type='form'/></query>")).AssertError("bad-request");
        (await scene.AskAsync("get", $"echo@{Scene.Domain}", "<query xmlns='jabber:iq:search'/>")).AssertError("service-unavailable");
    }

    private static Task<XElement> SearchAsync(Scene scene, string name, string topic = "") => scene.AskAsync(
        "set", Talk.Me, $"<query xmlns='jabber:iq:search'><x xmlns='jabber:x:data' type='submit'>{Talk.Field("name", name)}{Talk.Field("topic", topic)}</x></query>");

    private static List<string> Found(XElement answer) =>
        [.. answer.Descendants(Ns.Data + "item").Select(item => item.Elements().First(field => field.Attr("var") == "jid").Value)];

    private static Task<XElement> AskAsync(Scene scene, string page = "") => scene.AskAsync(
        "get", Talk.Me, $"<query xmlns='http://jabber.org/protocol/disco#items'>{(page.Length == 0 ? "" : $"<set xmlns='http://jabber.org/protocol/rsm'>{page}</set>")}</query>");

    private static List<string> Items(XElement answer) => [.. answer.Descendants(Ns.DiscoItems + "item").Select(item => item.Attribute("jid")!.Value)];
}
