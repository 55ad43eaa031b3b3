using System.Globalization;
using System.Net;
using System.Net.Sockets;
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
    public async Task A_nick_alone_is_no_login()
    {
        await using var scene = await StartAsync();
        Assert.StartsWith("Stored.", await scene.WriteAsync("set nick Ali", One), StringComparison.Ordinal);
        Assert.Equal("one.test: not connected, rooms: none", await scene.WriteAsync("status", One));
    }

    [Fact]
    public async Task A_room_is_left_by_its_short_name_at_its_servers_address()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var scene = await StartAsync(((IPEndPoint)silent.LocalEndpoint).Port);
        scene.Join(Scene.Phone, $"#chan%one.test@{Scene.Domain}", "Ali");
        scene.Join(Scene.Phone, $"#chan%two.test@{Scene.Domain}", "Ali");
        Assert.StartsWith("Room: one of #chan%one.test@", await scene.WriteAsync("leave #elsewhere", One), StringComparison.Ordinal);
        Assert.Equal("#chan is left.", await scene.WriteAsync("leave #chan", One));
        Assert.EndsWith("rooms: none", await scene.WriteAsync("status", One), StringComparison.Ordinal);
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

    [Fact]
    public async Task A_room_inherits_from_its_server_that_from_the_network_and_those_from_the_configuration()
    {
        await using var scene = await StartAsync();
        const string Chan = $"#chan%one.test@{Scene.Domain}";
        Assert.Contains("encoding: koi8-r (from the gateway's configuration)", await scene.WriteAsync("options", One), StringComparison.Ordinal);
        Assert.Contains("encoding: windows-1252 (default)", await scene.WriteAsync("options two.test"), StringComparison.Ordinal);
        Assert.Contains("password: set, not shown (from the gateway's configuration)", await scene.WriteAsync("options", One), StringComparison.Ordinal);
        Assert.Equal("Stored.", await scene.WriteAsync("set encoding iso-8859-15"));
        Assert.Contains("Settings for all of your accounts on IRC:\nnick: not set\n", await scene.WriteAsync("configure"), StringComparison.Ordinal);
        Assert.Contains("encoding: iso-8859-15 (from your settings for the network)", await scene.WriteAsync("options", One), StringComparison.Ordinal);
        Assert.Contains("encoding: iso-8859-15 (from your settings for the network)", await scene.WriteAsync("options #chan", One), StringComparison.Ordinal);
        Assert.Equal("Stored.", await scene.WriteAsync("set encoding koi8-u one.test"));
        Assert.Contains("encoding: koi8-u (from one.test)", await scene.WriteAsync("configure #chan%one.test"), StringComparison.Ordinal);
        Assert.Contains("encoding: iso-8859-15 (from your settings for the network)", await scene.WriteAsync("options #chan%two.test"), StringComparison.Ordinal);
        var form = await scene.StepAsync("configure", to: Chan);
        Assert.Contains(form.Descendants(Ns.Data + "field"), field => field.Attr("label") == "Encoding of what is not UTF-8 (koi8-u, from one.test)");
        Assert.Equal("Stored.", (await scene.StepAsync("configure", form.Session(), "complete", Field("encoding", "big5"), Chan)).Said());
        Assert.Contains("Settings for #chan:\nencoding: big5 (set here)", await scene.WriteAsync("options #chan", One), StringComparison.Ordinal);
        Assert.Equal("Stored.", await scene.WriteAsync("unset encoding #chan", One));
        Assert.Equal("Stored.", await scene.WriteAsync("unset encoding", One));
        Assert.Equal("Stored.", await scene.WriteAsync("unset encoding"));
        Assert.Contains("encoding: koi8-r (from the gateway's configuration)", await scene.WriteAsync("options #chan", One), StringComparison.Ordinal);
        Assert.Equal(0, scene.Count("SELECT COUNT(*) FROM options"));
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task Secrets_belong_to_one_server_and_limits_to_the_operator()
    {
        await using var scene = await StartAsync();
        Assert.Equal("“sasl-password” cannot be set for all of your accounts on IRC.", await scene.WriteAsync($"set sasl-password {Secret}"));
        Assert.DoesNotContain("password", await scene.WriteAsync("options"), StringComparison.Ordinal);
        Assert.Equal("Stored.", await scene.WriteAsync($"set sasl-password {Secret} one.test"));
        Assert.Equal("Stored.", await scene.WriteAsync($"set after-connect \"PRIVMSG NickServ :identify {Secret}\nMODE alice +x\"", One));
        Assert.Contains("after-connect: set, not shown (set here)", await scene.WriteAsync("options", One), StringComparison.Ordinal);
        Assert.Contains("sasl-password: not set", await scene.WriteAsync("options two.test"), StringComparison.Ordinal);
        Assert.Equal("Lines a second, once the burst is used up: the gateway's configuration allows 1 at most.", await scene.WriteAsync("set messages-per-second 2", One));
        Assert.Equal("Lines a second, once the burst is used up: the gateway's configuration allows 1 at most.", await scene.WriteAsync("set messages-per-second 0", One));
        Assert.Equal("Stored.", await scene.WriteAsync("set messages-per-second 0.5", One));
        Assert.Equal("Stored.", await scene.WriteAsync("set messages-per-second 100", $"two.test@{Scene.Domain}"));
        Assert.Equal("Lines that may go at once: the gateway's configuration allows 10 at most.", await scene.WriteAsync("set burst 11", One));
        Assert.Equal("Encoding of what is not UTF-8: there is no such encoding.", await scene.WriteAsync("set encoding klingon", One));
        Assert.Equal("Nick to appear under: a nick has no spaces and few special characters.", await scene.WriteAsync("set nick \"a b\"", One));
        Assert.Equal("Commands to send after connecting: at most 20 lines.", await scene.WriteAsync($"set after-connect \"{string.Join('\n', Enumerable.Repeat("PING x", 21))}\"", One));
        Assert.Equal("Commands to send after connecting: at most 400 bytes a line.", await scene.WriteAsync($"set after-connect \"{new string('x', 401)}\"", One));
        Assert.Contains("\n  one.test: messages-per-second 0.5, burst 10\n  two.test: messages-per-second 100, burst 10", await scene.WriteAsync($"limits {Scene.Alice}", from: Scene.Admin), StringComparison.Ordinal);
        scene.AssertHidden(Secret);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task Administrators_see_servers_and_disconnect_users()
    {
        await using var scene = await StartAsync();
        Assert.Equal("In use: 0", await scene.WriteAsync("servers", from: Scene.Admin));
        await scene.WriteAsync("connect one.test");
        await scene.WriteAsync("connect two.test");
        await scene.WriteAsync("connect two.test", from: "bob@localhost/x");
        Assert.Equal(
            "In use: 2\ntwo.test: users: 2, connected: 0, rooms: 0, messages waiting: 0\none.test: users: 1, connected: 0, rooms: 0, messages waiting: 0",
            await scene.WriteAsync("servers", from: Scene.Admin));
        Assert.Matches("alice@localhost: 0 of 2 connections up, .*\n  one.test: .*\n  two.test: .*\nbob@localhost: 0 of 1", await scene.WriteAsync("users", from: Scene.Admin));
        Assert.Equal("JID of the user: that is none.", await scene.WriteAsync("disconnect-user localhost", from: Scene.Admin));
        Assert.Equal("That user has no such connection.", await scene.WriteAsync("disconnect-user bob@localhost one.test", from: Scene.Admin));
        Assert.Equal("Disconnected: one.test.", await scene.WriteAsync("disconnect-user alice@localhost/phone one.test", from: Scene.Admin));
        Assert.Equal("Disconnected: two.test.", (await scene.StepAsync("disconnect-user", fields: Field("user", "bob@localhost"), from: Scene.Admin)).Said());
        Assert.Equal("In use: 1\ntwo.test: users: 1, connected: 0, rooms: 0, messages waiting: 0", await scene.WriteAsync("servers", from: Scene.Admin));
        Assert.StartsWith("Accounts of one user: ", await scene.WriteAsync("limits", from: Scene.Admin), StringComparison.Ordinal);
        foreach (var command in (string[])["servers", "limits", "disconnect-user bob@localhost"])
            Assert.Equal(Gateway.Commands.ChatTexts.NotAllowed, await scene.WriteAsync(command));
        Assert.Empty(scene.Errors);
    }

    private static async Task<Scene> StartAsync(int port = 1)
    {
        var scene = Scene.Prepare();
        scene.Adapter = new IrcAdapterFactory();
        foreach (var server in (string[])["one.test", "two.test"])
        {
            scene.Settings[$"Servers:{server}:Host"] = "127.0.0.1";
            scene.Settings[$"Servers:{server}:Port"] = port.ToString(CultureInfo.InvariantCulture);
            scene.Settings[$"Servers:{server}:Tls"] = "false";
        }
        scene.Settings["Servers:one.test:Encoding"] = "koi8-r";
        scene.Settings["Servers:one.test:Password"] = "for-the-server";
        scene.Settings["Servers:two.test:MessagesPerSecond"] = "0";
        await scene.StartGatewayAsync();
        return scene;
    }
}
