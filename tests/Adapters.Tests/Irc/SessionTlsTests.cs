using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

public sealed class SessionTlsTests
{
    [Fact]
    public async Task A_certificate_nobody_knows_is_refused()
    {
        using var certificate = Certificate();
        await using var irc = new IrcFixture(x => x[$"Servers:{IrcFixture.Server}:Tls"] = "true");
        irc.Start();
        // How the server learns of it depends on the version of TLS.
        _ = await Record.ExceptionAsync(() => irc.Fake.AcceptAsync(inner => SecureAsync(inner, certificate)));
        var failure = await irc.FailureAsync();
        Assert.Equal((NetworkError.NetworkDown, "irc.tls"), (failure.Error, failure.Code));
    }

    [Theory]
    [InlineData("fingerprint")]
    [InlineData("unverified")]
    public async Task It_is_taken_when_the_operator_says_so(string how)
    {
        using var certificate = Certificate();
        await using var irc = new IrcFixture(x =>
        {
            x[$"Servers:{IrcFixture.Server}:Tls"] = "true";
            x[$"Servers:{IrcFixture.Server}:" + (how == "fingerprint" ? "TrustedFingerprint" : "VerifyCertificate")] =
                how == "fingerprint" ? certificate.GetCertHashString(HashAlgorithmName.SHA256) : "false";
        });
        irc.Start();
        await irc.Fake.AcceptAsync(inner => SecureAsync(inner, certificate));
        await irc.Fake.ExpectAsync("USER");
        await irc.Fake.WelcomeAsync("alice", "NICKLEN=30");
        await irc.Events.NextAsync<SessionStateChanged>();
        Assert.Equal(SendOutcome.Accepted, (await irc.Session.SendAsync(IrcFixture.Message("bob", "hi"), IrcFixture.Stop)).Outcome);
        await irc.Fake.ExpectAsync("PRIVMSG bob :hi");
    }

    [Fact]
    public async Task A_server_without_tls_is_said_to_be_one()
    {
        await using var irc = new IrcFixture(x => x[$"Servers:{IrcFixture.Server}:Tls"] = "true");
        irc.Start();
        await irc.Fake.AcceptAsync();
        await irc.Fake.SendAsync(":irc.test NOTICE * :*** Looking up your hostname");
        irc.Fake.Drop();
        Assert.Equal(NetworkError.NetworkDown, (await irc.FailureAsync()).Error);
    }

    [Fact]
    public async Task A_server_that_waits_for_more_than_tls_is_given_up()
    {
        var time = new ManualTime();
        await using var irc = new IrcFixture(x => x[$"Servers:{IrcFixture.Server}:Tls"] = "true", time: time);
        irc.Start();
        await irc.Fake.AcceptAsync();
        await irc.Fake.ReadSomeAsync();
        time.Advance(TimeSpan.FromSeconds(31));
        var failure = await irc.FailureAsync();
        Assert.Equal((NetworkError.NetworkDown, "irc.tls"), (failure.Error, failure.Code));
        Assert.Contains("TLS", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<Stream> SecureAsync(Stream inner, X509Certificate2 certificate)
    {
        var secure = new SslStream(inner);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate });
        // In TLS 1.3 a client that refuses the certificate says so after the server is done.
        await secure.WriteAsync(":irc.test NOTICE * :hello\r\n"u8.ToArray());
        return await secure.ReadAsync(Memory<byte>.Empty) >= 0 ? secure : inner;
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=irc.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
