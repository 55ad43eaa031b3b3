namespace Bridge.Gateway.Configuration;

/// <summary>
/// Reads the <c>Bridge</c> section by hand: binding by reflection costs more at start than everything in here, and could not say
/// what is wrong in an operator's words. All mistakes are gathered before anything is reported.
/// </summary>
internal sealed class ConfigurationReader(IConfiguration configuration, ConfigurationProblems problems)
{
    private const int DefaultComponentPort = 5347, MostKeepIdsDays = 36_500;
    private readonly SectionReader _bridge = new(configuration.GetSection("Bridge"), problems);

    /// <summary>The configuration as far as it could be read; what is wrong is among the problems, so that later checks can add theirs.</summary>
    public BridgeConfiguration Read()
    {
        var dataDirectory = Path.GetFullPath(_bridge.Text("DataDirectory") ?? "data");
        var admin = ReadAdmin();
        var read = new BridgeConfiguration
        {
            DataDirectory = dataDirectory,
            Database = ReadDatabase(dataDirectory),
            Server = ReadServer(),
            Networks = new NetworksReader(configuration, _bridge.Child("Networks"), problems).Read(),
            Access = new AccessReader(_bridge.Child("Access"), problems).Read(),
            Media = new MediaReader(_bridge.Child("Media"), problems).Read(admin?.Url),
            KeepIds = TimeSpan.FromDays(_bridge.Number(
                "KeepIdsDays", BridgeConfiguration.DefaultKeepIdsDays, 1, MostKeepIdsDays, "is not a number of days", $"use a whole number from 1 to {MostKeepIdsDays}")),
            Admin = admin,
            PluginDirectory = Path.GetFullPath(_bridge.Text("PluginDirectory") ?? Path.Combine(AppContext.BaseDirectory, "plugins")),
        };
        _bridge.RefuseUnknownKeys();
        return read;
    }

    private Secret ReadDatabase(string dataDirectory)
    {
        var provider = _bridge.Text("DatabaseProvider") ?? "Sqlite";
        var database = _bridge.Text("Database");
        if (!provider.Equals("Sqlite", StringComparison.OrdinalIgnoreCase))
        {
            _bridge.Error("DatabaseProvider", provider, "this version has Sqlite only", "remove it, or set it to Sqlite");
        }
        else if (database is not null)
        {
            SqliteFile.Check(_bridge.KeyOf("Database"), database, dataDirectory, problems);
        }

        return new Secret(database ?? $"Data Source={Path.Combine(dataDirectory, "bridge.db")}");
    }

    private ServerConfiguration ReadServer()
    {
        var server = _bridge.Child("Server");
        var host = server.Text("Host") ?? "127.0.0.1";
        if (!AddressShape.IsHost(host))
        {
            server.Error("Host", host, "is not a host name or an address", "use the XMPP server's, without a port, for example 127.0.0.1");
        }

        const string Fix = "use the server's component port, a number from 1 to 65535, usually 5347";
        var port = server.Number("Port", DefaultComponentPort, 1, ushort.MaxValue, "is not a port", Fix);
        server.RefuseUnknownKeys();
        return new ServerConfiguration(host, (int)port);
    }

    private AdminConfiguration? ReadAdmin()
    {
        var admin = _bridge.Child("Admin");
        var url = admin.Text("Url");
        var token = admin.Secret("Token", required: false);
        admin.RefuseUnknownKeys();
        if (url is null)
        {
            return null;
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || !ListenAddress.IsValid(uri))
        {
            var shown = url.Contains('@', StringComparison.Ordinal) ? null : url;
            const string Fix = "use http, an IP address, a port and no path, for example http://127.0.0.1:5080 (for https put a reverse proxy in front)";
            admin.Error("Url", shown, "is not an address the web API can listen on", Fix);
            return null;
        }

        if (token is null && !ListenAddress.IsLoopback(uri))
        {
            admin.Error("Url", url, "can be reached from other machines and there is no token", "use http://127.0.0.1 with a port, or set Bridge:Admin:TokenFile");
        }

        return new AdminConfiguration(uri, token);
    }
}
