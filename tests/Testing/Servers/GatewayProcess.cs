using System.Globalization;

namespace Bridge.Testing.Servers;

/// <summary>
/// Bridge itself, as the program that was built, configured by environment variables alone. Started again after
/// <see cref="PrivateServer.KillAsync"/> it finds the data it had.
/// </summary>
/// <remarks>
/// It counts as started when the process runs: whether its domains answer is asked through the XMPP server, because that
/// is the only place where it matters.
/// </remarks>
public sealed class GatewayProcess() : PrivateServer("bridge")
{
    /// <summary>Names another build to test (a published one, for example).</summary>
    public const string ProgramVariable = "BRIDGE_GATEWAY_DLL";

    private static readonly TimeSpan RunLimit = TimeSpan.FromSeconds(60);

    private int _runs;

    /// <summary>Where it keeps its data.</summary>
    public string DataDirectory => Path.Combine(Folder, "data");

    /// <summary>
    /// The configuration, without the prefix <c>Bridge__</c>: <c>Networks__irc__Domain</c>. Changes count from the next start.
    /// </summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>Variables outside <c>Bridge__</c>, such as <c>Serilog__MinimumLevel__Default</c>.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <inheritdoc/>
    protected override IReadOnlyList<int> Ports => [];

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Path, string Package)> RequiredFiles =>
        [("/usr/lib/x86_64-linux-gnu/libsqlite3.so.0", "libsqlite3-0")];

    /// <summary>Points it at an XMPP server.</summary>
    public GatewayProcess UseServer(XmppServer server)
    {
        Settings["Server__Host"] = "127.0.0.1";
        Settings["Server__Port"] = Text(server.ComponentPort);
        return this;
    }

    /// <summary>Adds the network <c>irc</c> with these servers, without a limit on messages.</summary>
    public GatewayProcess AddIrc(ComponentHost component, params IReadOnlyList<IrcServer> servers)
    {
        AddNetwork("irc", "irc", component);
        foreach (var server in servers)
        {
            var prefix = $"Networks__irc__Settings__Servers__{server.ServerName}__";
            Settings[prefix + "Host"] = "127.0.0.1";
            Settings[prefix + "Port"] = Text(server.Port);
            Settings[prefix + "Tls"] = "false";
        }
        Settings["Networks__irc__Settings__MessagesPerSecond"] = "0";
        return this;
    }

    /// <summary>Adds a network.</summary>
    public GatewayProcess AddNetwork(string name, string adapter, ComponentHost component)
    {
        Settings[$"Networks__{name}__Adapter"] = adapter;
        Settings[$"Networks__{name}__Domain"] = component.Domain;
        Settings[$"Networks__{name}__Secret"] = component.Secret;
        return this;
    }

    /// <summary>Runs the program by itself, with the same configuration and these arguments, until it ends.</summary>
    public async Task<(int Status, string Output)> RunAsync(params IReadOnlyList<string> arguments)
    {
        WriteConfiguration();
        var command = Command();
        var log = Path.Combine(Folder, $"run-{Text(++_runs)}.log");
        using var process = ServerProcess.Start(command with { Arguments = [.. command.Arguments, .. arguments] }, Folder, log);
        if (!await process.WaitForExitAsync(RunLimit))
            throw new TimeoutException($"It did not end within {RunLimit.TotalSeconds:0} s: {string.Join(' ', arguments)}\n{await ReadAsync()}");
        return (process.ExitCode, await ReadAsync());

        async Task<string> ReadAsync()
        {
            using var reader = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return await reader.ReadToEndAsync();
        }
    }

    /// <inheritdoc/>
    protected override void WriteConfiguration()
    {
        Settings.TryAdd("DataDirectory", DataDirectory);
        Settings.TryAdd("Database", $"Data Source={DataDirectory}/bridge.db");
        Settings.TryAdd("Admin__Url", "http://127.0.0.1:0");
        Settings.TryAdd("Access__Rules__*", "use");
    }

    /// <inheritdoc/>
    protected override ServerCommand Command()
    {
        var variables = Settings.ToDictionary(setting => $"Bridge__{setting.Key}", setting => setting.Value);
        foreach (var (name, value) in Environment)
            variables[name] = value;
        return new ServerCommand("dotnet", FindProgram()) { Environment = variables };
    }

    // From our own place in artifacts/bin/<project>/<pivot>, the program built beside us with the same configuration;
    // its pivot names the runtime as well (debug_linux-x64).
    private static string FindProgram()
    {
        if (System.Environment.GetEnvironmentVariable(ProgramVariable) is { Length: > 0 } named)
            return named;
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = own.Name.Split('_')[0];
        var folder = Path.Combine(own.Parent!.Parent!.FullName, "Bridge.Gateway");
        var found = Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder, configuration + "*")
                .Select(pivot => new FileInfo(Path.Combine(pivot, "Bridge.Gateway.dll")))
                .Where(file => file.Exists)
                .MaxBy(file => file.LastWriteTimeUtc)
            : null;
        return found?.FullName ?? throw new ServerStartException($"Bridge is not built: no Bridge.Gateway.dll under {folder}.");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
