using System.Diagnostics;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.Check;

/// <summary>A private Prosody, InspIRCd and Bridge, put together so that a person, or a script, can talk through them.</summary>
internal sealed class Playground : IAsyncDisposable
{
    public const string IrcDomain = "irc.localhost";
    public const string DemoDomain = "demo.localhost";

    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(30);

    public Playground(bool preferKnownPorts)
    {
        Xmpp = preferKnownPorts
            ? new ProsodyServer { Tls = true, ClientPort = FreePorts.Prefer(15222), ComponentPort = FreePorts.Prefer(15347) }
            : new ProsodyServer();
        Irc = preferKnownPorts ? new InspircdServer { Port = FreePorts.Prefer(16667) } : new InspircdServer();
        Gateway = new GatewayProcess()
            .UseServer(Xmpp)
            .AddIrc(new ComponentHost(IrcDomain, XmppServer.Secret), Irc)
            .AddNetwork("demo", "demo", new ComponentHost(DemoDomain, XmppServer.Secret));
    }

    public ProsodyServer Xmpp { get; }

    public InspircdServer Irc { get; }

    public GatewayProcess Gateway { get; }

    public async Task StartAsync()
    {
        foreach (var server in new PrivateServer[] { Xmpp, Irc, Gateway })
            await server.StartAsync();
        await using var probe = await LogInAsync("juliet", "probe");
        await AnswersAsync(probe, IrcDomain);
        await AnswersAsync(probe, DemoDomain);
    }

    public Task<XmppTestClient> LogInAsync(string account, string resource) =>
        XmppTestClient.ConnectAsync(Xmpp.ClientPort, $"{account}@localhost", XmppServer.Password, resource);

    public async ValueTask DisposeAsync()
    {
        // Bridge first: it says goodbye on both sides.
        await Gateway.DisposeAsync();
        await Irc.DisposeAsync();
        await Xmpp.DisposeAsync();
    }

    private async Task AnswersAsync(XmppTestClient probe, string domain)
    {
        for (var clock = Stopwatch.StartNew(); !(await probe.DiscoInfoAsync(domain)).Is("iq", "result");)
        {
            if (!Gateway.IsRunning)
                throw new ServerStartException($"bridge ended with status {Gateway.ExitCode}.\n{Gateway.LogTail()}");
            if (clock.Elapsed > ReadyLimit)
                throw new ServerStartException($"bridge does not answer at {domain}.\n{Gateway.LogTail()}");
            await Task.Delay(50);
        }
    }
}
