using Xunit;

namespace Bridge.Adapters.Tests.Irc;

public sealed class SessionRegistrationTests
{
    private static readonly Dictionary<string, string> Login = new() { ["sasl-username"] = "alice", ["sasl-password"] = "secret" };

    [Fact]
    public async Task Asks_for_what_is_offered_and_known_over_several_lines()
    {
        await using var irc = new IrcFixture();
        irc.Start();
        await irc.Fake.AcceptAsync();
        await irc.Fake.ExpectAsync("CAP LS 302");
        await irc.Fake.SendAsync(":irc.test CAP * LS * :echo-message unknown/cap=x", ":irc.test CAP * LS :batch sasl=EXTERNAL multi-prefix");
        Assert.Equal("CAP REQ :echo-message batch multi-prefix", await irc.Fake.ExpectAsync("CAP REQ"));
        await irc.Fake.SendAsync(":irc.test CAP * NAK :echo-message batch multi-prefix");
        Assert.Equal("CAP REQ :echo-message", await irc.Fake.ExpectAsync("CAP REQ"));
        Assert.Equal("CAP REQ :batch", await irc.Fake.ExpectAsync("CAP REQ"));
        Assert.Equal("CAP REQ :multi-prefix", await irc.Fake.ExpectAsync("CAP REQ"));
        await irc.Fake.SendAsync(":irc.test CAP * ACK :echo-message", ":irc.test CAP * NAK :batch", ":irc.test CAP * ACK :multi-prefix");
        await irc.Fake.ExpectAsync("CAP END");
        await irc.Fake.WelcomeAsync("alice", "NICKLEN=30");
        await irc.Events.NextAsync<SessionStateChanged>();
    }

    [Fact]
    public async Task Logs_in_by_sasl()
    {
        await using var irc = new IrcFixture(credentials: Login);
        irc.Start();
        await irc.Fake.AcceptAsync();
        await irc.Fake.SendAsync(":irc.test CAP * LS :sasl=PLAIN,EXTERNAL");
        Assert.Equal("CAP REQ :sasl", await irc.Fake.ExpectAsync("CAP REQ"));
        await irc.Fake.SendAsync(":irc.test CAP * ACK :sasl");
        Assert.Equal("AUTHENTICATE PLAIN", await irc.Fake.ExpectAsync("AUTHENTICATE"));
        await irc.Fake.SendAsync("AUTHENTICATE +");
        Assert.Equal("AUTHENTICATE " + Convert.ToBase64String("alice\0alice\0secret"u8), await irc.Fake.ExpectAsync("AUTHENTICATE"));
        await irc.Fake.SendAsync(":irc.test 900 alice a!a@h alice :You are now logged in", ":irc.test 903 alice :SASL authentication successful");
        await irc.Fake.ExpectAsync("CAP END");
        await irc.Fake.WelcomeAsync("alice", "NICKLEN=30");
        await irc.Events.NextAsync<SessionStateChanged>();
    }

