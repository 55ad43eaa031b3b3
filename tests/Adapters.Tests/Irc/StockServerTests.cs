using Bridge.Testing.Clients;
using Bridge.Testing.Servers;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>The default flood limit (burst of ten, one a second) on servers that limit as they do by default.</summary>
public abstract class StockServerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    [Fact]
    public async Task Forty_messages_go_ten_at_once_and_then_one_a_second_and_pongs_pass_them()
    {
        await using var server = await StartAsync(Create(0));
        await using var relay = new IrcRelay();
        relay.Start(server.Port);
        await using var juliet = await IrcTestClient.ConnectAsync(server.Port, "juliet");
        await using var romeo = await ConnectAsync(relay);

        var texts = Enumerable.Range(0, 40).Select(number => $"message {number:00}").ToList();
        var sending = SendAllAsync(romeo, texts);
        foreach (var seconds in (int[])[1, 8, 10])
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), IrcFixture.Stop);
            var asked = IrcRelay.Now;
            await relay.SayAsync($"PING :after-{seconds}");
            await UntilAsync(() => relay.Sent.Any(sent => sent.Line == $"PONG :after-{seconds}"), $"the answer to PING {seconds}");
            Assert.InRange((relay.Sent.First(sent => sent.Line == $"PONG :after-{seconds}").At - asked).TotalSeconds, 0, 0.9);
        }

        var results = await sending.WaitAsync(Patience, IrcFixture.Stop);
        Assert.All(results, result => Assert.Equal(SendOutcome.Accepted, result.Outcome));
        await juliet.ExpectAsync(line => line.EndsWith(texts[^1], StringComparison.Ordinal), "the last message", Patience);
        var sent = relay.Sent.Where(sent => sent.Line.Contains("PRIVMSG juliet :", StringComparison.Ordinal)).ToList();
        Assert.Equal(texts, sent.Select(line => line.Line[^10..]));
        var since = sent.ConvertAll(line => (line.At - sent[0].At).TotalSeconds);
        Assert.InRange(since[9], 0, 1);
        for (var i = 10; i < 40; i++)
            Assert.InRange(since[i], i - 9.1, 3 + ((i - 9) * 1.3));

        Assert.Equal(texts, juliet.Everything.Where(line => line.Contains(" PRIVMSG juliet :", StringComparison.Ordinal)).Select(line => line[^10..]));
        Assert.False(romeo.Running.IsCompleted);
        Assert.Equal(1, relay.Connections);
    }

    [Fact]
    public async Task Twenty_five_channels_are_joined_again_and_a_message_among_them_is_confirmed()
    {
        await using var server = await StartAsync(Create(100));
        await using var relay = new IrcRelay();
        relay.Start(server.Port);
        await using var juliet = await IrcTestClient.ConnectAsync(server.Port, "juliet");
        var channels = Enumerable.Range(0, 25).Select(number => new ChatId($"#room{number}")).ToList();
        for (var round = 0; round < 2; round++)
        {
            await using var romeo = await ConnectAsync(relay);
            var joins = channels.ConvertAll(channel => romeo.Groups.JoinGroupAsync(channel, new GroupJoin(null), IrcFixture.Stop));
            var sent = romeo.Session.SendAsync(IrcFixture.Message("juliet", $"round {round}"), IrcFixture.Stop);
            await Task.WhenAll(joins).WaitAsync(Patience, IrcFixture.Stop);
            Assert.Equal(SendOutcome.Accepted, (await sent.WaitAsync(Patience, IrcFixture.Stop)).Outcome);
            Assert.Equal(25, romeo.Events.Drain().Count(raised => raised is GroupJoined));
            Assert.False(romeo.Running.IsCompleted);
            if (round == 0)
                relay.Drop();
        }

        Assert.Equal(2, relay.Connections);
        await juliet.ExpectAsync(line => line.EndsWith(" PRIVMSG juliet :round 1", StringComparison.Ordinal), "the second message");
    }

    [Fact]
    public async Task One_channel_too_many_is_refused_as_such()
    {
        await using var server = await StartAsync(Create(2));
        await using var relay = new IrcRelay();
        relay.Start(server.Port);
        await using var romeo = await ConnectAsync(relay);
        foreach (var name in (string[])["#one", "#two"])
            await romeo.Groups.JoinGroupAsync(new ChatId(name), new GroupJoin(null), IrcFixture.Stop);
        var refused = await Assert.ThrowsAsync<NetworkException>(() => romeo.Groups.JoinGroupAsync(new ChatId("#three"), new GroupJoin(null), IrcFixture.Stop));
        Assert.Equal((NetworkError.Full, "irc.405"), (refused.Error, refused.Code));
    }

    /// <summary>A server on which somebody may be in so many channels; 0 for its default.</summary>
    private protected abstract IrcServer Create(int channels);

    private static async Task<IrcServer> StartAsync(IrcServer server)
    {
        Assert.SkipUnless(server.WhyMissing is null, server.WhyMissing ?? "");
        await server.StartAsync();
        return server;
    }

    private static async Task<IrcFixture> ConnectAsync(IrcRelay relay)
    {
        var fixture = new IrcFixture(settings => settings.Remove("MessagesPerSecond"), name: "romeo", port: relay.Port);
        fixture.Start();
        await fixture.Events.NextAsync<SessionStateChanged>();
        return fixture;
    }

    // As the core does: as many as there is room for, or else one that waits.
    private static async Task<List<SendResult>> SendAllAsync(IrcFixture from, List<string> texts)
    {
        var batches = (ISendsBatches)from.Session;
        var results = new List<SendResult>();
        while (results.Count < texts.Count)
        {
            var count = Math.Clamp(batches.SendRoom, 1, texts.Count - results.Count);
            var batch = texts.Skip(results.Count).Take(count).Select(text => IrcFixture.Message("juliet", text, token: text)).ToList();
            results.AddRange(await batches.SendBatchAsync(batch, IrcFixture.Stop));
        }

        return results;
    }

    private static async Task UntilAsync(Func<bool> condition, string what)
    {
        for (var started = IrcRelay.Now; !condition(); await Task.Delay(10, IrcFixture.Stop))
            Assert.True(IrcRelay.Now - started < FakeIrcServer.Deadline, $"{what} did not come.");
    }
}

public sealed class StockInspircdTests : StockServerTests
{
    private protected override IrcServer Create(int channels) => channels == 0 ? new StockInspircd() : new StockInspircd { MaxChannels = channels };
}

public sealed class StockNgircdTests : StockServerTests
{
    private protected override IrcServer Create(int channels) => channels == 0 ? new StockNgircd() : new StockNgircd { MaxChannels = channels };
}
