using System.Xml.Linq;
using Bridge.Gateway.Commands;
using Bridge.Gateway.Tests.Scenarios;
using Bridge.Testing;
using Bridge.Xmpp;
using Xunit;
using static Bridge.Gateway.Tests.Commands.Talk;

namespace Bridge.Gateway.Tests.Commands;

/// <summary>Commands as forms (XEP-0050).</summary>
public sealed class AdHocCommandTests
{
    private const string Secret = "hunter2-Zq81";

    private static readonly string[] ForUsers = ["status", "connect", "disconnect", "configure", "options", "set", "unset", "reconnect", "leave", "info", "queue", "drop", "forget-history", "block", "unblock", "login", "logout", "find"];
    private static readonly string[] OfTheNetwork = ["whois", "say", "elsewhere", "faults", "fail"];

    [Fact]
    public async Task Every_address_lists_what_the_user_may_run_there()
    {
        await using var scene = await Scene.StartAsync();
        foreach (var to in (string[])[Scene.Domain, Bot, $"{Bot}/bridge", Me])
        {
            Assert.Equal(to == Me ? [.. ForUsers, .. OfTheNetwork] : ForUsers, await scene.NodesAsync(to));
            Assert.Equal(to == Me ? [.. ForUsers, .. OfTheNetwork] : [.. ForUsers, "users", "servers", "streams", "limits", "disconnect-user", "privileges"], await scene.NodesAsync(to, Scene.Admin));
        }
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        Assert.Equal([.. ForUsers, .. OfTheNetwork], await scene.NodesAsync(Me));
        Assert.Equal(ForUsers, await scene.NodesAsync(Bot));
        Assert.Equal(["info"], await scene.NodesAsync($"echo@{Scene.Domain}"));
    }

    [Fact]
    public async Task Discovery_tells_of_commands_and_of_each_node()
    {
        await using var scene = await Scene.StartAsync();
        foreach (var to in (string[])[Scene.Domain, Bot, Me])
        {
            var info = await scene.AskAsync("get", to, "<query xmlns='http://jabber.org/protocol/disco#info'/>");
            Assert.Contains(info.Descendants(Ns.DiscoInfo + "feature"), feature => feature.Attr("var") == Ns.Commands.NamespaceName);
            var list = await scene.AskAsync("get", to, "<query xmlns='http://jabber.org/protocol/disco#info' node='http://jabber.org/protocol/commands'/>");
            Assert.Equal("command-list", list.Descendants(Ns.DiscoInfo + "identity").Single().Type);
            foreach (var node in ForUsers)
            {
                var one = await scene.AskAsync("get", to, $"<query xmlns='http://jabber.org/protocol/disco#info' node='{node}'/>");
                Assert.Equal(("automation", "command-node", node), (one.Descendants(Ns.DiscoInfo + "identity").Single().Attr("category"), one.Descendants(Ns.DiscoInfo + "identity").Single().Type, one.Child(Ns.DiscoInfo, "query")!.Attr("node")));
                Assert.Equal([Ns.Commands.NamespaceName, Ns.Data.NamespaceName], one.Descendants(Ns.DiscoInfo + "feature").Select(feature => feature.Attr("var")));
            }
        }
        (await scene.AskAsync("get", Bot, "<query xmlns='http://jabber.org/protocol/disco#info' node='users'/>")).AssertError("item-not-found");
        var puppet = await scene.AskAsync("get", $"echo@{Scene.Domain}", "<query xmlns='http://jabber.org/protocol/disco#info'/>");
        Assert.Contains(puppet.Descendants(Ns.DiscoInfo + "feature"), feature => feature.Attr("var") == Ns.Commands.NamespaceName);
    }

    [Fact]
    public async Task A_command_without_fields_is_done_at_once()
    {
        await using var scene = await Scene.StartAsync();
        var none = await scene.StepAsync("status", to: Scene.Domain);
        Assert.Equal(("completed", "info"), (none.Command().Attr("status"), none.Command().Element(Ns.Commands + "note")!.Type));
        Assert.StartsWith("You have no connection yet", none.Said(), StringComparison.Ordinal);
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        Assert.Equal("Demo: connected, rooms: #lobby", (await scene.StepAsync("status", to: $"{Bot}/bridge")).Said());
        Assert.Equal("Nothing waits.", (await scene.StepAsync("queue", to: Me)).Said());
    }

