using Bridge.Gateway.Configuration;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Bridge.Gateway.Tests.Import;

/// <summary>Which files are taken, and the one line for those that are not.</summary>
public sealed class SchemaImportTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(7, "realname,after-connect")]
    [InlineData(8, "nick,realname,after-connect")]
    [InlineData(9, "nick,realname,burst,after-connect")]
    public async Task Every_version_is_read_as_far_as_it_goes(int version, string expected)
    {
        using var scene = new ImportScene(version);
        scene.Source.Add("ircserveroptions_", ("owner_", ImportScene.Juliet), ("server_", "irc.test"), ("realname_", "Giulietta"));
        scene.Source.Run(version == 7
            ? "UPDATE ircserveroptions_ SET afterconnectioncommand_ = 'MODE x +i'"
            : "UPDATE ircserveroptions_ SET nick_ = 'Capulet'; INSERT INTO after_connection_commands_ (fk_, afterconnectioncommand_) VALUES (1, 'MODE x +i')");
        if (version == 9)
        {
            scene.Source.Run("UPDATE ircserveroptions_ SET throttlelimit_ = 5");
        }

        scene.Source.Say("Peace?", scene.Now);
        scene.Source.Add("roster", ("local", "irc.test@irc.example.org"), ("remote", ImportScene.Juliet));
        var end = await scene.RunAsync();
        Assert.Equal(0, end.Status);
        Assert.Equal(expected.Split(',').Order(), (await scene.SettingsAsync(server: "irc.test")).Keys.Order());
        Assert.Contains("1  messages", end.Below("Carried over:"));
        Assert.Contains("1  contacts", end.Below("Carried over:"));
    }

    [Fact]
    public async Task Columns_of_a_later_version_are_named_and_the_rest_is_read()
    {
        using var scene = new ImportScene();
        scene.Source.Run("ALTER TABLE ircchanneloptions_ ADD colour_ TEXT");
        scene.Source.Say("Peace?", scene.Now);
        var end = await scene.RunAsync();
        Assert.Equal(["1  messages"], end.Below("Carried over:"));
        Assert.Contains("“ircchanneloptions_.colour_”", Assert.Single(end.Below("To know:")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing", "There is no file")]
    [InlineData("folder", "is a folder")]
    [InlineData("empty", "is not a database of biboumi")]
    [InlineData("text", "is not a SQLite database")]
    [InlineData("other", "is not a database of biboumi")]
    [InlineData("DROP TABLE globaloptions_", "has no table globaloptions_")]
    [InlineData("ALTER TABLE ircchanneloptions_ DROP COLUMN persistent_", "has no column persistent_ in ircchanneloptions_")]
    [InlineData("ALTER TABLE muclogline_ ADD rowid TEXT", "has a column rowid")]
    [InlineData("cut", "is damaged")]
    public async Task A_file_that_cannot_be_read_is_one_line_and_changes_nothing(string what, string line)
    {
        using var scene = new ImportScene();
        var path = scene.PathOf("other");
        switch (what)
        {
            case "missing":
                break;
            case "folder":
                Directory.CreateDirectory(path);
                break;
            case "empty":
                await File.WriteAllTextAsync(path, "", Stop);
                break;
            case "text":
                await File.WriteAllTextAsync(path, string.Concat(Enumerable.Repeat("hostname=irc.example.org\n", 100)), Stop);
                break;
            case "other":
                Execute(path, "CREATE TABLE users (id INTEGER)");
                break;
            case "cut":
                await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(scene.Source.Path, Stop))[..5000], Stop);
                break;
            default:
                scene.Source.Run(what);
                path = scene.Source.Path;
                break;
        }

        AssertRefused(await scene.RunAsync(path, Stop), line);
        Assert.False(File.Exists(scene.Database) && scene.Query("SELECT jid FROM users").Count > 0);
    }

    [Fact]
    public async Task A_file_that_another_program_writes_to_is_told()
    {
        using var scene = new ImportScene();
        await using var other = scene.Source.Open();
        await using var command = other.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        await command.ExecuteNonQueryAsync(Stop);
        AssertRefused(await scene.RunAsync(), "is locked by another program: stop biboumi");
    }

    [Fact]
    public async Task A_file_whose_last_write_was_not_ended_is_told()
    {
        using var scene = new ImportScene();
        var copy = scene.PathOf("copy.sqlite");
        await using (var other = scene.Source.Open())
        {
            await using var command = other.CreateCommand();
            command.CommandText = "PRAGMA cache_size = 1; BEGIN; INSERT INTO muclogline_ (body_) WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 20000) SELECT 'much' || x FROM n";
            await command.ExecuteNonQueryAsync(Stop);
            File.Copy(scene.Source.Path, copy);
            File.Copy(scene.Source.Path + "-journal", copy + "-journal");
        }

        AssertRefused(await scene.RunAsync(copy, Stop), "biboumi did not end its last write");
    }

    [Fact]
    public async Task Bridges_own_database_is_none_of_biboumi()
    {
        using var scene = new ImportScene();
        await scene.RunAsync();
        AssertRefused(await scene.RunAsync(scene.Database, Stop), "is not a database of biboumi");
    }

    [Fact]
    public async Task While_Bridge_runs_nothing_is_written()
    {
        using var scene = new ImportScene();
        scene.Source.Say("Peace?", scene.Now);
        await using (await scene.OpenAsync())
        {
            AssertRefused(await scene.RunAsync(), "Another Bridge");
            Assert.Equal(0, (await scene.RunAsync("--dry-run")).Status);
        }

        Assert.Empty(scene.Query("SELECT stanza_id FROM archive"));
    }

    [Fact]
    public async Task A_dry_run_tells_all_of_it_and_makes_nothing()
    {
        using var scene = new ImportScene();
        scene.Source.Say("Peace?", scene.Now);
        scene.Source.Say("Peace?", "never");
        scene.Source.Add("globaloptions_", ("owner_", ImportScene.Juliet), ("maxhistorylength_", 7), ("recordhistory_", 1));
        var tried = await scene.RunAsync("--dry-run");
        Assert.False(Directory.Exists(scene.PathOf("data")));
        var done = await scene.RunAsync();
        Assert.Equal(["1  messages", "1  settings"], tried.Below("Would be carried over:"));
        Assert.Equal(tried.Below("Would be carried over:"), done.Below("Carried over:"));
        Assert.Equal(tried.Below("Left behind:"), done.Below("Left behind:"));
    }

    [Theory]
    [InlineData("", "Several IRC networks are configured: say with --network which one gets it (irc, other)")]
    [InlineData("--network=telegram", "“telegram” is not an IRC network of the configuration: --network takes irc, other")]
    [InlineData("--network=IRC", null)]
    public async Task Which_network_gets_it_is_asked_where_there_are_several(string argument, string? refusal)
    {
        using var scene = new ImportScene();
        scene.Others = """ "other": { "Adapter": "irc", "Domain": "irc2.example.org", "Secret": "s", "Settings": { "AllowAnyServer": true } }, """;
        var end = await scene.RunAsync(argument.Length == 0 ? [] : [argument]);
        if (refusal is null)
        {
            Assert.Equal(0, end.Status);
        }
        else
        {
            AssertRefused(end, refusal);
        }
    }

    private static void AssertRefused(ImportEnd end, string line)
    {
        Assert.Equal(ExitStatus.Configuration, end.Status);
        var said = Assert.Single(end.Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("error: ", said, StringComparison.Ordinal);
        Assert.Contains(line, said, StringComparison.Ordinal);
    }

    private static void Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
