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

    private static Task<XElement> AskAsync(Scene scene, string page = "") => scene.AskAsync(
        "get", Talk.Me, $"<query xmlns='http://jabber.org/protocol/disco#items'>{(page.Length == 0 ? "" : $"<set xmlns='http://jabber.org/protocol/rsm'>{page}</set>")}</query>");

    private static List<string> Items(XElement answer) => [.. answer.Descendants(Ns.DiscoItems + "item").Select(item => item.Attribute("jid")!.Value)];
}
