using System.Security.Cryptography;
using Bridge.Adapters;
using Bridge.Gateway.Media.Remote;
using Bridge.Testing;
using Xunit;

namespace Bridge.Gateway.Tests.Media.Remote;

/// <summary>Fetching what strangers name: what comes through, and what must not.</summary>
public sealed class RemoteFileTests : IAsyncLifetime
{
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(200_000);

    private readonly string _folder = Directory.CreateTempSubdirectory("bridge-files-").FullName;
    private FileServer _server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await FileServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_file_comes_as_it_is_with_what_its_server_says_of_it()
    {
        var (bytes, file) = await ReadAsync(new SentFile([_server.Put("/a/photo", Content, "image/png; charset=x")]) { Name = "photo" });
        Assert.Equal(Content, bytes);
        Assert.Equal(("photo", "image/png", 200_000L), (file.Name, file.MediaType, file.Size));
        Assert.Equal(["/a/photo"], _server.Asked);
    }

    [Fact]
    public async Task It_can_be_opened_again()
    {
        using var files = Files();
        await using var transfer = new FileTransfer(files, "alice@localhost", Limits());
        var file = await BindAsync(transfer, new SentFile([_server.Put("/f", Content)]));
        Assert.Equal(Content, await ReadAsync(file));
        Assert.Equal(Content, await ReadAsync(file));
        Assert.Equal(2, _server.Asked.Count);
    }

    [Fact]
    public async Task An_empty_file_is_a_file() => Assert.Empty((await ReadAsync(new SentFile([_server.Put("/empty", [])]))).Bytes);

    [Fact]
    public async Task Five_redirects_are_followed_and_no_more()
    {
        _server.Put("/6", Content);
        for (var i = 0; i < 6; i++)
            Redirect($"/{i}", $"/{i + 1}");
        Assert.Equal(Content, (await ReadAsync(new SentFile([new Uri(_server.Plain, "/1")]))).Bytes);
        await RefusedAsync(new Uri(_server.Plain, "/0"), "redirected more than 5 times");
    }

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://127.1.2.3/")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[::ffff:a9fe:a9fe]/")]
    [InlineData("http://[64:ff9b::7f00:1]/")]
    [InlineData("http://[2002:7f00:1::]/")]
    [InlineData("http://[fd00::1]/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://0/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://192.168.0.1/")]
    [InlineData("http://100.64.0.1/")]
    [InlineData("http://224.0.0.1/")]
    [InlineData("http://255.255.255.255/")]
    [InlineData("http://localhost/")]
    [InlineData("http://LOCALHOST/")]
    public async Task Nothing_that_is_not_public_is_connected_to_directly_or_by_a_redirect(string address)
    {
        await RefusedAsync(new Uri(address), "The file could not be fetched: its address is not public.", NetworkError.Forbidden);
        await RefusedAsync(Redirect("/away", address), "The file could not be fetched: its address is not public.", NetworkError.Forbidden);
    }

    [Theory]
    [InlineData("http://example.org:22/x", "port 22 of its address is not one of the web")]
    [InlineData("https://example.org:8443/x", "port 8443")]
    [InlineData("http://name:password@example.org/x", "there is a password in its address")]
    [InlineData("file:///etc/passwd", "its address is none of the web")]
    [InlineData("ftp://example.org/x", "its address is none of the web")]
    public async Task Other_ports_schemes_and_passwords_are_refused(string address, string reason)
    {
        await RefusedAsync(new Uri(address), reason);
        await RefusedAsync(Redirect("/away", address), reason);
        Assert.Equal(["/away"], _server.Asked);
    }

    [Fact]
    public async Task What_the_operator_trusts_is_trusted_at_that_port_alone()
    {
        await using var other = await FileServer.StartAsync();
        await RefusedAsync(other.Put("/f", Content), $"port {other.Plain.Port} of its address is not one of the web");
        Assert.Empty(other.Asked);
    }

    [Fact]
    public async Task A_redirect_does_not_lead_away_from_https()
    {
        _server.Put("/plain", Content);
        Redirect("/secure", new Uri(_server.Plain, "/plain").AbsoluteUri);
        await RefusedAsync(new Uri(_server.Tls, "/secure"), "redirected to an address without https");
        Assert.Equal(["/secure"], _server.Asked);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_none()
    {
        _server.Put("/f", Content);
        await RefusedAsync(new Uri(_server.Tls, "/f"), "certificate is not valid", isTrusting: false);
    }

    [Theory]
    [InlineData(404, "The file could not be fetched: the server answered 404.", NetworkError.NotFound)]
    [InlineData(403, "the server answered 403", NetworkError.Forbidden)]
    [InlineData(500, "the server answered 500", NetworkError.TimedOut)]
    [InlineData(204, "the server answered 204", NetworkError.Malformed)]
    [InlineData(302, "redirected to nowhere", NetworkError.Malformed)]
    public async Task What_the_server_answers_is_told(int status, string reason, NetworkError error) => await RefusedAsync(
        _server.On("/f", context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        }),
        reason,
        error);

