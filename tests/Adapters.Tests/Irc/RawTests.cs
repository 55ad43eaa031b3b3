using Xunit;

namespace Bridge.Adapters.Tests.Irc;

public sealed class RawTests
{
    [Fact]
    public async Task An_error_to_a_line_of_somebodys_own_is_its_answer_and_nothing_else()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        var asked = Raw(irc, "MODE #nowhere +n");
        await irc.Fake.ExpectAsync("MODE #nowhere");
        await irc.Fake.SendAsync(":irc.test 403 alice #nowhere :No such channel");
        await irc.Fake.ConfirmAsync(await irc.Fake.ExpectAsync("PING :bridge-"));
        Assert.Equal("#nowhere No such channel", await asked.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        Assert.Empty(irc.Events.Drain().OfType<Notice>());
    }

    [Fact]
    public async Task A_line_that_ends_the_connection_is_answered_so()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        var asked = Raw(irc, "QUIT");
        await irc.Fake.ExpectAsync("QUIT");
        irc.Fake.Drop();
        await irc.FailureAsync();
        await irc.Session.DisposeAsync();
        var failure = await Assert.ThrowsAsync<NetworkException>(() => asked.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        Assert.Equal(NetworkError.NetworkDown, failure.Error);
    }

    [Fact]
    public async Task Modes_of_oneself_are_the_answer_to_setting_them()
    {
        await using var irc = new IrcFixture();
        await irc.ConnectAsync();
        var asked = Raw(irc, "MODE alice +i");
        await irc.Fake.ExpectAsync("MODE alice +i");
        await irc.Fake.SendAsync(":alice!a@h MODE alice :+i");
        await irc.Fake.ConfirmAsync(await irc.Fake.ExpectAsync("PING :bridge-"));
        Assert.Equal("+i", await asked.WaitAsync(FakeIrcServer.Deadline, IrcFixture.Stop));
        Assert.Empty(irc.Events.Drain().OfType<Notice>());
    }

    private static Task<string> Raw(IrcFixture irc, string line) =>
        ((IOffersCommands)irc.Session).RunCommandAsync("raw", new Dictionary<string, string> { ["line"] = line }, IrcFixture.Stop);
}
