using Bridge.Conformance;
using Xunit;

namespace Bridge.Adapters.Tests.Demo;

public sealed class LoginTests : DemoTests
{
    [Fact]
    public async Task A_wrong_password_asks_again_and_a_right_one_logs_in()
    {
        await using var login = Begin("password");
        Assert.IsType<LoginInput>(await login.StartAsync(Stop));
        var again = await AnswerAsync(login, ("username", "careful-romeo"), ("password", "wrong"));
        Assert.NotNull(Assert.IsType<LoginInput>(again).Error);
        var second = Assert.IsType<LoginInput>(await AnswerAsync(login, ("username", "careful-romeo"), ("password", "demo")));
        Assert.Equal("code", Assert.Single(second.Fields).Name);
        var done = Assert.IsType<LoginDone>(await AnswerAsync(login, ("code", "123456")));
        Assert.Equal("careful-romeo", done.Label);
        await using var session = Adapter().CreateSession(new SessionContext { User = User, Account = done.Account, Credentials = done.Credentials });
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var sink = new RecordingSink();
        var run = session.RunAsync(sink, cancel.Token);
        await sink.WaitForAsync<SessionStateChanged>("Connected", _ => true, Patience, Stop);
        Assert.Contains("careful-romeo", Network.Accounts);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task A_choice_may_succeed_fail_or_be_asked_again()
    {
        await using var login = Begin("region");
        Assert.Equal(3, Assert.IsType<LoginChoice>(await login.StartAsync(Stop)).Options.Count);
        Assert.NotNull((await AnswerAsync(login, ("region", "nowhere"))).Error);
        await Assert.ThrowsAsync<NetworkException>(() => AnswerAsync(login, ("region", "moon")));
        Assert.IsType<LoginDone>(await AnswerAsync(login, ("region", "europe")));
    }

    [Fact]
    public async Task A_shown_code_waits_for_the_other_device()
    {
        await using var login = Begin("code", ("ScanSeconds", "60"));
        var shown = Assert.IsType<LoginDisplay>(await login.StartAsync(Stop));
        Assert.True(shown.AsQrCode);
        var waiting = AnswerAsync(login);
        Assert.False(waiting.IsCompleted);
        Assert.True(Network.ScanLoginCode(shown.Text));
        Assert.IsType<LoginDone>(await waiting);
    }

    [Fact]
    public async Task Without_credentials_the_session_ends_for_good()
    {
        await using var session = Adapter().CreateSession(
            new SessionContext { User = User, Account = new AccountKey(""), Credentials = new Dictionary<string, string>() });
        var failure = await Assert.ThrowsAsync<NetworkException>(() => session.RunAsync(new RecordingSink(), Stop));
        Assert.True(failure.IsFinal);
    }

    [Fact]
    public async Task Who_is_logged_out_on_the_network_is_told_for_good()
    {
        await ConnectAsync();
        Network.SetLoggedOut(User, loggedOut: true);
        await using var session = CreateAdapter().CreateSession(
            new SessionContext { User = User, Account = new AccountKey(""), Credentials = new Dictionary<string, string>() });
        var failure = await Assert.ThrowsAsync<NetworkException>(() => session.RunAsync(new RecordingSink(), Stop));
        Assert.Equal(NetworkError.LoggedOut, failure.Error);
    }

    [Theory]
    [InlineData("RequireLogin", "perhaps")]
    [InlineData("BigGroupMembers", "-1")]
    [InlineData("SlowSeconds", "soon")]
    public void A_wrong_setting_is_named(string key, string value)
    {
        var failure = Assert.Throws<AdapterSettingException>(() => CreateAdapter((key, value)));
        Assert.Equal(key, failure.Key);
    }

    private INetworkAdapter Adapter(params (string, string)[] settings) => CreateAdapter([("RequireLogin", "true"), .. settings]);

    private ILoginProcess Begin(string flow, params (string, string)[] settings)
    {
        var adapter = Adapter(settings);
        return ((IHasLogin)adapter).BeginLogin(adapter.Descriptor.LoginFlows.Single(each => each.Id == flow), User);
    }

    private static Task<LoginStep> AnswerAsync(ILoginProcess login, params (string Name, string Value)[] values) =>
        login.ContinueAsync(values.ToDictionary(value => value.Name, value => value.Value), Stop);
}