    [Theory]
    [InlineData(10)]
    [InlineData(286)]
    [InlineData(287)]
    [InlineData(300)]
    [InlineData(586)]
    [InlineData(2000)]
    public async Task Sasl_answers_go_in_pieces_of_400(int length)
    {
        var password = new string('p', length);
        await using var irc = new IrcFixture(credentials: new Dictionary<string, string> { ["sasl-username"] = "alice", ["sasl-password"] = password });
        irc.Start();
        await irc.Fake.AcceptAsync();
        await irc.Fake.SendAsync(":irc.test CAP * LS :sasl=PLAIN");
        await irc.Fake.ExpectAsync("CAP REQ");
        await irc.Fake.SendAsync(":irc.test CAP * ACK :sasl");
        await irc.Fake.ExpectAsync("AUTHENTICATE PLAIN");
        await irc.Fake.SendAsync("AUTHENTICATE +");
        var secret = "";
        var pieces = 0;
        while (true)
        {
            var piece = (await irc.Fake.ExpectAsync("AUTHENTICATE "))[13..];
            pieces++;
            secret += piece == "+" ? "" : piece;
            Assert.InRange(piece.Length, 1, 400);
            if (piece.Length < 400)
                break;
        }
        Assert.Equal($"alice\0alice\0{password}", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(secret)));
        Assert.Equal((secret.Length / 400) + 1, pieces);
        await irc.Fake.SendAsync(":irc.test 903 alice :ok");
        await irc.Fake.ExpectAsync("CAP END");
    }

    [Theory]
    [InlineData(902)]
    [InlineData(905)]
    [InlineData(906)]
    public async Task Other_ends_of_a_login_are_final_as_well(int numeric)
    {
        await using var irc = new IrcFixture(credentials: Login);
        irc.Start();
        await irc.Fake.AcceptAsync();
        await irc.Fake.SendAsync(":irc.test CAP * LS :sasl");
        await irc.Fake.ExpectAsync("CAP REQ");
        await irc.Fake.SendAsync(":irc.test CAP * ACK :sasl", $":irc.test {numeric} alice :No");
        var failure = await irc.FailureAsync();
        Assert.Equal((NetworkError.BadCredentials, $"irc.{numeric}", true), (failure.Error, failure.Code, failure.IsFinal));
    }

    [Fact]
    public async Task A_refused_login_is_final()
    {
        await using var irc = new IrcFixture(credentials: Login);
        irc.Start();
        await irc.Fake.AcceptAsync();
        await irc.Fake.SendAsync(":irc.test CAP * LS :sasl");
        await irc.Fake.ExpectAsync("CAP REQ");
        await irc.Fake.SendAsync(":irc.test CAP * ACK :sasl");
        await irc.Fake.ExpectAsync("AUTHENTICATE PLAIN");
        await irc.Fake.SendAsync("AUTHENTICATE +", ":irc.test 904 alice :SASL authentication failed");
        var failure = await irc.FailureAsync();
        Assert.Equal((NetworkError.BadCredentials, "irc.904", true), (failure.Error, failure.Code, failure.IsFinal));
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_sasl_on_the_server_the_user_is_told()
    {
        await using var irc = new IrcFixture(credentials: Login);
        irc.Start();
        await irc.Fake.RegisterAsync("");
        Assert.True((await irc.Events.NextAsync<Notice>()).IsError);
        await irc.Events.NextAsync<SessionStateChanged>();
    }

    [Fact]
    public async Task A_lie_about_capabilities_changes_nothing()
    {
        await using var irc = new IrcFixture();
        irc.Start();
        await irc.Fake.AcceptAsync();
        await irc.Fake.SendAsync(":irc.test CAP * LS :multi-prefix");
        await irc.Fake.ExpectAsync("CAP REQ");
        await irc.Fake.SendAsync(":irc.test CAP * ACK :multi-prefix sasl echo-message labeled-response batch");
        await irc.Fake.ExpectAsync("CAP END");
        await irc.Fake.WelcomeAsync("alice", "NICKLEN=30");
        await irc.Events.NextAsync<SessionStateChanged>();
        Assert.Same(SendResult.Accepted, await irc.Session.SendAsync(IrcFixture.Message("bob", "hi"), IrcFixture.Stop));
        Assert.Equal("PRIVMSG bob :hi", await irc.Fake.ExpectAsync("PRIVMSG"));
    }

    [Fact]
    public async Task A_taken_nick_gets_a_tail_and_the_server_has_the_last_word()
    {
        await using var irc = new IrcFixture();
        irc.Start();
        await irc.Fake.AcceptAsync();
        await irc.Fake.ExpectAsync("NICK alice");
        await irc.Fake.SendAsync(":irc.test 433 * alice :Nickname is already in use.");
        await irc.Fake.ExpectAsync("NICK alice_");
        await irc.Fake.SendAsync(":irc.test 433 * alice_ :Nickname is already in use.");
        await irc.Fake.ExpectAsync("NICK alice__");
        await irc.Fake.WelcomeAsync("alice_x", "NICKLEN=30");
        Assert.Equal("alice_x", (await irc.Events.NextAsync<SessionStateChanged>()).OwnName);
    }

    [Fact]
    public async Task A_nick_that_is_too_long_is_cut()
    {
        await using var irc = new IrcFixture(name: "averylongnickname");
        irc.Start();
        await irc.Fake.AcceptAsync();
        await irc.Fake.ExpectAsync("NICK averylongnickname");
        await irc.Fake.SendAsync(":irc.test 432 * averylongnickname :Nickname too long, max. 9 characters");
        await irc.Fake.ExpectAsync("NICK averylong");
        await irc.Fake.SendAsync(":irc.test 433 * averylong :Nickname is already in use.");
        await irc.Fake.ExpectAsync("NICK averylon_");
    }

    [Fact]
    public async Task A_welcome_without_motd_ends_with_the_answer_to_a_ping()
    {
        await using var irc = new IrcFixture();
        irc.Start();
        await irc.Fake.AcceptAsync();
        await irc.Fake.SendAsync(":irc.test 001 alice :Welcome");
        var ping = await irc.Fake.ExpectAsync("PING ");
        await irc.Fake.SendAsync($":irc.test PONG irc.test {ping[5..]}");
        await irc.Events.NextAsync<SessionStateChanged>();
    }

    [Fact]
    public async Task The_servers_password_goes_first()
    {
        await using var irc = new IrcFixture(x => x[$"Servers:{IrcFixture.Server}:Password"] = "pass word");
        irc.Start();
        await irc.Fake.AcceptAsync();
        Assert.Equal("CAP LS 302", await irc.Fake.ReadAsync());
        Assert.Equal("PASS :pass word", await irc.Fake.ReadAsync());
        await irc.Fake.SendAsync(":irc.test 464 * :Password incorrect");
        Assert.Equal(NetworkError.BadCredentials, (await irc.FailureAsync()).Error);
    }

    [Theory]
    [InlineData("ERROR :Closing Link: alice[h] (K-lined: spam)", NetworkError.Banned)]
    [InlineData(":irc.test 465 alice :You are banned from this server", NetworkError.Banned)]
    [InlineData("ERROR :Trying to reconnect too fast.", NetworkError.Throttled)]
    [InlineData("ERROR :Closing Link: (Throttled: Reconnecting too fast) -Email x", NetworkError.Throttled)]
    [InlineData("ERROR :Too many connections from your IP", NetworkError.Throttled)]
    [InlineData("ERROR :Closing link: (a@127.0.0.1) [Access denied by configuration]", NetworkError.Forbidden)]
    [InlineData("ERROR :Closing Link: Server shutting down", NetworkError.NetworkDown)]
    [InlineData("ERROR", NetworkError.NetworkDown)]
    public async Task The_end_of_a_connection_has_a_reason(string line, NetworkError error)
    {
        await using var irc = new IrcFixture();
        irc.Start();
        await irc.Fake.AcceptAsync();
        await irc.Fake.SendAsync(line);
        var failure = await irc.FailureAsync();
        Assert.Equal(error, failure.Error);
        Assert.Equal(error is NetworkError.Banned or NetworkError.Throttled or NetworkError.Forbidden, failure.RetryAfter > TimeSpan.FromMinutes(1));
        Assert.False(failure.IsFinal);
    }

    [Fact]
    public async Task Nobody_there_is_a_network_that_is_down()
    {
        await using var irc = new IrcFixture(port: 1);
        irc.Start();
        Assert.Equal((NetworkError.NetworkDown, "irc.refused"), ((await irc.FailureAsync()).Error, (await irc.FailureAsync()).Code));
    }
}
