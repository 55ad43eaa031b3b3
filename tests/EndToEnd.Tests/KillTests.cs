using System.Globalization;
using System.Text.RegularExpressions;
using Bridge.Store;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>
/// Bridge is killed over and over under traffic both ways, with messages in each state that is stored; afterwards every message is accounted
/// for, by what its database held when it died.
/// </summary>
public sealed partial class KillTests
{
    private const string Channel = "#verona";

    /// <summary>
    /// What a message may be under way between a sender's socket and Bridge's commit. XEP-0114 has no acknowledgements: what stands in the sockets
    /// when Bridge dies was accepted by nobody, and its sender has no reflection. What was stored is never excused, nor what came before it on
    /// the same stream.
    /// </summary>
    private static readonly TimeSpan OnTheWire = TimeSpan.FromMilliseconds(500);

    private readonly List<DateTime> _sentFromXmpp = [], _sentFromIrc = [];
    private readonly List<Kill> _kills = [];
    private readonly Random _random = new(20261121);
    private Stack _stack = null!;
    private XmppTestClient _juliet = null!;
    private IrcTestClient _tybalt = null!;
    private int _joins;

    [Theory, OnEachIrcServer]
    public async Task Killed_again_and_again_under_traffic_it_loses_nothing_it_accepted_and_doubles_nothing(IrcKind kind)
    {
        await using var stack = _stack = await Stack.StartAsync(new ProsodyServer(), kind.Create());
        var room = stack.Room(Channel);
        _tybalt = await stack.OnIrcAsync("tybalt");
        await _tybalt.JoinAsync(Channel);
        _juliet = await stack.LogInAsync();
        await _juliet.JoinRoomAsync(room, "juliet");
        await JoinsAsync();

        using var end = new CancellationTokenSource();
        var traffic = TalkAsync(room, end.Token);
        await AtAnyMomentAsync();
        await WithASlowNetworkAsync();
        await AtAnyMomentAsync();
        await WithAPausedXmppServerAsync();
        await AtAnyMomentAsync();
        await end.CancelAsync();
        await traffic;

        await _juliet.SayAsync(room, "the end", "groupchat");
        await _juliet.ExpectMessageAsync($"{room}/juliet", "the end", TimeSpan.FromSeconds(60));
        await _tybalt.SayAsync(Channel, "the end as well");
        await _juliet.ExpectMessageAsync($"{room}/tybalt", "the end as well", TimeSpan.FromSeconds(60));
        await _tybalt.FenceAsync();
        await UntilStoredAsync(stored => stored.Outbox.Count == 0 && stored.Inbox.Count == 0, "nothing is left in the outbox and the inbox");
        CheckWhatWasStored(room, kind);
        CheckTowardsIrc(room);
        CheckTowardsXmpp(room);
    }

    private async Task TalkAsync(string room, CancellationToken end)
    {
        var address = XmppTestClient.Escape(room);
        for (var number = 0; !end.IsCancellationRequested; number++)
        {
            _sentFromXmpp.Add(DateTime.UtcNow);
            await _juliet.SendAsync($"<message to='{address}' type='groupchat' id='k{number}'><body>x{number}.</body></message>");
            _sentFromIrc.Add(DateTime.UtcNow);
            await _tybalt.SayAsync(Channel, $"i{number}.");
            await Task.Delay(15, CancellationToken.None);
        }
    }

    private async Task AtAnyMomentAsync()
    {
        await Task.Delay(_random.Next(300, 900), TestContext.Current.CancellationToken);
        await KillAsync();
        await StartAsync();
    }

    /// <summary>A server that stands still takes no message, which then is being sent; and lets nobody in, so that the next process' wait.</summary>
    private async Task WithASlowNetworkAsync()
    {
        var since = DateTime.UtcNow;
        _stack.Irc.Suspend();
        await UntilStoredAsync(stored => stored.Outbox.Any(row => row.State == OutboxState.Sending), "a message is being sent");
        await Task.Delay(_random.Next(100, 300), TestContext.Current.CancellationToken);
        await KillAsync(since);
        await StartWithoutIrcAsync();
        await UntilStoredAsync(stored => stored.Outbox.Any(row => row.State == OutboxState.Queued), "a message waits");
        await KillAsync(since);
        _stack.Irc.Resume();
        await UntilOnIrcAsync("QUIT", _joins);
        await StartAsync();
    }

