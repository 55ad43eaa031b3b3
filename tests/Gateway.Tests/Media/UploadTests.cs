using Bridge.Adapters;
using Bridge.Gateway.Tests.Scenarios;
using Bridge.Testing;
using Bridge.Xmpp.Xeps;
using Xunit;

namespace Bridge.Gateway.Tests.Media;

/// <summary>Files of a network on the web space of the user's server (XEP-0363).</summary>
public sealed class UploadTests
{
    private const string FromAda = $"/message[@from='ada@{Scene.Domain}/bridge']", Grants = "<perm access='iq'><namespace ns='urn:xmpp:http:upload:0' type='get'/></perm>",
        Advice = $"/message[@from='bot@{Scene.Domain}/bridge' and @to='admin@localhost' and contains(body, 'http_file_share')]";

    [Fact]
    public async Task A_file_is_put_there_whole_with_what_the_place_asks_for()
    {
        await using var scene = await StartAsync();
        await using var space = await UploadSpace.StartAsync(scene);
        var file = new ScriptedFile("film.mp4", "video/mp4", 3_000_000) { Size = null };
        OwnStoreTests.Say(scene, "look", new FilePart(file, FileKind.Video));
        var shown = await scene.Server.ExpectAsync($"{FromAda}[body='https://{UploadSpace.Address}/get/film.mp4']");
        await scene.Server.ExpectAsync($"{FromAda}[body='look']");
        Assert.Equal(new UploadSpace.Sent("PUT", 3_000_000, 3_000_000, "video/mp4", file.Sha256, "Basic abc", "a=b"), space.Files["film.mp4"]);
        Assert.Equal((3_000_000L, file.Sha256), (FileSharing.ReadAll(shown)[0].Size, FileSharing.ReadAll(shown)[0].Sha256));
        Assert.Equal([Scene.Domain], space.Asked);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(scene.DataDirectory, "media"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Where_the_gateway_is_not_let_in_it_asks_as_the_user_if_it_may()
    {
        await using var scene = await StartAsync();
        await using var space = await UploadSpace.StartAsync(scene);
        space.LetsIn = static from => from.StartsWith(Scene.Alice, StringComparison.Ordinal);
        scene.Grant(Grants);
        OwnStoreTests.Say(scene, null, new FilePart(new ScriptedFile("a.png", "image/png", 10), FileKind.Image));
        await scene.Server.ExpectAsync($"{FromAda}[body='https://{UploadSpace.Address}/get/a.png']");
        Assert.Equal([Scene.Domain, Scene.Alice], space.Asked);
    }

    [Fact]
    public async Task Where_neither_may_users_are_told_why_and_administrators_once_what_to_do()
    {
        await using var scene = await StartAsync();
        scene.Server.Software = ("Prosody", "0.12.3");
        await using var space = await UploadSpace.StartAsync(scene);
        space.LetsIn = static _ => false;
        for (var i = 0; i < 2; i++)
        {
            OwnStoreTests.Say(scene, null, new FilePart(new ScriptedFile($"{i}.png", "image/png", 10), FileKind.Image));
            await scene.Server.ExpectAsync($"{FromAda}[body='[picture: {i}.png, 10 bytes] could not be passed on: {UploadSpace.Address} lets the gateway put nothing there.']");
        }

        await Scene.UntilAsync(() => scene.Seen(Advice).Count > 0, "administrators are told");
        var advice = Assert.Single(scene.Bodies(Advice));
        Assert.Contains($$"""http_file_share_access = { "localhost", "{{Scene.Domain}}" }""", advice, StringComparison.Ordinal);
        Assert.Contains("""["urn:xmpp:http:upload:0"] = "get" """.TrimEnd(), advice, StringComparison.Ordinal);
        Assert.DoesNotContain("ejabberd", advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_is_none_it_is_said()
    {
        await using var scene = await StartAsync();
        OwnStoreTests.Say(scene, "look", new FilePart(new ScriptedFile("a.png", "image/png", 10), FileKind.Image));
        await scene.Server.ExpectAsync(
            $"{FromAda}[body='[picture: a.png, 10 bytes] could not be passed on: localhost has no space for files, and the gateway none of its own.']", TimeSpan.FromSeconds(15));
        await scene.Server.ExpectAsync($"{FromAda}[body='look']");
        await Scene.UntilAsync(() => scene.Seen(Advice).Count == 1, "administrators are told");
    }

    [Theory]
    [InlineData(5_000L, 5_000L, 1_000L, "[file: a.zip, 4.9 kB] could not be passed on: it is larger than the 1000 bytes that upload.localhost takes.")]
    [InlineData(5_000L, null, 1_000L, "[file: a.zip] could not be passed on: it is larger than the 1000 bytes that are passed on.")]
    [InlineData(5_000L, 5_000L, null, "[file: a.zip, 4.9 kB] could not be passed on: it is larger than the 1000 bytes that upload.localhost takes.")]
    public async Task What_it_does_not_take_is_said(long length, long? told, long? most, string line)
    {
        await using var scene = await StartAsync();
        await using var space = await UploadSpace.StartAsync(scene);
        space.MaxFileSize = most;
        OwnStoreTests.Say(scene, null, new FilePart(new ScriptedFile("a.zip", "application/zip", length) { Size = told }));
        await scene.Server.ExpectAsync($"{FromAda}[body='{line}']");
        Assert.Empty(space.Files);
    }

    [Theory]
    [InlineData("http://files.example", "files.example would have it without https")]
    [InlineData("ftp://127.0.0.1", "upload.localhost gave no place for it")]
    public async Task Nothing_is_sent_in_the_clear(string elsewhere, string reason)
    {
        await using var scene = await StartAsync();
        await using var space = await UploadSpace.StartAsync(scene);
        space.Elsewhere = elsewhere;
        OwnStoreTests.Say(scene, null, new FilePart(new ScriptedFile("a.png", "image/png", 10)));
        await scene.Server.ExpectAsync($"{FromAda}[body='[file: a.png, 10 bytes] could not be passed on: {reason}.']");
    }

    [Fact]
    public async Task A_server_that_stumbles_is_tried_again_and_one_that_refuses_is_not()
    {
        var time = new ManualTime();
        await using var scene = await StartAsync(time);
        await using var space = await UploadSpace.StartAsync(scene);
        space.Refusals.Enqueue(503);
        space.Refusals.Enqueue(500);
        OwnStoreTests.Say(scene, null, new FilePart(new ScriptedFile("a.png", "image/png", 10)));
        await time.AdvanceUntilAsync(() => space.Files.ContainsKey("a.png"));
        await scene.Server.ExpectAsync($"{FromAda}[body='https://{UploadSpace.Address}/get/a.png']");
        space.Refusals.Enqueue(413);
        OwnStoreTests.Say(scene, null, new FilePart(new ScriptedFile("b.png", "image/png", 10)));
        await scene.Server.ExpectAsync($"{FromAda}[body='[file: b.png, 10 bytes] could not be passed on: 127.0.0.1 did not take it (413).']");
        Assert.Empty(space.Refusals);
    }

    [Fact]
    public async Task While_the_stream_is_down_the_file_waits()
    {
        await using var scene = await StartAsync();
        await using var space = await UploadSpace.StartAsync(scene);
        scene.Server.StopListening();
        scene.Server.Drop();
        await Scene.UntilAsync(() => scene.Server.Connected.Count == 0, "the stream is down");
        OwnStoreTests.Say(scene, null, new FilePart(new ScriptedFile("a.png", "image/png", 10)));
        scene.Server.Listen();
        await scene.Server.ExpectAsync($"{FromAda}[body='https://{UploadSpace.Address}/get/a.png']", TimeSpan.FromSeconds(30));
    }

    private static async Task<Scene> StartAsync(ManualTime? time = null)
    {
        var scene = await OwnStoreTests.StartAsync(time, new(100 << 20));
        scene.Grant("<perm access='message' type='none'/>");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        return scene;
    }
}
