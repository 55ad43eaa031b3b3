using Bridge.Xmpp;

namespace Bridge.Gateway.Media;

/// <summary>Says which line is missing in which server's configuration, so that files can be passed on. Pure.</summary>
/// <param name="Component">The network's domain.</param>
/// <param name="Server">The server's domain.</param>
/// <param name="Software">What the server is, when that is known.</param>
internal sealed record UploadTexts(Jid Component, string Server, (string Name, string Version)? Software)
{
    /// <summary>What is wrong and how to mend it; null when nothing is.</summary>
    public string? Of(UploadProblem problem) => problem switch
    {
        UploadProblem.None => null,
        UploadProblem.NoService => $"{Consequence} {Server} has no space for files (XEP-0363).{Lines($"{Service}\n{Access}", $"{EjabberdAccess}\n{EjabberdService}")} {Own}",
        _ => $"{Consequence} The space for files of {Server} (XEP-0363) lets {Component} put nothing there.{Lines($"{Access}\n{Grant}", EjabberdAccess)} {Own}",
    };

    private string Consequence => $"Files that people on the network send to users of {Server} are not passed on.";

    private static string Own => "\nInstead, Bridge can keep the files itself: set Bridge:Media:PublicUrl.";

    private string Service => $$"""
        in prosody.cfg.lua:
          Component "upload.{{Server}}" "http_file_share"
        """;

    private string Access => $$"""
        in prosody.cfg.lua, below that component of the type http_file_share:
          http_file_share_access = { "{{Server}}", "{{Component}}" }
        """;

    private string Grant => $$"""
        or, so that each user's own quota counts, below VirtualHost "{{Server}}":
          privileged_entities = { ["{{Component}}"] = { iq = { ["urn:xmpp:http:upload:0"] = "get" } } }
        """;

    private string EjabberdAccess => $$"""
        in ejabberd.yml:
          acl: { gateways: { server: [ {{Component}} ] } }
          access_rules: { upload_ok: [ { allow: local }, { allow: gateways } ] }
          modules: { mod_http_upload: { access: upload_ok } }
        """;

    private static string EjabberdService => "and a listener of ejabberd_http with the request handler /upload: mod_http_upload, which put_url names.";

    private string Lines(string prosody, string ejabberd) =>
        Is("Prosody") ? $" Missing {prosody}" : Is("ejabberd") ? $" Missing {ejabberd}" : $" Missing with Prosody {prosody}\nor with ejabberd {ejabberd}";

    private bool Is(string name) => Software?.Name.Equals(name, StringComparison.OrdinalIgnoreCase) == true;
}
