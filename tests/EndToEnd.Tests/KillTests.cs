using System.Globalization;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>Bridge is killed at any moment, over and over, under traffic both ways; afterwards every message is accounted for.</summary>
public sealed class KillTests
{
    private const string Channel = "#verona";
    private const int Kills = 6;

    /// <summary>
    /// What a message may be under way between the sender's socket and Bridge's commit. XEP-0114 has no acknowledgements: what stands in the sockets
    /// when Bridge dies was accepted by nobody, and its sender has no reflection.
    /// </summary>
    private static readonly TimeSpan OnTheWire = TimeSpan.FromMilliseconds(500);

    private readonly List<DateTime> _sentFromXmpp = [], _sentFromIrc = [];
    private readonly List<(DateTime Killed, DateTime Back)> _outages = [];

    [Theory, OnEachIrcServer]
    public async Task Killed_again_and_again_under_traffic_it_loses_nothing_it_accepted_and_doubles_nothing(IrcKind kind)
    {
        await using var stack = await Stack.StartAsync(new ProsodyServer(), kind.Create());
        var room = stack.Room(Channel);
        var tybalt = await stack.OnIrcAsync("tybalt");
        await tybalt.JoinAsync(Channel);
        var juliet = await stack.LogInAsync();
        await juliet.JoinRoomAsync(room, "juliet");
        await tybalt.ExpectFromAsync("juliet", "JOIN");

        using var end = new CancellationTokenSource();
        var traffic = TalkAsync(juliet, tybalt, room, end.Token);
        var random = new Random(20261121);
        for (var kill = 1; kill <= Kills; kill++)
        {
            await Task.Delay(random.Next(300, 900), TestContext.Current.CancellationToken);
            var killed = DateTime.UtcNow;
            await stack.Gateway.KillAsync();
            await stack.Gateway.StartAsync();
            await stack.GatewayAnswersAsync();
            await JoinsAsync(tybalt, kill + 1);
            _outages.Add((killed, DateTime.UtcNow));
        }

        await end.CancelAsync();
        await traffic;
        await juliet.SayAsync(room, "the end", "groupchat");
        await juliet.ExpectMessageAsync($"{room}/juliet", "the end", TimeSpan.FromSeconds(60));
        await tybalt.SayAsync(Channel, "the end as well");
        await juliet.ExpectMessageAsync($"{room}/tybalt", "the end as well", TimeSpan.FromSeconds(60));
        await tybalt.FenceAsync();
        CheckTowardsIrc(juliet, tybalt, room);
        CheckTowardsXmpp(juliet, room);
    }

    private async Task TalkAsync(XmppTestClient juliet, IrcTestClient tybalt, string room, CancellationToken end)
    {
        var address = XmppTestClient.Escape(room);
        for (var number = 0; !end.IsCancellationRequested; number++)
        {
            _sentFromXmpp.Add(DateTime.UtcNow);
            await juliet.SendAsync($"<message to='{address}' type='groupchat' id='k{number}'><body>x{number}.</body></message>");
            _sentFromIrc.Add(DateTime.UtcNow);
            await tybalt.SayAsync(Channel, $"i{number}.");
            await Task.Delay(15, CancellationToken.None);
        }
    }

    private static async Task JoinsAsync(IrcTestClient tybalt, int count)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (tybalt.Count("juliet", "JOIN") < count)
        {
            Assert.True(DateTime.UtcNow < deadline, "juliet did not come back to the channel");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private void CheckTowardsIrc(XmppTestClient juliet, IrcTestClient tybalt, string room)
    {
        var onIrc = tybalt.Everything.Where(line => line.StartsWith(":juliet!", StringComparison.Ordinal) && line.Contains($"PRIVMSG {Channel} :x", StringComparison.Ordinal))
            .Select(line => line[(line.LastIndexOf(":x", StringComparison.Ordinal) + 2)..].TrimEnd('.')).ToList();
        Assert.Empty(onIrc.GroupBy(number => number).Where(group => group.Count() > 1).Select(group => group.Key));
        var arrived = onIrc.Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToHashSet();
        var errors = juliet.Everything.Where(stanza => stanza.Is("message", "error") && stanza.Id()?.StartsWith('k') == true)
            .ToLookup(stanza => int.Parse(stanza.Id()![1..], CultureInfo.InvariantCulture), stanza => stanza.Value);
        var reflected = juliet.Everything.Where(stanza => stanza.Is("message", "groupchat") && stanza.From().Bare == room && stanza.Id()?.StartsWith('k') == true)
            .Select(stanza => int.Parse(stanza.Id()![1..], CultureInfo.InvariantCulture)).ToHashSet();
        for (var number = 0; number < _sentFromXmpp.Count; number++)
        {
            var said = errors[number].ToList();
            if (arrived.Contains(number))
            {
                Assert.True(
                    said.Count == 0 || said.TrueForAll(text => text.Contains("May not have been delivered", StringComparison.Ordinal)),
                    $"x{number} arrived, and its sender was told that it did not: {string.Join(" | ", said)}");
                Assert.True(said.Count > 0 || reflected.Contains(number) || WasOnTheWire(_sentFromXmpp[number]), $"x{number} arrived, and its sender was never told");
            }
            else
            {
                Assert.False(reflected.Contains(number), $"x{number} was confirmed and did not arrive");
                Assert.True(said.Count > 0 || WasOnTheWire(_sentFromXmpp[number]), $"x{number} is lost and its sender was not told");
            }
        }
    }

    private void CheckTowardsXmpp(XmppTestClient juliet, string room)
    {
        // A replay has the id of the first delivery, by which clients know it.
        var ids = juliet.Everything.Where(stanza => stanza.Is("message", "groupchat") && stanza.From() == (room, "tybalt") && stanza.Body()?.StartsWith('i') == true)
            .GroupBy(stanza => stanza.Body()!, stanza => stanza.Id()).ToList();
        Assert.Empty(ids.Where(group => group.Distinct().Count() > 1).Select(group => group.Key));
        var arrived = ids.Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        for (var number = 0; number < _sentFromIrc.Count; number++)
        {
            var at = _sentFromIrc[number];
            var wasAway = _outages.Exists(outage => at > outage.Killed - OnTheWire && at < outage.Back + OnTheWire);
            Assert.True(arrived.Contains($"i{number}.") || wasAway, $"i{number} was said while juliet was in the channel, and did not arrive");
        }
    }

    private bool WasOnTheWire(DateTime at) => _outages.Exists(outage => at > outage.Killed - OnTheWire && at <= outage.Killed + OnTheWire);
}
