using Bridge.Adapters.Irc;
using Bridge.Gateway.Tests.Scenarios;
using Bridge.Xmpp;
using Xunit;
using static Bridge.Gateway.Tests.Commands.Talk;

namespace Bridge.Gateway.Tests.Commands;

/// <summary>Commands on a network where a user may have several accounts: IRC with two servers, neither of which is there.</summary>
public sealed class SeveralAccountsTests
{
    private const string Secret = "hunter2-Zq81", One = $"one.test@{Scene.Domain}";

    [Fact]
    public async Task The_bot_asks_which_account_is_meant()
    {
        await using var scene = await StartAsync();
        Assert.StartsWith("login ACCOUNT SASL-USERNAME", await scene.WriteAsync("help login"), StringComparison.Ordinal);
        Assert.StartsWith("Account, for example the name of a server?", await scene.WriteAsync("login"), StringComparison.Ordinal);
        Assert.StartsWith("Account, for example the name of a server: that is none.\n", await scene.WriteAsync("elsewhere.test"), StringComparison.Ordinal);
        Assert.StartsWith("Account, for example the name of a server: that is none.\n", await scene.WriteAsync("#chan%one.test"), StringComparison.Ordinal);
        Assert.StartsWith("Name of your account there?", await scene.WriteAsync("One.Test"), StringComparison.Ordinal);
        await scene.WriteAsync("alice");
        Assert.Equal("Stored. It is used at the next connection to one.test.", await scene.WriteAsync(Secret));
        Assert.EndsWith("to two.test.", await scene.WriteAsync($"login two.test@{Scene.Domain} alice {Secret}"), StringComparison.Ordinal);
        Assert.Equal("one.test: not connected, with your login, rooms: none\ntwo.test: not connected, with your login, rooms: none", await scene.WriteAsync("status"));
        Assert.StartsWith("Account? One of: one.test, two.test.", await scene.WriteAsync("forget"), StringComparison.Ordinal);
        Assert.Equal("The login for two.test is forgotten.", await scene.WriteAsync("two.test"));
        Assert.Equal("The login for one.test is forgotten.", await scene.WriteAsync("forget"));
        Assert.Equal("No login is stored.", await scene.WriteAsync("forget"));
        scene.AssertHidden(Secret);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task On_an_accounts_address_it_is_the_one_that_is_meant()
    {
        await using var scene = await StartAsync();
        Assert.StartsWith("login SASL-USERNAME", await scene.WriteAsync("help login", One), StringComparison.Ordinal);
        Assert.EndsWith("to one.test.", await scene.WriteAsync($"login alice {Secret}", One), StringComparison.Ordinal);
        Assert.Equal("one.test: not connected, with your login, rooms: none", await scene.WriteAsync("status", One));
        Assert.StartsWith("You have no connection yet", await scene.WriteAsync("status", $"two.test@{Scene.Domain}"), StringComparison.Ordinal);
        Assert.StartsWith("Connecting to one.test.", await scene.WriteAsync("connect", One), StringComparison.Ordinal);
        Assert.Equal("Disconnected from one.test.", await scene.WriteAsync("disconnect"));
        Assert.Equal("The login for one.test is forgotten.", await scene.WriteAsync("logout", One));
        Assert.Equal("No login is stored.", await scene.WriteAsync("logout", One));
    }

    [Fact]
    public async Task Forms_ask_for_the_account_on_the_gateways_addresses_only()
    {
        await using var scene = await StartAsync();
        var form = await scene.StepAsync("login", to: Scene.Domain);
        Assert.Equal("account", form.Descendants(Ns.Data + "field").First().Attr("var"));
        var wrong = await scene.StepAsync("login", form.Session(), "complete", Field("account", "x y") + Field("sasl-username", "a") + Field("sasl-password", Secret), Scene.Domain);
        Assert.Equal("Account, for example the name of a server: that is none.", wrong.Said());
        var done = await scene.StepAsync("login", form.Session(), "complete", Field("account", "one.test") + Field("sasl-username", "a") + Field("sasl-password", Secret), Scene.Domain);
        Assert.EndsWith("to one.test.", done.Said(), StringComparison.Ordinal);
        Assert.Equal("sasl-username", (await scene.StepAsync("login", to: One)).Descendants(Ns.Data + "field").First().Attr("var"));
        Assert.Equal("one.test", (await scene.StepAsync("logout")).Descendants(Ns.Data + "option").Single().Value);
        Assert.Equal("The login for one.test is forgotten.", (await scene.StepAsync("logout", to: One)).Said());
        scene.AssertHidden(Secret);
    }

    private static async Task<Scene> StartAsync()
    {
        var scene = Scene.Prepare();
        scene.Adapter = new IrcAdapterFactory();
        foreach (var server in (string[])["one.test", "two.test"])
        {
            scene.Settings[$"Servers:{server}:Host"] = "127.0.0.1";
            scene.Settings[$"Servers:{server}:Port"] = "1";
            scene.Settings[$"Servers:{server}:Tls"] = "false";
        }
        await scene.StartGatewayAsync();
        return scene;
    }
}
