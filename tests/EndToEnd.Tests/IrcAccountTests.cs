using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bridge.Testing.Clients;

namespace Bridge.EndToEnd.Tests;

/// <summary>How users get into IRC servers: logins with real services, passwords, TLS, WEBIRC.</summary>
[Collection(IrcNetworksCollection.Name)]
public sealed class IrcAccountTests(IrcNetworks networks)
{
    private const string Observer = "extended-join account-notify account-tag cap-notify";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_account_is_registered_and_logged_in_to_by_password_and_by_certificate()
    {
        var (juliet, tybalt) = await networks.MeetAsync("juliet", "acct-watch", "#accounts", capabilities: Observer);
        var services = IrcNetworks.Contact("nickserv");
        await juliet.SayAsync(services, "REGISTER hunter2 juliet@localhost.test");
        await juliet.ExpectAsync(stanza => stanza.From().Bare == services && stanza.Body()?.Contains("is now registered", StringComparison.Ordinal) == true, "the answer of NickServ");
        await tybalt.ExpectFromAsync("juliet", "ACCOUNT :juliet");

        // PLAIN.
        Assert.StartsWith("Stored.", await juliet.AskAsync(Address(IrcNetworks.Modern), "login juliet hunter2"), StringComparison.Ordinal);
        await tybalt.ExpectFromAsync("juliet", "JOIN #accounts juliet :", Patience);
        await juliet.SayAsync(IrcNetworks.Room("#accounts"), "by password", "groupchat");
        Assert.Contains("account=juliet", await tybalt.ExpectFromAsync("juliet", "PRIVMSG #accounts :by password"), StringComparison.Ordinal);
        Assert.Contains("Account: juliet", await juliet.AskAsync(Address(IrcNetworks.Modern), "whois juliet"), StringComparison.Ordinal);

        // EXTERNAL.
        using var certificate = Certificate();
        var fingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();
        await juliet.SayAsync(services, $"CERT ADD {fingerprint}");
        await juliet.ExpectAsync(stanza => stanza.From().Bare == services && stanza.Body()?.Contains("Added fingerprint", StringComparison.Ordinal) == true, "the fingerprint's taking");
        var exported = Convert.ToBase64String(certificate.Export(X509ContentType.Pkcs12));
        Assert.StartsWith("Stored.", await juliet.AskAsync(Address(IrcNetworks.Secure), $"set certificate {exported}"), StringComparison.Ordinal);
        await juliet.JoinRoomAsync(IrcNetworks.Room("#accounts", IrcNetworks.Secure), "capulet", Patience);
        await tybalt.ExpectFromAsync("capulet", "JOIN #accounts juliet :");

        // And what is wrong is told.
        await juliet.AskAsync(Address(IrcNetworks.Modern), "login juliet wrong");
        await juliet.ExpectAsync(
            stanza => stanza.From().Bare == IrcNetworks.Room("#accounts") && stanza.ToString().Contains("refuses the login", StringComparison.Ordinal), "the refusal in the room", Patience);
        await juliet.AskAsync(Address(IrcNetworks.Modern), "logout");
    }

    [Fact]
    public async Task An_account_is_logged_in_to_without_showing_the_password()
    {
        var nurse = await networks.Stack.LogInAsync("nurse", "scram");
        var (address, room) = (Address(IrcNetworks.Proving), IrcNetworks.Room("#proof", IrcNetworks.Proving));
        Assert.StartsWith("Stored.", await nurse.AskAsync(address, $"login {IrcNetworks.AccountName} {IrcNetworks.AccountPassword}"), StringComparison.Ordinal);
        await nurse.JoinRoomAsync(room, "nurse", Patience);
        Assert.Contains($"Account: {IrcNetworks.AccountName}", await nurse.AskAsync(address, "whois nurse"), StringComparison.Ordinal);

        await nurse.AskAsync(address, $"login {IrcNetworks.AccountName} wrong");
        await nurse.ExpectAsync(stanza => stanza.From().Bare == room && stanza.ToString().Contains("refuses the login", StringComparison.Ordinal), "the refusal in the room", Patience);
        await nurse.AskAsync(address, "logout");
    }

    [Fact]
    public async Task Who_has_no_account_is_told_how_to_have_one()
    {
        var founder = await networks.OnIrcAsync("founder");
        await founder.JoinAsync("#members");
        await founder.SendAsync("MODE #members +R");
        await founder.ExpectFromAsync("founder", "MODE #members");
        var paris = await networks.Stack.LogInAsync("paris");
        var room = IrcNetworks.Room("#members");
        await paris.SendJoinAsync(room, "paris");
        var refused = await paris.ExpectPresenceAsync($"{room}/paris", "error");
        var error = refused.ChildOf("error")!;
        Assert.NotNull(error.ChildOf("registration-required"));
        Assert.Contains("login", error.ChildOf("text")?.Value, StringComparison.Ordinal);

        // A nick that belongs to somebody.
        await founder.SayAsync("NickServ", "REGISTER hunter2 founder@localhost.test");
        await founder.ExpectFromAsync("NickServ", "is now registered");
        await founder.SendAsync("QUIT :done");
        await paris.JoinRoomAsync(IrcNetworks.Room("#registered"), "founder", Patience);
        await paris.ExpectAsync(
            stanza => stanza.From().Bare == IrcNetworks.Contact("nickserv") && stanza.Body()?.Contains("registered", StringComparison.OrdinalIgnoreCase) == true, "the word of NickServ", Patience);
    }

    [Fact]
    public async Task A_server_s_password_TLS_that_it_asks_for_and_an_address_for_each_user()
    {
        var nurse = await networks.Stack.LogInAsync("nurse", "ways");
        await nurse.JoinRoomAsync(IrcNetworks.Room("#in", IrcNetworks.Locked), "nurse");
        Assert.StartsWith("Stored.", await nurse.AskAsync(Address(IrcNetworks.Locked), "set password wrong"), StringComparison.Ordinal);
        await nurse.SayAsync(Address(IrcNetworks.Locked), "reconnect");
        await nurse.ExpectAsync(
            stanza => stanza.From().Bare == IrcNetworks.Room("#in", IrcNetworks.Locked) && stanza.ToString().Contains("password", StringComparison.Ordinal), "the refusal", Patience);

        var watch = await networks.OnIrcAsync("ways-watch");
        await watch.JoinAsync("#ways");
        await nurse.JoinRoomAsync(IrcNetworks.Room("#ways", IrcNetworks.Upgraded), "nurse-sts", Patience);
        await watch.ExpectFromAsync("nurse-sts", "JOIN");
        await watch.SendAsync("WHOIS nurse-sts");
        await watch.ExpectAsync(line => line.Contains(" 671 ", StringComparison.Ordinal) && line.Contains("nurse-sts", StringComparison.Ordinal), "that the connection is secure");

        await nurse.JoinRoomAsync(IrcNetworks.Room("#ways", IrcNetworks.Introduced), "nurse-web", Patience);
        Assert.Contains("@fd62:7269:6467:", await watch.ExpectFromAsync("nurse-web", "JOIN"), StringComparison.Ordinal);
    }

    private static string Address(string server) => $"{server}@{Stack.Domain}";

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=juliet", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }
}