    [Fact]
    public async Task A_login_is_filled_in_checked_and_stored()
    {
        await using var scene = await Scene.StartAsync();
        var form = await scene.StepAsync("login");
        Assert.Equal("executing", form.Command().Attr("status"));
        Assert.Equal("complete", form.Command().Element(Ns.Commands + "actions")!.Attr("execute"));
        Assert.Equal(
            ["sasl-username text-single True", "sasl-password text-private True", "nick text-single False", "realname text-single False", "password text-private False"],
            form.Descendants(Ns.Data + "field").Select(field => $"{field.Attr("var")} {field.Type} {field.Element(Ns.Data + "required") is not null}"));

        var wrong = await scene.StepAsync("login", form.Session(), "complete", Field("sasl-password", $"{Secret}\n") + Field("nick", "Ali"));
        Assert.Equal(("executing", form.Session()), (wrong.Command().Attr("status"), wrong.Session()));
        Assert.Equal("error", wrong.Command().Element(Ns.Commands + "note")!.Type);
        Assert.Equal("Name of your account there: missing.\nPassword of your account there: one line without control characters.", wrong.Command().Element(Ns.Commands + "note")!.Value);
        Assert.Equal("Ali", wrong.Descendants(Ns.Data + "value").Single().Value);

        var done = await scene.StepAsync("login", form.Session(), "execute", Field("sasl-username", "alice") + Field("sasl-password", Secret) + Field("nick", "") + Field("password", $"server-{Secret}"));
        Assert.Equal("completed", done.Command().Attr("status"));
        Assert.StartsWith("Stored.", done.Said(), StringComparison.Ordinal);
        Assert.Equal(new Dictionary<string, string> { ["sasl-username"] = "alice", ["sasl-password"] = Secret, ["password"] = $"server-{Secret}" }, await scene.LoginOfAsync());
        (await scene.StepAsync("login", form.Session(), "complete", Field("sasl-username", "alice"))).AssertError("bad-sessionid");

        Assert.Equal("The login for Demo is forgotten.", (await scene.StepAsync("logout", to: Me)).Said());
        Assert.Equal("error", (await scene.StepAsync("logout", to: Me)).Command().Element(Ns.Commands + "note")!.Type);
        Assert.Null(await scene.LoginOfAsync());
        scene.AssertHidden(Secret);
    }

    [Fact]
    public async Task Who_knows_the_fields_may_fill_them_in_with_the_first_step()
    {
        await using var scene = await Scene.StartAsync();
        var done = await scene.StepAsync("login", fields: Field("sasl-username", "alice") + Field("sasl-password", Secret));
        Assert.Equal("completed", done.Command().Attr("status"));
        Assert.Equal("executing", (await scene.StepAsync("login", fields: Field("sasl-username", "alice"))).Command().Attr("status"));
        scene.AssertHidden(Secret);
    }

