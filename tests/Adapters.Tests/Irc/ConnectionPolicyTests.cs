using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bridge.Adapters.Irc;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>What is settled before the registration: TLS that a server asks for, certificates, who the user is to the server.</summary>
public sealed class ConnectionPolicyTests
{
    [Fact]
    public async Task A_server_that_asks_for_tls_gets_it_at_once_and_from_then_on()
    {
        using var certificate = Certificate("irc.test");
        var folder = Directory.CreateTempSubdirectory("bridge-irc-");
        await using var secure = new FakeIrcServer();
        await using (var irc = new IrcFixture(x => Pin(x, certificate), folder: folder.FullName))
        {
            irc.Start();
            await irc.Fake.AcceptAsync();
            await irc.Fake.ExpectAsync("CAP LS");
            await irc.Fake.SendAsync($":irc.test CAP * LS * :sts=port={secure.Port.ToString(CultureInfo.InvariantCulture)},duration=99", ":irc.test CAP * LS :multi-prefix");
            await secure.AcceptAsync(inner => SecureAsync(inner, certificate));
            await secure.SendAsync(":irc.test CAP * LS :sts=unknown,duration=2592000,port=1 multi-prefix");
            Assert.Equal("CAP REQ :multi-prefix", await secure.ExpectAsync("CAP REQ"));
            await secure.SendAsync(":irc.test CAP * ACK :multi-prefix");
            await secure.ExpectAsync("CAP END");
            await secure.WelcomeAsync("alice", "NICKLEN=30");
            await irc.Events.NextAsync<SessionStateChanged>();
            secure.Drop();
            await irc.FailureAsync();
        }

        // Another process, and a configuration that says no TLS.
        await using (var later = new IrcFixture(x => Pin(x, certificate), folder: folder.FullName))
        {
            later.Start();
            await secure.AcceptAsync(inner => SecureAsync(inner, certificate));
            await secure.ExpectAsync("USER");
            await secure.SendAsync(":irc.test CAP * LS :sts=duration=0");
            await secure.ExpectAsync("CAP END");
            await secure.WelcomeAsync("alice", "NICKLEN=30");
            await later.Events.NextAsync<SessionStateChanged>();
        }

        await using (var free = new IrcFixture(x => Pin(x, certificate), folder: folder.FullName))
        {
            free.Start();
            await free.Fake.AcceptAsync();
            await free.Fake.ExpectAsync("USER");
        }
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("sts")]
    [InlineData("sts=")]
    [InlineData("sts=duration=100")]
    [InlineData("sts=port=0")]
    [InlineData("sts=port=65536")]
    [InlineData("sts=port=-1,port")]
    [InlineData("sts=sport=6697,Port=6697")]
    public async Task A_policy_that_is_none_changes_nothing(string offer)
    {
        await using var irc = new IrcFixture();
        irc.Start();
        await irc.Fake.RegisterAsync();
        await irc.Events.NextAsync<SessionStateChanged>();
        await using var other = new IrcFixture();
        other.Start();
        await other.Fake.AcceptAsync();
        await other.Fake.SendAsync($":irc.test CAP * LS :{offer}");
        await other.Fake.ExpectAsync("CAP END");
        await other.Fake.WelcomeAsync("alice", "NICKLEN=30");
        await other.Events.NextAsync<SessionStateChanged>();
    }

