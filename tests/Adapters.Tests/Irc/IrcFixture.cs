using System.Globalization;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>A session on a fake server.</summary>
internal sealed class IrcFixture : IAsyncDisposable
{
    internal const string Server = "irc.test";

    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, string> _settings;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-irc-");

    internal IrcFixture(Action<Dictionary<string, string>>? settings = null, Dictionary<string, string>? credentials = null, string? name = "alice", TimeProvider? time = null, int? port = null, string? user = "alice@example.org", string? folder = null)
    {
        _settings = new Dictionary<string, string>
        {
            [$"Servers:{Server}:Host"] = "127.0.0.1",
            [$"Servers:{Server}:Port"] = (port ?? Fake.Port).ToString(CultureInfo.InvariantCulture),
            [$"Servers:{Server}:Tls"] = "false",
            ["MessagesPerSecond"] = "0",
        };
        settings?.Invoke(_settings);
        Adapter = new Bridge.Adapters.Irc.IrcAdapterFactory().Create(new AdapterContext
        {
            NetworkName = "irc",
            Settings = _settings,
            DataDirectory = folder ?? _folder.FullName,
            Time = time ?? TimeProvider.System,
            Loggers = Log,
        });
        Context = new SessionContext
        {
            User = user,
            Account = new AccountKey(Server),
            Credentials = credentials ?? [],
            PreferredName = name,
        };
        Session = Adapter.CreateSession(Context);
    }

    internal FakeIrcServer Fake { get; } = new();

    internal FailureLog Log { get; } = new();

    internal RecordingSink Events { get; } = new();

    internal INetworkAdapter Adapter { get; }

    internal SessionContext Context { get; }

    internal INetworkSession Session { get; }

    internal IHasGroups Groups => (IHasGroups)Session;

    internal Task Running { get; private set; } = Task.CompletedTask;

    internal static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal void Start() => Running = Session.RunAsync(Events, _stop.Token);

    internal async Task<string> ConnectAsync(string? caps = null, string? isupport = null, bool reads = true)
    {
        Fake.KeepsReading = reads;
        Start();
        var nick = isupport is null ? await Fake.RegisterAsync(caps) : await Fake.RegisterAsync(caps, isupport);
        var connected = await Events.NextAsync<SessionStateChanged>();
        Assert.Equal(SessionState.Connected, connected.State);
        return nick;
    }

    internal async Task JoinAsync(string nick, string channel, string members = "@bob +carol dave", string? topic = null)
    {
        var joining = Groups.JoinGroupAsync(new ChatId(channel), new GroupJoin(nick), Stop);
        await Fake.JoinAsync(nick, channel, members, topic);
        await joining.WaitAsync(FakeIrcServer.Deadline, Stop);
        await Events.NextAsync<GroupJoined>();
    }

    internal async Task<NetworkException> FailureAsync() => await Assert.ThrowsAsync<NetworkException>(() => Running.WaitAsync(FakeIrcServer.Deadline, Stop));

    internal void Cancel() => _stop.Cancel();

    internal static OutgoingMessage Message(string chat, string text, MessageFlags flags = MessageFlags.None, string token = "t1") => new()
    {
        Token = new SendToken(token),
        Chat = new ChatId(chat),
        Content = MessageContent.FromText(text, flags),
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Fake.Drop();
        await Session.DisposeAsync();
        await Fake.DisposeAsync();
        _stop.Dispose();
        _folder.Delete(recursive: true);
    }
}
