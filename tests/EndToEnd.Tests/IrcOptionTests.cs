using System.Diagnostics;
using System.Text;
using Bridge.Testing.Clients;

namespace Bridge.EndToEnd.Tests;

/// <summary>What users set for all servers, for one and for a channel, and what it does on IRC.</summary>
[Collection(IrcNetworksCollection.Name)]
public sealed class IrcOptionTests(IrcNetworks networks)
{
    private const string Bot = $"bot@{Stack.Domain}";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_nick_for_all_servers_holds_on_each_but_where_another_is_set()
    {
        var rosaline = await networks.Stack.LogInAsync("rosaline", "nicks");
        Assert.StartsWith("Stored.", await rosaline.RunAsync(Bot, "configure", ("nick", "rosaline-all")), StringComparison.Ordinal);
        Assert.StartsWith("Stored.", await rosaline.RunAsync(Address(IrcNetworks.Complete), "configure", ("nick", "rosaline-spec")), StringComparison.Ordinal);
        foreach (var (server, nick) in new[] { (IrcNetworks.Modern, "rosaline-all"), (IrcNetworks.Plain, "rosaline-all"), (IrcNetworks.Complete, "rosaline-spec") })
        {
            var watch = await networks.OnIrcAsync("nick-watch", server);
            await rosaline.SayAsync(IrcNetworks.Contact("nick-watch", server), "who am I?");
            await watch.ExpectFromAsync(nick, "PRIVMSG nick-watch :who am I?", Patience);
        }

        var settings = await rosaline.RunAsync(Bot, "options", ("where", IrcNetworks.Plain));
        Assert.Contains("nick: rosaline-all (from your settings for the network)", settings, StringComparison.Ordinal);
        Assert.Contains("nick: rosaline-spec (set here)", await rosaline.AskAsync(Address(IrcNetworks.Complete), "options"), StringComparison.Ordinal);

        // A server's own is inherited again, at once in what is shown and from the next connection on.
        Assert.StartsWith("Stored.", await rosaline.RunAsync(Address(IrcNetworks.Complete), "configure", ("nick", ""), ("reconnect", "yes")), StringComparison.Ordinal);
        var again = await networks.OnIrcAsync("nick-again", IrcNetworks.Complete);
        await rosaline.SayAsync(IrcNetworks.Contact("nick-again", IrcNetworks.Complete), "and now?");
        await again.ExpectFromAsync("rosaline-all", "PRIVMSG nick-again :and now?", Patience);
    }

