using System.Diagnostics;
using System.Globalization;
using System.Text;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>One user's IRC server is hostile; another user talks on a healthy one through the same Bridge.</summary>
public sealed class HostileIrcTests
{
    private const string Channel = "#verona";
    private const long MostMemory = 600L * 1024 * 1024;

    /// <summary>How many members of a room a client is shown; juliet herself and a few others are among them.</summary>
    private const int MostShown = 5000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task What_a_hostile_server_does_to_one_user_the_other_does_not_notice()
    {
        await using var hostile = new HostileIrcServer(AttackAsync);
        await using var stack = await StartAsync(hostile);
        var (romeo, tybalt) = await MeetAsync(stack);
        var juliet = await stack.LogInAsync();
        await juliet.SendJoinAsync($"#evil%{HostileIrcServer.Name}@{Stack.Domain}", "juliet");

        var mercy = juliet.ExpectMessageAsync($"mercy%{HostileIrcServer.Name}@{Stack.Domain}", "it is over", Patience);
        var slowest = await TalkUntilAsync(romeo, tybalt, stack.Room(Channel), mercy);
        await mercy;
        // Notices would be a connection lost or words that never come; how fast a machine is that runs other tests beside is none.
        Assert.InRange(slowest.TotalSeconds, 0, 30);
        // The last thing it did was to reset the connection within a line: the session is made anew.
        await UntilAsync(() => hostile.Connections > 1, "another connection");
        await TalkAsync(romeo, tybalt, stack.Room(Channel), "after all");
        Assert.True(stack.Gateway.IsRunning);
        await UntilAsync(() => juliet.Everything.Count(stanza => stanza.Is("presence") && stanza.From().Resource.StartsWith('m')) >= MostShown - 10, "the members");
        var memory = MemoryOf(stack.Gateway);
        TestContext.Current.TestOutputHelper?.WriteLine($"slowest exchange {slowest.TotalSeconds:0.0} s, resident memory {memory >> 20} MB");
        Assert.InRange(memory, 1, MostMemory);
    }

    [Fact]
    public async Task A_server_that_never_answers_keeps_nobody_waiting_but_its_own_user()
    {
        await using var silent = new SilentServer();
        await using var stack = await StartAsync(silent.Port);
        var (romeo, tybalt) = await MeetAsync(stack);
        var juliet = await stack.LogInAsync();
        var room = $"#evil%{HostileIrcServer.Name}@{Stack.Domain}";
        await juliet.SendJoinAsync(room, "juliet");
        var refused = juliet.ExpectPresenceAsync($"{room}/juliet", "error", TimeSpan.FromSeconds(120));
        var slowest = await TalkUntilAsync(romeo, tybalt, stack.Room(Channel), refused);
        Assert.InRange(slowest.TotalSeconds, 0, 5);
        Assert.False(string.IsNullOrWhiteSpace((await refused).Descendants().FirstOrDefault(element => element.Name.LocalName == "text")?.Value));
    }

    private static async Task AttackAsync(int number, Stream stream, string nick, CancellationToken stop)
    {
        var random = new Random(number);
        await SendAsync($":{nick}!u@h JOIN #evil");
        foreach (var part in Enumerable.Range(0, 20_000).Chunk(30))
            await SendAsync($":{HostileIrcServer.Name} 353 {nick} = #evil :{string.Join(' ', part.Select(member => $"m{member}"))}");
        await SendAsync($":{HostileIrcServer.Name} 366 {nick} #evil :End");
        foreach (var length in (int[])[100_000, 5_000_000])
            await SendAsync(":bob!b@h PRIVMSG #evil :" + new string('x', length));
        var noise = new byte[8192];
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(2);)
        {
            random.NextBytes(noise);
            await stream.WriteAsync(noise, stop);
        }

        await SendAsync("");
        for (var numeric = 0; numeric < 1000; numeric++)
        {
            // 465 says that it is over, and is believed.
            if (numeric != 465)
                await SendAsync($"{numeric:000}\r\n:{HostileIrcServer.Name} {numeric:000} {nick} #evil");
        }

