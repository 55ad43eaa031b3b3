using Bridge.Gateway.Commands;
using Bridge.Gateway.Tests.Commands;
using Bridge.Gateway.Tests.Scenarios;
using Bridge.Testing;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Logins;

/// <summary>Getting in by a chat with the control contact.</summary>
public sealed class LoginChatTests
{
    [Fact]
    public async Task The_steps_are_questions()
    {
        await using var scene = await LoginScene.StartAsync();
        Assert.Contains("login: Log in", await scene.WriteAsync("help"), StringComparison.Ordinal);
        Assert.Contains("User name and password, By region, without a password", await scene.WriteAsync("register"), StringComparison.Ordinal);
        Assert.StartsWith("Way to log in: one of ", await scene.WriteAsync("nonsense"), StringComparison.Ordinal);
        Assert.EndsWith("User name? (“cancel” to stop)", await scene.WriteAsync("User name and password"), StringComparison.Ordinal);
        Assert.Contains("Your client keeps what you write", await scene.WriteAsync("careful-joe"), StringComparison.Ordinal);
        Assert.StartsWith("That is not the password.", await scene.WriteAsync("wrong"), StringComparison.Ordinal);
        await scene.WriteAsync("careful-joe");
        Assert.Contains("Code? I never show it.", await scene.WriteAsync("demo"), StringComparison.Ordinal);
        Assert.StartsWith("You are logged in as careful-joe.", await scene.WriteAsync("123456"), StringComparison.Ordinal);
        await Scene.UntilAsync(() => scene.Network.Accounts.Contains("careful-joe"), "the account is connected");
        Assert.Equal("careful-joe: connected, with your login, rooms: none", await scene.WriteAsync("accounts"));
    }

    [Fact]
    public async Task A_shown_code_is_waited_for_and_then_told()
    {
        await using var scene = await LoginScene.StartAsync();
        await scene.WriteAsync("login");
        var shown = await scene.WriteAsync("code");
        var code = shown.Split('\n').Single(line => line.StartsWith("demo:login/", StringComparison.Ordinal));
        Assert.Equal(ChatTexts.StillWaiting, await scene.WriteAsync("and now?"));
        Assert.True(scene.Network.ScanLoginCode(code));
        await scene.HearAsync("You are logged in as alice@localhost.", Scene.Alice);
    }

    [Fact]
    public async Task A_shown_code_is_a_picture_too_where_files_are_passed_on()
    {
        await using var scene = await LoginScene.StartAsync(prepare: static scene => scene.Media = Scene.OwnStore());
        await scene.WriteAsync("login");
        Assert.Contains("demo:login/", await scene.WriteAsync("code"), StringComparison.Ordinal);
        var picture = await scene.Server.ExpectAsync($"/message[@from='{Talk.Bot}/bridge' and @to='{Scene.Phone}' and contains(body, 'files.example')]");
        using var answer = await scene.FetchAsync(picture.Body!);
        Assert.Equal("image/png", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(ChatTexts.StillWaiting, await scene.WriteAsync("and now?"));
        Assert.Single(scene.Seen("/message[contains(body, 'files.example')]"));
    }

    [Fact]
    public async Task A_login_is_cancelled_gone_back_in_and_given_up()
    {
        var time = new ManualTime();
        await using var scene = await LoginScene.StartAsync(time);
        await scene.WriteAsync("login");
        Assert.Equal(ChatTexts.Cancelled, await scene.WriteAsync("cancel"));
        Assert.Equal(ChatTexts.NothingToCancel, await scene.WriteAsync("cancel"));
        await scene.WriteAsync("login");
        await scene.WriteAsync("region");
        Assert.StartsWith("How do you want to log in?", await scene.WriteAsync("back"), StringComparison.Ordinal);
        await scene.WriteAsync("region");
        Assert.Equal("Nobody on the Moon may log in today.", await scene.WriteAsync("the moon"));
        await scene.WriteAsync("login");
        await scene.PassAsync(time, TimeSpan.FromMinutes(10.1));
        await scene.ToldAsync(ChatTexts.GivenUp);
        Assert.Equal(ChatTexts.Unknown, await scene.WriteAsync("region"));
        Assert.Empty(await scene.LabelsAsync());
    }

    [Fact]
    public async Task A_login_that_was_begun_in_one_client_goes_on_in_another_and_is_nobody_elses()
    {
        await using var scene = await LoginScene.StartAsync();
        await scene.WriteAsync("login");
        await scene.WriteAsync("password");
        Assert.StartsWith("How do you want to log in?", await scene.WriteAsync("login", from: LoginScene.Bob), StringComparison.Ordinal);
        var step = await scene.StepAsync(LoginScene.Register, from: Scene.Laptop);
        step = await scene.StepAsync(LoginScene.Register, step.Session(), "next", Talk.Field("username", "kim") + Talk.Field("password", "demo"), from: Scene.Laptop);
        Assert.StartsWith("You are logged in as kim.", step.Said(), StringComparison.Ordinal);
        Assert.StartsWith("You are logged in as kim.", await scene.WriteAsync("late"), StringComparison.Ordinal);
    }
}