    [Fact]
    public async Task Messages_are_taken_back_in_two_steps()
    {
        await using var scene = await Scene.StartAsync();
        var nothing = await scene.StepAsync("drop");
        Assert.Equal(("completed", "Nothing waits."), (nothing.Command().Attr("status"), nothing.Said()));
        await scene.WaitingAsync("echo", "m1");
        await scene.WaitingAsync("clock", "m2");
        Assert.Equal(2, (await scene.StepAsync("queue")).Said().Split('\n').Length);

        var form = await scene.StepAsync("drop");
        Assert.Equal("next", form.Command().Element(Ns.Commands + "actions")!.Attr("execute"));
        Assert.Equal(["echo@demo.localhost", "clock@demo.localhost"], form.Descendants(Ns.Data + "option").Select(option => option.Value));
        var id = form.Session();
        (await scene.StepAsync("drop", id, "complete", Field("address", "echo@demo.localhost"))).AssertError("bad-action");
        (await scene.StepAsync("drop", id, "prev")).AssertError("bad-action");
        Assert.Contains("one of", (await scene.StepAsync("drop", id, "next", Field("address", "lobby"))).Said(), StringComparison.Ordinal);
        var question = await scene.StepAsync("drop", id, "next", Field("address", "echo@demo.localhost"));
        Assert.Contains("1 message to echo@demo.localhost will not be sent.", question.Value, StringComparison.Ordinal);
        Assert.Equal(["prev", "complete"], question.Command().Element(Ns.Commands + "actions")!.Elements().Select(action => action.Name.LocalName));
        (await scene.StepAsync("drop", id, "next")).AssertError("bad-action");
        Assert.Equal("echo@demo.localhost", (await scene.StepAsync("drop", id, "prev")).Descendants(Ns.Data + "field").Single().Element(Ns.Data + "value")!.Value);
        await scene.StepAsync("drop", id, "next", Field("address", "echo@demo.localhost"));
        var done = await scene.StepAsync("drop", id, "complete");
        Assert.Equal(("completed", "Taken back: 1 message to echo@demo.localhost."), (done.Command().Attr("status"), done.Said()));
        Assert.StartsWith("clock@demo.localhost", (await scene.StepAsync("queue")).Said(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_are_closed_and_made()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        Assert.Equal("Disconnected from Demo.", (await scene.StepAsync("disconnect", to: Me)).Said());
        Assert.Single(scene.Seen($"/presence[@to='{Scene.Phone}' and @from='{Scene.Lobby}/Alice' and @type='unavailable']/mucuser:x/mucuser:status[@code='110']"));
        Assert.Equal("You have no connection.", (await scene.StepAsync("disconnect")).Said());
        Assert.StartsWith("Connecting to Demo.", (await scene.StepAsync("connect")).Said(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_is_cancelled()
    {
        await using var scene = await Scene.StartAsync();
        var form = await scene.StepAsync("login");
        Assert.Equal("canceled", (await scene.StepAsync("login", form.Session(), "cancel")).Command().Attr("status"));
        (await scene.StepAsync("login", form.Session(), "cancel")).AssertError("bad-sessionid");
    }

    [Fact]
    public async Task Wrong_steps_have_the_errors_of_the_specification()
    {
        await using var scene = await Scene.StartAsync();
        (await scene.StepAsync("nonsense")).AssertError("item-not-found");
        (await scene.StepAsync("STATUS")).AssertError("item-not-found");
        (await scene.StepAsync("sasl")).AssertError("item-not-found");
        (await scene.StepAsync("status", action: "dance")).AssertError("malformed-action");
        (await scene.StepAsync("status", action: "complete")).AssertError("bad-action");
        (await scene.StepAsync("status", "s1")).AssertError("bad-sessionid");
        (await scene.StepAsync("status", to: $"echo@{Scene.Domain}")).AssertError("item-not-found");
        (await scene.AskAsync("set", Bot, "<command xmlns='http://jabber.org/protocol/commands'/>")).AssertError("bad-request");
        (await scene.AskAsync("get", Bot, "<command xmlns='http://jabber.org/protocol/commands' node='status'/>")).AssertError("service-unavailable");
        var form = await scene.StepAsync("login");
        (await scene.StepAsync("login", form.Session(), "complete")).AssertError("bad-payload");
        (await scene.StepAsync("drop", form.Session(), "complete")).AssertError("bad-sessionid");
        (await scene.StepAsync("login", form.Session(), "complete", "", Me)).AssertError("bad-sessionid");
        (await scene.StepAsync("login", form.Session(), "complete", "", from: Scene.Laptop)).AssertError("bad-sessionid");
        Assert.Equal("canceled", (await scene.StepAsync("login", form.Session(), "cancel")).Command().Attr("status"));
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task What_a_user_may_not_do_is_forbidden()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        (await scene.StepAsync("users")).AssertError("forbidden");
        (await scene.StepAsync("streams", to: Scene.Domain)).AssertError("forbidden");
        (await scene.StepAsync("users", to: Me, from: Scene.Admin)).AssertError("item-not-found");
        (await scene.StepAsync("status", from: "eve@elsewhere/x")).AssertError("forbidden");
        Assert.StartsWith("Users: 1, connections: 1 of 1 up, rooms: 1\nalice@localhost: ", (await scene.StepAsync("users", from: Scene.Admin)).Said(), StringComparison.Ordinal);
        Assert.EndsWith(": connected", (await scene.StepAsync("streams", from: Scene.Admin)).Said(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_networks_own_commands_run_on_the_accounts_address()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var form = await scene.StepAsync("whois", to: Me);
        Assert.Contains("missing", (await scene.StepAsync("whois", form.Session(), "complete", Field("contact", " "), Me)).Said(), StringComparison.Ordinal);
        Assert.StartsWith("Echo\n", (await scene.StepAsync("whois", form.Session(), "complete", Field("contact", "echo"), Me)).Said(), StringComparison.Ordinal);
        var failed = await scene.StepAsync("fail", to: Me);
        Assert.Equal(("completed", "error", "This command always fails."), (failed.Command().Attr("status"), failed.Command().Element(Ns.Commands + "note")!.Type, failed.Said()));
        (await scene.StepAsync("whois")).AssertError("item-not-found");
        Assert.Equal("help", (await scene.StepAsync("faults", to: Me)).Descendants(Ns.Data + "value").Single().Value);
    }

    [Fact]
    public async Task A_session_ends_after_five_minutes()
    {
        var time = new ManualTime();
        await using var scene = await Scene.StartAsync(time);
        var form = await scene.StepAsync("login");
        await scene.PassAsync(time, TimeSpan.FromMinutes(4.9));
        Assert.Equal("executing", (await scene.StepAsync("login", form.Session(), "complete", Field("sasl-password", Secret))).Command().Attr("status"));
        await scene.PassAsync(time, TimeSpan.FromMinutes(4.9));
        Assert.Equal("executing", (await scene.StepAsync("login", form.Session(), "complete", Field("nick", "a"))).Command().Attr("status"));
        await scene.PassAsync(time, TimeSpan.FromMinutes(5));
        (await scene.StepAsync("login", form.Session(), "complete", Field("sasl-username", "a") + Field("sasl-password", Secret))).AssertError("bad-sessionid");
        Assert.Null(await scene.LoginOfAsync());
        scene.AssertHidden(Secret);
    }

    [Fact]
    public async Task A_user_has_a_few_sessions_and_the_oldest_goes()
    {
        await using var scene = await Scene.StartAsync();
        var others = await scene.StepAsync("login", from: "bob@localhost/x");
        List<XElement> forms = [];
        for (var i = 0; i <= AdHocCommands.MaxSessions; i++)
            forms.Add(await scene.StepAsync("login"));
        (await scene.StepAsync("login", forms[0].Session(), "cancel")).AssertError("bad-sessionid");
        foreach (var form in forms.Skip(1))
            Assert.Equal("canceled", (await scene.StepAsync("login", form.Session(), "cancel")).Command().Attr("status"));
        Assert.Equal("canceled", (await scene.StepAsync("login", others.Session(), "cancel", from: "bob@localhost/x")).Command().Attr("status"));
    }

    [Fact]
    public async Task A_flood_of_commands_is_answered_whole()
    {
        await using var scene = await Scene.StartAsync();
        for (var i = 0; i < 500; i++)
            scene.Server.Send($"<iq type='set' from='{Scene.Phone}' to='{Bot}' id='f{i}'><command xmlns='http://jabber.org/protocol/commands' node='status'/></iq>");
        await Scene.UntilAsync(() => scene.Seen("/iq").Select(answer => answer.Id).Distinct().Count() == 500, "every request is answered");
        Assert.All(scene.Seen("/iq[@type='error']"), answer => answer.AssertError("resource-constraint"));
        Assert.Equal("completed", (await scene.StepAsync("status")).Command().Attr("status"));
    }
}
