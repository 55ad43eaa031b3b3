using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>An XMPP server and Bridge with the demo network, for one test.</summary>
internal sealed class DemoStack : IAsyncDisposable
{
    public const string Domain = "demo.localhost", Me = $"me@{Domain}";

    private readonly List<XmppTestClient> _clients = [];

    private DemoStack(XmppServer xmpp)
    {
        Xmpp = xmpp;
        Gateway = new GatewayProcess().UseServer(xmpp).AddNetwork("demo", "demo", xmpp.Components.Single());
    }

    public static IReadOnlyList<ComponentHost> Components { get; } = [new(Domain, XmppServer.Secret)];

    public XmppServer Xmpp { get; }

    public GatewayProcess Gateway { get; }

    /// <summary>Starts both; skips the test when the server is not installed.</summary>
    /// <param name="xmpp">The server.</param>
    /// <param name="settings">The settings of the network.</param>
    public static Task<DemoStack> StartAsync(XmppServer xmpp, params IReadOnlyList<(string Key, string Value)> settings) => StartAsync(xmpp, gateway =>
    {
        foreach (var (key, value) in settings)
            gateway.Settings[$"Networks__demo__Settings__{key}"] = value;
    });

    /// <summary>Starts both; skips the test when the server is not installed.</summary>
    /// <param name="xmpp">The server.</param>
    /// <param name="configure">Adds to the gateway's configuration before it starts.</param>
    public static async Task<DemoStack> StartAsync(XmppServer xmpp, Action<GatewayProcess> configure)
    {
        var stack = new DemoStack(xmpp);
        configure(stack.Gateway);
        foreach (var server in (IEnumerable<PrivateServer>)[xmpp, stack.Gateway])
            Assert.SkipUnless(server.WhyMissing is null, server.WhyMissing ?? "");
        try
        {
            await xmpp.StartAsync();
            await stack.Gateway.StartAsync();
            await stack.AnswersAsync();
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until Bridge answers, through the XMPP server.</summary>
    public async Task AnswersAsync()
    {
        await using var probe = await XmppTestClient.ConnectAsync(Xmpp.ClientPort, "romeo@localhost", XmppServer.Password, "probe");
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (!(await probe.DiscoInfoAsync(Domain)).Is("iq", "result"))
        {
            if (DateTime.UtcNow > deadline)
                throw new ServerStartException($"bridge does not answer.\n{Gateway.LogTail()}");
            await Task.Delay(50);
        }
    }

    /// <summary>Logs in; closed with the stack.</summary>
    public async Task<XmppTestClient> LogInAsync(string resource = "balcony")
    {
        var client = await XmppTestClient.ConnectAsync(Xmpp.ClientPort, "juliet@localhost", XmppServer.Password, resource);
        _clients.Add(client);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            await client.DisposeAsync();
        // Shown with a failed test only.
        TestContext.Current.TestOutputHelper?.WriteLine(Gateway.LogTail(100));
        await Gateway.DisposeAsync();
        await Xmpp.DisposeAsync();
    }
}