    /// <summary>What a server that stands still was given is not proved to be read.</summary>
    private async Task WithAPausedXmppServerAsync()
    {
        var since = DateTime.UtcNow;
        _stack.Xmpp.Suspend();
        await UntilStoredAsync(stored => stored.Inbox.Any(static text => Said().IsMatch(text)), "an event waits for its proof");
        await Task.Delay(_random.Next(100, 300), TestContext.Current.CancellationToken);
        await KillAsync(since);
        _stack.Xmpp.Resume();
        _kills[^1].WireEnds = DateTime.UtcNow + OnTheWire;
        await StartAsync();
    }

    private async Task KillAsync(DateTime? wireBegins = null)
    {
        var at = DateTime.UtcNow;
        await _stack.Gateway.KillAsync();
        var stored = StoredDeliveries.Read(_stack.Gateway.DataDirectory);
        _kills.Add(new Kill(stored)
        {
            WireBegins = (wireBegins ?? at) - OnTheWire,
            WireEnds = DateTime.UtcNow + OnTheWire,
            LastAccepted = stored.Outbox.Select(row => row.Id).Concat(stored.Finished).Select(id => Number(Sent(), id)).DefaultIfEmpty(-1).Max(),
        });
    }

    private async Task StartAsync()
    {
        await StartWithoutIrcAsync();
        await JoinsAsync();
        var now = DateTime.UtcNow;
        foreach (var kill in _kills.Where(kill => kill.Back == DateTime.MaxValue))
            kill.Back = now;
    }

    private async Task StartWithoutIrcAsync()
    {
        // When the server knows of the death, it has passed on all that was written before: what juliet gets from now on is of the next process.
        for (var deadline = DateTime.UtcNow.AddSeconds(60); !await IsKnownToBeDeadAsync();)
            Assert.True(DateTime.UtcNow < deadline, "the XMPP server did not notice that Bridge is dead");
        var (kill, everything) = (_kills[^1], _juliet.Everything);
        kill.Seen = everything.Count;
        kill.LastHeard = everything.Select(stanza => Number(Said(), stanza.Body())).Concat(kill.Stored.Inbox.Select(text => Number(Said(), text))).Max();
        await _stack.Gateway.StartAsync();
        await _stack.GatewayAnswersAsync();
    }

    private async Task<bool> IsKnownToBeDeadAsync()
    {
        try
        {
            const string Question = "<query xmlns='http://jabber.org/protocol/disco#info'/>";
            return (await _juliet.RequestAsync(Stack.Domain, "get", Question, TimeSpan.FromSeconds(1))).Is("iq", "error");
        }
        catch (ExpectationFailedException)
        {
            // It was given to the dead.
            return false;
        }
    }

    private Task JoinsAsync() => UntilOnIrcAsync("JOIN", ++_joins);

