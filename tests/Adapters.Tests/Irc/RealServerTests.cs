using System.Security.Cryptography;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>What only a real server can say: refusals, long texts, certificates.</summary>
public sealed class RealServerTests
{
    private const string Long = "Ein längerer Satz 🦜 с кириллицей, 日本語のテキスト und 👩‍👩‍👧‍👦 mittendrin. ";

    [Theory]
    [InlineData("inspircd")]
    [InlineData("ngircd")]
    public async Task Long_texts_arrive_complete_and_in_order(string kind)
    {
        await using var server = await StartAsync(kind);
        await using var juliet = await IrcTestClient.ConnectAsync(server.Port, "juliet");
        await using var romeo = await ConnectAsync(server, "romeo");
        await juliet.JoinAsync("#verona");
        await romeo.Groups.JoinGroupAsync(new ChatId("#verona"), new GroupJoin(null), IrcFixture.Stop);
        string[] texts =
        [
            string.Concat(Enumerable.Repeat(Long, 25)).TrimEnd(),
            string.Concat(Enumerable.Repeat("🦜", 500)),
            string.Concat(Enumerable.Repeat("ß", 1501)),
            "first line\n" + string.Concat(Enumerable.Repeat(Long, 10)).TrimEnd() + "\n\nthird 🦜",
        ];
        var number = 0;
        foreach (var to in (string[])["juliet", "#verona"])
        {
            foreach (var text in texts)
            {
                foreach (var flags in (MessageFlags[])[MessageFlags.None, MessageFlags.Action])
                {
                    var seen = juliet.Everything.Count;
                    var sent = await romeo.Session.SendAsync(IrcFixture.Message(to, text, flags), IrcFixture.Stop);
                    Assert.Equal(SendOutcome.Accepted, sent.Outcome);
                    var end = $"end {number++}";
                    await romeo.Session.SendAsync(IrcFixture.Message(to, end), IrcFixture.Stop);
                    await juliet.ExpectFromAsync("romeo", $"PRIVMSG {to} :{end}");
                    var bodies = juliet.Everything.Skip(seen).Where(line => line.Contains($" PRIVMSG {to} :", StringComparison.Ordinal))
                        .Select(line => line[(line.IndexOf(" :", 1, StringComparison.Ordinal) + 2)..]).TakeWhile(body => body != end).ToList();
                    if (flags == MessageFlags.Action)
                    {
                        Assert.All(bodies, body => Assert.True(body.StartsWith("\u0001ACTION ", StringComparison.Ordinal) && body.EndsWith('\u0001'), body));
                        bodies = bodies.ConvertAll(body => body[8..^1]);
                    }

                    // Where a line was cut at a space, the servers may keep the space or not.
                    Assert.Equal(Words(text), Words(string.Concat(bodies.Select(body => body.EndsWith(' ') || text.IndexOf(' ', StringComparison.Ordinal) < 0 ? body : body + " "))));
                    Assert.DoesNotContain('\ufffd', string.Concat(bodies));
                    Assert.True(kind == "ngircd" || sent.Ids.Count == bodies.Count);
                }
            }
        }
    }

    [Theory]
    [InlineData("inspircd")]
    [InlineData("ngircd")]
    public async Task What_a_channel_refuses_has_its_reason(string kind)
    {
        await using var server = await StartAsync(kind);
        await using var juliet = await IrcTestClient.ConnectAsync(server.Port, "juliet");
        await using var taken = await IrcTestClient.ConnectAsync(server.Port, "romeo");
        await using var romeo = await ConnectAsync(server, "romeo");
        foreach (var (channel, mode) in ((string, string)[])[("#key", "+k swordfish"), ("#invited", "+i"), ("#banned", "+b romeo_!*@*"), ("#full", "+l 1"), ("#quiet", "+m")])
        {
            await juliet.JoinAsync(channel);
            await juliet.SendAsync($"MODE {channel} {mode}");
        }

        await juliet.FenceAsync();
        Assert.Equal((NetworkError.PasswordRequired, "irc.475"), await RefusalAsync(romeo, "#key", null));
        Assert.Equal((NetworkError.PasswordRequired, "irc.475"), await RefusalAsync(romeo, "#key", "sardine"));
        Assert.Equal((NetworkError.MembersOnly, "irc.473"), await RefusalAsync(romeo, "#invited", null));
        Assert.Equal((NetworkError.Banned, "irc.474"), await RefusalAsync(romeo, "#banned", null));
        Assert.Equal((NetworkError.Full, "irc.471"), await RefusalAsync(romeo, "#full", null));
        await romeo.Groups.JoinGroupAsync(new ChatId("#key"), new GroupJoin(null, "swordfish"), IrcFixture.Stop);

        await romeo.Groups.JoinGroupAsync(new ChatId("#quiet"), new GroupJoin(null), IrcFixture.Stop);
        var quiet = await romeo.Session.SendAsync(IrcFixture.Message("#quiet", "psst"), IrcFixture.Stop);
        Assert.Equal((SendOutcome.Refused, NetworkError.Forbidden), (quiet.Outcome, quiet.Error));
        foreach (var outcome in (SendOutcome[])[SendOutcome.Refused, SendOutcome.Accepted])
        {
            var results = await ((ISendsBatches)romeo.Session).SendBatchAsync(
                [.. Enumerable.Range(0, 5).Select(number => IrcFixture.Message(outcome == SendOutcome.Refused ? "nobody" : "juliet", $"{number}"))], IrcFixture.Stop);
            Assert.All(results, result => Assert.Equal((outcome, outcome == SendOutcome.Refused), (result.Outcome, result.Error == NetworkError.NotFound && result.Reason is not null)));
        }

        Assert.Equal(NetworkError.NameTaken, (await RefusedAsync(() => romeo.Groups.SetNameAsync(new ChatId("#key"), "juliet", IrcFixture.Stop))).Error);
        Assert.Equal(NetworkError.NameInvalid, (await RefusedAsync(() => romeo.Groups.SetNameAsync(new ChatId("#key"), "1st", IrcFixture.Stop))).Error);
        await juliet.SendAsync("KICK #key romeo_ :out");
        var left = await romeo.Events.NextAsync<GroupLeft>();
        Assert.Equal((MemberChangeKind.Kicked, "juliet", "out"), (left.Kind, left.Actor, left.Reason));
        Assert.False(romeo.Running.IsCompleted);
    }

