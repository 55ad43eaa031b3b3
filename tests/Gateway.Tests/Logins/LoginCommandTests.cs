using Bridge.Gateway.Tests.Commands;
using Bridge.Gateway.Tests.Scenarios;
using Bridge.Testing;
using Bridge.Xmpp;
using Xunit;
using static Bridge.Gateway.Tests.Commands.Talk;

namespace Bridge.Gateway.Tests.Logins;

/// <summary>Getting in by the ad-hoc command (XEP-0050).</summary>
public sealed class LoginCommandTests
{
    private const string Node = LoginScene.Register;

    [Fact]
    public async Task The_steps_are_forms_and_a_wrong_answer_is_asked_again()
    {
        await using var scene = await LoginScene.StartAsync();
        Assert.Contains(Node, await scene.NodesAsync(Bot));
        Assert.Contains(Node, await scene.NodesAsync(Scene.Domain));
        var step = await scene.StepAsync(Node);
        var options = step.Descendants(Ns.Data + "option").Select(option => option.Attr("label"));
        Assert.Equal(["User name and password", "By region, without a password", "By a code on your telephone"], options);
        step = await scene.StepAsync(Node, step.Session(), "next", Field("way", "password"));
        Assert.NotNull(step.Command().Descendants(Ns.Commands + "prev").SingleOrDefault());
        step = await scene.StepAsync(Node, step.Session(), "next", Field("username", "careful-eve") + Field("password", "wrong"));
        Assert.Equal("That is not the password.", step.Command().Element(Ns.Commands + "note")!.Value);
        step = await scene.StepAsync(Node, step.Session(), "next", Field("username", "careful-eve") + Field("password", "demo"));
        step = await scene.StepAsync(Node, step.Session(), "next", Field("code", ""));
        Assert.Equal("Code: missing.", step.Command().Element(Ns.Commands + "note")!.Value);
        step = await scene.StepAsync(Node, step.Session(), "execute", Field("code", "123456"));
        Assert.Equal("completed", step.Command().Attr("status"));
        Assert.Equal(["careful-eve"], await scene.LabelsAsync());
    }

    [Fact]
    public async Task The_way_back_leads_to_the_choice_and_a_failure_ends_it()
    {
        await using var scene = await LoginScene.StartAsync();
        var step = await scene.StepAsync(Node);
        (await scene.StepAsync(Node, step.Session(), "prev")).AssertError("bad-action");
        step = await scene.StepAsync(Node, step.Session(), "next", Field("way", "password"));
        step = await scene.StepAsync(Node, step.Session(), "prev");
        step = await scene.StepAsync(Node, step.Session(), "next", Field("way", "region"));
        step = await scene.StepAsync(Node, step.Session(), "next", Field("region", "Nowhere"));
        Assert.Equal("Choice: one of Europe, Asia, The Moon.", step.Command().Element(Ns.Commands + "note")!.Value);
        step = await scene.StepAsync(Node, step.Session(), "next", Field("region", "moon"));
        Assert.Equal("completed", step.Command().Attr("status"));
        Assert.Equal("Nobody on the Moon may log in today.", step.Said());
        (await scene.StepAsync(Node, step.Session(), "next")).AssertError("bad-sessionid");
        Assert.Empty(await scene.LabelsAsync());
    }

