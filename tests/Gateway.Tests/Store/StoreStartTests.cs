using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Bridge.Store;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Bridge.Gateway.Tests.Store;

// File modes; what Bridge is built for.
[SupportedOSPlatform("linux")]
public sealed class StoreStartTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Fact]
    public async Task A_missing_folder_and_file_are_created_for_the_owner_only()
    {
        var path = Path.Combine(_folder.Folder, "deep", "er", "bridge.db");

        await using var store = await _folder.OpenAsync("Data Source=" + path);
        await store.Writer.RunAsync(x => x.Prepare("INSERT INTO settings (key, value) VALUES ('a', 'b')").Run(), StoreFolder.Stop);

        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(path, store.Path);
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(path)!));
        Assert.All(Directory.GetFiles(Path.GetDirectoryName(path)!), x => Assert.Equal(OwnerOnly, File.GetUnixFileMode(x)));
    }

    [Fact]
    public async Task The_connection_is_set_up_for_durable_writes()
    {
        await using var store = await _folder.OpenAsync();

        string Pragma(string name) => store.Writer.RunAsync(x =>
        {
            var statement = x.Prepare("PRAGMA " + name);
            statement.Read();
            var value = statement.GetText(0);
            statement.Reset();
            return value;
        }, StoreFolder.Stop).Result;
        Assert.Equal("wal", Pragma("journal_mode"));
        Assert.Equal("1", Pragma("synchronous"));
        Assert.Equal("1", Pragma("foreign_keys"));
        Assert.Equal("5000", Pragma("busy_timeout"));
    }

    [Fact]
    public async Task Opening_again_finds_what_was_written()
    {
        await using (var store = await _folder.OpenAsync())
            store.Writer.Post(x => x.Prepare("INSERT INTO settings (key, value) VALUES ('a', 'b')").Run());

        await using (var store = await _folder.OpenAsync())
        {
            using var db = store.CreateDb();
            Assert.Equal("b", db.Settings.Single(x => x.Key == "a").Value);
        }
    }

    [Fact]
    public async Task A_second_process_on_the_same_database_is_refused()
    {
        await using var store = await _folder.OpenAsync();

        var refused = await Assert.ThrowsAsync<StoreException>(() => _folder.OpenAsync());

        Assert.StartsWith($"Another Bridge (process {Environment.ProcessId}) uses the database in {_folder.Folder}: stop it", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_process_leaves_no_lock()
    {
        var holder = Process.Start(new ProcessStartInfo("flock", ["-F", Path.Combine(_folder.Folder, "bridge.lock"), "sleep", "60"]))!;
        try
        {
            while (!File.Exists(Path.Combine(_folder.Folder, "bridge.lock")) || await OpensAsync())
                await Task.Delay(5, StoreFolder.Stop);
        }
        finally
        {
            holder.Kill();
            await holder.WaitForExitAsync(StoreFolder.Stop);
        }

        Assert.True(await OpensAsync());

        async Task<bool> OpensAsync()
        {
            try
            {
                await using var store = await _folder.OpenAsync();
                return true;
            }
            catch (StoreException e) when (e.Message.StartsWith("Another Bridge", StringComparison.Ordinal))
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task A_refused_start_gives_the_lock_back()
    {
        File.WriteAllBytes(_folder.Database, RandomNumberGenerator.GetBytes(8192));
        await Assert.ThrowsAsync<StoreException>(() => _folder.OpenAsync());
        File.Delete(_folder.Database);

        await using var store = await _folder.OpenAsync();
    }

    [Fact]
    public async Task A_migration_that_was_killed_does_not_block_the_next()
    {
        _folder.Tamper("""
            CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00+00:00');
            """);

        await using var store = await _folder.OpenAsync().WaitAsync(TimeSpan.FromSeconds(30), StoreFolder.Stop);
    }

    [Fact]
    public async Task A_newer_database_is_refused()
    {
        await using (await _folder.OpenAsync())
        {
        }
        _folder.Tamper("INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Future', '99.0.0')");

        var refused = await Assert.ThrowsAsync<StoreException>(() => _folder.OpenAsync());

        Assert.Contains("was written by a newer Bridge (migration 29990101000000_Future)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_another_program_is_left_alone()
    {
        _folder.Tamper("CREATE TABLE prosody (host TEXT)");

        var refused = await Assert.ThrowsAsync<StoreException>(() => _folder.OpenAsync());

        Assert.Contains("belongs to another program", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task A_damaged_file_is_named(int intactBytes)
    {
        await using (await _folder.OpenAsync())
        {
        }
        var bytes = await File.ReadAllBytesAsync(_folder.Database, StoreFolder.Stop);
        RandomNumberGenerator.Fill(bytes.AsSpan(intactBytes));
        await File.WriteAllBytesAsync(_folder.Database, bytes, StoreFolder.Stop);

        var refused = await Assert.ThrowsAsync<StoreException>(() => _folder.OpenAsync());

        Assert.Equal($"The database {_folder.Database} is damaged or is not a SQLite file: put a backup in its place, or move it away " +
            "to start with an empty one.", refused.Message);
    }

    [Fact]
    public async Task A_read_only_file_is_named()
    {
        await using (await _folder.OpenAsync())
        {
        }
        File.SetUnixFileMode(_folder.Database, UnixFileMode.UserRead);

        var refused = await Assert.ThrowsAsync<StoreException>(() => _folder.OpenAsync());

        Assert.StartsWith($"The database {_folder.Database} cannot be written", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        Assert.SkipWhen(Environment.UserName == "root", "root may write everywhere");
        File.SetUnixFileMode(_folder.Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var refused = await Assert.ThrowsAsync<StoreException>(() => _folder.OpenAsync());
        File.SetUnixFileMode(_folder.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Assert.StartsWith($"The folder {_folder.Folder} cannot be written", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_created_is_named()
    {
        var file = Path.Combine(_folder.Folder, "file");
        await File.WriteAllTextAsync(file, "", StoreFolder.Stop);

        var refused = await Assert.ThrowsAsync<StoreException>(() => _folder.OpenAsync($"Data Source={file}/sub/bridge.db"));

        Assert.StartsWith($"The folder {file}/sub for the database cannot be created", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_in_the_place_of_the_file_is_named()
    {
        Directory.CreateDirectory(_folder.Database);

        var refused = await Assert.ThrowsAsync<StoreException>(() => _folder.OpenAsync());

        Assert.Contains(_folder.Database, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("data/bridge.db")]
    [InlineData("Data Source=")]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=file:bridge.db")]
    [InlineData("Data Source=x;Colour=red")]
    [InlineData("Data Source=x;Pooling=perhaps")]
    public async Task A_connection_string_without_a_file_is_refused(string connectionString)
    {
        var refused = await Assert.ThrowsAsync<StoreException>(() => _folder.OpenAsync(connectionString));

        Assert.StartsWith("Bridge:Database", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_for_reading_cannot_write()
    {
        await using var store = await _folder.OpenAsync();
        using var db = store.CreateDb();
        db.Users.Add(new UserRow { Jid = "a@b" });

        var refused = Assert.ThrowsAny<Exception>(() => db.SaveChanges());

        Assert.Equal(SQLitePCL.raw.SQLITE_READONLY, ((SqliteException)refused.GetBaseException()).SqliteErrorCode);
    }

    public void Dispose() => _folder.Dispose();
}
