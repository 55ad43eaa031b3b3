using Xunit;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>What other people's clients are asked.</summary>
public sealed class ClientQuestionTests
{
    private static readonly ContactId Bob = new("bob");

    [Theory]
    [InlineData("irssi v1.4.3 - running on Linux x86_64", "irssi", "v1.4.3 - running on Linux x86_64")]
    [InlineData("\u0002The  Lounge\u0002 4.4", "The  Lounge", "4.4")]
    [InlineData("mystery", "mystery", null)]
    [InlineData("3270 terminal", "3270 terminal", null)]
    [InlineData("", "?", null)]
    public async Task A_clients_words_are_its_name_and_its_version(string words, string name, string? version)
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        var asked = Asker(irc).AskSoftwareAsync(Bob, IrcFixture.Stop);
        Assert.Equal("PRIVMSG bob :\u0001VERSION\u0001", await irc.Fake.ExpectAsync("PRIVMSG"));
        await irc.Fake.SendAsync(":carol!c@h NOTICE alice :\u0001VERSION not me\u0001", ":BOB!b@h NOTICE alice :\u0001VERSION " + words + "\u0001");
        Assert.Equal(new ClientSoftware(name, version), await asked.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        Assert.DoesNotContain(irc.Events.Drain(), x => x is Notice { Text: var text } && text.Contains(words, StringComparison.Ordinal) && words.Length > 0);
    }

    [Fact]
    public async Task A_ping_is_answered_by_its_own_answer()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        var asked = Asker(irc).PingAsync(Bob, IrcFixture.Stop);
        var question = await irc.Fake.ExpectAsync("PRIVMSG bob :\u0001PING ");
        await irc.Fake.SendAsync(":bob!b@h NOTICE alice :\u0001PING of another\u0001");
        await irc.Events.NextAsync<Notice>();
        Assert.False(asked.IsCompleted);
        await irc.Fake.SendAsync(":bob!b@h NOTICE alice :" + question["PRIVMSG bob :".Length..]);
        await asked.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop);
    }

    [Theory]
    [InlineData("401", NetworkError.NotFound)]
    [InlineData("531", NetworkError.Forbidden)]
    [InlineData("716", NetworkError.Blocked)]
    public async Task What_the_server_says_of_the_question_is_told_to_who_asked_alone(string numeric, NetworkError error)
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        var asked = Asker(irc).AskSoftwareAsync(Bob, IrcFixture.Stop);
        await irc.Fake.ExpectAsync("PRIVMSG");
        await irc.Fake.SendAsync($":irc.test {numeric} alice bob :Not now");
        var failure = await Assert.ThrowsAsync<NetworkException>(() => asked.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        Assert.Equal((error, "Not now"), (failure.Error, failure.Message));
        Assert.Empty(irc.Events.Drain().OfType<Notice>());
    }

    [Fact]
    public async Task Nobody_else_waits_for_somebody_who_does_not_answer()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        var silent = Enumerable.Range(0, 8).Select(x => Asker(irc).PingAsync(new ContactId($"m{x}"), IrcFixture.Stop)).ToList();
        foreach (var x in Enumerable.Range(0, 8))
            await irc.Fake.ExpectAsync("PRIVMSG");
        var full = await Assert.ThrowsAsync<NetworkException>(() => Asker(irc).PingAsync(Bob, IrcFixture.Stop));
        Assert.Equal(NetworkError.Throttled, full.Error);
        var whois = ((IDescribesContacts)irc.Session).DescribeContactAsync(Bob, IrcFixture.Stop);
        await irc.Fake.ExpectAsync("WHOIS bob");
        await irc.Fake.SendAsync(":irc.test 401 alice bob :No such nick");
        Assert.Null(await whois.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        Assert.DoesNotContain(silent, x => x.IsCompleted);
        irc.Fake.Drop();
        await Assert.ThrowsAsync<NetworkException>(() => silent[0].WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
    }

    private static IAsksClients Asker(IrcFixture irc) => (IAsksClients)irc.Session;
}
