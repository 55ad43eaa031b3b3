using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Adapters.Demo;
using Bridge.Gateway.Admin;
using Bridge.Gateway.Configuration;
using Bridge.Gateway.Plugins;
using Bridge.Gateway.Tests.Store;
using Bridge.Testing;
using Bridge.Xmpp;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>A whole gateway with the demo network on one side and an XMPP server played by the test on the other.</summary>
internal sealed class Scene : IAsyncDisposable
{
    public const string Domain = "demo.localhost", Alice = "alice@localhost", Phone = "alice@localhost/phone", Laptop = "alice@localhost/laptop",
        Lobby = "#lobby@demo.localhost", Admin = "admin@localhost/desk";

    private const string Secret = "s3cret";

    private static readonly HttpClient Http = new();

    private readonly string _folder = Directory.CreateTempSubdirectory("bridge-scene-").FullName;
    private readonly string _name = $"demo-{Guid.NewGuid():N}";
    private readonly TimeProvider _time;
    private readonly ErrorLog _log = new();
    private readonly LoggerFactory _loggers;
    private string _data;
    private GatewayStore? _store;
    private BridgeService? _gateway;
    private StoreHealth? _storeHealth;
    private int _lives;

    private Scene(TimeProvider time)
    {
        _time = time;
        _loggers = new LoggerFactory([_log]);
        _data = Path.Combine(_folder, "data");
        Server = new ComponentServer((Domain, Secret));
        Network = DemoNetwork.Open(_name, time);
    }

    public ComponentServer Server { get; }

    public DemoNetwork Network { get; }

    /// <summary>The settings of the demo network, from the next start on.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What rooms keep, from the next start on.</summary>
    public ArchiveConfiguration Archive { get; set; } = ArchiveConfiguration.Default;

    /// <summary>How long ids of messages are known, from the next start on.</summary>
    public TimeSpan KeepIds { get; set; } = TimeSpan.FromDays(BridgeConfiguration.DefaultKeepIdsDays);

    /// <summary>The adapter, when it is not the demo network's.</summary>
    public INetworkAdapterFactory Adapter { get; set; } = new DemoAdapterFactory();

    /// <summary>Who may use the gateway, from the next start on.</summary>
    public Dictionary<string, AccessFlags> Rules { get; } = new()
    {
        ["localhost"] = AccessFlags.Use,
        ["admin@localhost"] = AccessFlags.Use | AccessFlags.Admin,
    };

    /// <summary>How many accounts a user may have, from the next start on.</summary>
    public int AccountsPerUser { get; set; }

    /// <summary>How many people may be watched for one account, from the next start on.</summary>
    public int WatchedContacts { get; set; } = NetworkConfiguration.DefaultWatchedContacts;

    /// <summary>What files are relayed, from the next start on.</summary>
    public MediaConfiguration Media { get; set; } = new(0);

    /// <summary>The network's name in the configuration and the database.</summary>
    public string NetworkName => _name;

    /// <summary>The gateway's own store for files with an address that no test can reach as it is, as behind a reverse proxy.</summary>
    public static MediaConfiguration OwnStore(long maxFileBytes = 100 << 20, long quota = 1 << 30, long total = 1 << 30) => new(maxFileBytes)
    {
        Hosting = new HostingConfiguration(new Uri("https://files.example/shared/"), new Uri("http://127.0.0.1:0"), quota, total),
    };

    /// <summary>Where the gateway keeps its data.</summary>
    public string DataDirectory => _data;

