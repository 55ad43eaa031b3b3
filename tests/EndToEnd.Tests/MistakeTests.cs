using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>Operators' mistakes: a line that names the key and the fix, and never a stack trace.</summary>
public sealed class MistakeTests
{
    private const int ConfigurationError = 78;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("Networks__irc__Domain", "not a domain", "Networks:irc:Domain")]
    [InlineData("Networks__irc__Domain", "", "Networks:irc:Domain")]
    [InlineData("Networks__irc__Secret", "", "Networks:irc:Secret")]
    [InlineData("Networks__irc__Adapter", "icq", "Networks:irc:Adapter")]
    [InlineData("Server__Port", "70000", "Server:Port")]
    [InlineData("Server__Port", "many", "Server:Port")]
    [InlineData("Admin__Url", "nonsense", "Admin:Url")]
    [InlineData("Database", "Data Source=/proc/nowhere/bridge.db", "Database")]
    [InlineData("DataDirectory", "/proc/nowhere", "DataDirectory")]
    [InlineData("Networks__irc__Settings__Servers__irc.test__Port", "0", "Servers:irc.test:Port")]
    public async Task A_wrong_value_ends_the_start_with_status_78_and_names_the_key(string setting, string value, string key)
    {
        await using var gateway = Configured();
        gateway.Settings[setting] = value;
        await StartUntilItEndsAsync(gateway);

        Assert.True(await gateway.WaitForExitAsync(Patience) == ConfigurationError, gateway.LogTail());
        AssertLine(gateway, key);
    }

    [Fact]
    public async Task All_mistakes_are_named_at_once()
    {
        await using var gateway = Configured();
        gateway.Settings["Networks__irc__Domain"] = "not a domain";
        gateway.Settings["Server__Port"] = "70000";
        await StartUntilItEndsAsync(gateway);

        Assert.True(await gateway.WaitForExitAsync(Patience) == ConfigurationError, gateway.LogTail());
        AssertLine(gateway, "Networks:irc:Domain");
        AssertLine(gateway, "Server:Port");
    }

    [Fact]
    public async Task A_taken_port_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var gateway = Configured();
        gateway.Settings["Admin__Url"] = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        await StartUntilItEndsAsync(gateway);

        Assert.NotEqual(0, await gateway.WaitForExitAsync(Patience));
        AssertLine(gateway, "Admin:Url");
    }

    [Fact]
    public async Task A_wrong_secret_is_named_and_tried_again()
    {
        await using var xmpp = new ProsodyServer();
        Assert.SkipUnless(xmpp.WhyMissing is null, xmpp.WhyMissing ?? "");
        await xmpp.StartAsync();
        await using var gateway = Configured().UseServer(xmpp);
        gateway.Settings["Networks__irc__Secret"] = "wrong";
        await gateway.StartAsync();

        await SaysAsync(gateway, "Networks:irc:Secret");
    }

    [Fact]
    public async Task An_unknown_domain_is_named()
    {
        await using var xmpp = new ProsodyServer();
        Assert.SkipUnless(xmpp.WhyMissing is null, xmpp.WhyMissing ?? "");
        await xmpp.StartAsync();
        await using var gateway = Configured().UseServer(xmpp);
        gateway.Settings["Networks__irc__Domain"] = "unknown.localhost";
        await gateway.StartAsync();

        await SaysAsync(gateway, "unknown.localhost");
    }

    [Fact]
    public async Task The_port_of_clients_is_not_taken_for_an_unknown_domain_alone()
    {
        await using var xmpp = new ProsodyServer();
        Assert.SkipUnless(xmpp.WhyMissing is null, xmpp.WhyMissing ?? "");
        await xmpp.StartAsync();
        await using var gateway = Configured().UseServer(xmpp);
        gateway.Settings["Server__Port"] = xmpp.ClientPort.ToString(CultureInfo.InvariantCulture);
        await gateway.StartAsync();

        await SaysAsync(gateway, "Server:Port");
    }

    [Fact]
    public async Task A_port_where_no_XMPP_server_answers_is_named()
    {
        using var web = new TcpListener(IPAddress.Loopback, 0);
        web.Start();
        await using var gateway = Configured();
        gateway.Settings["Server__Port"] = ((IPEndPoint)web.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await gateway.StartAsync();
        using var client = await web.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);

        await SaysAsync(gateway, "Server:Port");
    }

    [Fact]
    public async Task Without_a_server_it_says_what_it_waits_for_and_finds_it_later()
    {
        await using var xmpp = new ProsodyServer();
        Assert.SkipUnless(xmpp.WhyMissing is null, xmpp.WhyMissing ?? "");
        await using var gateway = Configured().UseServer(xmpp);
        await gateway.StartAsync();
        await SaysAsync(gateway, $"127.0.0.1:{xmpp.ComponentPort}");

        await xmpp.StartAsync();
        await using var juliet = await XmppTestClient.ConnectAsync(xmpp.ClientPort, "juliet@localhost", XmppServer.Password);
        for (var deadline = DateTime.UtcNow + Patience; !(await juliet.DiscoInfoAsync(Stack.Domain)).Is("iq", "result");)
        {
            Assert.True(DateTime.UtcNow < deadline, gateway.LogTail());
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private static GatewayProcess Configured()
    {
        var gateway = new GatewayProcess();
        Assert.SkipUnless(gateway.WhyMissing is null, gateway.WhyMissing ?? "");
        gateway.AddIrc(new ComponentHost(Stack.Domain, XmppServer.Secret), new NgircdServer());
        gateway.Settings["Server__Host"] = "127.0.0.1";
        gateway.Settings["Server__Port"] = "1";
        return gateway;
    }

    private static async Task StartUntilItEndsAsync(GatewayProcess gateway)
    {
        try
        {
            await gateway.StartAsync();
        }
        catch (ServerStartException)
        {
            // It was faster than we could see it run.
        }
    }

    private static async Task SaysAsync(GatewayProcess gateway, string text)
    {
        for (var deadline = DateTime.UtcNow + Patience; !gateway.Output.Contains(text, StringComparison.OrdinalIgnoreCase);)
        {
            Assert.True(DateTime.UtcNow < deadline, $"It does not say '{text}'.\n{gateway.LogTail()}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        AssertLine(gateway, text);
    }

    private static void AssertLine(GatewayProcess gateway, string text)
    {
        Assert.True(gateway.Output.Contains(text, StringComparison.OrdinalIgnoreCase), $"No line names {text}.\n{gateway.LogTail()}");
        Assert.False(gateway.Output.Contains("   at ", StringComparison.Ordinal), $"A stack trace is no help to an operator.\n{gateway.LogTail()}");
    }
}
