using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>A real IRC server on loopback from a configuration of its own; the test is skipped where there is none.</summary>
internal sealed class LiveServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private LiveServer(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        Port = port;
    }

    internal int Port { get; }

    internal static Task<LiveServer> InspIrcdAsync() => StartAsync("/usr/sbin/inspircd", (folder, port) => ($"--config={folder}/ircd.conf --nofork --runasroot", $"""
        <server name="irc.live.test" description="live" network="live">
        <admin name="a" nick="a" email="a@localhost">
        <bind address="127.0.0.1" port="{port}" type="clients">
        <connect allow="*" timeout="60" threshold="1000000" commandrate="1000000000" fakelag="off" pingfreq="600" hardsendq="10M" softsendq="1M"
          recvq="1M" localmax="500" globalmax="500" limit="500" maxchans="100" resolvehostnames="no" useident="no" useconnectban="no">
        <module name="cap"><module name="ircv3"><module name="ircv3_accounttag"><module name="ircv3_batch"><module name="ircv3_capnotify">
        <module name="ircv3_ctctags"><module name="ircv3_echomessage"><module name="ircv3_labeledresponse"><module name="ircv3_msgid">
        <module name="ircv3_servertime"><module name="chghost"><module name="namesx"><module name="uhnames">
        <files motd="{folder}/motd">
        <limits maxnick="30" maxchan="64">
        <dns server="127.0.0.1" timeout="1">
        <pid file="{folder}/pid">
        <log method="file" type="*" level="default" target="{folder}/log">
        """));

    internal static Task<LiveServer> NgIrcdAsync() => StartAsync("/usr/sbin/ngircd", (folder, port) => ($"-n -f {folder}/ircd.conf", $"""
        [Global]
        Name = irc.live.test
        Listen = 127.0.0.1
        Ports = {port}
        MotdPhrase = hello
        Info = live
        ServerUID = nobody
        ServerGID = nogroup
        [Limits]
        MaxConnectionsIP = 0
        MaxPenaltyTime = 0
        [Options]
        DNS = no
        Ident = no
        PAM = no
        """));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<LiveServer> StartAsync(string binary, Func<string, string, (string Arguments, string Configuration)> configure)
    {
        Assert.SkipUnless(File.Exists(binary), binary + " is not installed");
        var folder = Directory.CreateTempSubdirectory("bridge-ircd").FullName;
        var port = FreePort();
        var (arguments, configuration) = configure(folder, port.ToString(CultureInfo.InvariantCulture));
        await File.WriteAllTextAsync(Path.Combine(folder, "ircd.conf"), configuration);
        await File.WriteAllTextAsync(Path.Combine(folder, "motd"), "hello\n");
        var start = new ProcessStartInfo(binary, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new LiveServer(process, folder, port);
        try
        {
            await server.ReachableAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ReachableAsync()
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (watch.Elapsed < FakeIrcServer.Deadline && !_process.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }
}
