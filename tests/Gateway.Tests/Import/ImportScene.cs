using Bridge.Adapters.Irc;
using Bridge.Gateway.Configuration;
using Bridge.Gateway.Import;
using Bridge.Gateway.Tests.Configuration;
using Bridge.Store;
using Bridge.Testing;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Bridge.Gateway.Tests.Import;

/// <summary>The command import with a configuration and a folder of its own, and what is in Bridge's database after it.</summary>
internal sealed class ImportScene : IDisposable
{
    public const string Juliet = "juliet@example.org";

    private readonly TemporaryFolder _folder = new();

    public ImportScene(int version = 9) => Source = new BiboumiFile(PathOf("biboumi.sqlite"), version);

    public BiboumiFile Source { get; }

    public TimeProvider Time { get; init; } = new ManualTime();

    /// <summary>The settings of the network <c>irc</c> beside adapter, domain and secret.</summary>
    public string Network { get; set; } = """ "Settings": { "Servers": { "irc.test": { "Host": "irc.test" } } } """;

    /// <summary>Other networks, each with a comma behind it.</summary>
    public string Others { get; set; } = "";

    public string Database => PathOf("data/bridge.db");

    public long Now => Time.GetUtcNow().ToUnixTimeSeconds();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public string PathOf(string name) => Path.Combine(_folder.Path, name);

    public Task<ImportEnd> RunAsync(params string[] more) => RunAsync(Stop, more);

    public async Task<ImportEnd> RunAsync(CancellationToken stop, params string[] more) => await RunAsync(Source.Path, stop, more);

    public async Task<ImportEnd> RunAsync(string file, CancellationToken stop, params string[] more)
    {
        await using StringWriter output = new(), error = new();
        var (setup, status) = Prepare(output, error, ["import", "biboumi", file, .. more]);
        if (setup is not null)
        {
            using (setup)
                status = await new ImportRun(setup, setup.Import!, Time, output, error).RunAsync(stop);
        }

        return new ImportEnd(status, output.ToString(), error.ToString());
    }

    /// <summary>Opens Bridge's database as Bridge does.</summary>
    public async Task<GatewayStore> OpenAsync()
    {
        await using StringWriter output = new(), error = new();
        using var setup = Prepare(output, error, []).Setup!;
        return await GatewayStore.OpenAsync(setup.Configuration, Time, setup.Loggers, Stop);
    }

    /// <summary>What is set for a user: everywhere, on a server or in a channel.</summary>
    public async Task<Dictionary<string, string>> SettingsAsync(string user = Juliet, string? server = null, string chat = "")
    {
        await using var store = await OpenAsync();
        var place = new OptionPlace(user, "irc", server is null ? null : store.Accounts.Find(user, "irc", server)?.Id ?? -1, chat);
        return store.Options.Find(place).ToDictionary(static pair => pair.Key, pair => store.Options.Reveal(pair.Value));
    }

    /// <summary>The first column of a query to Bridge's database.</summary>
    public List<string> Query(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read())
            rows.Add(reader.IsDBNull(0) ? "" : reader.GetString(0));
        return rows;
    }

    public void Dispose() => _folder.Dispose();

    private (GatewaySetup? Setup, int Status) Prepare(TextWriter output, TextWriter error, string[] arguments)
    {
        var file = _folder.File("bridge.json", $$"""
            { "Bridge": { "DataDirectory": "{{_folder.Path}}/data",
              "Networks": { {{Others}} "irc": { "Adapter": "irc", "Domain": "irc.example.org", "Secret": "s", {{Network}} } } }, "Serilog": { "MinimumLevel": "Fatal" } }
            """);
        return GatewaySetup.Prepare([.. arguments, "--config", file], [new IrcAdapterFactory()], Time, output, error);
    }
}
