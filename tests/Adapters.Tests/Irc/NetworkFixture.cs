using System.Globalization;
using Bridge.Conformance;
using Bridge.Testing.Clients;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>An IRC server with a client of the test's own, and a wire to the adapter that can be cut.</summary>
public abstract class NetworkFixture : IAdapterFixture
{
    private const string Locked = "#locked";

    private readonly IrcRelay _relay = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-irc-");
    private readonly Dictionary<string, IrcTestClient> _others = [];
    private IrcTestClient? _contact;
    private int _port;
    private bool _isGuarded;

    public abstract IReadOnlyDictionary<Ability, string> Cannot { get; }

    public SessionContext Account { get; } = new()
    {
        User = "romeo@example.org",
        Account = new AccountKey("irc.test"),
        Credentials = new Dictionary<string, string>(),
        PreferredName = "romeo",
    };

    public ContactId Contact { get; } = new("juliet");

    public ChatId Group { get; } = new("#verona");

    public ChatId RefusedGroup { get; } = new(Locked);

    public ChatId RefusingChat { get; } = new("nobody");

    public IReadOnlyList<NetworkAddress> Addresses { get; } =
    [
        new NetworkAddress(AddressKind.Account, new AccountKey("irc.test"), ""),
        .. ((string[])["#verona", "##", "#100%", "#%irc.test", "&local", "+modeless", "!12345safe", "#a@b/c", "#<&'\">", "#ünï", "#日本", "#🦜", "#\\20", "#:;?*!"])
            .Select(id => new NetworkAddress(AddressKind.Group, new AccountKey("irc.test"), id)),
        .. ((string[])["juliet", "[a]\\`_^{|}-1", "ñandú", "polly🦜", "1st"])
            .Select(id => new NetworkAddress(AddressKind.Contact, new AccountKey("irc.test"), id)),
    ];

    // A server, its clients and the tests of other classes share few cores.
    public TimeSpan Patience => TimeSpan.FromSeconds(20);

    public int Connections => _relay.Connections;

    private IrcTestClient Peer => _contact ?? throw new InvalidOperationException("The fixture was not started.");

    public async Task StartAsync(CancellationToken stop)
    {
        _port = await StartServerAsync();
        _relay.Start(_port);
        _contact = await IrcTestClient.ConnectAsync(_port, Contact.Value);
        await _contact.JoinAsync(Group.Value);
        await _contact.JoinAsync(Locked);
        await _contact.SendAsync($"MODE {Locked} +i");
        await _contact.FenceAsync();
    }

    public INetworkAdapter CreateAdapter() => new Bridge.Adapters.Irc.IrcAdapterFactory().Create(new AdapterContext
    {
        NetworkName = "irc",
        Settings = new Dictionary<string, string>
        {
            ["Servers:irc.test:Host"] = "127.0.0.1",
            ["Servers:irc.test:Port"] = _relay.Port.ToString(CultureInfo.InvariantCulture),
            ["Servers:irc.test:Tls"] = "false",
            ["Servers:irc.test:Password"] = _isGuarded ? "wrong" : "",
            ["MessagesPerSecond"] = "0",
        },
        DataDirectory = _folder.FullName,
        Time = TimeProvider.System,
        Loggers = NullLoggerFactory.Instance,
    });

    public Task SayAsync(string text, CancellationToken stop) => Peer.SayAsync(_relay.Nick, text);

    public Task SayInGroupAsync(string text, CancellationToken stop) => Peer.SayAsync(Group.Value, text);

    public Task<IReadOnlyList<string>> ReceivedAsync(ChatId chat, CancellationToken stop)
    {
        // The contact is not told its own messages, and nobody else says anything.
        var command = $" PRIVMSG {chat.Value} :";
        return Task.FromResult<IReadOnlyList<string>>(
        [
            .. Peer.Everything.Select(line => (Line: line, At: line.IndexOf(command, StringComparison.Ordinal)))
                .Where(found => found.At > 0 && found.Line.IndexOf(' ', StringComparison.Ordinal) == found.At)
                .Select(found => found.Line[(found.At + command.Length)..]),
        ]);
    }

    public async Task MemberJoinsAsync(string name, CancellationToken stop)
    {
        _others[name] = await IrcTestClient.ConnectAsync(_port, name);
        await _others[name].JoinAsync(Group.Value);
    }

    public Task MemberLeavesAsync(string name, CancellationToken stop) => _others[name].SendAsync($"PART {Group.Value} :goodbye");

    public Task DropConnectionAsync(CancellationToken stop)
    {
        _relay.Drop();
        return Task.CompletedTask;
    }

    public Task RepeatLastAsync(CancellationToken stop) => _relay.RepeatLastAsync();

    public async Task ArmAsync(Fault fault, CancellationToken stop)
    {
        switch (fault)
        {
            case Fault.RefuseConnect:
                _relay.Refuse();
                break;
            case Fault.DropDuringSend:
                _relay.DropAtMessage();
                break;
            case Fault.BadCredentials:
                _isGuarded = true;
                _relay.Target = await StartGuardedAsync();
                break;
            default:
                throw new NotSupportedException($"There is no {fault} here.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _relay.DisposeAsync();
        foreach (var client in _others.Values.Append(_contact))
        {
            if (client is not null)
                await client.DisposeAsync();
        }

        await StopServersAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>Starts the server and tells its port.</summary>
    protected abstract Task<int> StartServerAsync();

    /// <summary>Starts a server of the same kind with a password that the account does not have, and tells its port.</summary>
    protected abstract Task<int> StartGuardedAsync();

    /// <summary>Stops what was started.</summary>
    protected abstract Task StopServersAsync();
}
