using Bridge.Xmpp;

namespace Bridge.Gateway.Privileges;

/// <summary>Says which line is missing in which server's configuration. Pure.</summary>
/// <param name="Component">The network's domain.</param>
/// <param name="Server">The server's domain.</param>
/// <param name="Software">What the server is, when that is known.</param>
internal sealed record PrivilegeTexts(Jid Component, string Server, (string Name, string Version)? Software)
{
    private bool IsProsody => Software?.Name.Equals("Prosody", StringComparison.OrdinalIgnoreCase) == true;

    private bool IsEjabberd => Software?.Name.Equals("ejabberd", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>What is wrong and how to mend it; null when nothing is.</summary>
    public string? Of(PrivilegeProblem problem) => problem switch
    {
        PrivilegeProblem.None => null,
        PrivilegeProblem.NoCopies when IsEjabberd => $"{Consequence} This gateway has the privilege, but ejabberd {Software!.Value.Version} copies such messages neither to "
            + "clients nor into archives. That takes ejabberd 23.10; 25.03 or newer is advised.",
        PrivilegeProblem.NoCopies => $"{Consequence} This gateway has the privilege by its older version (urn:xmpp:privilege:1), and {Server} does not say that it is a server "
            + "which copies such messages to clients: ejabberd does from 23.10 on, and says so with mod_version.",
        PrivilegeProblem.Refused => $"{Consequence} {Server} has granted the privilege and refuses the messages; its log says why.",
        PrivilegeProblem.NotGranted => $"{Consequence} {Server} has privileges (XEP-0356), but this one is not granted to {Component}.{Lines(Grant, EjabberdGrant)}",
        _ => $"{Consequence} {Server} has told {Component} of no privileges (XEP-0356).{Lines($"{Grant}\n{Module}", EjabberdGrant)}",
    };

    private string Consequence => $"What users of {Server} write on other devices of the network is not shown as their own in their XMPP clients.";

    private string Grant => $$"""
        in prosody.cfg.lua, below VirtualHost "{{Server}}":
          modules_enabled = { "privilege" }
          privileged_entities = { ["{{Component}}"] = { message = "outgoing" } }
        """;

    private string Module => $$"""
        and below Component "{{Component}}":
          modules_enabled = { "privilege" }
        """;

    private string EjabberdGrant => $$"""
        in ejabberd.yml:
          acl: { gateways: { server: [ {{Component}} ] } }
          access_rules: { gateways_only: { allow: gateways } }
          modules: { mod_privilege: { message: { outgoing: gateways_only } } }
        """;

    private string Lines(string prosody, string ejabberd) =>
        IsProsody ? $" Missing {prosody}" : IsEjabberd ? $" Missing {ejabberd}" : $" Missing with Prosody {prosody}\nor with ejabberd {ejabberd}";
}
