using Bridge.Store;
using Bridge.Testing;
using Xunit;

namespace Bridge.Gateway.Tests.Import;

/// <summary>The archives of biboumi become those of Bridge: of each user apart, under the same ids, once.</summary>
public sealed class ArchiveImportTests : IDisposable
{
    private readonly ImportScene _scene = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Each_user_has_their_own_in_the_order_in_which_it_was_said()
    {
        _scene.Source.Say("Ay me!", _scene.Now - 10, nick: "Juliet", uuid: "11111111-0000-0000-0000-000000000001");
        _scene.Source.Say("Peace?", _scene.Now - 10, uuid: "11111111-0000-0000-0000-000000000002");
        _scene.Source.Say("not hers", _scene.Now - 9, owner: "Romeo@example.org", uuid: "11111111-0000-0000-0000-000000000003");
        _scene.Source.Say("elsewhere", _scene.Now - 8, channel: "#mantua", uuid: "11111111-0000-0000-0000-000000000004");
        Assert.Equal(["4  messages"], (await _scene.RunAsync()).Below("Carried over:"));

        await using var store = await _scene.OpenAsync();
        var messages = await AskAsync(store, ImportScene.Juliet, "#verona");
        Assert.Equal(["11111111-0000-0000-0000-000000000001", "11111111-0000-0000-0000-000000000002"], messages.Select(static message => message.StanzaId));
        Assert.Equal([("Juliet", "juliet"), ("tybalt", "tybalt")], messages.Select(static message => (message.Nick, message.Sender)));
        Assert.All(messages, message => Assert.Equal((_scene.Now - 10) * 1000, message.SaidAt));
        Assert.Single(await AskAsync(store, "romeo@example.org", "#verona"));
        Assert.Single(await AskAsync(store, ImportScene.Juliet, "#mantua"));
    }

    [Fact]
    public async Task A_second_import_adds_what_is_new_and_doubles_nothing()
    {
        _scene.Source.Say("Ay me!", _scene.Now);
        _scene.Source.Say("Peace?", _scene.Now, uuid: "no id: \u0001");
        await _scene.RunAsync();
        _scene.Source.Say("I hate the word", _scene.Now);
        var end = await _scene.RunAsync();
        Assert.Equal(["1  messages"], end.Below("Carried over:"));
        Assert.Equal(["2  messages"], end.Below("There already:"));
        Assert.Equal(3, _scene.Query("SELECT stanza_id FROM archive").Count);
    }

    [Fact]
    public async Task It_can_be_broken_off_and_run_again()
    {
        using var stop = new CancellationTokenSource();
        using var scene = new ImportScene { Time = new StoppingTime(stop, asked: 8_000) };
        scene.Source.SayMany(12_000, scene.Now);
        var broken = await scene.RunAsync(stop.Token);
        Assert.Equal(1, broken.Status);
        Assert.StartsWith("error: Broken off. What is below is done", broken.Error, StringComparison.Ordinal);
        Assert.InRange(scene.Query("SELECT stanza_id FROM archive").Count, 5000, 11_999);

        var end = await scene.RunAsync();
        Assert.Equal(0, end.Status);
        Assert.Equal(12_000, scene.Query("SELECT stanza_id FROM archive").Count);
        Assert.Equal("12000", Assert.Single(scene.Query("SELECT CAST(count(DISTINCT stanza_id) AS TEXT) FROM archive")));
    }