    [Fact]
    public async Task A_file_is_looked_for_where_else_it_is_said_to_be()
    {
        var (bytes, _) = await ReadAsync(new SentFile([new Uri(_server.Plain, "/gone"), new Uri("http://127.0.0.1/"), _server.Put("/there", Content)]));
        Assert.Equal(Content, bytes);
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_not_fetched()
    {
        var written = 0;
        var address = _server.On("/f", async context =>
        {
            context.Response.ContentLength = 100_000_000;
            for (; written < 100; written++)
                await context.Response.Body.WriteAsync(new byte[1_000_000], context.RequestAborted);
        });
        await RefusedAsync(address, "The file is larger than the 976.6 kB that this gateway relays.", NetworkError.TooLarge);
        Assert.True(written < 100, "It was sent whole.");
    }

    [Fact]
    public async Task A_file_without_an_end_ends_at_the_limit()
    {
        var address = _server.On("/f", async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(new byte[10_000], context.RequestAborted);
        });
        await BreaksAsync(new SentFile([address]), "The file is larger than", most: 1_000_000);
    }

    [Fact]
    public async Task A_file_of_another_size_than_was_told_is_refused()
    {
        await RefusedAsync(new SentFile([_server.Put("/f", Content)]) { Size = 5 }, "not as large as was announced");
        var chunked = _server.On("/chunked", async context => await context.Response.Body.WriteAsync(Content));
        await BreaksAsync(new SentFile([chunked]) { Size = Content.Length - 1 }, "not as large as was announced", most: Content.Length - 1);
        await BreaksAsync(new SentFile([chunked]) { Size = Content.Length + 1 }, "the transfer broke off", most: Content.Length);
    }