    /// <summary>Asks the gateway's own store for a file, as a reverse proxy does.</summary>
    /// <param name="url">The address that people are given.</param>
    /// <param name="method">GET when null.</param>
    /// <param name="headers">More headers.</param>
    public async Task<HttpResponseMessage> FetchAsync(string url, HttpMethod? method = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, new Uri(_gateway!.FileServer!.Address!, new Uri(url).AbsolutePath));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
    }

    /// <summary>The secret that the gateway is given.</summary>
    public string GivenSecret { get; set; } = Secret;

    /// <summary>What the gateway logged as an error.</summary>
    public IReadOnlyCollection<string> Errors => _log.Errors;

    /// <summary>Everything the gateway logged.</summary>
    public IReadOnlyCollection<string> Log => _log.Lines;

    /// <summary>The accounts as the gateway has them stored.</summary>
    public Bridge.Store.AccountStore Accounts => _store!.Accounts;

    /// <summary>What users have set, as the gateway has it stored.</summary>
    public Bridge.Store.OptionStore Options => _store!.Options;

    /// <summary>What is wrong, as the health endpoint tells it.</summary>
    public string? Trouble => _gateway?.Trouble;

    /// <summary>What is wrong with the database, as the health endpoint tells it.</summary>
    public string? StoreTrouble => _storeHealth?.Trouble;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A running and connected gateway.</summary>
    public static async Task<Scene> StartAsync(TimeProvider? time = null)
    {
        var scene = new Scene(time ?? TimeProvider.System);
        await scene.StartGatewayAsync();
        return scene;
    }

    /// <summary>Everything but the gateway.</summary>
    public static Scene Prepare(TimeProvider? time = null) => new(time ?? TimeProvider.System);

    /// <summary>Starts the gateway on the data that the one before left.</summary>
    public async Task StartGatewayAsync(bool connects = true)
    {
        Directory.CreateDirectory(_data);
        // Tests count what is told of people, and of pictures more is told.
        if (Adapter is DemoAdapterFactory)
            Settings.TryAdd("Pictures", "false");
        var network = new NetworkConfiguration { Name = _name, Adapter = "demo", Domain = Domain, Secret = new Secret(GivenSecret), Settings = Settings, AccountsPerUser = AccountsPerUser, WatchedContacts = WatchedContacts, Archive = Archive };
        var configuration = new BridgeConfiguration
        {
            DataDirectory = _data,
            Database = new Secret($"Data Source={Path.Combine(_data, "bridge.db")}"),
            Server = new ServerConfiguration("127.0.0.1", Server.Port),
            Networks = [network],
            Access = new AccessConfiguration([], Rules),
            Media = Media,
            KeepIds = KeepIds,
            Admin = null,
            PluginDirectory = Path.Combine(_folder, "plugins"),
        };
        var adapter = Adapter.Create(
            new AdapterContext { NetworkName = _name, Settings = Settings, DataDirectory = _data, Time = _time, Loggers = _loggers });
        _store = await GatewayStore.OpenAsync(configuration, _time, _loggers, Stop);
        _storeHealth = new StoreHealth(_store.Writer, _time);
        _gateway = new BridgeService(configuration, [new ConfiguredNetwork(network, adapter)], _store, _loggers, _time);
        if (_gateway.FileServer is { } files)
            await files.StartAsync(Stop);
        await _gateway.StartAsync(Stop);
        if (connects)
            await Server.WhenConnectedAsync(Domain);
    }

    /// <summary>Stops the gateway in order.</summary>
    public async Task StopGatewayAsync()
    {
        if (_gateway is null)
            return;
        await _gateway.StopAsync(CancellationToken.None);
        if (_gateway.FileServer is { } files)
            await files.DisposeAsync();
        _gateway.Dispose();
        await _store!.DisposeAsync();
        _gateway = null;
    }

    /// <summary>
    /// Ends the gateway so that the next one finds what it would find had the process been killed now: the database files as they are at
    /// this moment. What the old one still does is seen by nobody.
    /// </summary>
    public async Task CrashAsync()
    {
        var copy = Path.Combine(_folder, $"life-{++_lives}");
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.EnumerateFiles(_data).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal) && !file.EndsWith("lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        foreach (var key in Directory.Exists(Path.Combine(_data, "keys")) ? Directory.EnumerateFiles(Path.Combine(_data, "keys")) : [])
        {
            Directory.CreateDirectory(Path.Combine(copy, "keys"));
            File.Copy(key, Path.Combine(copy, "keys", Path.GetFileName(key)));
        }

        _data = copy;
        Server.StopListening();
        Server.Drop();
        await StopGatewayAsync();
        Server.Listen();
    }

    /// <summary>From now on nothing can be written to the database.</summary>
    public Task<BrokenDisk> BreakDiskAsync() => BrokenDisk.BreakAsync(_store!.Writer);

    /// <summary>A crash and the next start.</summary>
    public async Task RestartAfterCrashAsync()
    {
        await CrashAsync();
        await StartGatewayAsync();
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        var deadline = DateTime.UtcNow.AddSeconds(10);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, $"This did not happen: {what}");
            await Task.Delay(10, Stop);
        }
    }

    /// <summary>Waits until a query of the database gives a number.</summary>
    public Task UntilStoredAsync(string sql, long expected) => UntilAsync(() => Count(sql) == expected, $"{sql} = {expected}, but it is {Count(sql)}");

    /// <summary>Sends the presence that joins a room.</summary>
    public void Join(string client, string room, string nick, string inside = "") =>
        Server.Send($"<presence from='{client}' to='{room}/{nick}'><x xmlns='http://jabber.org/protocol/muc'>{inside}</x></presence>");

    /// <summary>Joins and waits for the subject, which ends the join.</summary>
    public async Task JoinedAsync(string client, string room, string nick)
    {
        Join(client, room, nick);
        await Server.ExpectAsync($"/message[@to='{client}' and starts-with(@from, '{room}')]/subject");
    }

    /// <summary>The server tells what the gateway may do in its users' names.</summary>
    public void Grant(string permissions = "<perm access='message' type='outgoing'/>", string version = "urn:xmpp:privilege:2", string from = "localhost") =>
        Server.Send($"<message from='{from}' to='{Domain}'><privilege xmlns='{version}'>{permissions}</privilege></message>");

    /// <summary>Says something in a room.</summary>
    public void SayInRoom(string client, string room, string id, string text) =>
        Server.Send($"<message from='{client}' to='{room}' id='{id}' type='groupchat'><body>{text}</body></message>");

    /// <summary>Says something to a person on the network, and asks for a receipt.</summary>
    public void SayTo(string contact, string id, string text, string client = Phone) => Server.Send(
        $"<message from='{client}' to='{contact}@{Domain}' id='{id}' type='chat'><body>{text}</body><request xmlns='urn:xmpp:receipts'/></message>");

    /// <summary>Asks and waits for the answer.</summary>
    public Task<XElement> AskAsync(string type, string to, string payload, string from = Phone, string? id = null)
    {
        id ??= Guid.NewGuid().ToString("N");
        Server.Send($"<iq type='{type}' from='{from}' to='{to}' id='{id}'>{payload}</iq>");
        return Server.ExpectAsync($"/iq[@id='{id}']");
    }

    /// <summary>Everything received that matches.</summary>
    public List<XElement> Seen(string xpath) => [.. Server.Received.Where(stanza => ComponentServerXPath.Matches(stanza, xpath))];

    /// <summary>The bodies of the messages received that match, in order.</summary>
    public List<string> Bodies(string xpath) => [.. Seen(xpath).Select(stanza => stanza.Body ?? "")];

    /// <summary>What the network has received from users, in order.</summary>
    public List<string> Arrived() => [.. Network.Received.Select(received => received.Message.Content.Text?.Plain ?? "")];

    /// <summary>Whether a text stands in any file of the gateway as it is.</summary>
    public bool IsOnDisk(string text) => Directory.EnumerateFiles(_data, "*", SearchOption.AllDirectories)
        .Where(file => !file.EndsWith("lock", StringComparison.Ordinal))
        .Any(file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray().AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0;
        });

    public async ValueTask DisposeAsync()
    {
        // A stop in order waits for the server, by a clock that nobody moves any more.
        Server.StopListening();
        Server.Drop();
        await StopGatewayAsync();
        await Server.DisposeAsync();
        DemoNetwork.Close(_name);
        _loggers.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>What an operator could do to the database with a shell.</summary>
    public void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_data, "bridge.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>The number that a query of the database gives.</summary>
    public long Count(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_data, "bridge.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar() as long? ?? -1;
    }
}