    [Fact]
    public async Task The_encoding_of_a_channel_goes_over_that_of_its_server()
    {
        var koi = CodePagesEncodingProvider.Instance.GetEncoding("koi8-r")!;
        var windows = CodePagesEncodingProvider.Instance.GetEncoding("windows-1251")!;
        var (lady, other) = await networks.MeetAsync("lady", "enc-other", "#enc-server");
        await other.JoinAsync("#enc-own");
        await lady.JoinRoomAsync(IrcNetworks.Room("#enc-own"), "lady");
        await SayAsync("#enc-server", koi);
        await lady.ExpectMessageAsync($"{IrcNetworks.Room("#enc-server")}/enc-other", CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(koi.GetBytes("привет")));

        Assert.StartsWith("Stored.", await lady.RunAsync(Address(IrcNetworks.Modern), "configure", ("encoding", "windows-1251")), StringComparison.Ordinal);
        Assert.StartsWith("Stored.", await lady.RunAsync(IrcNetworks.Room("#enc-own"), "configure", ("encoding", "koi8-r")), StringComparison.Ordinal);
        await SayAsync("#enc-server", windows);
        await SayAsync("#enc-own", koi);
        await lady.ExpectMessageAsync($"{IrcNetworks.Room("#enc-server")}/enc-other", "привет");
        await lady.ExpectMessageAsync($"{IrcNetworks.Room("#enc-own")}/enc-other", "привет");

        Assert.StartsWith("Stored.", await lady.RunAsync(IrcNetworks.Room("#enc-own"), "unset", ("option", "encoding")), StringComparison.Ordinal);
        await SayAsync("#enc-own", windows);
        await lady.ExpectMessageAsync($"{IrcNetworks.Room("#enc-own")}/enc-other", "привет");

        Task SayAsync(string channel, Encoding encoding) => other.SendAsync($"PRIVMSG {channel} :привет", encoding);
    }

    [Theory]
    [InlineData(IrcNetworks.Modern)]
    [InlineData(IrcNetworks.Plain)]
    public async Task Commands_after_connecting_are_sent_each_time_before_channels_are_joined(string server)
    {
        var watch = await networks.OnIrcAsync("after-watch", server);
        await watch.JoinAsync("#after");
        var benvolio = await networks.Stack.LogInAsync("benvolio", $"after-{server}");
        Assert.StartsWith(
            "Stored.", await benvolio.RunAsync(Address(server), "set", ("option", "after-connect"), ("value", "PRIVMSG after-watch :first\nPRIVMSG after-watch :second")), StringComparison.Ordinal);
        await benvolio.AskAsync(Address(server), "disconnect");
        await benvolio.JoinRoomAsync(IrcNetworks.Room("#after", server), "after-ben", Patience);
        await SentAsync();
        Assert.DoesNotContain("after-watch", await benvolio.AskAsync(Address(server), "options"), StringComparison.Ordinal);
        await benvolio.RunAsync(Address(server), "reconnect");
        await watch.ExpectFromAsync("after-ben", "QUIT", Patience);
        await SentAsync();
        Assert.StartsWith("Stored.", await benvolio.AskAsync(Address(server), "unset after-connect"), StringComparison.Ordinal);

        async Task SentAsync()
        {
            List<string> sent = [];
            foreach (var line in new[] { "PRIVMSG after-watch :first", "PRIVMSG after-watch :second", "JOIN" })
                sent.Add(await watch.ExpectFromAsync("after-ben", line, Patience));
            Assert.Equal(sent, watch.Everything.Where(sent.Contains).TakeLast(sent.Count));
        }
    }

    [Fact]
    public async Task A_persistent_channel_is_stayed_in_without_clients_and_over_a_restart()
    {
        var (peter, other) = await networks.MeetAsync("peter", "stay-other", "#stay");
        var room = IrcNetworks.Room("#stay");
        Assert.StartsWith("Stored.", await peter.RunAsync(room, "configure", ("persistent", "yes")), StringComparison.Ordinal);
        await peter.SendAsync($"<presence type='unavailable' to='{room}/peter'/>");
        await peter.ExpectPresenceAsync($"{room}/peter", "unavailable");
        await other.SayAsync("#stay", "while you were out");
        await KeptAsync("while you were out");
        await networks.Stack.Gateway.KillAsync();
        await other.ExpectFromAsync("peter", "QUIT", Patience);
        await networks.Stack.Gateway.StartAsync();
        await networks.Stack.GatewayAnswersAsync();
        await other.ExpectAsync(line => other.Count("peter", " JOIN ") == 2 && line.Contains(" JOIN ", StringComparison.Ordinal), "the channel joined by nobody", Patience);
        await other.SayAsync("#stay", "after the restart");
        await KeptAsync("after the restart");
        var shown = (await peter.JoinRoomAsync(room, "peter", Patience)).Stanzas.Select(static stanza => stanza.Body()).OfType<string>().ToList();
        Assert.Equal(["while you were out", "after the restart"], shown.Where(static body => !body.StartsWith("Back in", StringComparison.Ordinal)));

        Assert.StartsWith("Stored.", await peter.RunAsync(room, "unset", ("option", "persistent")), StringComparison.Ordinal);
        await peter.SendAsync($"<presence type='unavailable' to='{room}/peter'/>");
        await other.ExpectFromAsync("peter", "PART ", Patience);

        async Task KeptAsync(string text)
        {
            for (var deadline = DateTime.UtcNow + Patience; !(await peter.QueryAsync(room)).Bodies.Contains(text); await Task.Delay(50, TestContext.Current.CancellationToken))
                Assert.True(DateTime.UtcNow < deadline, $"'{text}' was not kept.");
        }
    }

    [Fact]
    public async Task Messages_over_the_limit_wait_in_order_and_a_user_may_lower_it_and_not_raise_it()
    {
        var (sampson, other) = await networks.MeetAsync("sampson", "slow-other", "#slow", IrcNetworks.Slow);
        // The eleventh waits for a token, whatever was left of the ten.
        await PourAsync("burst", 13, TimeSpan.FromSeconds((13 - IrcNetworks.SlowBurst) / (double)IrcNetworks.SlowRate));

        var address = Address(IrcNetworks.Slow);
        Assert.StartsWith("error: ", await sampson.RunAsync(address, "set", ("option", "burst"), ("value", "50")), StringComparison.Ordinal);
        Assert.StartsWith("error: ", await sampson.RunAsync(address, "set", ("option", "messages-per-second"), ("value", "50")), StringComparison.Ordinal);
        Assert.StartsWith("error: ", await sampson.RunAsync(address, "set", ("option", "messages-per-second"), ("value", "0")), StringComparison.Ordinal);
        Assert.StartsWith("Stored.", await sampson.RunAsync(address, "configure", ("burst", "1"), ("messages-per-second", "2")), StringComparison.Ordinal);
        await PourAsync("own", 4, TimeSpan.FromSeconds((4 - 1) / 2.0));

        async Task PourAsync(string word, int count, TimeSpan least)
        {
            var texts = Enumerable.Range(1, count).Select(number => $"{word} {number}").ToList();
            var clock = Stopwatch.StartNew();
            foreach (var text in texts)
                await sampson.SayAsync(IrcNetworks.Room("#slow", IrcNetworks.Slow), text, "groupchat");
            await other.ExpectFromAsync("sampson", $"PRIVMSG #slow :{texts[^1]}", Patience);
            // Nothing on the way can make it faster than the limit; a slow machine only makes it slower.
            Assert.True(clock.Elapsed >= least, $"{count} messages took only {clock.Elapsed}.");
            var start = $" PRIVMSG #slow :{word} ";
            Assert.Equal(texts, other.Everything.Where(line => line.Contains(start, StringComparison.Ordinal)).Select(line => line[(line.IndexOf(start, StringComparison.Ordinal) + start.Length - word.Length - 1)..]));
            foreach (var text in texts)
                await sampson.ExpectMessageAsync($"{IrcNetworks.Room("#slow", IrcNetworks.Slow)}/sampson", text, Patience);
        }
    }

    private static string Address(string server) => $"{server}@{Stack.Domain}";
}
