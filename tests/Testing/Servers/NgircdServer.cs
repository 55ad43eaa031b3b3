namespace Bridge.Testing.Servers;

/// <summary>ngIRCd: a server without IRCv3, the legacy case.</summary>
public sealed class NgircdServer() : IrcServer("ngircd")
{
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
        Ports = {Port}
        Info = private
        MotdPhrase = private
        ServerUID = nobody
        ServerGID = nogroup
        [Limits]
        MaxConnections = 0
        MaxConnectionsIP = 0
        MaxJoins = 0
        MaxPenaltyTime = 0
        MaxNickLength = 30
        PingTimeout = 600
        PongTimeout = 600
        [Options]
        DNS = no
        Ident = no
        PAM = no
        """);
}
