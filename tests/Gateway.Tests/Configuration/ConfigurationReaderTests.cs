using System.Runtime.Versioning;
using System.Text;
using Bridge.Gateway.Configuration;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Bridge.Gateway.Tests.Configuration;

public sealed class ConfigurationReaderTests : IDisposable
{
    private const string Network = """ "Networks": { "irc": { "Adapter": "irc", "Domain": "irc.example.org", "Secret": "s3cret" } } """;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_network_is_enough_and_the_rest_has_defaults()
    {
        var (read, problems) = Read(Network);
        Assert.Empty(problems.Errors);
        Assert.Empty(problems.Warnings);
        Assert.Equal(Path.GetFullPath("data"), read.DataDirectory);
        Assert.Equal($"Data Source={Path.GetFullPath("data/bridge.db")}", read.Database.Reveal());
        Assert.Equal(new ServerConfiguration("127.0.0.1", 5347), read.Server);
        Assert.Equal(104_857_600, read.Media.MaxFileBytes);
        Assert.Null(read.Admin);
        Assert.Empty(read.Access.Admins);
        Assert.Empty(read.Access.Rules);
        var network = Assert.Single(read.Networks);
        Assert.Equal(("irc", "irc", "irc.example.org", "s3cret"), (network.Name, network.Adapter, network.Domain, network.Secret.Reveal()));
        Assert.Equal(20, network.AccountsPerUser);
    }

    [Fact]
    public void Everything_is_read()
    {
        var (read, problems) = Read("""
            "DataDirectory": "/var/lib/bridge", "Database": "Data Source=/var/lib/bridge/x.db;Cache=Shared", "DatabaseProvider": "sqlite",
            "Server": { "Host": "xmpp.example.org", "Port": 5275 }, "PluginDirectory": "/opt/plugins",
            "Networks": {
              "Two_2": { "Adapter": "IRC", "Domain": "IRC2.Example.org", "Secret": "b", "AccountsPerUser": 0, "Archive": { "Days": 0, "MaxPerRoom": 500 },
                         "Settings": { "Servers": { "irc.libera.chat": { "Port": 6697, "Tls": true } }, "FixedServer": null, "Burst": 10 } },
              "one": { "Adapter": "demo", "Domain": "demo.example.org", "Secret": "a" }
            },
            "Access": { "Admins": ["Admin@Example.org"], "Rules": { "*": "use", "spam.example": "block", "a@b.example": "link" } },
            "Media": { "MaxFileBytes": 0 }, "Admin": { "Url": "http://127.0.0.1:5080", "Token": "t" }
            """);
        Assert.Empty(problems.Errors);
        Assert.Equal("/var/lib/bridge", read.DataDirectory);
        Assert.Equal("Data Source=/var/lib/bridge/x.db;Cache=Shared", read.Database.Reveal());
        Assert.Equal(new ServerConfiguration("xmpp.example.org", 5275), read.Server);
        Assert.Equal("/opt/plugins", read.PluginDirectory);
        Assert.Equal(["two_2", "one"], read.Networks.Select(n => n.Name));
        Assert.Equal([new ArchiveConfiguration(0, 500), new ArchiveConfiguration(30, 10_000)], read.Networks.Select(n => n.Archive));
        var settings = read.Networks[0].Settings;
        Assert.Equal(("6697", "True", "10"), (settings["servers:irc.libera.chat:PORT"], settings["Servers:irc.libera.chat:Tls"], settings["Burst"]));
        Assert.False(settings.ContainsKey("FixedServer"));
        Assert.Equal(0, read.Networks[0].AccountsPerUser);
        Assert.Equal(["admin@example.org"], read.Access.Admins);
        Assert.Equal(AccessFlags.Use | AccessFlags.Link, read.Access.Rules["a@b.example"]);
        Assert.Equal(0, read.Media.MaxFileBytes);
        Assert.Equal((5080, "t"), (read.Admin!.Url.Port, read.Admin.Token!.Reveal()));
    }

