using System.Runtime.Versioning;
using System.Text;
using Bridge.Store;
using Xunit;

namespace Bridge.Gateway.Tests.Store;

// File modes; what Bridge is built for.
[SupportedOSPlatform("linux")]
public sealed class SecretsTests : IDisposable
{
    private static readonly Dictionary<string, string> Login = new() { ["password"] = "correct horse ü", ["sasl"] = "PLAIN" };
    private readonly StoreFolder _folder = new();

    private string Keys => Path.Combine(_folder.Folder, "keys");

    [Fact]
    public void A_new_process_decrypts_what_the_last_one_encrypted()
    {
        var credentials = _folder.Secrets().EncryptCredentials(Login);
        var text = _folder.Secrets().EncryptText("hunter2");

        Assert.Equal(Login, _folder.Secrets().DecryptCredentials(credentials));
        Assert.Equal("hunter2", _folder.Secrets().DecryptText(text));
    }

    [Fact]
    public void Nothing_is_made_before_the_first_use()
    {
        _ = _folder.Secrets();

        Assert.False(Directory.Exists(Keys));
    }

    [Fact]
    public void Only_the_owner_can_read_the_keys()
    {
        Directory.CreateDirectory(Keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead);

        _folder.Secrets().EncryptText("x");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Keys));
        var key = Assert.Single(Directory.GetFiles(Keys));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
    }

    [Fact]
    public async Task No_secret_lies_open_in_the_database()
    {
        await using (var store = await _folder.OpenAsync())
        {
            var accounts = await _folder.AccountsAsync(store);
            var account = accounts.GetOrCreate("a@b", "irc", "");
            await accounts.SetCredentialsAsync(account.Id, Login, StoreFolder.Stop);
            var rooms = _folder.Rooms(store);
            rooms.Save(new(account.Id, "#c"), "nick", "correct horse ü", [], null, []);
            await rooms.FlushAsync(StoreFolder.Stop);
            AssertNowhere("correct horse");
        }
        AssertNowhere("correct horse");
    }

    [Fact]
    public void A_damaged_key_is_named()
    {
        var encrypted = _folder.Secrets().EncryptText("x");
        File.WriteAllText(Directory.GetFiles(Keys).Single(), "<key");

        var read = Assert.Throws<StoreException>(() => _folder.Secrets().DecryptText(encrypted));
        var written = Assert.Throws<StoreException>(() => _folder.Secrets().EncryptText("y"));

        Assert.StartsWith($"A key in {Keys} is damaged", read.Message, StringComparison.Ordinal);
        Assert.StartsWith($"A key in {Keys} is damaged", written.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lost_keys_are_named()
    {
        var encrypted = _folder.Secrets().EncryptText("x");
        Directory.Delete(Keys, recursive: true);

        var refused = Assert.Throws<StoreException>(() => _folder.Secrets().DecryptText(encrypted));

        Assert.StartsWith($"What the database holds encrypted does not fit the keys in {Keys}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        File.WriteAllText(Keys, "");

        var refused = Assert.Throws<StoreException>(() => _folder.Secrets().EncryptText("x"));

        Assert.StartsWith($"The keys in {Keys} cannot be read or written", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void AssertNowhere(string secret)
    {
        var files = Directory.GetFiles(_folder.Folder, "*", SearchOption.AllDirectories).Where(x => Path.GetFileName(x) != "bridge.lock").ToList();
        Assert.Contains(_folder.Database, files);
        foreach (var path in files)
        {
            // Shared, since the database is open.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, path);
            Assert.True(bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(secret)) < 0, path);
        }
    }
}
