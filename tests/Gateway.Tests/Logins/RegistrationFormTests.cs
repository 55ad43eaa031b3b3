using Bridge.Gateway.Configuration;
using Bridge.Gateway.Tests.Commands;
using Bridge.Gateway.Tests.Scenarios;
using Bridge.Xmpp;
using Xunit;
using static Bridge.Gateway.Tests.Commands.Talk;

namespace Bridge.Gateway.Tests.Logins;

/// <summary>Getting in by the form for registration (XEP-0077).</summary>
public sealed class RegistrationFormTests
{
    private const string Get = $"<query xmlns='{LoginScene.Register}'/>";

    [Fact]
    public async Task A_form_and_the_older_fields_come_in_one_answer()
    {
        await using var scene = await LoginScene.StartAsync();
        var query = (await scene.AskAsync("get", Scene.Domain, Get)).Elements().Single();
        Assert.Null(query.Child(Ns.Register, "registered"));
        Assert.NotNull(query.Child(Ns.Register, "username"));
        Assert.NotNull(query.Child(Ns.Register, "password"));
        var fields = query.Child(Ns.Data, "x")!.Elements(Ns.Data + "field").ToDictionary(field => field.Attr("var")!, field => field.Attr("type"));
        Assert.Equal("hidden", fields["FORM_TYPE"]);
        Assert.Equal("text-private", fields["password"]);
        Assert.Equal("list-single", fields["way"]);
        var info = await scene.AskAsync("get", Scene.Domain, "<query xmlns='http://jabber.org/protocol/disco#info'/>");
        Assert.Contains(info.Descendants(Ns.DiscoInfo + "feature"), feature => feature.Attr("var") == LoginScene.Register);
    }

    [Fact]
    public async Task The_older_fields_log_in()
    {
        await using var scene = await LoginScene.StartAsync();
        await scene.LogInAsync("romeo");
        await scene.Server.ExpectAsync($"/presence[@type='subscribe' and @from='{Scene.Domain}' and @to='{Scene.Alice}']");
        Assert.NotNull((await scene.AskAsync("get", Scene.Domain, Get)).Descendants(Ns.Register + "registered").SingleOrDefault());
        Assert.Equal(["romeo"], await scene.LabelsAsync());
        scene.SayTo("echo%romeo", "m1", "hello");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Alice}' or starts-with(@to, '{Scene.Phone}')][@from='echo%romeo@{Scene.Domain}/bridge']/body[.='hello']");
    }

    [Fact]
    public async Task A_form_logs_in_and_its_password_is_nowhere()
    {
        const string Secret = "a-very-secret-word";
        await using var scene = await LoginScene.StartAsync(prepare: scene => scene.Settings["Password"] = Secret);
        var answer = await scene.RegisterAsync(
            $"<x xmlns='jabber:x:data' type='submit'>{Field("FORM_TYPE", LoginScene.Register)}{Field("way", "password")}{Field("username", "Romeo")}{Field("password", Secret)}</x>");
        Assert.Equal("result", answer.Type);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM accounts WHERE label = 'romeo' AND credentials IS NOT NULL", 1);
        scene.AssertHidden(Secret);
    }

    [Fact]
    public async Task A_second_factor_is_asked_in_the_chat_and_may_be_given_by_the_command()
    {
        await using var scene = await LoginScene.StartAsync();
        Assert.Equal("result", (await scene.RegisterAsync("<username>careful-anna</username><password>demo</password>")).Type);
        await scene.HearAsync("Code?");
        Assert.Empty(await scene.LabelsAsync());
        Assert.StartsWith("That is not the code.", await scene.WriteAsync("999"), StringComparison.Ordinal);
        var step = await scene.StepAsync(LoginScene.Register);
        Assert.Equal("executing", step.Command().Attr("status"));
        var done = await scene.StepAsync(LoginScene.Register, step.Session(), "next", Field("code", "123456"));
        Assert.StartsWith("You are logged in as careful-anna.", done.Said(), StringComparison.Ordinal);
        Assert.Equal(["careful-anna"], await scene.LabelsAsync());
    }

    [Theory]
    [InlineData("<username>romeo</username><password>wrong</password>", "not-acceptable", "That is not the password.")]
    [InlineData("<username>romeo</username>", "not-acceptable", "Password: missing.")]
    [InlineData("<username>ro\nmeo</username><password>demo</password>", "not-acceptable", "User name: one line without control characters.")]
    [InlineData("<x xmlns='jabber:x:data' type='submit'><field var='way'><value>nonsense</value></field></x>", "not-acceptable", "Way to log in: one of ")]
    public async Task What_is_wrong_is_told_and_nothing_is_kept(string content, string condition, string text)
    {
        await using var scene = await LoginScene.StartAsync();
        var answer = await scene.RegisterAsync(content);
        answer.AssertError(condition);
        Assert.StartsWith(text, answer.ErrorText(), StringComparison.Ordinal);
        Assert.Empty(await scene.LabelsAsync());
        await scene.LogInAsync("romeo");
    }

    [Fact]
    public async Task Who_may_not_use_the_gateway_cannot_register()
    {
        await using var scene = await LoginScene.StartAsync(prepare: scene => scene.Rules["mallory@localhost"] = AccessFlags.None);
        (await scene.AskAsync("get", Scene.Domain, Get, "mallory@localhost/x")).AssertError("forbidden");
        (await scene.RegisterAsync("<username>m</username><password>demo</password>", "mallory@localhost/x")).AssertError("forbidden");
        (await scene.StepAsync(LoginScene.Register, from: "mallory@localhost/x")).AssertError("forbidden");
        Assert.Empty(await scene.LabelsAsync("mallory@localhost"));
    }

    [Fact]
    public async Task A_cancelled_form_changes_nothing()
    {
        await using var scene = await LoginScene.StartAsync();
        Assert.Equal("result", (await scene.RegisterAsync("<x xmlns='jabber:x:data' type='cancel'/>")).Type);
        Assert.Empty(await scene.LabelsAsync());
    }

    [Fact]
    public async Task Too_many_accounts_are_refused()
    {
        await using var scene = await LoginScene.StartAsync(prepare: scene => scene.AccountsPerUser = 1);
        await scene.LogInAsync("one");
        var answer = await scene.RegisterAsync("<username>two</username><password>demo</password>");
        answer.AssertError("forbidden");
        Assert.Contains("remove one first", answer.ErrorText(), StringComparison.Ordinal);
        // Logging in to the same one again is no other account.
        await scene.LogInAsync("one");
    }
}
