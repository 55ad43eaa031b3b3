using Xunit;

namespace Bridge.Gateway.Tests.Import;

/// <summary>What users of biboumi have set is in force in Bridge, at the same level.</summary>
public sealed class OptionImportTests : IDisposable
{
    private readonly ImportScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("maxhistorylength_", 7, "max-history-length", "7")]
    [InlineData("maxhistorylength_", 0, "max-history-length", "0")]
    [InlineData("maxhistorylength_", 100_000, "max-history-length", "200")]
    [InlineData("maxhistorylength_", -1, "max-history-length", "200")]
    [InlineData("recordhistory_", 0, "record-history", "false")]
    public async Task For_everything(string column, object value, string key, string expected)
    {
        _scene.Source.Add("globaloptions_", ("owner_", ImportScene.Juliet), (column, value));
        Assert.Equal(0, (await _scene.RunAsync()).Status);
        Assert.Equal([new(key, expected)], await _scene.SettingsAsync());
    }

    [Theory]
    [InlineData("nick_", "Capulet", "nick")]
    [InlineData("username_", "giulietta", "username")]
    [InlineData("realname_", "Giulietta C.", "realname")]
    [InlineData("pass_", "wherefore", "password")]
    [InlineData("encodingin_", "koi8-r", "encoding")]
    [InlineData("maxhistorylength_", 7, "max-history-length")]
    [InlineData("throttlelimit_", 3, "burst")]
    [InlineData("throttlelimit_", 0, "burst", "1")]
    public async Task For_a_server(string column, object value, string key, string? expected = null)
    {
        _scene.Source.Add("ircserveroptions_", ("owner_", ImportScene.Juliet), ("server_", "irc.test"), (column, value));
        Assert.Equal(0, (await _scene.RunAsync()).Status);
        Assert.Equal([new(key, expected ?? value.ToString()!)], await _scene.SettingsAsync(server: "irc.test"));
    }

    [Theory]
    [InlineData("encodingin_", "koi8-r", "encoding", "koi8-r")]
    [InlineData("maxhistorylength_", 7, "max-history-length", "7")]
    [InlineData("recordhistory_", -1, "record-history", "false")]
    [InlineData("recordhistory_", 1, "record-history", "true")]
    [InlineData("persistent_", 1, "persistent", "true")]
    public async Task For_a_channel(string column, object value, string key, string expected)
    {
        _scene.Source.Add("ircchanneloptions_", ("owner_", ImportScene.Juliet), ("server_", "irc.test"), ("channel_", "#Verona"), (column, value));
        Assert.Equal(0, (await _scene.RunAsync()).Status);
        Assert.Equal([new(key, expected)], await _scene.SettingsAsync(server: "irc.test", chat: "#verona"));
    }

    /// <summary>A form of biboumi stores all its fields, also those that nobody has touched.</summary>
    [Fact]
    public async Task What_biboumi_has_by_default_goes_on_being_inherited()
    {
        _scene.Source.Add("globaloptions_", ("owner_", ImportScene.Juliet), ("maxhistorylength_", 20), ("recordhistory_", 1), ("persistent_", 0));
        _scene.Source.Add(
            "ircserveroptions_", ("owner_", ImportScene.Juliet), ("server_", "irc.test"), ("pass_", ""), ("tlsports_", "6697;6670;"), ("ports_", "6667;"),
            ("username_", ""), ("realname_", ""), ("verifycert_", 1), ("trustedfingerprint_", ""), ("encodingout_", ""), ("encodingin_", ""),
            ("maxhistorylength_", 20), ("address_", "irc.test"), ("nick_", ""), ("saslpassword_", ""), ("throttlelimit_", 10));
        _scene.Source.Add(
            "ircchanneloptions_", ("owner_", ImportScene.Juliet), ("server_", "irc.test"), ("channel_", "#verona"), ("encodingin_", ""),
            ("maxhistorylength_", 20), ("persistent_", 0), ("recordhistory_", 0));
        var end = await _scene.RunAsync();
        Assert.Equal(0, end.Status);
        Assert.Contains("Carried over: nothing", end.Output, StringComparison.Ordinal);
        Assert.Contains("Left behind: nothing", end.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("To know", end.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passwords_and_commands_are_stored_encrypted_and_printed_nowhere()
    {
        _scene.Source.Add("ircserveroptions_", ("owner_", ImportScene.Juliet), ("server_", "irc.test"), ("nick_", "Capulet"), ("pass_", "wherefore"), ("saslpassword_", "wherefore2"));
        _scene.Source.Run("INSERT INTO after_connection_commands_ (fk_, afterconnectioncommand_) VALUES (1, 'PRIVMSG Nurse :wherefore3'), (1, ''), (1, ' MODE Capulet +i '), (2, 'QUIT')");
        var end = await _scene.RunAsync();
        var settings = await _scene.SettingsAsync(server: "irc.test");
        Assert.Equal(("wherefore", "Capulet", "wherefore2"), (settings["password"], settings["sasl-username"], settings["sasl-password"]));
        Assert.Equal("PRIVMSG Nurse :wherefore3\nMODE Capulet +i", settings["after-connect"]);
        Assert.DoesNotContain("wherefore", end.Output + end.Error, StringComparison.Ordinal);
        Assert.Equal(["after-connect", "password", "sasl-password"], _scene.Query("SELECT name FROM options WHERE secret IS NOT NULL AND value IS NULL ORDER BY name"));
    }

    [Theory]
    [InlineData("ircserveroptions_", "encodingin_", "no-such-encoding", "encoding: there is no such encoding")]
    [InlineData("ircserveroptions_", "encodingout_", "koi8-r", "the outgoing encoding")]
    [InlineData("ircserveroptions_", "nick_", "two words", "nick: a nick has no spaces")]
    [InlineData("ircserveroptions_", "realname_", "line\nbreak", "realname: one line")]
    [InlineData("ircserveroptions_", "throttlelimit_", -1, "messages-per-second: the gateway's configuration allows 1 at most")]
    [InlineData("ircserveroptions_", "throttlelimit_", 500, "burst: the gateway's configuration allows 10 at most")]
    [InlineData("ircserveroptions_", "throttlelimit_", "many", "burst: the value is no number")]
    [InlineData("ircserveroptions_", "saslpassword_", "secret", "sasl-username: biboumi took the nick")]
    [InlineData("ircserveroptions_", "server_", "irc.elsewhere.test", "the server “irc.elsewhere.test” is not configured")]
    [InlineData("ircserveroptions_", "owner_", "romeo@elsewhere.test", "people of “elsewhere.test” may not use irc")]
    [InlineData("ircserveroptions_", "owner_", "@@@", "the owner is not a bare JID")]
    [InlineData("ircchanneloptions_", "channel_", "two words", "the channel has no legal name")]
    [InlineData("ircchanneloptions_", "persistent_", "maybe", "persistent: the value is no number")]
    public async Task What_cannot_be_taken_over_is_counted_with_the_reason_and_its_place(string table, string column, object value, string reason)
    {
        Dictionary<string, object?> row = new() { ["owner_"] = ImportScene.Juliet, ["server_"] = "irc.test" };
        if (table == "ircchanneloptions_")
        {
            row["channel_"] = "#verona";
        }

        row[column] = value;
        _scene.Source.Add(table, [.. row.Select(static pair => (pair.Key, pair.Value))]);
        var end = await _scene.RunAsync();
        Assert.Equal(0, end.Status);
        Assert.Contains(end.Below("Left behind:"), line => line.StartsWith("1  settings: " + reason, StringComparison.Ordinal) && line.EndsWith($"({table} 1)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_a_server_is_and_how_it_is_trusted_is_told_to_the_operator()
    {
        foreach (var owner in (string[])["juliet@example.org", "romeo@example.org"])
        {
            _scene.Source.Add(
                "ircserveroptions_", ("owner_", owner), ("server_", "irc.test"), ("address_", "Irc.Test"), ("tlsports_", "7000;"), ("trustedfingerprint_", "AB\u001bCD"));
            _scene.Source.Add(
                "ircserveroptions_", ("owner_", owner), ("server_", "old.test"), ("address_", "host.test"), ("tlsports_", ""), ("ports_", "6669;"), ("verifycert_", 1));
        }

        _scene.Source.Add("ircserveroptions_", ("owner_", "juliet@example.org"), ("server_", "own.test"), ("verifycert_", 0));

        var lines = string.Join('\n', (await _scene.RunAsync()).Below("To know:"));
        Assert.Contains("“false” for “own.test”", lines, StringComparison.Ordinal);
        Assert.Contains(":VerifyCertificate", lines, StringComparison.Ordinal);
        Assert.Contains("2 users have “7000” for “irc.test”", lines, StringComparison.Ordinal);
        Assert.Contains("Bridge:Networks:irc:Settings:Servers:<name>:Port.", lines, StringComparison.Ordinal);
        Assert.Contains("“AB?CD” for “irc.test”", lines, StringComparison.Ordinal);
        Assert.Contains("“host.test” for “old.test”", lines, StringComparison.Ordinal);
        Assert.Contains("“6669” for “old.test”", lines, StringComparison.Ordinal);
        Assert.Contains("“false” for “old.test”", lines, StringComparison.Ordinal);
        Assert.DoesNotContain("Irc.Test", lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_set_in_Bridge_by_now_stays()
    {
        _scene.Source.Add("ircserveroptions_", ("owner_", ImportScene.Juliet), ("server_", "irc.test"), ("nick_", "Capulet"), ("realname_", "Giulietta"));
        await _scene.RunAsync();
        _scene.Source.Run("UPDATE ircserveroptions_ SET nick_ = 'Montague', username_ = 'g'");
        var end = await _scene.RunAsync();
        Assert.Equal("1  settings: nick: something else is set in Bridge, which stays (ircserveroptions_ 1)", Assert.Single(end.Below("Left behind:")));
        Assert.Equal(["1  settings"], end.Below("Carried over:"));
        Assert.Equal(["1  settings"], end.Below("There already:"));
        Assert.Equal("Capulet", (await _scene.SettingsAsync(server: "irc.test"))["nick"]);
    }

    [Fact]
    public async Task A_user_gets_no_more_accounts_than_the_configuration_allows()
    {
        _scene.Network = """ "AccountsPerUser": 2, "Settings": { "AllowAnyServer": true } """;
        for (var i = 1; i <= 4; i++)
        {
            _scene.Source.Add("ircserveroptions_", ("owner_", ImportScene.Juliet), ("server_", $"irc{i}.test"), ("nick_", "Capulet"));
        }

        var end = await _scene.RunAsync();
        Assert.Equal(["2  settings"], end.Below("Carried over:"));
        Assert.StartsWith("2  settings: their users are on more servers than 2: raise Bridge:Networks:irc:AccountsPerUser", Assert.Single(end.Below("Left behind:")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_fixed_server_there_is_that_one()
    {
        _scene.Network = """ "Settings": { "FixedServer": "irc.test", "Servers": { "irc.test": { "Host": "irc.test" }, "irc.other.test": { "Host": "irc.other.test" } } } """;
        _scene.Source.Add("ircserveroptions_", ("owner_", ImportScene.Juliet), ("server_", "irc.test"), ("nick_", "Capulet"));
        _scene.Source.Add("ircserveroptions_", ("owner_", ImportScene.Juliet), ("server_", "irc.other.test"), ("nick_", "Capulet"));
        _scene.Source.Say("Peace?", _scene.Now);
        var end = await _scene.RunAsync();
        Assert.Equal(["1  messages", "1  settings"], end.Below("Carried over:"));
        Assert.Contains("irc.other.test", Assert.Single(end.Below("Left behind:")), StringComparison.Ordinal);
        Assert.Contains("from='#verona@irc.example.org/tybalt'", Assert.Single(_scene.Query("SELECT CAST(stanza AS TEXT) FROM archive")), StringComparison.Ordinal);
    }
}