    [Fact]
    public async Task A_code_is_shown_as_text_and_picture_and_its_use_elsewhere_is_told()
    {
        await using var scene = await LoginScene.StartAsync();
        var step = await scene.StepAsync(Node);
        step = await scene.StepAsync(Node, step.Session(), "next", Field("way", "code"));
        var shown = step.Descendants(Ns.Data + "field").Single(field => field.Attr("var") == "shown");
        var code = shown.Element(Ns.Data + "value")!.Value;
        var uri = shown.Descendants(Ns.DataMedia + "uri").Single();
        Assert.Equal("image/png", uri.Attr("type"));
        var picture = step.Command().Element(Ns.Bob + "data")!;
        Assert.Equal(uri.Value, "cid:" + picture.Attr("cid"));
        byte[] png = [0x89, (byte)'P', (byte)'N', (byte)'G'];
        Assert.Equal(png, Convert.FromBase64String(picture.Value)[..4]);
        var again = await scene.AskAsync("get", Bot, $"<data xmlns='urn:xmpp:bob' cid='{picture.Attr("cid")}'/>");
        Assert.Equal(picture.Value, again.Elements().Single().Value);
        (await scene.AskAsync("get", Bot, $"<data xmlns='urn:xmpp:bob' cid='{picture.Attr("cid")}'/>", LoginScene.Bob)).AssertError("item-not-found");
        step = await scene.StepAsync(Node, step.Session(), "next");
        Assert.Equal("executing", step.Command().Attr("status"));
        Assert.True(scene.Network.ScanLoginCode(code));
        await scene.HearAsync("You are logged in as alice@localhost.", Scene.Alice);
        step = await scene.StepAsync(Node, step.Session(), "next");
        Assert.Equal("completed", step.Command().Attr("status"));
        Assert.StartsWith("You are logged in as", step.Said(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_that_is_an_address_is_offered_as_one_to_open()
    {
        await using var scene = await LoginScene.StartAsync(prepare: static scene => scene.Settings["CodePrefix"] = "https://login.example/?code=");
        var step = await scene.StepAsync(Node);
        step = await scene.StepAsync(Node, step.Session(), "next", Field("way", "code"));
        var code = step.Descendants(Ns.Data + "field").Single(field => field.Attr("var") == "shown").Element(Ns.Data + "value")!.Value;
        Assert.StartsWith("https://login.example/?code=", code, StringComparison.Ordinal);
        Assert.Equal(code, step.Command().Element(Ns.Oob + "x")?.Element(Ns.Oob + "url")?.Value);
        Assert.True(scene.Network.ScanLoginCode(code));
        await scene.HearAsync("You are logged in as alice@localhost.", Scene.Alice);
        Assert.Contains("https://login.example/?code=", await AgainInChatAsync(scene), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_login_is_over_everywhere()
    {
        await using var scene = await LoginScene.StartAsync();
        var step = await scene.StepAsync(Node);
        step = await scene.StepAsync(Node, step.Session(), "next", Field("way", "code"));
        var code = step.Descendants(Ns.Data + "field").Single(field => field.Attr("var") == "shown").Value;
        Assert.Equal("canceled", (await scene.StepAsync(Node, step.Session(), "cancel")).Command().Attr("status"));
        Assert.False(scene.Network.ScanLoginCode(code));
        (await scene.StepAsync(Node, step.Session(), "next")).AssertError("bad-sessionid");
        Assert.Empty(await scene.LabelsAsync());
    }

    private static async Task<string> AgainInChatAsync(Scene scene)
    {
        await scene.WriteAsync("login");
        return await scene.WriteAsync("code");
    }

    [Fact]
    public async Task A_login_without_an_answer_is_given_up_after_ten_minutes()
    {
        var time = new ManualTime();
        await using var scene = await LoginScene.StartAsync(time);
        var step = await scene.StepAsync(Node);
        step = await scene.StepAsync(Node, step.Session(), "next", Field("way", "password"));
        await scene.PassAsync(time, TimeSpan.FromMinutes(9.9));
        step = await scene.StepAsync(Node, step.Session(), "next", Field("username", "careful-x") + Field("password", "demo"));
        await scene.PassAsync(time, TimeSpan.FromMinutes(10.1));
        (await scene.StepAsync(Node, step.Session(), "next", Field("code", "123456"))).AssertError("bad-sessionid");
        Assert.Empty(await scene.LabelsAsync());
    }

    [Fact]
    public async Task A_code_that_nobody_used_in_time_is_no_longer_valid()
    {
        var time = new ManualTime();
        await using var scene = await LoginScene.StartAsync(time);
        await scene.WriteAsync("login");
        await scene.WriteAsync("code");
        await scene.PassAsync(time, TimeSpan.FromMinutes(2.1));
        await scene.ToldAsync("no longer valid");
        Assert.StartsWith("How do you want to log in?", await scene.WriteAsync("login"), StringComparison.Ordinal);
    }
}