    [Theory]
    [InlineData(""" "Networks": { } """, "Bridge:Networks: there is no network; add a network: \"Bridge\": {")]
    [InlineData(""" "Networks": "irc" """, "Bridge:Networks: is a single value")]
    [InlineData(""" "Networks": { "a b": { "Adapter": "irc" } } """, "Bridge:Networks:a b: is not a name for a network")]
    [InlineData(""" "Networks": { "irc": { "Domain": "irc.x", "Secret": "s" } } """, "Bridge:Networks:irc:Adapter: is missing; set it to")]
    [InlineData(""" "Networks": { "irc": { "Adapter": "irc", "Secret": "s" } } """, "Bridge:Networks:irc:Domain: is missing; set it to")]
    [InlineData(""" "Networks": { "irc": { "Adapter": "irc", "Domain": "irc.x" } } """, "Bridge:Networks:irc:Secret: is missing; set it to")]
    [InlineData(""" "Networks": { "irc": { "Adapter": "irc", "Domain": "irc.x", "Secret": "s", "AccountsPerUser": "many" } } """, "Bridge:Networks:irc:AccountsPerUser = \"many\": is not a number of accounts; use a whole number")]
    [InlineData(""" "Networks": { "irc": { "Adapter": "irc", "Domain": "irc.x", "Secret": " " } } """, "Bridge:Networks:irc:Secret: is missing")]
    [InlineData(""" "Networks": { "irc": { "Adapter": "irc", "Domain": "irc.x", "Secret": "s", "Settings": 1 } } """, "Bridge:Networks:irc:Settings: is a single value")]
    [InlineData(""" "Networks": { "irc": { "Adapter": "irc", "Domain": "irc.x", "Secret": "s", "Setings": { "A": 1 } } } """, "Bridge:Networks:irc:Setings: is not a key that Bridge knows; did you mean Settings")]
    [InlineData(""" "Networks": { "irc": { "Adapter": "irc", "Domain": "irc.x", "Secret": "s", "Archive": { "Days": -1 } } } """, "Bridge:Networks:irc:Archive:Days = \"-1\": is not a number of days")]
    [InlineData(""" "Networks": { "irc": { "Adapter": "irc", "Domain": "irc.x", "Secret": "s", "Archive": { "MaxPerRoom": 0 } } } """, "Bridge:Networks:irc:Archive:MaxPerRoom = \"0\": is not a number of messages")]
    [InlineData(""" "Networks": { "irc": { "Adapter": "irc", "Domain": "irc.x", "Secret": "s", "Archive": { "Day": 1 } } } """, "Bridge:Networks:irc:Archive:Day: is not a key that Bridge knows; did you mean Days")]
    [InlineData(""" "Networks": { "irc": { "Adapter": "irc", "Domain": "irc.x", "Secret": "s", "SecretFile": "/f" } } """, "Bridge:Networks:irc:SecretFile = \"/f\": Secret and SecretFile are both set")]
    [InlineData(""" "Networks": { "irc": { "Adapter": "irc", "Domain": "irc.x", "SecretFile": "/no/such" } } """, "Bridge:Networks:irc:SecretFile = \"/no/such\": there is no such file")]
    public void Mistakes_in_networks_are_told(string json, string expected) => Assert.Contains(expected, Assert.Single(Lines(json)), StringComparison.Ordinal);

    [Theory]
    [InlineData("irc..org")]
    [InlineData(".irc.org")]
    [InlineData("irc.org.")]
    [InlineData("irc_x.org")]
    [InlineData("-irc.org")]
    [InlineData("http://irc.org")]
    [InlineData("irc.org:5347")]
    [InlineData("bot@irc.org")]
    [InlineData("irc org")]
    [InlineData("irc.org/x")]
    public void A_bad_domain_is_told(string domain) =>
        Assert.StartsWith(
            $"Bridge:Networks:irc:Domain = \"{domain}\": is not a domain name; ",
            Assert.Single(Lines($$""" "Networks": { "irc": { "Adapter": "irc", "Domain": "{{domain}}", "Secret": "s" } } """)),
            StringComparison.Ordinal);

    [Fact]
    public void Two_networks_on_one_domain_are_told() =>
        Assert.Contains("Bridge:Networks:b:Domain = \"x.org\": the network a has this domain already", Assert.Single(Lines("""
            "Networks": { "a": { "Adapter": "irc", "Domain": "x.org", "Secret": "s" }, "b": { "Adapter": "irc", "Domain": "X.org", "Secret": "s" } }
            """)), StringComparison.Ordinal);

