using System.Xml.Linq;
using Bridge.Gateway.Tests.Scenarios;
using Bridge.Store;
using Bridge.Xmpp;
using Xunit;
using static Bridge.Gateway.Tests.Commands.Talk;

namespace Bridge.Gateway.Tests.Commands;

/// <summary>Settings of one's own, seen and changed in chat and in forms.</summary>
public sealed class OptionCommandTests
{
    private const string Secret = "47110815539947110";

    [Fact]
    public async Task A_form_shows_what_holds_takes_changes_and_is_filled_in_the_next_time()
    {
        await using var scene = await Scene.StartAsync();
        var form = await scene.StepAsync("configure", to: Me);
        Assert.Equal(
            ["nick text-single", "pin text-private", "letters list-single", "signature text-multi", "persistent list-single", "record-history list-single", "max-history-length text-single", "own-messages list-single", "share-presence list-single", "share-profile list-single", "contacts list-single"],
            form.Descendants(Ns.Data + "field").Select(field => $"{field.Attr("var")} {field.Type}"));
        Assert.Equal("Keep what is said in rooms (yes, default)", FieldOf(form, "record-history").Attr("label"));
        Assert.Equal(("inherit", "PIN"), (ValueOf(form, "record-history"), FieldOf(form, "pin").Attr("label")));
        Assert.Null(ValueOf(form, "max-history-length"));

        var done = await scene.StepAsync(
            "configure", form.Session(), "complete",
            Field("nick", " Ali ") + Field("pin", Secret) + Field("letters", "CAPITAL")
                + "<field var='signature'><value>Best,</value><value>Alice</value></field>" + Field("persistent", "inherit") + Field("record-history", "no") + Field("max-history-length", "7"), Me);
        Assert.Equal(("completed", "Stored."), (done.Command().Attr("status"), done.Said()));

        form = await scene.StepAsync("configure", to: Me);
        Assert.Equal(("Ali", "capital", "no", "7"), (ValueOf(form, "nick"), ValueOf(form, "letters"), ValueOf(form, "record-history"), ValueOf(form, "max-history-length")));
        Assert.Equal(["Best,", "Alice"], FieldOf(form, "signature").Elements(Ns.Data + "value").Select(value => value.Value));
        Assert.Equal((null, "PIN (set)"), (ValueOf(form, "pin"), FieldOf(form, "pin").Attr("label")));
        Assert.Equal(
            "Settings for Demo:\nnick: Ali (set here)\npin: set, not shown (set here)\nletters: capital (set here)\nsignature: Best, / Alice (set here)\n"
            + "persistent: no (default)\nrecord-history: no (set here)\nmax-history-length: 7 (set here)\nown-messages: no (default)\nshare-presence: yes (default)\nshare-profile: no (default)\ncontacts: friends (default)\n“set OPTION VALUE” changes one, “unset OPTION” makes it inherited again.",
            await scene.WriteAsync("options"));

        // Empty inherits, left out stays, an empty secret stays.
        await scene.StepAsync("configure", fields: Field("nick", "") + Field("pin", "") + Field("letters", "inherit"), to: Me);
        var options = await scene.WriteAsync("configure", Me);
        Assert.Contains("nick: not set\npin: set, not shown (set here)\nletters: as-written (default)\nsignature: Best, / Alice (set here)", options, StringComparison.Ordinal);
        scene.AssertHidden(Secret);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task In_a_chat_options_are_set_and_unset_one_by_one()
    {
        await using var scene = await Scene.StartAsync();
        Assert.Equal("Stored.", await scene.WriteAsync("set nick \"Ali Baba\""));
        Assert.Equal("Stored.", await scene.WriteAsync("set persistent off", Me));
        Assert.Equal("Stored.", await scene.WriteAsync("SET Letters Small #lobby"));
        Assert.Equal("Stored.", await scene.WriteAsync("set letters small #lobby@demo.localhost", Me));
        Assert.Contains("nick: Ali Baba (set here)", await scene.WriteAsync("options"), StringComparison.Ordinal);
        Assert.Contains("Settings for #lobby:\nletters: small (set here)\nsignature: not set\npersistent: no (from Demo)", await scene.WriteAsync("options #lobby"), StringComparison.Ordinal);
        Assert.StartsWith("Option? One of: nick, ", await scene.WriteAsync("set"), StringComparison.Ordinal);
        Assert.StartsWith("Value? I never show it.", await scene.WriteAsync("pin"), StringComparison.Ordinal);
        Assert.Equal("Stored.", await scene.WriteAsync(Secret));
        Assert.Equal("Stored.", await scene.WriteAsync("unset nick"));
        Assert.Equal("“nick” is not set for Demo.", await scene.WriteAsync("unset nick"));
        Assert.Equal("“nick” cannot be set for #lobby.", await scene.WriteAsync("set nick Ali #lobby"));
        Assert.Contains("pin: set, not shown (set here)", await scene.WriteAsync("options"), StringComparison.Ordinal);
        Assert.Contains("pin: not set", await scene.WriteAsync("options", from: "bob@localhost/x"), StringComparison.Ordinal);
        await scene.StopGatewayAsync();
        Assert.False(scene.IsOnDisk(Secret));
        await scene.StartGatewayAsync();
        Assert.Contains("letters: small (set here)", await scene.WriteAsync("options #lobby"), StringComparison.Ordinal);
        Assert.Contains("pin: set, not shown (set here)", await scene.WriteAsync("options"), StringComparison.Ordinal);
        Assert.Equal("Stored.", await scene.WriteAsync("unset pin"));
        Assert.Contains("pin: not set", await scene.WriteAsync("options"), StringComparison.Ordinal);
        scene.AssertHidden(Secret);
    }

    [Theory]
    [InlineData("set nick \"two\nlines\"", "Name to appear under: one line without control characters.")]
    [InlineData("set pin 471a", "PIN: 4 to 20 digits.")]
    [InlineData("set letters huge", "Letters of what you say: one of as-written, capital, small.")]
    [InlineData("set persistent perhaps", "Stay while no client is there: yes or no.")]
    [InlineData("set max-history-length -1", "Messages shown to a client that joins a room: a whole number from 0 to 200.")]
    [InlineData("set max-history-length 1.5", "Messages shown to a client that joins a room: a whole number from 0 to 200.")]
    [InlineData("set max-history-length 1e1", "Messages shown to a client that joins a room: a whole number from 0 to 200.")]
    [InlineData("set signature \"a\tb\"", "Value: no control characters.")]
    [InlineData("set signature \"\n\n\"", "Text below what you say: a value is missing.")]
    [InlineData("set nick a b c", "That is more than “set” takes. Put quotes around what has spaces in it; “help set” tells more.")]
    [InlineData("set nick a nowhere%", "What stands last is no server or room here. If it belongs to the value, put quotes around the whole value.")]
    [InlineData("set nick a echo", "What stands last is no server or room here. If it belongs to the value, put quotes around the whole value.")]
    public async Task What_does_not_fit_is_refused_without_being_repeated(string text, string answer)
    {
        await using var scene = await Scene.StartAsync();
        Assert.Equal(answer, await scene.WriteAsync(text));
        Assert.Equal(0, scene.Count("SELECT COUNT(*) FROM options"));
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task What_is_too_long_or_too_much_is_refused()
    {
        await using var scene = await Scene.StartAsync();
        Assert.Equal("Value: at most 8000 characters.", await scene.WriteAsync($"set signature {new string('x', 8001)}"));
        Assert.Equal("Name to appear under: at most 1000 characters.", await scene.WriteAsync($"set nick {new string('x', 1001)}"));
        Assert.Equal("Text below what you say: at most 8000 characters in 100 lines.", await scene.WriteAsync($"set signature \"{string.Join('\n', Enumerable.Repeat("x", 101))}\""));
        var form = await scene.StepAsync("configure", to: Me);
        var wrong = await scene.StepAsync("configure", form.Session(), "complete", Field("nick", new string('x', 1001)) + Field("letters", "huge"), Me);
        Assert.Equal("executing", wrong.Command().Attr("status"));
        Assert.Contains("at most 1000 characters.\n", wrong.Command().Element(Ns.Commands + "note")!.Value, StringComparison.Ordinal);
        wrong = await scene.StepAsync("configure", form.Session(), "complete", Field("nick", "Ali") + Field("pin", "123"), Me);
        Assert.Equal(("executing", "PIN: 4 to 20 digits."), (wrong.Command().Attr("status"), wrong.Said()));
        Assert.Contains(wrong.Descendants(Ns.Data + "value"), value => value.Value == "Ali");
        Assert.Equal(0, scene.Count("SELECT COUNT(*) FROM options"));
        var mended = await scene.StepAsync("configure", form.Session(), "complete", Field("nick", "Ali") + Field("pin", "1234"), Me);
        Assert.Equal("completed", mended.Command().Attr("status"));
        Assert.Equal(2, scene.Count("SELECT COUNT(*) FROM options"));
    }

    [Fact]
    public async Task A_room_has_a_form_on_its_own_address_and_its_values_hold_at_once()
    {
        await using var scene = await Scene.StartAsync();
        Assert.Equal(["configure", "options", "set", "unset", "leave", "info"], await scene.NodesAsync(Scene.Lobby));
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var info = await scene.AskAsync("get", Scene.Lobby, "<query xmlns='http://jabber.org/protocol/disco#info'/>");
        Assert.Contains(info.Descendants(Ns.DiscoInfo + "feature"), feature => feature.Attr("var") == Ns.Commands.NamespaceName);
        Assert.Empty(await scene.NodesAsync($"{Scene.Lobby}/Ada"));
        (await scene.StepAsync("configure", to: $"{Scene.Lobby}/Ada")).AssertError("service-unavailable");

        var form = await scene.StepAsync("configure", to: Scene.Lobby);
        Assert.Equal(["letters", "signature", "persistent", "record-history", "max-history-length"], form.Descendants(Ns.Data + "field").Select(field => field.Attr("var")));
        Assert.Equal("Stored.", (await scene.StepAsync("configure", form.Session(), "complete", Field("letters", "capital"), Scene.Lobby)).Said());
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "hello");
        await Scene.UntilAsync(() => scene.Arrived().Count == 1, "it is sent");
        Assert.Equal("Stored.", await scene.WriteAsync("set signature bye"));
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m2", "hello");
        await Scene.UntilAsync(() => scene.Arrived().Count == 2, "it is sent");
        Assert.Equal("Stored.", (await scene.StepAsync("unset", fields: Field("option", "letters"), to: Scene.Lobby)).Said());
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m3", "hello");
        await Scene.UntilAsync(() => scene.Arrived().Count == 3, "it is sent");
        scene.SayTo("clock", "m4", "hello");
        await Scene.UntilAsync(() => scene.Arrived().Count == 4, "it is sent");
        Assert.Equal(["HELLO", "HELLO\nbye", "hello\nbye", "hello\nbye"], scene.Arrived());
        Assert.Equal(1, scene.Network.Connections);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task What_is_set_for_a_room_holds_after_it_is_joined_again()
    {
        await using var scene = await Scene.StartAsync();
        await scene.WriteAsync("set letters capital #lobby");
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.Disconnect(Scene.Alice);
        await scene.Server.ExpectAsync("/message[contains(body, 'Back in')]");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "hello");
        await Scene.UntilAsync(() => scene.Arrived().Count == 1, "it is sent");
        Assert.Equal(["HELLO"], scene.Arrived());
    }

    [Fact]
    public async Task What_needs_a_new_connection_says_so_and_a_new_one_is_made_on_request()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        Assert.Equal("Stored. It is used from the next connection to Demo on; “reconnect” makes one now.", await scene.WriteAsync("set nick Ali"));
        Assert.Equal(1, scene.Network.Connections);
        Assert.StartsWith("Connecting to Demo;", await scene.WriteAsync("reconnect"), StringComparison.Ordinal);
        await scene.Server.ExpectAsync("/message[contains(body, 'Back in')]");
        Assert.Equal(2, scene.Network.Connections);

        var form = await scene.StepAsync("configure", to: Me);
        Assert.Equal("no", ValueOf(form, "reconnect"));
        var done = await scene.StepAsync("configure", form.Session(), "complete", Field("pin", "0000") + Field("reconnect", "yes"), Me);
        Assert.StartsWith("Stored. Connecting to Demo with it;", done.Said(), StringComparison.Ordinal);
        var gone = await scene.Server.ExpectAsync($"/presence[@to='{Scene.Phone}' and @type='unavailable' and mucuser:x/mucuser:status[@code='333']]");
        Assert.Contains("That is not your PIN.", gone.Value, StringComparison.Ordinal);
        Assert.StartsWith("Demo: login refused (That is not your PIN)", await scene.WriteAsync("status"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_is_kept_and_shown_as_the_user_wants()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        foreach (var number in Enumerable.Range(1, 3))
            scene.Network.SayInGroup("#lobby", "ada", $"line {number}");
        await scene.Server.ExpectAsync("/message[body='line 3']");
        Assert.Equal("Stored.", await scene.WriteAsync("set max-history-length 2"));
        await scene.JoinedAsync(Scene.Laptop, Scene.Lobby, "Alice");
        Assert.Equal(["line 2", "line 3"], scene.Bodies($"/message[@to='{Scene.Laptop}' and body]"));
        Assert.Equal("Stored.", await scene.WriteAsync("set record-history no #lobby"));
        scene.Network.SayInGroup("#lobby", "ada", "off the record");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Phone}' and body='off the record']");
        await scene.JoinedAsync("alice@localhost/tablet", Scene.Lobby, "Alice");
        Assert.Equal(["line 2", "line 3"], scene.Bodies("/message[@to='alice@localhost/tablet' and body]"));
    }

    [Fact]
    public async Task Logins_that_an_earlier_version_stored_are_options_now()
    {
        await using var scene = await Scene.StartAsync();
        var account = scene.Accounts.GetOrCreate(Scene.Alice, scene.NetworkName, "");
        await scene.Accounts.SetCredentialsAsync(account.Id, new Dictionary<string, string> { ["pin"] = Secret, ["nick"] = "Ali" }, TestContext.Current.CancellationToken);
        await scene.StopGatewayAsync();
        await scene.StartGatewayAsync();
        Assert.Contains("nick: Ali (set here)\npin: set, not shown (set here)", await scene.WriteAsync("options"), StringComparison.Ordinal);
        Assert.Equal(0, scene.Count("SELECT COUNT(*) FROM accounts WHERE credentials IS NOT NULL"));
        Assert.Equal(Secret, (await scene.LoginOfAsync())!["pin"]);
        scene.AssertHidden(Secret);
    }

    [Fact]
    public async Task Too_many_rooms_with_settings_of_their_own_are_refused()
    {
        await using var scene = await Scene.StartAsync();
        var account = scene.Accounts.GetOrCreate(Scene.Alice, scene.NetworkName, "");
        for (var i = 0; i < Options.UserOptions.MaxChats; i++)
            _ = scene.Options.SetAsync(new OptionPlace(Scene.Alice, scene.NetworkName, account.Id, $"#room{i}"), [new OptionChange("letters", "small", false)], TestContext.Current.CancellationToken);
        await Scene.UntilAsync(() => scene.Options.ChatsOf(account.Id).Count == Options.UserOptions.MaxChats, "all are stored");
        Assert.Equal("You have set something for 500 rooms here already.", await scene.WriteAsync("set letters small #lobby"));
        Assert.Equal("Stored.", await scene.WriteAsync("set letters capital #room7"));
        Assert.Equal("Stored.", await scene.WriteAsync("unset letters #room7"));
        Assert.Equal("Stored.", await scene.WriteAsync("set letters small #lobby"));
    }

    private static XElement FieldOf(XElement form, string name) => form.Descendants(Ns.Data + "field").Single(field => field.Attr("var") == name);

    private static string? ValueOf(XElement form, string name) => FieldOf(form, name).Element(Ns.Data + "value")?.Value;
}