    [Fact]
    public async Task What_Bridge_would_remove_at_once_stays_behind_and_the_setting_is_named()
    {
        _scene.Network += """, "Archive": { "Days": 10, "MaxPerRoom": 2 } """;
        _scene.Source.Say("old", _scene.Now - (11 * 86_400));
        foreach (var text in (string[])["one", "two", "three"])
        {
            _scene.Source.Say(text, _scene.Now - (9 * 86_400));
        }

        var end = await _scene.RunAsync();
        Assert.Equal(
            "1  messages: they are older than the 10 days that Bridge keeps: raise Bridge:Networks:irc:Archive:Days and import again (muclogline_ 1)",
            Assert.Single(end.Below("Left behind:")));
        Assert.Contains("archives with more than 2 messages: 1. Bridge removes 1 messages, the oldest", Assert.Single(end.Below("To know:")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "there is no text")]
    [InlineData("", "there is no text")]
    [InlineData("a time that is none", "the time makes no sense", "soon")]
    [InlineData("before time", "the time makes no sense", -5)]
    [InlineData("the end of time", "the time makes no sense", long.MaxValue)]
    [InlineData("in milliseconds", "the time makes no sense", 1_772_366_400_000)]
    public async Task A_message_that_makes_no_sense_stays_behind_and_the_others_do_not(string? body, string reason, object? at = null)
    {
        _scene.Source.Say(body, at ?? _scene.Now);
        _scene.Source.Say("Peace?", _scene.Now);
        var end = await _scene.RunAsync();
        Assert.Equal(["1  messages"], end.Below("Carried over:"));
        Assert.Equal([$"1  messages: {reason} (muclogline_ 1)"], end.Below("Left behind:"));
    }

    [Fact]
    public async Task Hostile_rows_are_named_and_stop_nothing()
    {
        string[] hostile = ["\0", "\u0001\u001b[31m", "a@b/c", "@", new string('x', 1_000_000), "\ud83d\ude00", "<iq/>", "'; DROP TABLE x", "#a,#b", "%", "日本語"];
        foreach (var value in (object?[])[.. hostile, null, 5, 1.5, new byte[] { 0xff, 0xfe, 0 }])
        {
            foreach (var column in (string[])["uuid_", "owner_", "ircchanname_", "ircservername_", "date_", "body_", "nick_"])
            {
                Dictionary<string, object?> row = new()
                {
                    ["uuid_"] = Guid.NewGuid().ToString(),
                    ["owner_"] = ImportScene.Juliet,
                    ["ircchanname_"] = "#verona",
                    ["ircservername_"] = "irc.test",
                    ["date_"] = _scene.Now,
                    ["body_"] = "Peace?",
                    ["nick_"] = "tybalt",
                };
                row[column] = value;
                _scene.Source.Add("muclogline_", [.. row.Select(static pair => (pair.Key, pair.Value))]);
            }

            foreach (var (table, columns) in Tables)
            {
                foreach (var column in columns)
                {
                    Dictionary<string, object?> row = new()
                    {
                        ["owner_"] = ImportScene.Juliet,
                        ["server_"] = "irc.test",
                        ["channel_"] = "#verona",
                        ["local"] = "irc.test@irc.example.org",
                        ["remote"] = ImportScene.Juliet,
                        ["fk_"] = 1,
                        [column] = value,
                    };
                    _scene.Source.Add(table, [.. row.Where(pair => columns.Contains(pair.Key)).Select(static pair => (pair.Key, pair.Value))]);
                }
            }
        }

        var end = await _scene.RunAsync();
        Assert.True(end.Status == 0, end.Error + end.Output);
        Assert.Equal("", end.Error);
        Assert.DoesNotContain(end.Output, static character => char.IsControl(character) && character is not ('\n' or '\r'));
        Assert.All(end.Output.Split('\n'), static line => Assert.True(line.Length < 400, line));
        Assert.Contains(end.Below("Left behind:"), static line => line.Contains("the rest of messages: what is longer than 65536 characters is cut there", StringComparison.Ordinal));
        Assert.All(_scene.Query("SELECT CAST(stanza AS TEXT) FROM archive"), static stanza => Assert.NotNull(System.Xml.Linq.XElement.Parse(stanza)));
        Assert.Equal("0", Assert.Single(_scene.Query("SELECT CAST(count(*) AS TEXT) FROM archive WHERE length(stanza) > 262144")));
    }

    [Fact]
    public async Task A_file_that_is_damaged_in_its_midst_keeps_what_was_read_before()
    {
        _scene.Source.Add("globaloptions_", ("owner_", ImportScene.Juliet), ("maxhistorylength_", 7), ("recordhistory_", 1));
        _scene.Source.SayMany(20_000, _scene.Now);
        await using (var file = new FileStream(_scene.Source.Path, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = file.Length / 2;
            await file.WriteAsync(Enumerable.Repeat((byte)0xa5, 200_000).ToArray(), Stop);
        }

        var end = await _scene.RunAsync();
        Assert.Equal(1, end.Status);
        Assert.Contains("is damaged", end.Error, StringComparison.Ordinal);
        Assert.Contains("1  settings", end.Below("Carried over:"));
        Assert.Equal("7", (await _scene.SettingsAsync())["max-history-length"]);
    }

    private static (string Table, string[] Columns)[] Tables =>
    [
        ("globaloptions_", ["owner_", "maxhistorylength_", "recordhistory_", "persistent_"]),
        (
            "ircserveroptions_",
            ["owner_", "server_", "pass_", "tlsports_", "ports_", "username_", "realname_", "verifycert_", "trustedfingerprint_", "encodingout_", "encodingin_",
                "maxhistorylength_", "address_", "nick_", "saslpassword_", "throttlelimit_"]),
        ("ircchanneloptions_", ["owner_", "server_", "channel_", "encodingout_", "encodingin_", "maxhistorylength_", "persistent_", "recordhistory_"]),
        ("roster", ["local", "remote"]),
        ("after_connection_commands_", ["fk_", "afterconnectioncommand_"]),
    ];

    private static async Task<IReadOnlyList<ArchivedMessage>> AskAsync(GatewayStore store, string user, string chat)
    {
        var account = store.Accounts.Find(user, "irc", "irc.test")!.Id;
        return (await store.Archives.ReadAsync(new ArchiveQuery { AccountId = account, Chat = chat, Max = 50, MaxBytes = 1_000_000 }, Stop))!.Messages;
    }

    /// <summary>Stands still, and breaks off when it was asked often enough.</summary>
    private sealed class StoppingTime(CancellationTokenSource stop, int asked) : TimeProvider
    {
        private readonly ManualTime _time = new();
        private int _asked;

        public override DateTimeOffset GetUtcNow()
        {
            if (++_asked == asked)
            {
                stop.Cancel();
            }

            return _time.GetUtcNow();
        }
    }
}
