using System.Globalization;

namespace Bridge.Testing.Servers;

/// <summary>Atheme: NickServ and the logins (SASL PLAIN and EXTERNAL) of an InspIRCd that has <see cref="Name"/> among its peers.</summary>
public sealed class AthemeServices(InspircdServer hub) : PrivateServer("atheme")
{
    /// <summary>Its name as a server.</summary>
    public new const string Name = "services.test";

    /// <summary>The password of links between the private servers.</summary>
    public const string LinkPassword = "linkage";

    private static readonly string[] Modules =
    [
        "protocol/inspircd", "backend/opensex", "crypto/pbkdf2v2", "nickserv/main", "nickserv/cert", "nickserv/identify", "nickserv/register", "nickserv/logout",
        "saslserv/main", "saslserv/plain", "saslserv/external",
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<int> Ports => [];

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Path, string Package)> RequiredFiles => [("/usr/bin/atheme-services", "atheme-services")];

    /// <inheritdoc/>
    protected override ServerCommand Command() => new(
        "/usr/bin/atheme-services", "-n", "-c", Path.Combine(Folder, "atheme.conf"), "-D", Path.Combine(Folder, "data"), "-l", Path.Combine(Folder, "events.log"),
        "-p", Path.Combine(Folder, "atheme.pid"));

    /// <inheritdoc/>
    protected override bool IsReady(string output) => output.Contains("finished synching", StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override void WriteConfiguration()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "data"));
        Write("atheme.conf", $$"""
            {{string.Join('\n', Modules.Select(static module => $"loadmodule \"modules/{module}\";"))}}
            serverinfo {
                name = "{{Name}}"; desc = "private"; numeric = "00A"; recontime = 1; netname = "private"; hidehostsuffix = "users";
                adminname = "admin"; adminemail = "admin@localhost"; registeremail = "noreply@localhost"; mta = "/bin/true";
                loglevel = { info; error; }; maxcertfp = 5; maxlogins = 5; maxusers = 0; maxnicks = 5; maxchans = 5;
                mdlimit = 30; emaillimit = 10; emailtime = 300; auth = none; casemapping = rfc1459;
            };
            uplink "{{hub.ServerName}}" {
                host = "127.0.0.1"; port = {{hub.ServerPort.ToString(CultureInfo.InvariantCulture)}};
                send_password = "{{LinkPassword}}"; receive_password = "{{LinkPassword}}";
            };
            nickserv { nick = "NickServ"; user = "services"; host = "{{Name}}"; real = "NickServ"; spam; };
            saslserv { nick = "SaslServ"; user = "services"; host = "{{Name}}"; real = "SaslServ"; };
            general { commit_interval = 5; flood_msgs = 0; ratelimit_uses = 0; };
            """);
    }
}
