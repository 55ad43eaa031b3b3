using System.Runtime.InteropServices;
using Bridge.Check;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

// check: hold the scripted conversation and end. serve: stay until Ctrl-C. What ./run calls.
var check = args is ["check"];
if (!check && args is not ["serve"])
{
    Console.Error.WriteLine("usage: Bridge.Check check|serve");
    return 2;
}

using var stop = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var onHangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);

await using var playground = new Playground(preferKnownPorts: !check);
try
{
    Console.WriteLine("Starting a private Prosody, InspIRCd and Bridge …");
    await playground.StartAsync().WaitAsync(stop.Token);
    if (check)
    {
        Console.WriteLine("A conversation through Prosody, Bridge and InspIRCd:");
        await Conversation.HoldAsync(playground, Console.Out).WaitAsync(stop.Token);
        Console.WriteLine("All of it arrived.");
        return 0;
    }
    await using var echo = await Echo.StartAsync(playground.Irc.Port);
    Introduce(playground);
    while (!stop.IsCancellationRequested)
    {
        if (new PrivateServer[] { playground.Xmpp, playground.Irc, playground.Gateway }.FirstOrDefault(server => !server.IsRunning) is { } ended)
            throw new ServerStartException($"{ended.Name} ended with status {ended.ExitCode}.\n{ended.LogTail()}");
        await Task.Delay(500, stop.Token);
    }
    return 0;
}
catch (OperationCanceledException)
{
    Console.WriteLine("Stopping.");
    return check ? 1 : 0;
}
catch (ServerStartException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
catch (ExpectationFailedException error)
{
    Console.Error.WriteLine($"Not as expected: {error.Message}\n{playground.Gateway.LogTail()}");
    return 1;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}

static void Introduce(Playground playground)
{
    var server = playground.Irc.ServerName;
    Console.WriteLine($"""

        Bridge is running. Log in with any XMPP client:
          juliet@localhost or romeo@localhost, password {XmppServer.Password}, server 127.0.0.1, port {playground.Xmpp.ClientPort}
          (accept the self-signed certificate, or switch TLS off)
        Then write to
          bot@{Playground.IrcDomain}                       the gateway itself: help
          {Echo.Channel}%{server}@{Playground.IrcDomain}           a room: the channel {Echo.Channel}
          {Echo.Nick}%{server}@{Playground.IrcDomain}             a person on IRC, who answers
          bot@{Playground.DemoDomain}                      the demo network: contacts and groups that answer
        An IRC client reaches the same channel at 127.0.0.1, port {playground.Irc.Port}, without TLS.
        Logs: {playground.Gateway.LogPath}
        Ctrl-C stops everything.
        """);
}