    [Theory]
    [InlineData(""" "Server": { "Port": 0 } """, "Bridge:Server:Port = \"0\": is not a port")]
    [InlineData(""" "Server": { "Port": 65536 } """, "Bridge:Server:Port = \"65536\": is not a port")]
    [InlineData(""" "Server": { "Port": "xmpp" } """, "Bridge:Server:Port = \"xmpp\": is not a port")]
    [InlineData(""" "Server": { "Port": { "a": 1 } } """, "Bridge:Server:Port: is an object or a list")]
    [InlineData(""" "Server": { "Host": "127.0.0.1:5347" } """, "Bridge:Server:Host = \"127.0.0.1:5347\": is not a host name")]
    [InlineData(""" "Sevrer": { "Port": 1 } """, "Bridge:Sevrer: is not a key that Bridge knows; did you mean Server")]
    [InlineData(""" "Colour": "red" """, "Bridge:Colour: is not a key that Bridge knows; remove it; known here are")]
    [InlineData(""" "Access": { "Admins": ["admin"] } """, "Bridge:Access:Admins:0 = \"admin\": is not a bare JID")]
    [InlineData(""" "Access": { "Admins": ["a@b.org/c"] } """, "Bridge:Access:Admins:0 = \"a@b.org/c\": is not a bare JID")]
    [InlineData(""" "Access": { "Admins": "a@b.org" } """, "Bridge:Access:Admins: is a single value; make it a list or an object")]
    [InlineData(""" "Access": { "Rules": { "a@": "use" } } """, "Bridge:Access:Rules:a@: is not a JID, a domain or *")]
    [InlineData(""" "Access": { "Rules": { "*": "allow" } } """, "Bridge:Access:Rules:* = \"allow\": is not a rule; use block, use, link or admin")]
    [InlineData(""" "Access": { "Admins": ["a@b.org"], "Rules": { "a@b.org": "block" } } """, "Bridge:Access:Rules:a@b.org = \"block\": blocks somebody who is in Bridge:Access:Admins")]
    [InlineData(""" "Media": { "MaxFileBytes": -1 } """, "Bridge:Media:MaxFileBytes = \"-1\": is not a size")]
    [InlineData(""" "Media": { "MaxFileBytes": "10 MB" } """, "Bridge:Media:MaxFileBytes = \"10 MB\": is not a size")]
    [InlineData(""" "Media": { "PublicUrl": "http://files.example.org/" } """, "Bridge:Media:PublicUrl = \"http://files.example.org/\": is not an address that people can fetch files from")]
    [InlineData(""" "Media": { "PublicUrl": "https://files.example.org/?a=b" } """, "Bridge:Media:PublicUrl = ")]
    [InlineData(""" "Media": { "PublicUrl": "files.example.org" } """, "Bridge:Media:PublicUrl = ")]
    [InlineData(""" "Media": { "Listen": "http://files.example.org:80" } """, "Bridge:Media:Listen = \"http://files.example.org:80\": is not an address that files can be served at")]
    [InlineData(""" "Media": { "Listen": "http://127.0.0.1:5080" }, "Admin": { "Url": "http://127.0.0.1:5080" } """, "Bridge:Media:Listen = \"http://127.0.0.1:5080\": is the port of Bridge:Admin:Url")]
    [InlineData(""" "Media": { "KeepDays": 0 } """, "Bridge:Media:KeepDays = \"0\": is not a number of days")]
    [InlineData(""" "Media": { "QuotaBytes": "much" } """, "Bridge:Media:QuotaBytes = \"much\": is not a size")]
    [InlineData(""" "Media": { "TotalBytes": -1 } """, "Bridge:Media:TotalBytes = \"-1\": is not a size")]
    [InlineData(""" "Media": { "PublicURI": "https://files.example.org/" } """, "did you mean PublicUrl")]
    [InlineData(""" "Admin": { "Url": "5080" } """, "Bridge:Admin:Url = \"5080\": is not an address")]
    [InlineData(""" "Admin": { "Url": "https://127.0.0.1" } """, "Bridge:Admin:Url = \"https://127.0.0.1\": is not an address")]
    [InlineData(""" "Admin": { "Url": "http://127.0.0.1:5080/api" } """, "Bridge:Admin:Url = \"http://127.0.0.1:5080/api\": is not an address")]
    [InlineData(""" "Admin": { "Url": "http://bridge.example.org:5080" } """, "Bridge:Admin:Url = \"http://bridge.example.org:5080\": is not an address")]
    [InlineData(""" "Admin": { "Url": "http://localhost:0" } """, "Bridge:Admin:Url = \"http://localhost:0\": is not an address")]
    [InlineData(""" "Admin": { "Url": "http://0.0.0.0:5080" } """, "Bridge:Admin:Url = \"http://0.0.0.0:5080\": can be reached from other machines")]
    [InlineData(""" "DatabaseProvider": "Oracle" """, "Bridge:DatabaseProvider = \"Oracle\": this version has Sqlite only")]
    [InlineData(""" "Database": "bridge.db" """, "Bridge:Database: is not a SQLite connection string")]
    [InlineData(""" "Database": "Data Source=/nowhere/x.db" """, "the folder of the database does not exist; make /nowhere and give it")]
    [InlineData(""" "Database": "Data Source=/" """, "Bridge:Database = \"Data Source=/\": the path is a folder")]
    public void Mistakes_elsewhere_are_told(string json, string expected) =>
        Assert.Contains(expected, Assert.Single(Lines($"{Network}, {json}")), StringComparison.Ordinal);