    private async Task UntilOnIrcAsync(string command, int count)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (_tybalt.Count("juliet", command) < count)
        {
            Assert.True(DateTime.UtcNow < deadline, $"This did not happen: {command} of juliet for the {count}th time");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private async Task UntilStoredAsync(Func<StoredDeliveries, bool> condition, string what)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!condition(StoredDeliveries.Read(_stack.Gateway.DataDirectory)))
        {
            Assert.True(DateTime.UtcNow < deadline, $"This did not happen: {what}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Each row that a process left is taken up by a later one, which tells the sender, or the user, of it.</summary>
    private void CheckWhatWasStored(string room, IrcKind kind)
    {
        var everything = _juliet.Everything;
        foreach (var kill in _kills)
        {
            var after = everything.Skip(kill.Seen).ToList();
            var told = after.Where(stanza => stanza.Is("message", "error") || (stanza.Is("message", "groupchat") && stanza.From().Bare == room))
                .Select(stanza => stanza.Id()).ToHashSet();
            foreach (var (id, state) in kill.Stored.Outbox)
                Assert.True(told.Contains(id), $"{id} was stored as {state} when Bridge was killed, and its sender was not told what became of it");
            var heard = after.Select(stanza => Number(Said(), stanza.Body())).ToHashSet();
            foreach (var number in kill.Stored.Inbox.Select(text => Number(Said(), text)).Where(static number => number >= 0))
                Assert.True(heard.Contains(number), $"i{number} was stored when Bridge was killed, and was not delivered afterwards");
        }

        var seen = _kills.SelectMany(kill => kill.Stored.Outbox).CountBy(row => row.State).ToDictionary();
        var events = _kills.Sum(kill => kill.Stored.Inbox.Count);
        TestContext.Current.TestOutputHelper?.WriteLine($"Found after kills: {string.Join(", ", seen.Select(state => $"{state.Value} {state.Key}"))}, {events} events.");
        Assert.True(
            seen.ContainsKey(OutboxState.Queued) && seen.ContainsKey(OutboxState.Sending) && events > 0
                && (kind == IrcKind.Ngircd || seen.ContainsKey(OutboxState.Accepted)),
            "the kills did not meet what they are for");
    }

    private void CheckTowardsIrc(string room)
    {
        var onIrc = _tybalt.Everything.Where(line => line.StartsWith(":juliet!", StringComparison.Ordinal) && line.Contains($"PRIVMSG {Channel} :x", StringComparison.Ordinal))
            .Select(line => line[(line.LastIndexOf(":x", StringComparison.Ordinal) + 2)..].TrimEnd('.')).ToList();
        Assert.Empty(onIrc.GroupBy(number => number).Where(group => group.Count() > 1).Select(group => group.Key));
        var arrived = onIrc.Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToHashSet();
        var errors = _juliet.Everything.Where(stanza => stanza.Is("message", "error") && stanza.Id()?.StartsWith('k') == true)
            .ToLookup(stanza => int.Parse(stanza.Id()![1..], CultureInfo.InvariantCulture), stanza => stanza.Value);
        var reflected = _juliet.Everything.Where(stanza => stanza.Is("message", "groupchat") && stanza.From().Bare == room && stanza.Id()?.StartsWith('k') == true)
            .Select(stanza => int.Parse(stanza.Id()![1..], CultureInfo.InvariantCulture)).ToHashSet();
        for (var number = 0; number < _sentFromXmpp.Count; number++)
        {
            var said = errors[number].ToList();
            if (arrived.Contains(number))
            {
                Assert.True(
                    said.Count == 0 || said.TrueForAll(text => text.Contains("May not have been delivered", StringComparison.Ordinal)),
                    $"x{number} arrived, and its sender was told that it did not: {string.Join(" | ", said)}");
                Assert.True(said.Count > 0 || reflected.Contains(number), $"x{number} arrived, and its sender was never told");
            }
            else
            {
                Assert.False(reflected.Contains(number), $"x{number} was confirmed and did not arrive");
                Assert.True(said.Count > 0 || WasLostBefore(number), $"x{number} is lost and its sender was not told");
            }
        }
    }

    private void CheckTowardsXmpp(string room)
    {
        // A replay has the id of the first delivery, by which clients know it.
        var ids = _juliet.Everything.Where(stanza => stanza.Is("message", "groupchat") && stanza.From() == (room, "tybalt") && stanza.Body()?.StartsWith('i') == true)
            .GroupBy(stanza => stanza.Body()!, stanza => stanza.Id()).ToList();
        Assert.Empty(ids.Where(group => group.Distinct().Count() > 1).Select(group => group.Key));
        var arrived = ids.Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        for (var number = 0; number < _sentFromIrc.Count; number++)
        {
            var at = _sentFromIrc[number];
            var wasAway = _kills.Exists(kill => at > kill.WireBegins && at < kill.Back && number > kill.LastHeard);
            Assert.True(arrived.Contains($"i{number}.") || wasAway, $"i{number} was said while juliet was in the channel, and did not arrive");
        }
    }

    /// <summary>Whether a message was in no process yet: on the wire at a kill, and after all that was stored until then.</summary>
    private bool WasLostBefore(int number)
    {
        var at = _sentFromXmpp[number];
        return _kills.Exists(kill => at > kill.WireBegins && at < kill.WireEnds && number > kill.LastAccepted);
    }

    private static int Number(Regex pattern, string? text) =>
        text is not null && pattern.Match(text) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : -1;

    [GeneratedRegex(@"\bi(\d+)\.")]
    private static partial Regex Said();

    [GeneratedRegex(@"^k(\d+)$")]
    private static partial Regex Sent();

    /// <summary>One death of the process.</summary>
    /// <param name="Stored">What it left.</param>
    private sealed record Kill(StoredDeliveries Stored)
    {
        /// <summary>How many stanzas juliet had received before the next process began.</summary>
        public int Seen { get; set; }

        /// <summary>From when on something sent may not have reached it.</summary>
        public required DateTime WireBegins { get; init; }

        /// <summary>Until when the XMPP server may have given it something to the death.</summary>
        public required DateTime WireEnds { get; set; }

        /// <summary>When juliet was back in the channel.</summary>
        public DateTime Back { get; set; } = DateTime.MaxValue;

        /// <summary>The last message from XMPP that it or its forerunners had stored.</summary>
        public required int LastAccepted { get; init; }

        /// <summary>The last message from IRC that they had stored, as far as that is seen.</summary>
        public int LastHeard { get; set; }
    }
}
