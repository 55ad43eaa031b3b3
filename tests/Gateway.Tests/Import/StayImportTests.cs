using Xunit;

namespace Bridge.Gateway.Tests.Import;

/// <summary>Contacts, and channels in which a user stays.</summary>
public sealed class StayImportTests : IDisposable
{
    private readonly ImportScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("irc.test@irc.example.org", ImportScene.Juliet, null)]
    [InlineData("irc.example.org", "juliet@example.org/balcony", null)]
    [InlineData("tybalt%irc.test@irc.example.org", ImportScene.Juliet, null)]
    [InlineData("bot@irc.example.org", ImportScene.Juliet, null)]
    [InlineData("#verona%irc.test@irc.example.org", ImportScene.Juliet, "channels have no presence outside the room")]
    [InlineData("irc.elsewhere.test@irc.example.org", ImportScene.Juliet, "nobody can have the address: its server is not configured")]
    [InlineData("irc.test@biboumi.example.org", ImportScene.Juliet, "the address is of “biboumi.example.org”, and the domain of irc is irc.example.org")]
    [InlineData("irc.test@irc.example.org", "romeo@elsewhere.test", "people of “elsewhere.test” may not use irc")]
    [InlineData("@", ImportScene.Juliet, "the address is not a JID")]
    [InlineData("irc.test@irc.example.org", null, "the owner is not a bare JID")]
    public async Task Contacts_are_told_of_presence_as_far_as_they_are_addresses(string local, string? remote, string? reason)
    {
        _scene.Source.Add("roster", ("local", local), ("remote", remote));
        _scene.Source.Add("roster", ("local", local), ("remote", remote));
        var end = await _scene.RunAsync();
        if (reason is null)
        {
            Assert.Equal(["1  contacts"], end.Below("Carried over:"));
            Assert.Equal(["1  contacts"], end.Below("There already:"));
            Assert.Equal([$"{ImportScene.Juliet} {local}"], _scene.Query("SELECT user_jid || ' ' || address FROM subscriptions"));
        }
        else
        {
            Assert.StartsWith($"2  contacts: {reason}", Assert.Single(end.Below("Left behind:")), StringComparison.Ordinal);
            Assert.Empty(_scene.Query("SELECT user_jid FROM subscriptions"));
        }
    }

    [Fact]
    public async Task Who_stays_in_a_channel_of_late_is_joined_under_the_nick_that_is_set()
    {
        _scene.Network += """, "Archive": { "Days": 100 } """;
        _scene.Source.Add("ircserveroptions_", ("owner_", ImportScene.Juliet), ("server_", "irc.test"), ("nick_", "Capulet"));
        foreach (var (channel, stays, daysAgo) in new[] { ("#verona", 1, 1), ("#mantua", 0, 1), ("#padua", 1, 40) })
        {
            _scene.Source.Add("ircchanneloptions_", ("owner_", ImportScene.Juliet), ("server_", "irc.test"), ("channel_", channel), ("persistent_", stays));
            _scene.Source.Say("Peace?", _scene.Now - (daysAgo * 86_400), channel: channel);
        }

        Assert.Contains("1  channels to stay in, joined at the start", (await _scene.RunAsync()).Below("Carried over:"));
        Assert.Equal(["#verona Capulet"], _scene.Query("SELECT chat || ' ' || nick FROM rooms"));
        Assert.Equal(["#padua", "#verona"], _scene.Query("SELECT chat FROM options WHERE name = 'persistent' AND value = 'true' ORDER BY chat"));
        Assert.Contains("1  channels to stay in, joined at the start", (await _scene.RunAsync()).Below("There already:"));
    }

    [Fact]
    public async Task Without_a_nick_the_channel_is_joined_when_its_user_comes()
    {
        _scene.Source.Add("ircchanneloptions_", ("owner_", ImportScene.Juliet), ("server_", "irc.test"), ("channel_", "#verona"), ("persistent_", 1));
        _scene.Source.Say("Peace?", _scene.Now);
        var end = await _scene.RunAsync();
        Assert.Contains("joined when their user next comes", Assert.Single(end.Below("To know:")), StringComparison.Ordinal);
        Assert.Empty(_scene.Query("SELECT chat FROM rooms"));
        Assert.Equal(["true"], _scene.Query("SELECT value FROM options WHERE name = 'persistent'"));
    }

    /// <summary>Whoever stays everywhere stays in what they join; connections for people who have not been there for years help nobody.</summary>
    [Fact]
    public async Task Who_stays_in_all_channels_is_connected_at_the_start_where_they_have_been_of_late()
    {
        foreach (var owner in (string[])["juliet@example.org", "romeo@example.org"])
        {
            _scene.Source.Add("globaloptions_", ("owner_", owner), ("maxhistorylength_", 20), ("recordhistory_", 1), ("persistent_", 1));
            _scene.Source.Add("ircserveroptions_", ("owner_", owner), ("server_", "irc.test"), ("nick_", owner == ImportScene.Juliet ? "Capulet" : ""));
            _scene.Source.Say("Peace?", _scene.Now, owner: owner);
        }

        await _scene.RunAsync();
        Assert.Equal("true", (await _scene.SettingsAsync(server: "irc.test"))["persistent"]);
        Assert.Equal("true", (await _scene.SettingsAsync("romeo@example.org", "irc.test"))["persistent"]);
        Assert.Equal(["juliet@example.org 1", "romeo@example.org 0"], _scene.Query("SELECT jid || ' ' || enabled FROM accounts JOIN users ON users.id = user_id ORDER BY jid"));
        Assert.Equal(["#verona Capulet"], _scene.Query("SELECT chat || ' ' || nick FROM rooms"));
        Assert.Contains("Carried over: nothing", (await _scene.RunAsync()).Output, StringComparison.Ordinal);
    }
}