    [Fact]
    public void Policies_last_as_long_as_promised_and_survive_a_broken_file()
    {
        var folder = Directory.CreateTempSubdirectory("bridge-irc-");
        var plain = new Bridge.Adapters.Irc.IrcServer { Name = "a", Host = "Irc.Example", Tls = false, Port = 6667 };
        var time = new ManualTime();
        var policies = new StsPolicies(folder.FullName, time);
        Assert.Same(plain, policies.Apply(plain));
        policies.Set("irc.example", 7000, TimeSpan.FromDays(99_999));
        Assert.Equal((true, 7000), (policies.Apply(plain).Tls, policies.Apply(plain).Port));
        Assert.Equal(7000, new StsPolicies(folder.FullName, time).Apply(plain).Port);
        policies.Set("irc.example", 7000, TimeSpan.Zero);
        Assert.Same(plain, new StsPolicies(folder.FullName, time).Apply(plain));
        foreach (var broken in (string[])["", "null", "[]", "{\"irc.example\":null}", "{\"irc.example\":{\"Port\":0,\"Until\":\"2999-01-01T00:00:00Z\"}}", "{\"irc.example\":{\"Port\":7000,\"Until\":\"2001-01-01T00:00:00Z\"}}"])
        {
            File.WriteAllText(Path.Combine(folder.FullName, "sts.json"), broken);
            Assert.Same(plain, new StsPolicies(folder.FullName, time).Apply(plain));
        }
        for (var i = 0; i < 1500; i++)
            policies.Set($"host{i}", 1, TimeSpan.FromDays(1));
        Assert.InRange(new FileInfo(Path.Combine(folder.FullName, "sts.json")).Length, 1, 200_000);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_certificate_logs_in()
    {
        using var server = Certificate("irc.test");
        using var own = Certificate("alice");
        using var key = own.GetRSAPrivateKey()!;
        var pem = own.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem();
        foreach (var text in (string[])[pem, Convert.ToBase64String(own.Export(X509ContentType.Pfx))])
        {
            string? shown = null;
            await using var irc = new IrcFixture(x => Pin(x, server, tls: true), new Dictionary<string, string> { ["certificate"] = text });
            irc.Start();
            await irc.Fake.AcceptAsync(inner => SecureAsync(inner, server, thumbprint => shown = thumbprint));
            await irc.Fake.SendAsync(":irc.test CAP * LS :sasl=PLAIN,EXTERNAL");
            await irc.Fake.ExpectAsync("CAP REQ :sasl");
            await irc.Fake.SendAsync(":irc.test CAP * ACK :sasl");
            Assert.Equal("AUTHENTICATE EXTERNAL", await irc.Fake.ExpectAsync("AUTHENTICATE"));
            await irc.Fake.SendAsync("AUTHENTICATE +");
            Assert.Equal("AUTHENTICATE +", await irc.Fake.ExpectAsync("AUTHENTICATE"));
            await irc.Fake.SendAsync(":irc.test 903 alice :ok");
            await irc.Fake.ExpectAsync("CAP END");
            Assert.Equal(own.Thumbprint, shown);
        }
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    [InlineData("AAAA")]
    public async Task A_certificate_that_is_none_is_for_the_user_to_mend(string text)
    {
        await using var irc = new IrcFixture(credentials: new Dictionary<string, string> { ["certificate"] = text });
        irc.Start();
        var failure = await irc.FailureAsync();
        Assert.Equal(("irc.certificate", true), (failure.Code, failure.IsFinal));
    }

    [Theory]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", true)]
    [InlineData("MIIBAAAA", true)]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", false)]
    [InlineData("nonsense!", false)]
    public void The_option_says_at_once_what_cannot_be_a_certificate(string text, bool isRight) =>
        Assert.Equal(isRight, IrcOptions.FindProblem(IrcOptions.Certificate, null, text) is null);

    [Fact]
    public async Task Webirc_comes_first_and_tells_users_apart()
    {
        var seen = new List<string>();
        foreach (var user in (string?[])["alice@example.org", "bob@example.org", "alice@example.org", null])
        {
            await using var irc = new IrcFixture(x => x[$"Servers:{IrcFixture.Server}:WebIrc:Password"] = "hunter2", user: user);
            irc.Start();
            await irc.Fake.AcceptAsync();
            var words = (await irc.Fake.ReadAsync())!.Split(' ');
            Assert.Equal(("WEBIRC", "hunter2", "bridge", 5), (words[0], words[1], words[2], words.Length));
            Assert.Equal(words[3], words[4]);
            Assert.True(WebIrc.DefaultPrefix.Contains(IPAddress.Parse(words[4])));
            Assert.Equal("CAP LS 302", await irc.Fake.ReadAsync());
            seen.Add(words[4]);
        }
        Assert.Equal(seen[0], seen[2]);
        Assert.Equal(3, seen.Distinct().Count());
    }

    [Fact]
    public async Task The_relay_account_and_who_says_so_are_marked_as_bots_and_people_are_not()
    {
        await using var program = new IrcFixture(credentials: new() { ["bot"] = "true" });
        await program.ConnectAsync(isupport: "BOT=B NICKLEN=30");
        Assert.Equal("MODE alice +B", await program.Fake.ExpectAsync("MODE"));
        await using var relay = new IrcFixture(user: null);
        await relay.ConnectAsync(isupport: "BOT=B NICKLEN=30");
        Assert.Equal("MODE alice +B", await relay.Fake.ExpectAsync("MODE"));
        await using var person = new IrcFixture();
        await person.ConnectAsync(isupport: "BOT=B NICKLEN=30");
        await person.Fake.SendAsync("PING :end");
        while (await person.Fake.ReadAsync() is { } line && line != "PONG :end")
            Assert.DoesNotContain("MODE", line, StringComparison.Ordinal);
    }

    private static void Pin(Dictionary<string, string> settings, X509Certificate2 certificate, bool tls = false)
    {
        settings[$"Servers:{IrcFixture.Server}:Tls"] = tls ? "true" : "false";
        settings[$"Servers:{IrcFixture.Server}:TrustedFingerprint"] = certificate.GetCertHashString(HashAlgorithmName.SHA256);
    }

    private static async Task<Stream> SecureAsync(Stream inner, X509Certificate2 certificate, Action<string?>? shown = null)
    {
        var secure = new SslStream(inner);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate,
            ClientCertificateRequired = shown is not null,
            RemoteCertificateValidationCallback = (_, theirs, _, _) =>
            {
                shown?.Invoke((theirs as X509Certificate2)?.Thumbprint);
                return shown is null || theirs is not null;
            },
        });
        return secure;
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }
}