    [Theory]
    [InlineData("inspircd")]
    [InlineData("ngircd")]
    public async Task What_a_server_took_in_and_died_before_it_read_is_not_accepted(string kind)
    {
        await using var server = await StartAsync(kind);
        await using var romeo = await ConnectAsync(server, "romeo");
        await romeo.Groups.JoinGroupAsync(new ChatId("#verona"), new GroupJoin(null), IrcFixture.Stop);
        server.Suspend();
        var sending = ((ISendsBatches)romeo.Session).SendBatchAsync([.. Enumerable.Range(0, 10).Select(number => IrcFixture.Message("#verona", $"{number}"))], IrcFixture.Stop);
        await server.KillAsync();
        var results = await sending.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        Assert.All(results, result => Assert.Contains(result.Outcome, (SendOutcome[])[SendOutcome.Uncertain, SendOutcome.NotSent]));
        Assert.Contains(results, result => result.Outcome == SendOutcome.Uncertain);
        Assert.Equal(NetworkError.NetworkDown, (await romeo.FailureAsync()).Error);
    }

    [Theory]
    [InlineData("inspircd")]
    [InlineData("ngircd")]
    public async Task Contacts_come_and_go_without_a_channel_in_common(string kind)
    {
        await using var server = await StartAsync(kind);
        await using var romeo = await ConnectAsync(server, "romeo");
        await ((IWatchesContacts)romeo.Session).WatchAsync(new ContactId("juliet"), IrcFixture.Stop);
        Assert.Equal(Availability.Offline, (await romeo.Events.NextAsync<PresenceChanged>()).Availability);
        await using var juliet = await IrcTestClient.ConnectAsync(server.Port, "Juliet");
        await juliet.SendAsync("AWAY :asleep");
        await juliet.FenceAsync();
        if (kind == "ngircd")
        {
            // It knows no MONITOR: asked anew instead of after a minute.
            await ((IWatchesContacts)romeo.Session).UnwatchAsync(new ContactId("juliet"), IrcFixture.Stop);
            await ((IWatchesContacts)romeo.Session).WatchAsync(new ContactId("juliet"), IrcFixture.Stop);
        }

        Assert.Equal(Availability.Online, (await romeo.Events.NextAsync<PresenceChanged>()).Availability);
        // Whether the server told or was asked before she left is a matter of moments.
        if (kind == "ngircd")
            Assert.Equal(Availability.Away, (await romeo.Events.NextAsync<PresenceChanged>()).Availability);
        await ((ISharesPresence)romeo.Session).SetPresenceAsync(Availability.Away, "at lunch", IrcFixture.Stop);
        using var deadline = new CancellationTokenSource(FakeIrcServer.Deadline);
        while (!juliet.Everything.Any(line => line.Contains(" 301 ", StringComparison.Ordinal) && line.Contains("at lunch", StringComparison.Ordinal)))
        {
            deadline.Token.ThrowIfCancellationRequested();
            await juliet.SendAsync("PRIVMSG romeo :are you there?");
            await juliet.FenceAsync();
        }
    }