        foreach (var command in (string[])["PRIVMSG", "NOTICE", "JOIN", "PART", "KICK", "MODE", "TOPIC", "NICK", "QUIT", "INVITE", "AWAY", "BATCH", "CAP", "FAIL"])
            await SendAsync($"{command}\r\n:bob {command}\r\n:bob!b@h {command} :\r\n:bob!b@h {command} #evil\r\n:bob!b@h {command} #evil \u0001\ufffe\u0000\u001b<&]]> :]]>");
        await SendAsync(":bob!b@h JOIN #evil\r\n:bob!b@h PRIVMSG #evil :\u0001ACTION \u000b\u000c\ufffe\uffff]]></body></message></stream:stream>\u0001");
        for (var i = 0; i < 2000; i++)
            await SendAsync($"PING :{i}\r\nPING\r\n:{HostileIrcServer.Name} PING :{new string('p', 450)}");
        await stream.WriteAsync((byte[])[.. ":bob!b@h PRIVMSG #evil :"u8, 0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80, (byte)'\n'], stop);
        await SendAsync($":mercy!m@h PRIVMSG {nick} :it is over");
        await Task.Delay(500, stop);
        await stream.WriteAsync(":bob!b@h PRIVM"u8.ToArray(), stop);

        Task SendAsync(string line) => stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), stop).AsTask();
    }

    private static Task<Stack> StartAsync(HostileIrcServer hostile) => StartAsync(hostile.Port);

    private static async Task<Stack> StartAsync(string port)
    {
        var stack = await Stack.StartAsync(new ProsodyServer(), new InspircdServer());
        const string prefix = $"Networks__irc__Settings__Servers__{HostileIrcServer.Name}__";
        stack.Gateway.Settings[prefix + "Host"] = "127.0.0.1";
        stack.Gateway.Settings[prefix + "Port"] = port;
        stack.Gateway.Settings[prefix + "Tls"] = "false";
        await stack.Gateway.RestartAsync();
        await stack.GatewayAnswersAsync();
        return stack;
    }

    private static async Task<(XmppTestClient Romeo, IrcTestClient Tybalt)> MeetAsync(Stack stack)
    {
        var tybalt = await stack.OnIrcAsync("tybalt");
        await tybalt.JoinAsync(Channel);
        var romeo = await stack.LogInAsync("romeo");
        await romeo.JoinRoomAsync(stack.Room(Channel), "romeo");
        return (romeo, tybalt);
    }

    /// <summary>Talks both ways until something else has happened, and says how long the slowest exchange took.</summary>
    private static async Task<TimeSpan> TalkUntilAsync(XmppTestClient romeo, IrcTestClient tybalt, string room, Task until)
    {
        var slowest = TimeSpan.Zero;
        for (var i = 0; i == 0 || !until.IsCompleted; i++)
        {
            var clock = Stopwatch.StartNew();
            await TalkAsync(romeo, tybalt, room, i.ToString(CultureInfo.InvariantCulture));
            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
            await Task.Delay(100);
        }

        return slowest;
    }

    private static async Task TalkAsync(XmppTestClient romeo, IrcTestClient tybalt, string room, string about)
    {
        await romeo.SayAsync(room, $"question {about}.", "groupchat");
        await tybalt.ExpectFromAsync("romeo", $"PRIVMSG {Channel} :question {about}.", TimeSpan.FromSeconds(60));
        await tybalt.SayAsync(Channel, $"answer {about}.");
        await romeo.ExpectMessageAsync($"{room}/tybalt", $"answer {about}.", TimeSpan.FromSeconds(60));
    }

    private static async Task UntilAsync(Func<bool> condition, string what)
    {
        for (var clock = Stopwatch.StartNew(); !condition(); await Task.Delay(50))
            Assert.True(clock.Elapsed < Patience, $"{what} did not come.");
    }

    /// <summary>The resident memory of the process that has this data directory.</summary>
    private static long MemoryOf(GatewayProcess gateway)
    {
        var mark = $"Bridge__DataDirectory={gateway.DataDirectory}";
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(process, "environ")).Contains(mark, StringComparison.Ordinal))
                    return long.Parse(File.ReadAllText(Path.Combine(process, "statm")).Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // Gone, or not ours.
            }
        }

        return 0;
    }
}
