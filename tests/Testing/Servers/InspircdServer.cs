using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Bridge.Testing.Servers;

/// <summary>InspIRCd with the IRCv3 modules; an operator <c>admin</c> with the password <c>admin</c>.</summary>
public sealed class InspircdServer() : IrcServer("inspircd")
{
    private const string ModuleFolder = "/usr/lib/inspircd/modules";

    private static readonly string[] Modules =
    [
        "cap", "ircv3", "ircv3_accounttag", "ircv3_batch", "ircv3_capnotify", "ircv3_chghost", "ircv3_ctctags",
        "ircv3_echomessage", "ircv3_invitenotify", "ircv3_labeledresponse", "ircv3_msgid", "ircv3_servertime",
        "monitor", "namesx", "uhnames", "services_account", "setname", "chghost", "botmode", "chanhistory", "cgiirc",
        "customprefix", "sajoin", "redirect", "banredirect",
    ];

    /// <summary>Whether it listens with TLS as well, with a certificate made for this run.</summary>
    public bool Tls { get; init; }

    /// <summary>The port with TLS, used when <see cref="Tls"/> is set.</summary>
    public int TlsPort { get; } = FreePorts.Next();

    /// <summary>The names of the servers that may link to it.</summary>
    public IReadOnlyList<string> Peers { get; init; } = [];

    /// <summary>The server that it links to, or null.</summary>
    public InspircdServer? Hub { get; init; }

    /// <summary>The port for servers, used when there are <see cref="Peers"/>.</summary>
    public int ServerPort { get; } = FreePorts.Next();

    /// <summary>The self-signed certificate, once started with <see cref="Tls"/>.</summary>
    public X509Certificate2? Certificate { get; private set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<int> Ports => Tls ? [Port, TlsPort] : [Port];

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Path, string Package)> RequiredFiles =>
    [
        ("/usr/sbin/inspircd", "inspircd"),
        .. Modules.Select(module => ($"{ModuleFolder}/m_{module}.so", "inspircd")),
        .. Tls ? [($"{ModuleFolder}/m_ssl_gnutls.so", "inspircd")] : Array.Empty<(string, string)>(),
    ];

    /// <inheritdoc/>
    protected override ServerCommand Command()
    {
        var configuration = $"--config={Path.Combine(Folder, "inspircd.conf")}";
        return Environment.IsPrivilegedProcess
            ? new ServerCommand("/usr/sbin/inspircd", configuration, "--nofork", "--runasroot")
            : new ServerCommand("/usr/sbin/inspircd", configuration, "--nofork");
    }

    /// <inheritdoc/>
    protected override void WriteConfiguration()
    {
        Write("motd", "private");
        var modules = string.Join('\n', Modules.Select(module => $"<module name=\"{module}\">"));
        Write("inspircd.conf", $"""
            <server name="{ServerName}" description="private" network="private">
            <admin name="admin" nick="admin" email="admin@localhost">
            <bind address="127.0.0.1" port="{Port.ToString(CultureInfo.InvariantCulture)}" type="clients">
            {(Tls ? TlsConfiguration() : "")}
            {(Peers.Count > 0 || Hub is not null ? LinkConfiguration() : "")}
            {modules}
            <customprefix name="halfop" letter="h" prefix="%" rank="20000" ranktoset="30000">
            <chanhistory maxlines="50" prefixmsg="no">
            <cgihost type="webirc" password="webirc" mask="127.0.0.1">
            <connect allow="*" timeout="60" threshold="1000000" commandrate="1000000000" fakelag="off" pingfreq="600"
              hardsendq="1000M" softsendq="512M" recvq="64M" localmax="5000" globalmax="5000" limit="5000"
              maxchans="1000" resolvehostnames="no" useident="no" useconnectban="no" maxconnwarn="no">
            <class name="all" commands="*" privs="*" usermodes="*" chanmodes="*">
            <type name="admin" classes="all" maxchans="1000">
            <oper name="admin" password="admin" host="*@*" type="admin">
            <files motd="{Folder}/motd">
            <channels users="1000" opers="1000">
            <limits maxnick="30" maxchan="64">
            <dns server="127.0.0.1" timeout="1">
            <pid file="{Folder}/inspircd.pid">
            <performance quietbursts="yes" softlimit="5000" somaxconn="1024" netbuffersize="65534" clonesonconnect="no">
            <security maxtargets="20">
            <log method="file" type="* -USERINPUT -USEROUTPUT" level="default" target="{Folder}/events.log">
            """);
    }

    private string LinkConfiguration()
    {
        const string passwords = $"sendpass=\"{AthemeServices.LinkPassword}\" recvpass=\"{AthemeServices.LinkPassword}\"";
        var text = new StringBuilder("<module name=\"spanningtree\">\n");
        if (Peers.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $"<bind address=\"127.0.0.1\" port=\"{ServerPort}\" type=\"servers\">\n");
        foreach (var peer in Peers)
            text.Append(CultureInfo.InvariantCulture, $"<link name=\"{peer}\" ipaddr=\"127.0.0.1\" port=\"1\" allowmask=\"127.0.0.0/8\" {passwords}>\n");
        if (Hub is not null)
            text.Append(CultureInfo.InvariantCulture, $"<link name=\"{Hub.ServerName}\" ipaddr=\"127.0.0.1\" port=\"{Hub.ServerPort}\" {passwords}>\n<autoconnect period=\"1\" server=\"{Hub.ServerName}\">\n");
        // sslinfo tells the services whose certificate it is.
        if (Peers.Contains(AthemeServices.Name))
            text.Append(CultureInfo.InvariantCulture, $"<module name=\"sasl\">\n<module name=\"sslinfo\">\n<sasl target=\"{AthemeServices.Name}\">\n<uline server=\"{AthemeServices.Name}\" silent=\"yes\">\n");
        return text.ToString();
    }

    private string TlsConfiguration()
    {
        (Certificate, var key) = SelfSigned.Create(ServerName);
        var certificateFile = Write("tls.crt", Certificate.ExportCertificatePem());
        var keyFile = Write("tls.key", key);
        return $"""
            <module name="ssl_gnutls">
            <sslprofile name="private" provider="gnutls" certfile="{certificateFile}" keyfile="{keyFile}" hash="sha256">
            <bind address="127.0.0.1" port="{TlsPort.ToString(CultureInfo.InvariantCulture)}" type="clients" sslprofile="private">
            """;
    }
}