    [Theory]
    [InlineData("inspircd")]
    [InlineData("ngircd")]
    public async Task Many_channels_are_joined_configured_and_left(string kind)
    {
        await using var server = await StartAsync(kind);
        await using var romeo = new IrcFixture(x => (x["MessagesPerSecond"], x["Burst"]) = ("5", "2"), name: "romeo", port: server.Port);
        romeo.Start();
        await romeo.Events.NextAsync<SessionStateChanged>();
        var channels = Enumerable.Range(0, 9).Select(x => new ChatId($"#c{x}")).ToList();
        await Task.WhenAll(channels.Select(x => romeo.Groups.JoinGroupAsync(x, new GroupJoin(null), IrcFixture.Stop))).WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        var configures = (IConfiguresGroups)romeo.Session;
        var values = new Dictionary<string, string> { ["muc#roomconfig_moderatedroom"] = "1", ["muc#roomconfig_roomsecret"] = "swordfish", ["muc#roomconfig_maxusers"] = "9", ["muc#roomconfig_changesubject"] = "0" };
        await configures.SetGroupSettingsAsync(channels[0], values, IrcFixture.Stop);
        var now = (await configures.GetGroupSettingsAsync(channels[0], IrcFixture.Stop)).ToDictionary(x => x.Name, x => x.Value);
        Assert.All(values, x => Assert.Equal(x.Value, now[x.Key]));
        await configures.SetGroupSettingsAsync(channels[0], new Dictionary<string, string> { ["muc#roomconfig_roomsecret"] = "sardine" }, IrcFixture.Stop);
        await configures.SetGroupSettingsAsync(channels[0], new Dictionary<string, string> { ["muc#roomconfig_passwordprotectedroom"] = "0", ["muc#roomconfig_maxusers"] = "" }, IrcFixture.Stop);
        now = (await configures.GetGroupSettingsAsync(channels[0], IrcFixture.Stop)).ToDictionary(x => x.Name, x => x.Value);
        Assert.Equal(("0", "", "1"), (now["muc#roomconfig_passwordprotectedroom"], now["muc#roomconfig_maxusers"], now["muc#roomconfig_moderatedroom"]));
        await Task.WhenAll(channels.Select(x => romeo.Groups.LeaveGroupAsync(x, "bye", IrcFixture.Stop))).WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
        for (var left = 0; left < channels.Count; left++)
            await romeo.Events.NextAsync<GroupLeft>();
    }

    [Fact]
    public async Task A_server_that_trusts_the_gateway_sees_its_users_apart()
    {
        await using var server = await StartAsync("inspircd");
        await using var romeo = new IrcFixture(x => x[$"Servers:{IrcFixture.Server}:WebIrc:Password"] = "webirc", name: "romeo", port: server.Port);
        romeo.Start();
        await romeo.Events.NextAsync<SessionStateChanged>();
        var profile = await ((IDescribesContacts)romeo.Session).DescribeContactAsync(new ContactId("romeo"), IrcFixture.Stop);
        Assert.Contains("fd62:7269:6467:", profile?.Handle, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_unless_the_operator_says_otherwise()
    {
        await using var server = new InspircdServer { Tls = true };
        Assert.SkipUnless(server.WhyMissing is null, server.WhyMissing ?? "");
        await server.StartAsync();
        const string prefix = $"Servers:{IrcFixture.Server}:";
        var fingerprint = server.Certificate!.GetCertHashString(HashAlgorithmName.SHA256);
        await using (var refused = new IrcFixture(settings => settings[prefix + "Tls"] = "true", port: server.TlsPort))
        {
            refused.Start();
            var failure = await refused.FailureAsync();
            Assert.Equal((NetworkError.NetworkDown, "irc.tls"), (failure.Error, failure.Code));
            Assert.Contains("certificate", failure.Message, StringComparison.Ordinal);
            // For the operator, who has to decide whether it is the right one.
            Assert.Contains(fingerprint, failure.Message, StringComparison.Ordinal);
        }

        foreach (var (key, value) in ((string, string)[])[("VerifyCertificate", "false"), ("TrustedFingerprint", fingerprint)])
        {
            await using var accepted = new IrcFixture(settings => (settings[prefix + "Tls"], settings[prefix + key]) = ("true", value), port: server.TlsPort);
            accepted.Start();
            Assert.Equal("alice", (await accepted.Events.NextAsync<SessionStateChanged>()).OwnName);
        }

        await using var other = new IrcFixture(
            settings => (settings[prefix + "Tls"], settings[prefix + "TrustedFingerprint"]) = ("true", new string('A', 64)), port: server.TlsPort);
        other.Start();
        Assert.Equal("irc.tls", (await other.FailureAsync()).Code);
    }

    private static string[] Words(string text) => text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static async Task<IrcServer> StartAsync(string kind)
    {
        IrcServer server = kind == "inspircd" ? new InspircdServer() : new NgircdServer();
        Assert.SkipUnless(server.WhyMissing is null, server.WhyMissing ?? "");
        await server.StartAsync();
        return server;
    }

    private static async Task<IrcFixture> ConnectAsync(IrcServer server, string name)
    {
        var fixture = new IrcFixture(name: name, port: server.Port);
        fixture.Start();
        await fixture.Events.NextAsync<SessionStateChanged>();
        return fixture;
    }

    private static async Task<(NetworkError, string?)> RefusalAsync(IrcFixture who, string channel, string? password)
    {
        var refused = await RefusedAsync(() => who.Groups.JoinGroupAsync(new ChatId(channel), new GroupJoin(null, password), IrcFixture.Stop));
        Assert.NotEmpty(refused.Message);
        return (refused.Error, refused.Code);
    }

    private static Task<NetworkException> RefusedAsync(Func<Task> action) =>
        Assert.ThrowsAsync<NetworkException>(() => action().WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
}
