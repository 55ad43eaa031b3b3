using System.Globalization;

namespace Bridge.Testing.Servers;

/// <summary>biboumi, another gateway to IRC, whose data Bridge takes over.</summary>
/// <param name="xmpp">The XMPP server, which must run before.</param>
/// <param name="component">Its component there.</param>
public sealed class BiboumiServer(XmppServer xmpp, ComponentHost component) : PrivateServer("biboumi")
{
    /// <summary>Its database.</summary>
    public string Database => Path.Combine(Folder, "biboumi.sqlite");

    /// <inheritdoc/>
    protected override IReadOnlyList<int> Ports => [];

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Path, string Package)> RequiredFiles => [("/usr/bin/biboumi", "biboumi")];

    /// <inheritdoc/>
    protected override bool IsReady(string output) => output.Contains("Authenticated with the XMPP server", StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override ServerCommand Command() => new("/usr/bin/biboumi", Path.Combine(Folder, "biboumi.cfg"));

    /// <inheritdoc/>
    protected override void WriteConfiguration() => Write("biboumi.cfg", $"""
        hostname={component.Domain}
        password={component.Secret}
        xmpp_server_ip=127.0.0.1
        port={xmpp.ComponentPort.ToString(CultureInfo.InvariantCulture)}
        db_name={Database}
        log_level=1
        identd_port=0
        outgoing_bind=127.0.0.1

        """);
}
