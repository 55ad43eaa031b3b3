using System.Globalization;
using Bridge.Testing.Servers;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>InspIRCd with the limits that its example configuration has: fake lag above ten commands, one a second, 10 kB waiting.</summary>
internal sealed class StockInspircd() : IrcServer("inspircd")
{
    private static readonly string[] Modules =
    [
        "cap", "ircv3", "ircv3_accounttag", "ircv3_batch", "ircv3_capnotify", "ircv3_ctctags", "ircv3_echomessage", "ircv3_labeledresponse",
        "ircv3_msgid", "ircv3_servertime", "namesx", "uhnames",
    ];

    internal string? Password { get; init; }

    /// <summary>How many channels somebody may be in.</summary>
    internal int MaxChannels { get; init; } = 20;

    /// <inheritdoc/>
    protected override IReadOnlyList<int> Ports => [Port];

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Path, string Package)> RequiredFiles => [("/usr/sbin/inspircd", "inspircd")];

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
        Write("motd", "stock");
        Write("inspircd.conf", $"""
            <server name="{ServerName}" description="stock" network="stock">
            <admin name="admin" nick="admin" email="admin@localhost">
            <bind address="127.0.0.1" port="{Port.ToString(CultureInfo.InvariantCulture)}" type="clients">
            {string.Join('\n', Modules.Select(module => $"<module name=\"{module}\">"))}
            <connect allow="*" {(Password is null ? "" : $"password=\"{Password}\"")} maxchans="{MaxChannels}" timeout="20" pingfreq="2m" hardsendq="1M"
              softsendq="10240" recvq="10K" threshold="10" commandrate="1000" fakelag="yes" localmax="30" globalmax="30" limit="5000"
              resolvehostnames="no" useident="no">
            <class name="all" commands="*" privs="*" usermodes="*" chanmodes="*">
            <files motd="{Folder}/motd">
            <channels users="{MaxChannels}" opers="{MaxChannels}">
            <limits maxnick="30" maxchan="64">
            <dns server="127.0.0.1" timeout="1">
            <pid file="{Folder}/inspircd.pid">
            <log method="file" type="* -USERINPUT -USEROUTPUT" level="default" target="{Folder}/events.log">
            """);
    }
}

/// <summary>ngIRCd with the limits that it has by itself: ten channels, nicks of nine, penalties; only more connections from one place.</summary>
internal sealed class StockNgircd() : IrcServer("ngircd")
{
    internal string? Password { get; init; }

    /// <summary>How many channels somebody may be in; 0 for any number.</summary>
    internal int MaxChannels { get; init; } = 10;

    /// <inheritdoc/>
    protected override IReadOnlyList<int> Ports => [Port];

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Path, string Package)> RequiredFiles => [("/usr/sbin/ngircd", "ngircd")];

    /// <inheritdoc/>
    protected override ServerCommand Command() => new("/usr/sbin/ngircd", "-n", "-f", Path.Combine(Folder, "ngircd.conf"));

    /// <inheritdoc/>
    protected override void WriteConfiguration() => Write("ngircd.conf", $"""
        [Global]
        Name = {ServerName}
        Listen = 127.0.0.1
        Ports = {Port.ToString(CultureInfo.InvariantCulture)}
        Info = stock
        MotdPhrase = stock
        ServerUID = nobody
        ServerGID = nogroup
        {(Password is null ? "" : "Password = " + Password)}
        [Limits]
        MaxConnectionsIP = 30
        MaxJoins = {MaxChannels.ToString(CultureInfo.InvariantCulture)}
        [Options]
        DNS = no
        Ident = no
        PAM = no
        """);
}
