using System.Text;

namespace Bridge.Testing.Servers;

/// <summary>Prosody, with privileges (XEP-0356) for the component domains unless it is to give none.</summary>
public sealed class ProsodyServer() : XmppServer("prosody")
{
    /// <summary>Whether users have an archive (XEP-0313).</summary>
    public bool Archive { get; init; } = true;

    /// <summary>Whether the component domains have privileges.</summary>
    public bool Privileges { get; init; } = true;

    /// <summary>Whether it offers STARTTLS, with a certificate made for this run; it never requires it.</summary>
    public bool Tls { get; init; }

    /// <summary>Whether it takes files (XEP-0363) at <see cref="UploadDomain"/> and hands them out by https, with the certificate in <see cref="CertificatePath"/>.</summary>
    public bool Uploads { get; init; }

    /// <summary>Whether it takes files from its own users alone, and not from the component domains.</summary>
    public bool UploadsForUsersAlone { get; init; }

    /// <summary>Whether the component domains may ask for places for files in users' names; they may only with <see cref="Privileges"/>.</summary>
    public bool UploadPrivilege { get; init; }

    /// <summary>Where files are sent to.</summary>
    public const string UploadDomain = "upload.localhost";

    /// <summary>The port of files.</summary>
    public int WebPort { get; } = FreePorts.Next();

    /// <summary>The certificate made for this run, as PEM; written when it starts.</summary>
    public string CertificatePath => Path.Combine(Folder, "tls.crt");

    /// <summary>Whether browsers can log in, at <c>/xmpp-websocket</c> (RFC 7395) of <see cref="BrowserPort"/>, with pages from <see cref="PagesFolder"/> at <c>/files/</c>.</summary>
    public bool Browsers { get; init; }

    /// <summary>The port for browsers.</summary>
    public int BrowserPort { get; } = FreePorts.Next();

    /// <summary>Where pages for browsers are.</summary>
    public string PagesFolder => Path.Combine(Folder, "pages");

    /// <inheritdoc/>
    protected override IReadOnlyList<int> Ports => [.. base.Ports, .. Uploads ? [WebPort] : (int[])[], .. Browsers ? [BrowserPort] : (int[])[]];

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Path, string Package)> RequiredFiles =>
    [
        ("/usr/bin/prosody", "prosody"),
        ("/usr/lib/prosody/modules/mod_privilege/mod_privilege.lua", "prosody-modules"),
    ];

    /// <inheritdoc/>
    protected override ServerCommand Command() =>
        new("/usr/bin/prosody", "--config", Path.Combine(Folder, "prosody.cfg.lua"), "-F");

    /// <inheritdoc/>
    protected override void WriteConfiguration()
    {
        var text = new StringBuilder($$"""
            run_as_root = {{(Environment.IsPrivilegedProcess ? "true" : "false")}}
            daemonize = false
            data_path = "{{Folder}}/data"
            certificates = "{{Folder}}"
            pidfile = "{{Folder}}/prosody.pid"
            interfaces = { "127.0.0.1" }
            c2s_ports = { {{ClientPort}} }
            component_interfaces = { "127.0.0.1" }
            component_ports = { {{ComponentPort}} }
            modules_enabled = {
                "roster"; "saslauth"; "disco"; "ping"; "pep"; "carbons"; "blocklist"; "bookmarks";
                "time"; "version"; "uptime"; "privilege"; {{(Archive ? "\"mam\";" : "")}} {{(Browsers ? "\"websocket\"; \"http_files\";" : "")}} {{(Tls ? "\"tls\";" : "")}}
            }
            modules_disabled = { "s2s"; {{(Tls ? "" : "\"tls\"")}} }
            {{(Tls || Uploads ? TlsConfiguration() : "")}}
            http_interfaces = { "127.0.0.1" }
            https_interfaces = { "127.0.0.1" }
            http_ports = { {{(Browsers ? BrowserPort : "")}} }
            https_ports = { {{(Uploads ? WebPort : "")}} }
            http_files_dir = "{{PagesFolder}}"
            {{(Browsers ? "http_default_host = \"localhost\"; consider_websocket_secure = true" : "")}}
            c2s_require_encryption = false
            allow_unencrypted_plain_auth = true
            authentication = "internal_plain"
            component_conflict_resolve = "kick_old"
            component_stanza_size_limit = 1048576
            log = { { levels = { min = "info" }, to = "console" } }

            VirtualHost "localhost"
              privileged_entities = {

            """);
        foreach (var component in Privileges ? Components : [])
        {
            text.Append($$"""
                    ["{{component.Domain}}"] = {
                      roster = "both"; message = "outgoing"; presence = "managed_entity";
                      iq = {
                        ["http://jabber.org/protocol/pubsub"] = "both";
                        ["http://jabber.org/protocol/pubsub#owner"] = "set"; {{(UploadPrivilege ? "[\"urn:xmpp:http:upload:0\"] = \"get\";" : "")}}
                      };
                    };

                """);
        }
        text.Append("""
              }
            Component "conference.localhost" "muc"

            """);
        if (Uploads)
        {
            text.Append($$"""
                Component "{{UploadDomain}}" "http_file_share"
                  http_host = "127.0.0.1"
                  http_external_url = "https://127.0.0.1:{{WebPort}}/"
                  {{(UploadsForUsersAlone ? "http_file_share_access = { \"localhost\" }" : "")}}

                """);
        }
        foreach (var component in Components)
        {
            text.Append($$"""
                Component "{{component.Domain}}"
                  component_secret = "{{component.Secret}}"
                  modules_enabled = { "privilege" }

                """);
        }
        Write("prosody.cfg.lua", text.ToString());
        foreach (var account in Accounts)
            Write($"data/localhost/accounts/{account}.dat", $"return {{ [\"password\"] = \"{Password}\"; }};\n");
    }

    private string TlsConfiguration()
    {
        var (certificate, key) = SelfSigned.Create("localhost");
        using (certificate)
            return $$"""ssl = { certificate = "{{Write("tls.crt", certificate.ExportCertificatePem())}}"; key = "{{Write("tls.key", key)}}" }""";
    }
}