    [Fact]
    public async Task A_transfer_that_breaks_off_is_no_file()
    {
        var address = _server.On("/f", async context =>
        {
            context.Response.ContentLength = 100_000;
            await context.Response.Body.WriteAsync(new byte[50_000]);
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        await BreaksAsync(new SentFile([address]), "the transfer broke off", most: 50_000);
    }

    [Fact]
    public async Task Who_stops_sending_is_not_waited_for()
    {
        var time = new ManualTime();
        var address = _server.On("/f", async context =>
        {
            context.Response.ContentLength = 100_000;
            await context.Response.Body.WriteAsync(new byte[50_000]);
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var files = Files(time: time);
        await using var transfer = new FileTransfer(files, "alice@localhost", Limits());
        var file = await BindAsync(transfer, new SentFile([address]));
        var reading = ReadAsync(file);
        await time.AdvanceUntilAsync(() => reading.IsCompleted, TimeSpan.FromSeconds(10));
        Assert.Contains("the server stopped sending it", (await Assert.ThrowsAsync<NetworkException>(() => reading)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_does_not_answer_is_not_waited_for()
    {
        var time = new ManualTime();
        using var files = Files(time: time);
        await using var transfer = new FileTransfer(files, "alice@localhost", Limits());
        var asking = BindAsync(transfer, new SentFile([_server.On("/f", static context => Task.Delay(Timeout.Infinite, context.RequestAborted))]));
        await time.AdvanceUntilAsync(() => asking.IsCompleted, TimeSpan.FromSeconds(10));
        Assert.Contains("the server did not answer in time", (await Assert.ThrowsAsync<NetworkException>(() => asking)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_compressed_is_not_unpacked() => await RefusedAsync(
        _server.On("/f", static async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(new byte[100]);
        }),
        "the server sends it compressed");

    [Fact]
    public async Task A_type_that_the_network_does_not_take_is_refused_when_the_server_tells_it() => await RefusedAsync(
        new SentFile([_server.Put("/f", Content, "image/webp")]), "This network takes no files of the type image/webp, only image/png.", limits: Limits() with { Capabilities = new Capabilities { FileTypes = ["image/png"] } });

    [Fact]
    public async Task Another_file_than_was_told_is_never_complete()
    {
        var right = Convert.ToBase64String(SHA256.HashData(Content));
        Assert.Equal(Content, (await ReadAsync(new SentFile([_server.Put("/f", Content)]) { Sha256 = right })).Bytes);
        var wrong = Content.ToArray();
        wrong[7]++;
        await BreaksAsync(new SentFile([_server.Put("/w", wrong)]) { Sha256 = right }, "it is another file than the one that was sent", most: Content.Length - 1);
    }

    [Fact]
    public async Task An_encrypted_file_is_opened_and_leaves_nothing_behind()
    {
        using var files = Files();
        await using var transfer = new FileTransfer(files, "alice@localhost", Limits());
        var file = await BindAsync(transfer, new SentFile([_server.PutEncrypted("/f.jpg", Content)]) { Name = "f.jpg", MediaType = "image/jpeg" });
        Assert.Equal(("image/jpeg", (long)Content.Length, null), (file.MediaType, file.Size, file.Url));
        await using var stream = await file.OpenAsync(Stop);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder, "transfers")));
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Stop);
        Assert.Equal(Content, copy.ToArray());
    }

    [Theory]
    [InlineData(12, true, "its key does not fit, or it was changed on the way")]
    [InlineData(16, false, "encrypted with a nonce of 16 bytes")]
    public async Task Of_an_encrypted_file_that_is_not_right_nothing_is_seen(int nonce, bool spoilt, string reason) =>
        await BreaksAsync(new SentFile([_server.PutEncrypted("/f", Content, nonce, spoilt)]), reason, most: 0);

    [Theory]
    [InlineData("")]
    [InlineData("#00")]
    [InlineData("#zz")]
    public async Task A_key_that_is_none_opens_nothing(string fragment) =>
        await BreaksAsync(new SentFile([new Uri($"aesgcm://{_server.Tls.Authority}/f{fragment}")]), "The key in the address", most: 0);

    [Fact]
    public async Task An_encrypted_file_that_is_shorter_than_its_tag_is_none()
    {
        var address = _server.PutEncrypted("/f", Content);
        _server.Put("/f", new byte[15]);
        await BreaksAsync(new SentFile([address]), "its key does not fit", most: 0);
    }

    [Fact]
    public void What_a_crash_left_is_removed()
    {
        var left = Path.Combine(_folder, "transfers", "left");
        Directory.CreateDirectory(Path.GetDirectoryName(left)!);
        File.WriteAllText(left, "secret");
        using var files = Files();
        Assert.False(File.Exists(left));
    }

    [Fact]
    public async Task One_user_has_four_transfers_at_once_and_others_are_not_kept_waiting()
    {
        using var files = Files();
        var sent = new SentFile([_server.Put("/f", Content)]);
        List<FileTransfer> under = [];
        for (var i = 0; i < TransferSlots.ForEach; i++)
        {
            under.Add(new FileTransfer(files, "alice@localhost", Limits()));
            await BindAsync(under[i], sent);
        }

        await using var fifth = new FileTransfer(files, "alice@localhost", Limits());
        var waiting = BindAsync(fifth, sent);
        await using var others = new FileTransfer(files, "bob@localhost", Limits());
        await BindAsync(others, sent);
        Assert.False(waiting.IsCompleted);
        await under[0].DisposeAsync();
        await waiting;
        foreach (var transfer in under[1..])
            await transfer.DisposeAsync();
    }

    private static FileLimits Limits(long most = 1_000_000) => new(Capabilities.PlainText, most);

    private static async Task<byte[]> ReadAsync(RemoteFile file)
    {
        await using var stream = await file.OpenAsync(Stop);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Stop);
        return copy.ToArray();
    }

    private static async Task<RemoteFile> BindAsync(FileTransfer transfer, SentFile sent)
    {
        var message = new OutgoingMessage { Token = new SendToken("t"), Chat = new ChatId("ada"), Content = new MessageContent { Parts = [new FilePart(sent)] } };
        var prepared = await transfer.PrepareAsync(message, Stop);
        return (RemoteFile)((FilePart)prepared.Content.Parts.Single()).File;
    }

    private RemoteFiles Files(bool isTrusting = true, TimeProvider? time = null) =>
        new(_server.Trusting(), _folder, time ?? TimeProvider.System, isTrusting ? _server.IsKnown : null);

    private Uri Redirect(string path, string to) => _server.On(path, context =>
    {
        context.Response.StatusCode = 302;
        context.Response.Headers.Location = to;
        return Task.CompletedTask;
    });

    private async Task<(byte[] Bytes, RemoteFile File)> ReadAsync(SentFile sent)
    {
        using var files = Files();
        await using var transfer = new FileTransfer(files, "alice@localhost", Limits());
        var file = await BindAsync(transfer, sent);
        return (await ReadAsync(file), file);
    }

    private Task RefusedAsync(Uri address, string reason, NetworkError? error = null, bool isTrusting = true) =>
        RefusedAsync(new SentFile([address]), reason, error, isTrusting);

    /// <summary>It is refused before the network would have been bothered.</summary>
    private async Task RefusedAsync(SentFile sent, string reason, NetworkError? error = null, bool isTrusting = true, FileLimits? limits = null)
    {
        using var files = Files(isTrusting);
        await using var transfer = new FileTransfer(files, "alice@localhost", limits ?? Limits());
        var failure = await Assert.ThrowsAsync<NetworkException>(() => BindAsync(transfer, sent));
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Equal(error ?? failure.Error, failure.Error);
    }

    /// <summary>It ends with a failure, and no more than this has been seen of it.</summary>
    private async Task BreaksAsync(SentFile sent, string reason, long most)
    {
        using var files = Files();
        await using var transfer = new FileTransfer(files, "alice@localhost", Limits());
        long seen = 0;
        var failure = await Assert.ThrowsAsync<NetworkException>(async () =>
        {
            var file = await BindAsync(transfer, sent);
            await using var stream = await file.OpenAsync(Stop);
            var buffer = new byte[10_000];
            int count;
            while ((count = await stream.ReadAsync(buffer, Stop)) > 0)
                seen += count;
        });
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Same(failure, transfer.Failure);
        Assert.True(seen <= most, $"{seen} bytes were seen.");
    }
}
