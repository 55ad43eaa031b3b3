using System.Xml.Linq;
using Bridge.Gateway.Tests.Commands;
using Bridge.Gateway.Tests.Scenarios;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Logins;

/// <summary>Finding people: by what somebody types (<c>jabber:iq:gateway</c>), and by searching (XEP-0055).</summary>
public sealed class FindingTests
{
    [Theory]
    [InlineData(" ECHO ", "echo%work@")]
    [InlineData("#lobby", "#lobby%work@")]
    [InlineData("echo%home", "echo%home@")]
    [InlineData("nobody-of-that-name", null)]
    [InlineData("=", null)]
    public async Task What_is_typed_is_looked_up_on_the_network(string typed, string? address)
    {
        await using var scene = await LoginScene.StartAsync();
        await scene.LogInAsync("work");
        await scene.LogInAsync("home");
        var answer = await PromptAsync(scene, typed);
        if (address is null)
        {
            answer.AssertError("item-not-found");
            return;
        }

        Assert.Equal(address + Scene.Domain, answer.Descendants(Ns.Gateway + "jid").Single().Value);
    }

    [Fact]
    public async Task What_is_typed_is_read_as_it_is_while_nothing_is_connected()
    {
        await using var scene = await LoginScene.StartAsync();
        await scene.LogInAsync("work");
        await scene.WriteAsync("disconnect work");
        Assert.Equal("echo%work@" + Scene.Domain, (await PromptAsync(scene, "echo")).Descendants(Ns.Gateway + "jid").Single().Value);
        await scene.WriteAsync("remove work");
        await scene.WriteAsync("work");
        (await PromptAsync(scene, "echo")).AssertError("registration-required");
    }

    [Fact]
    public async Task A_search_at_the_domain_is_over_all_accounts()
    {
        await using var scene = await LoginScene.StartAsync();
        var info = await scene.AskAsync("get", Scene.Domain, "<query xmlns='http://jabber.org/protocol/disco#info'/>");
        Assert.Contains(info.Descendants(Ns.DiscoInfo + "feature"), feature => feature.Attr("var") == Ns.Search.NamespaceName);
        (await SearchAsync(scene, "par")).AssertError("remote-server-not-found");
        await scene.LogInAsync("work");
        await scene.LogInAsync("home");
        Assert.Equal("result", (await scene.AskAsync("get", Scene.Domain, "<query xmlns='jabber:iq:search'/>")).Type);
        Assert.Equal(
            [$"parrot%home@{Scene.Domain}", $"parrot%work@{Scene.Domain}"],
            (await SearchAsync(scene, "parrot")).Descendants(Ns.Search + "item").Select(item => item.Attr("jid")!).Order(StringComparer.Ordinal));
        (await SearchAsync(scene, "parrot", LoginScene.Bob)).AssertError("remote-server-not-found");
    }

    [Fact]
    public async Task People_are_found_by_a_word_in_the_chat_and_as_a_table()
    {
        await using var scene = await LoginScene.StartAsync();
        Assert.Equal("You have no connection.", await scene.WriteAsync("find parrot"));
        await scene.LogInAsync("work");
        Assert.EndsWith($": parrot%work@{Scene.Domain}", await scene.WriteAsync("find parrot"), StringComparison.Ordinal);
        Assert.Equal("Nobody and nothing of that name was found.", await scene.WriteAsync("find xyzzy"));
        var step = await scene.StepAsync("find");
        step = await scene.StepAsync("find", step.Session(), "complete", Talk.Field("name", "parrot"));
        Assert.Contains(step.Descendants(Ns.Data + "value"), value => value.Value == $"parrot%work@{Scene.Domain}");
    }

    private static Task<XElement> PromptAsync(Scene scene, string typed) =>
        scene.AskAsync("set", Scene.Domain, $"<query xmlns='jabber:iq:gateway'><prompt>{typed}</prompt></query>");

    private static Task<XElement> SearchAsync(Scene scene, string name, string from = Scene.Phone) =>
        scene.AskAsync("set", Scene.Domain, $"<query xmlns='jabber:iq:search'><nick>{name}</nick></query>", from);
}
