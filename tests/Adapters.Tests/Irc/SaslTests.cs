using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Bridge.Adapters.Irc;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

public sealed class SaslTests
{
    private const string Nonce = "rOprNGfwEbeRWgbNEkqO";
    private const string ServerFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private const string ServerFinal = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    private static readonly Dictionary<string, string> Login = new() { ["sasl-username"] = "alice", ["sasl-password"] = "secret" };

    [Fact]
    public void Scram_gives_the_answers_of_its_rfc()
    {
        var scram = new SaslScram("user", "pencil", Nonce);
        Assert.Equal("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", Answer(scram, ""));
        Assert.Equal("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", Answer(scram, ServerFirst));
        Assert.False(scram.IsSatisfied);
        Assert.Equal("", Answer(scram, ServerFinal));
        Assert.True(scram.IsSatisfied);
        Assert.Throws<SaslException>(() => Answer(scram, ""));
    }

    [Theory]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("r=somethingElse,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx y,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOxy,s=,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOxy,s=%%%,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOxy,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOxy,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1000001")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOxy,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=-4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOxy,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=99999999999999999999")]
    [InlineData("m=must,r=rOprNGfwEbeRWgbNEkqOxy,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("e=unknown-user")]
    [InlineData("")]
    [InlineData("\0")]
    public void Scram_does_not_believe_everything(string serverFirst)
    {
        var scram = new SaslScram("user", "pencil", Nonce);
        Answer(scram, "");
        Assert.Throws<SaslException>(() => Answer(scram, serverFirst));
        Assert.False(scram.IsSatisfied || scram.HasProved);
    }

    [Theory]
    [InlineData("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")]
    [InlineData("v=")]
    [InlineData("v=AAAA")]
    [InlineData("e=other-error")]
    [InlineData("")]
    public void A_server_that_does_not_know_the_account_is_found_out(string serverFinal)
    {
        var scram = new SaslScram("user", "pencil", Nonce);
        Answer(scram, "");
        Answer(scram, ServerFirst);
        Assert.Throws<SaslException>(() => Answer(scram, serverFinal));
        Assert.False(scram.IsSatisfied);
    }

    [Fact]
    public void Names_with_the_marks_of_scram_are_escaped() => Assert.StartsWith("n,,n=a=2Cb=3Dc,r=", Answer(new SaslScram("a,b=c", "x", Nonce), ""), StringComparison.Ordinal);

    [Theory]
    [InlineData("PLAIN,EXTERNAL,SCRAM-SHA-256", true, true, "EXTERNAL SCRAM-SHA-256 PLAIN")]
    [InlineData("plain,scram-sha-256", true, false, "SCRAM-SHA-256 PLAIN")]
    [InlineData("PLAIN,SCRAM-SHA-256", false, false, "SCRAM-SHA-256")]
    [InlineData("PLAIN", false, false, "")]
    [InlineData("SCRAM-SHA-1,ECDSA-NIST256P-CHALLENGE", true, true, "")]
    [InlineData("", true, false, "PLAIN SCRAM-SHA-256")]
    [InlineData("", true, true, "EXTERNAL PLAIN SCRAM-SHA-256")]
    [InlineData("", false, false, "SCRAM-SHA-256")]
    public void The_best_comes_first_and_a_password_goes_where_it_may(string offered, bool maySendPassword, bool certificate, string expected) =>
        Assert.Equal(expected, string.Join(' ', new SaslCredentials("alice", "secret", certificate).Choose(offered, maySendPassword)));

    [Fact]
    public void Without_credentials_there_is_nothing_to_try()
    {
        Assert.False(new SaslCredentials("alice", null, false).Exist);
        Assert.Empty(new SaslCredentials("alice", null, false).Choose("PLAIN,SCRAM-SHA-256,EXTERNAL", true));
    }

    [Fact]
    public async Task Logs_in_by_scram_and_ends_with_an_empty_answer()
    {
        await using var irc = await OfferAsync("PLAIN,SCRAM-SHA-256");
        await PlayScramAsync(irc, "secret");
        Assert.Equal("AUTHENTICATE +", await irc.Fake.ReadAsync());
        await irc.Fake.SendAsync(":irc.test 900 alice a!a@h alice :You are now logged in", ":irc.test 903 alice :ok");
        Assert.Equal("CAP END", await irc.Fake.ReadAsync());
        await irc.Fake.WelcomeAsync("alice", "NICKLEN=30");
        await irc.Events.NextAsync<SessionStateChanged>();
    }

    [Fact]
    public async Task A_wrong_signature_ends_the_session_and_no_password_is_tried()
    {
        await using var irc = await OfferAsync("PLAIN,SCRAM-SHA-256");
        await PlayScramAsync(irc, "another");
        var failure = await irc.FailureAsync();
        Assert.Equal((NetworkError.BadCredentials, "irc.sasl", true), (failure.Error, failure.Code, failure.IsFinal));
        Assert.Equal("AUTHENTICATE *", await irc.Fake.ReadAsync());
        Assert.NotEqual("AUTHENTICATE PLAIN", await irc.Fake.ReadAsync());
    }

    [Fact]
    public async Task Success_without_a_signature_is_not_believed()
    {
        await using var irc = await OfferAsync("SCRAM-SHA-256");
        Assert.Equal("AUTHENTICATE SCRAM-SHA-256", await irc.Fake.ExpectAsync("AUTHENTICATE"));
        await irc.Fake.SendAsync("AUTHENTICATE +", ":irc.test 903 alice :ok");
        Assert.Equal("irc.sasl", (await irc.FailureAsync()).Code);
    }

    [Fact]
    public async Task A_mechanism_that_is_not_there_after_all_leads_to_the_next()
    {
        await using var irc = await OfferAsync("PLAIN,SCRAM-SHA-256");
        Assert.Equal("AUTHENTICATE SCRAM-SHA-256", await irc.Fake.ExpectAsync("AUTHENTICATE"));
        await irc.Fake.SendAsync(":irc.test 908 alice PLAIN :are available SASL mechanisms", ":irc.test 904 alice :SASL authentication failed");
        Assert.Equal("AUTHENTICATE PLAIN", await irc.Fake.ExpectAsync("AUTHENTICATE"));
        await irc.Fake.SendAsync("AUTHENTICATE +");
        Assert.Equal("AUTHENTICATE " + Convert.ToBase64String("alice\0alice\0secret"u8), await irc.Fake.ExpectAsync("AUTHENTICATE"));
        await irc.Fake.SendAsync(":irc.test 904 alice :SASL authentication failed");
        Assert.Equal("irc.904", (await irc.FailureAsync()).Code);
    }

    [Theory]
    [InlineData("endless")]
    [InlineData("base64")]
    [InlineData("again")]
    public async Task Nonsense_ends_the_login(string kind)
    {
        await using var irc = await OfferAsync("PLAIN");
        await irc.Fake.ExpectAsync("AUTHENTICATE PLAIN");
        await irc.Fake.SendAsync(kind switch
        {
            "endless" => [.. Enumerable.Repeat("AUTHENTICATE " + new string('A', 400), 100)],
            "base64" => ["AUTHENTICATE !!!!"],
            _ => ["AUTHENTICATE +", "AUTHENTICATE +"],
        });
        var failure = await irc.FailureAsync();
        Assert.Equal((NetworkError.BadCredentials, "irc.sasl"), (failure.Error, failure.Code));
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_challenge_in_pieces_is_read_as_a_whole()
    {
        await using var irc = await OfferAsync("SCRAM-SHA-256");
        await irc.Fake.ExpectAsync("AUTHENTICATE SCRAM-SHA-256");
        await irc.Fake.SendAsync("AUTHENTICATE +");
        var nonce = Decode(await irc.Fake.ExpectAsync("AUTHENTICATE")).Split("r=")[1];
        var challenge = Convert.ToBase64String(Encoding.ASCII.GetBytes($"r={nonce}{new string('x', 500)},s=c2FsdA==,i=4096"));
        await irc.Fake.SendAsync("AUTHENTICATE " + challenge[..400], "AUTHENTICATE " + challenge[400..]);
        var piece = await irc.Fake.ExpectAsync("AUTHENTICATE ");
        Assert.Equal(413, piece.Length);
    }

    [Fact]
    public async Task An_account_that_must_be_there_is_asked_for()
    {
        await using var irc = new IrcFixture();
        irc.Start();
        await irc.Fake.AcceptAsync();
        await irc.Fake.SendAsync("FAIL * ACCOUNT_REQUIRED_TO_CONNECT :You need an account");
        var failure = await irc.FailureAsync();
        Assert.True(failure.IsFinal);
        Assert.Contains("You need an account", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_later_is_told()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        await irc.Fake.SendAsync(":irc.test 900 alice alice!a@h alice :You are now logged in as alice");
        Assert.Contains("logged in", (await irc.Events.NextAsync<Notice>()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_that_becomes_possible_later_is_used_at_once()
    {
        await using var irc = new IrcFixture(credentials: Login);
        irc.Start();
        var nick = await irc.Fake.RegisterAsync("cap-notify");
        await irc.Events.NextAsync<SessionStateChanged>();
        await irc.Fake.SendAsync($":irc.test CAP {nick} NEW :sasl=PLAIN");
        await irc.Fake.ExpectAsync("CAP REQ :sasl");
        await irc.Fake.SendAsync($":irc.test CAP {nick} ACK :sasl");
        Assert.Equal("AUTHENTICATE PLAIN", await irc.Fake.ExpectAsync("AUTHENTICATE"));
        await irc.Fake.SendAsync("AUTHENTICATE +");
        await irc.Fake.ExpectAsync("AUTHENTICATE ");
        await irc.Fake.SendAsync($":irc.test 904 {nick} :Wrong password", $":irc.test CAP {nick} NEW :away-notify");
        Assert.Equal(("irc.904", true), await irc.Events.NextAsync<Notice>(notice => notice.Code == "irc.904") is var refused ? (refused.Code, refused.IsError) : default);
        // No more of it until the server offers it anew, and the account stays where it is.
        Assert.Equal("CAP REQ :away-notify", await irc.Fake.ReadAsync());
        await irc.Fake.SendAsync($":irc.test CAP {nick} ACK :away-notify", $":irc.test CAP {nick} NEW :sasl=PLAIN");
        Assert.Equal("CAP REQ :sasl", await irc.Fake.ReadAsync());
        await irc.Fake.SendAsync($":irc.test CAP {nick} ACK :sasl");
        Assert.Equal("AUTHENTICATE PLAIN", await irc.Fake.ReadAsync());
        await irc.Fake.SendAsync("AUTHENTICATE +");
        await irc.Fake.ExpectAsync("AUTHENTICATE ");
        await irc.Fake.SendAsync($":irc.test 900 {nick} {nick}!a@h alice :You are now logged in", $":irc.test 903 {nick} :Done", "PING :after");
        Assert.Equal("PONG :after", await irc.Fake.ReadAsync());
        Assert.False(irc.Running.IsCompleted);
    }

    private static async Task<IrcFixture> OfferAsync(string mechanisms)
    {
        var irc = new IrcFixture(credentials: Login);
        irc.Start();
        await irc.Fake.AcceptAsync();
        await irc.Fake.SendAsync(":irc.test CAP * LS :sasl=" + mechanisms);
        await irc.Fake.ExpectAsync("CAP REQ :sasl");
        await irc.Fake.SendAsync(":irc.test CAP * ACK :sasl");
        return irc;
    }

    // The server's side, up to its signature.
    private static async Task PlayScramAsync(IrcFixture irc, string password)
    {
        Assert.Equal("AUTHENTICATE SCRAM-SHA-256", await irc.Fake.ExpectAsync("AUTHENTICATE"));
        await irc.Fake.SendAsync("AUTHENTICATE +");
        var clientFirst = Decode(await irc.Fake.ExpectAsync("AUTHENTICATE"))[3..];
        var serverFirst = string.Create(CultureInfo.InvariantCulture, $"r={clientFirst.Split("r=")[1]}more,s=c2FsdA==,i=4096");
        await irc.Fake.SendAsync("AUTHENTICATE " + Convert.ToBase64String(Encoding.ASCII.GetBytes(serverFirst)));
        var clientFinal = Decode(await irc.Fake.ExpectAsync("AUTHENTICATE"));
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), "salt"u8, 4096, HashAlgorithmName.SHA256, 32);
        var message = Encoding.ASCII.GetBytes($"{clientFirst},{serverFirst},{clientFinal[..clientFinal.LastIndexOf(",p=", StringComparison.Ordinal)]}");
        var signature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), message);
        await irc.Fake.SendAsync("AUTHENTICATE " + Convert.ToBase64String(Encoding.ASCII.GetBytes("v=" + Convert.ToBase64String(signature))));
    }

    private static string Decode(string line) => Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(' ')[1]));

    private static string Answer(SaslScram scram, string challenge) => Encoding.UTF8.GetString(scram.Answer(Encoding.UTF8.GetBytes(challenge)));
}