    [Fact]
    public void All_mistakes_are_told_at_once() =>
        Assert.Equal(5, Lines(""" "Server": { "Port": -1 }, "Networks": { "irc": { } }, "Media": { "MaxFileBytes": "x" } """).Count);

    [Fact]
    public void Secrets_never_show_in_messages()
    {
        var lines = Lines("""
            "Database": "Password=hunter2", "Networks": { "irc": { "Sercet": "hunter2", "Secret": "hunter2", "SecretFile": "x", "Settings": { "PasswordFile": "x", "Password": "hunter2" } } },
            "Admin": { "Url": "http://me:hunter2@127.0.0.1/", "Token": "hunter2", "Tokn": "hunter2" }
            """);
        Assert.NotEmpty(lines);
        Assert.DoesNotContain(lines, l => l.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_that_is_read_prints_a_secret() =>
        Assert.DoesNotContain("s3cret", $"{Read(Network).Read} {Read(Network).Read.Networks[0]}", StringComparison.Ordinal);

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Secrets_come_from_files_without_their_line_break()
    {
        var path = _folder.File("secret", "from a file \n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead);
        var (read, problems) = Read($$"""
            "Networks": { "irc": { "Adapter": "irc", "Domain": "irc.x", "SecretFile": "{{path}}", "Settings": { "Sasl": { "passwordfile": "{{path}}" }, "ClientSecretFile": "{{path}}" } } }
            """);
        Assert.Empty(problems.Errors);
        Assert.Empty(problems.Warnings);
        var network = read.Networks[0];
        Assert.Equal("from a file ", network.Secret.Reveal());
        Assert.Equal(["ClientSecret", "Sasl:password"], network.Settings.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("from a file ", network.Settings["Sasl:Password"]);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_secret_file_open_to_everybody_is_a_warning()
    {
        var path = _folder.File("secret", "x");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var (_, problems) = Read($$""" "Networks": { "irc": { "Adapter": "irc", "Domain": "irc.x", "SecretFile": "{{path}}" } } """);
        Assert.Empty(problems.Errors);
        Assert.Contains("everybody on this machine can read the file; run: chmod 600", Assert.Single(problems.Warnings).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("\n", "the file is empty")]
    public void An_empty_secret_file_is_told(string content, string expected)
    {
        var path = _folder.File("secret", content);
        Assert.Contains(expected, Assert.Single(Lines($$""" "Networks": { "irc": { "Adapter": "irc", "Domain": "irc.x", "SecretFile": "{{path}}" } } """)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_database_is_told()
    {
        var path = _folder.File("bridge.db", "This is a letter to my aunt.");
        Assert.Contains("the file is not a SQLite database", Assert.Single(Lines($$""" {{Network}}, "Database": "Data Source={{path}}" """)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_outside_of_Bridge_is_found()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Networks:irc:Adapter", "irc")]).Build();
        var problems = new ConfigurationProblems(configuration);
        _ = new ConfigurationReader(configuration, problems).Read();
        Assert.Contains("put the object Networks inside an object Bridge", Assert.Single(problems.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_cannot_add_lines_of_its_own() =>
        Assert.DoesNotContain('\n', Assert.Single(Lines($$""" {{Network}}, "Server": { "Port": "1\nerror: fake" } """)));

    private static IReadOnlyList<string> Lines(string json) => [.. Read(json).Problems.Errors.Select(e => e.ToString())];

    private static (BridgeConfiguration Read, ConfigurationProblems Problems) Read(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "Bridge": { {{json}} } }"""));
        var configuration = new ConfigurationBuilder().AddJsonStream(stream).Build();
        var problems = new ConfigurationProblems(configuration);
        return (new ConfigurationReader(configuration, problems).Read(), problems);
    }
}
