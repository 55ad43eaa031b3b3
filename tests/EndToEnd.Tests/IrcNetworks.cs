using System.Globalization;
using System.Security.Cryptography;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;
using Bridge.Testing.Servers.Spec;

namespace Bridge.EndToEnd.Tests;

/// <summary>
/// One stack for many tests, each with channels and nicks of its own: an InspIRCd with services and a leaf, reached in several ways, ngIRCd, which has
/// nothing beyond RFC 2812, and servers written from the specifications for what no package has.
/// </summary>
public sealed class IrcNetworks : IAsyncLifetime
{
    /// <summary>The names that Bridge is configured with.</summary>
    public const string Modern = "irc.test", Plain = "plain.test", Secure = "secure.test", Upgraded = "sts.test", Introduced = "webirc.test", Locked = "locked.test", Complete = "spec.test",
        Cyrillic = "koi.test", Slow = "slow.test", Proving = "scram.test";

    /// <summary>The account on <see cref="Proving"/>: its name has what SCRAM escapes.</summary>
    public const string AccountName = "keeper,of=keys", AccountPassword = "hunter2";

    /// <summary>The limit of <see cref="Slow"/>.</summary>
    public const int SlowBurst = 10, SlowRate = 3;

    /// <summary>A second network, which keeps no archive.</summary>
    public const string Forgetful = "forgetful.localhost";

    private const string ServerPassword = "open sesame";

    private readonly List<IAsyncDisposable> _open = [];

    internal Stack Stack { get; private set; } = null!;

    /// <summary>InspIRCd.</summary>
    public InspircdServer Hub { get; } = new() { ServerName = Modern, Tls = true, Peers = [AthemeServices.Name, "leaf.test"] };

    /// <summary>A server that is linked to it, once somebody has started it.</summary>
    public InspircdServer Leaf { get; private set; } = null!;

    /// <summary>The services of it.</summary>
    public AthemeServices Services { get; private set; } = null!;

    /// <summary>All that IRCv3 has.</summary>
    public SpecIrcServer Spec { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Leaf = new InspircdServer { ServerName = "leaf.test", Hub = Hub };
        Services = new AthemeServices(Hub);
        Assert.SkipUnless(Services.WhyMissing is null, Services.WhyMissing ?? "");
        var locked = new SpecIrcServer(new SpecIrcOptions { Password = ServerPassword });
        var upgrading = new SpecIrcServer(new SpecIrcOptions { Capabilities = [$"sts=port={Hub.TlsPort.ToString(CultureInfo.InvariantCulture)}"] });
        var proving = new SpecIrcServer(new SpecIrcOptions { Capabilities = ["message-tags", "sasl=SCRAM-SHA-256"], Account = (AccountName, AccountPassword) });
        _open.AddRange([Services, Leaf, Spec, locked, upgrading, proving]);
        proving.Start();
        Spec.Start();
        locked.Start();
        upgrading.Start();
        Stack = await Stack.StartAsync(
            stack =>
            {
                var gateway = stack.Gateway;
                var fingerprint = Hub.Certificate!.GetCertHashString(HashAlgorithmName.SHA256);
                Add(gateway, Secure, Hub.TlsPort, ("Tls", "true"), ("TrustedFingerprint", fingerprint));
                Add(gateway, Upgraded, upgrading.Port, ("Tls", "false"), ("TrustedFingerprint", fingerprint));
                Add(gateway, Introduced, Hub.Port, ("Tls", "false"), ("WebIrc__Password", "webirc"));
                Add(gateway, Locked, locked.Port, ("Tls", "false"), ("Password", ServerPassword));
                Add(gateway, Proving, proving.Port, ("Tls", "false"));
                Add(gateway, Complete, Spec.Port, ("Tls", "false"));
                Add(gateway, Cyrillic, Hub.Port, ("Tls", "false"), ("Encoding", "koi8-r"), ("OutgoingEncoding", "koi8-r"));
                Add(gateway, Slow, Hub.Port, ("Tls", "false"), ("MessagesPerSecond", $"{SlowRate}"), ("Burst", $"{SlowBurst}"));
                gateway.AddNetwork("forgetful", "irc", new ComponentHost(Forgetful, XmppServer.Secret));
                gateway.Settings["Networks__forgetful__Archive__Days"] = "0";
                Add(gateway, Modern, Hub.Port, "forgetful", ("Tls", "false"));
                gateway.Settings["Access__Admins__0"] = "friar@localhost";
                return Task.CompletedTask;
            },
            new ProsodyServer
            {
                Accounts = ["juliet", "romeo", "nurse", "paris", "friar", "lady", "mercutio", "rosaline", "sampson", "benvolio", "peter", "abram", "gregory", "balthasar"],
                Components = [new(Stack.Domain, XmppServer.Secret), new(Forgetful, XmppServer.Secret)],
            },
            Hub, new NgircdServer { ServerName = Plain });
        await Services.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Stack is not null)
            await Stack.DisposeAsync();
        foreach (var each in Enumerable.Reverse(_open))
            await each.DisposeAsync();
    }

    internal static string Room(string channel, string server = Modern) => $"{channel}%{server}@{Stack.Domain}";

    internal static string Contact(string nick, string server = Modern) => Room(nick, server);

    /// <summary>Somebody on IRC, on the server of that name; with IRCv3 where capabilities are named.</summary>
    internal async Task<IrcTestClient> OnIrcAsync(string nick, string server = Modern, string? capabilities = null)
    {
        var port = server switch { Plain => Stack.IrcServers[1].Port, Complete => Spec.Port, "leaf.test" => Leaf.Port, _ => Hub.Port };
        var client = await IrcTestClient.ConnectAsync(port, nick, capabilities);
        lock (_open)
            _open.Add(client);
        return client;
    }

    /// <summary>Somebody in a channel on IRC, and a user of Bridge who comes into its room.</summary>
    internal async Task<(XmppTestClient User, IrcTestClient Other)> MeetAsync(string user, string other, string channel, string server = Modern, string? capabilities = null)
    {
        var onIrc = await OnIrcAsync(other, server, capabilities);
        await onIrc.JoinAsync(channel);
        var client = await Stack.LogInAsync(user, other);
        await client.JoinRoomAsync(Room(channel, server), user);
        return (client, onIrc);
    }

    private static void Add(GatewayProcess gateway, string name, int port, params ReadOnlySpan<(string Key, string Value)> settings) =>
        Add(gateway, name, port, "irc", settings);

    private static void Add(GatewayProcess gateway, string name, int port, string network, params ReadOnlySpan<(string Key, string Value)> settings)
    {
        var prefix = $"Networks__{network}__Settings__Servers__{name}__";
        gateway.Settings[prefix + "Host"] = "127.0.0.1";
        gateway.Settings[prefix + "Port"] = port.ToString(CultureInfo.InvariantCulture);
        foreach (var (key, value) in settings)
            gateway.Settings[prefix + key] = value;
    }
}
