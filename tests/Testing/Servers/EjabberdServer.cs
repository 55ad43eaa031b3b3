using System.Text;

namespace Bridge.Testing.Servers;

/// <summary>ejabberd with privileges (XEP-0356) for the component domains, as an Erlang node of its own without distribution: no node name, no cookie, no epmd.</summary>
public sealed class EjabberdServer() : XmppServer("ejabberd")
{
    /// <summary>Whether it says what it is (XEP-0092).</summary>
    public bool TellsVersion { get; init; } = true;

    /// <summary>Whether it takes files (XEP-0363), from its own users and, when <see cref="UploadsForComponents"/> says so, from the component domains.</summary>
    public bool Uploads { get; init; }

    /// <summary>Whether it takes files from the component domains too.</summary>
    public bool UploadsForComponents { get; init; } = true;

    /// <summary>The port of files.</summary>
    public int WebPort { get; } = FreePorts.Next();

    /// <inheritdoc/>
    protected override IReadOnlyList<int> Ports => Uploads ? [.. base.Ports, WebPort] : base.Ports;

    // Printed by the start expression below once all accounts exist; the ports answer before that.
    private const string ReadyMark = "private-server-is-ready";

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Path, string Package)> RequiredFiles =>
    [
        ("/usr/sbin/ejabberdctl", "ejabberd"),
        ("/usr/bin/erl", "erlang-base"),
    ];

    /// <inheritdoc/>
    protected override bool IsReady(string output) => output.Contains(ReadyMark, StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override ServerCommand Command()
    {
        // The package's ejabberdctl would change to the user ejabberd, start epmd and write to /var: so erl itself.
        var register = new StringBuilder();
        foreach (var account in Accounts)
            register.Append($"ejabberd_auth:try_register(<<\"{account}\">>, <<\"localhost\">>, <<\"{Password}\">>), ");
        register.Append($"io:format(\"{ReadyMark}~n\").");
        return new ServerCommand(
            "/usr/bin/erl", "-noinput", "-mnesia", "dir", $"\"{Folder}/spool\"", "-s", "ejabberd", "-eval", register.ToString())
        {
            Environment = new Dictionary<string, string>
            {
                ["HOME"] = Folder,
                ["EJABBERD_CONFIG_PATH"] = Path.Combine(Folder, "ejabberd.yml"),
                ["EJABBERD_LOG_PATH"] = Path.Combine(Folder, "ejabberd-own.log"),
                ["ERL_CRASH_DUMP"] = Path.Combine(Folder, "erl_crash.dump"),
                ["ERL_CRASH_DUMP_SECONDS"] = "0",
                ["ERL_LIBS"] = "/usr/lib/x86_64-linux-gnu",
            },
        };
    }

    /// <inheritdoc/>
    protected override void WriteConfiguration()
    {
        var text = new StringBuilder($$"""
            hosts: [localhost]
            loglevel: info
            auth_method: internal
            auth_password_format: plain
            listen:
              - port: {{ClientPort}}
                ip: "127.0.0.1"
                module: ejabberd_c2s
                starttls: false
            {{(Uploads ? $"  - {{ port: {WebPort}, ip: \"127.0.0.1\", module: ejabberd_http, request_handlers: {{ /upload: mod_http_upload }} }}" : "")}}
              - port: {{ComponentPort}}
                ip: "127.0.0.1"
                module: ejabberd_service
                check_from: true
                global_routes: false
                hosts:

            """);
        foreach (var component in Components)
            text.Append($"      {component.Domain}: {{ password: \"{component.Secret}\" }}\n");
        text.Append($$"""
            acl:
              gateways: { server: [ {{string.Join(", ", Components.Select(component => component.Domain))}} ] }
            access_rules:
              gateways: { allow: gateways }
              upload_ok: [ { allow: local }, { allow: gateways } ]
            modules:
              mod_roster: {}
              mod_disco: {}
              mod_ping: {}
              mod_last: {}
              mod_caps: {}
              mod_carboncopy: {}
              mod_pubsub: { plugins: [flat, pep] }
              mod_privilege:
                roster: { both: gateways }
                message: { outgoing: gateways }
                presence: { managed_entity: gateways }

            """);
        text.Append("  mod_mam: { default: always }\n");
        if (Uploads)
        {
            text.Append($"  mod_http_upload: {{ put_url: \"http://127.0.0.1:{WebPort}/upload\", docroot: \"{Folder}/upload\", access: {(UploadsForComponents ? "upload_ok" : "local")} }}\n");
        }

        if (TellsVersion)
            text.Append("  mod_version: {}\n");
        Write("ejabberd.yml", text.ToString());
    }
}
