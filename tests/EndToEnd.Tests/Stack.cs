using System.Diagnostics;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>An XMPP server, IRC servers and Bridge between them, for one test.</summary>
internal sealed class Stack : IAsyncDisposable
{
    public const string Domain = "irc.localhost";

    private readonly List<IAsyncDisposable> _clients = [];

    private Stack(XmppServer xmpp, IReadOnlyList<IrcServer> irc)
    {
        Xmpp = xmpp;
        IrcServers = irc;
        Gateway = new GatewayProcess()
            .UseServer(xmpp)
            .AddIrc(new ComponentHost(Domain, XmppServer.Secret), irc);
    }

    public XmppServer Xmpp { get; }

    public IReadOnlyList<IrcServer> IrcServers { get; }

    public IrcServer Irc => IrcServers[0];

    public GatewayProcess Gateway { get; }

    /// <summary>Starts all of it, Bridge last; skips the test when a server is not installed.</summary>
    public static Task<Stack> StartAsync(XmppServer xmpp, params IReadOnlyList<IrcServer> irc) => StartAsync(static _ => Task.CompletedTask, xmpp, irc);

    /// <summary>The same, with something done when all but Bridge is started.</summary>
    public static async Task<Stack> StartAsync(Func<Stack, Task> before, XmppServer xmpp, params IReadOnlyList<IrcServer> irc)
    {
        var stack = new Stack(xmpp, irc);
        foreach (var server in (IEnumerable<PrivateServer>)[xmpp, .. irc, stack.Gateway])
            Assert.SkipUnless(server.WhyMissing is null, server.WhyMissing ?? "");
        try
        {
            await Task.WhenAll(irc.Select(server => server.StartAsync()).Append(xmpp.StartAsync()));
            await before(stack);
            await stack.Gateway.StartAsync();
            await stack.GatewayAnswersAsync();
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until Bridge answers at a domain, through the XMPP server.</summary>
    public async Task GatewayAnswersAsync(string domain = Domain)
    {
        await using var probe = await XmppTestClient.ConnectAsync(Xmpp.ClientPort, "romeo@localhost", XmppServer.Password, "probe");
        for (var clock = Stopwatch.StartNew(); !(await probe.DiscoInfoAsync(domain)).Is("iq", "result");)
        {
            if (!Gateway.IsRunning)
                throw new ServerStartException($"bridge ended with status {Gateway.ExitCode}.\n{Gateway.LogTail()}");
            if (clock.Elapsed > TimeSpan.FromSeconds(30))
                throw new ServerStartException($"bridge does not answer at {domain}.\n{Gateway.LogTail()}");
            await Task.Delay(50);
        }
    }

    /// <summary>Logs in; closed with the stack.</summary>
    public async Task<XmppTestClient> LogInAsync(string account = "juliet", string resource = "balcony")
    {
        var client = await XmppTestClient.ConnectAsync(Xmpp.ClientPort, $"{account}@localhost", XmppServer.Password, resource);
        _clients.Add(client);
        return client;
    }

    /// <summary>Connects to IRC; closed with the stack.</summary>
    public async Task<IrcTestClient> OnIrcAsync(string nick, IrcServer? server = null)
    {
        var client = await IrcTestClient.ConnectAsync((server ?? Irc).Port, nick);
        _clients.Add(client);
        return client;
    }

    /// <summary>The room of a channel.</summary>
    public string Room(string channel, IrcServer? server = null) => $"{channel}%{(server ?? Irc).ServerName}@{Domain}";

    /// <summary>The contact for a nick.</summary>
    public string Contact(string nick, IrcServer? server = null) => $"{nick}%{(server ?? Irc).ServerName}@{Domain}";

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            await client.DisposeAsync();
        // Shown with a failed test only.
        TestContext.Current.TestOutputHelper?.WriteLine(Gateway.LogTail(100));
        await Gateway.DisposeAsync();
        foreach (var server in IrcServers)
            await server.DisposeAsync();
        await Xmpp.DisposeAsync();
    }
}
