using System.Net;
using System.Security.Cryptography;
using Bridge.Adapters;
using Bridge.Gateway.Tests.Commands;
using Bridge.Gateway.Tests.Logins;
using Bridge.Gateway.Tests.Scenarios;
using Bridge.Testing;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;
using Xunit;

namespace Bridge.Gateway.Tests.Media;

/// <summary>Files of a network in the gateway's own store, as its users see them.</summary>
public sealed class OwnStoreTests
{
    private const string Ada = $"ada@{Scene.Domain}/bridge", FromAda = $"/message[@from='{Ada}']";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_a_message_of_its_own_in_every_form_that_clients_know_and_the_caption_follows()
    {
        await using var scene = await StartAsync();
        var picture = new ScriptedFile("Ferien 2026.JPG", "image/jpeg", 70_000);
        Say(scene, "On the beach", new FilePart(picture, FileKind.Image) { Width = 640, Height = 480, Thumbnail = new ScriptedFile("small.png", "image/png", 900) });
        var shown = await scene.Server.ExpectAsync($"{FromAda}[contains(body, 'files.example')]");
        var caption = await scene.Server.ExpectAsync($"{FromAda}[body='On the beach']");
        Assert.Equal($"{shown.Id}-1", caption.Id);
        Assert.Matches("^https://files.example/shared/[0-9a-f]{32}/Ferien-2026.jpg$", shown.Body);
        Assert.Equal(shown.Body, shown.Child(Ns.Oob, "x")!.Child(Ns.Oob, "url")!.Value);
        var told = FileSharing.ReadAll(shown)[0];
        Assert.Equal(("Ferien 2026.JPG", "image/jpeg", 70_000L, 640, 480, picture.Sha256, true), (told.Name, told.MediaType, told.Size, told.Width, told.Height, told.Sha256, told.IsInline));
        shown.Child(Ns.Sfs, "file-sharing")!.Remove();
        Assert.Equal((picture.Sha256, told.Url), (FileSharing.ReadAll(shown)[0].Sha256, FileSharing.ReadAll(shown)[0].Url));
        await AssertServedAsync(scene, shown.Body!, picture);
        using var small = await scene.FetchAsync(told.Thumbnail!.Value.Uri);
        Assert.Equal(("image/png", 900L), (told.Thumbnail.Value.MediaType, small.Content.Headers.ContentLength));
    }

    [Fact]
    public async Task A_room_shows_a_file_and_its_caption_as_two_messages_that_can_be_spoken_of()
    {
        await using var scene = await StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Al");
        var file = new ScriptedFile("a.pdf", "application/pdf", 5_000);
        var said = scene.Network.SayInGroup("#lobby", "ada", Content("The paper", new FilePart(file)));
        var shown = await scene.Server.ExpectAsync($"/message[@type='groupchat' and contains(body, 'files.example')]");
        var caption = await scene.Server.ExpectAsync("/message[@type='groupchat' and body='The paper']");
        Assert.Equal(shown.Body, shown.Child(Ns.Oob, "x")!.Child(Ns.Oob, "url")!.Value);
        Assert.Equal($"{shown.Id}-1", caption.Child(Ns.Sid, "stanza-id")!.Id);
        await AssertServedAsync(scene, shown.Body!, file);

        // A reaction to either goes to the message, and one of the network to the file.
        scene.Server.Send($"<message from='{Scene.Phone}' to='{Scene.Lobby}' type='groupchat' id='r1'><reactions xmlns='urn:xmpp:reactions:0' id='{caption.Id}'><reaction>👍</reaction></reactions></message>");
        await Scene.UntilAsync(() => scene.Network.Calls.Any(static call => call.Verb == "SetReactions"), "the reaction arrives");
        scene.Network.Raise(
            new MessagesRetracted([said.Ids[0]]) { Chat = new ChatId("#lobby"), By = new ContactId("ada") }, Scene.Alice);
        await scene.Server.ExpectAsync($"/message[@type='groupchat']/*[local-name()='retract' and @id='{shown.Id}']");
        await scene.Server.ExpectAsync($"/message[@type='groupchat']/*[local-name()='retract' and @id='{caption.Id}']");
        var kept = await scene.AskAsync("set", Scene.Lobby, "<query xmlns='urn:xmpp:mam:2'/>");
        Assert.Equal("result", kept.Type);
        Assert.Contains(scene.Seen("/message/*[local-name()='result']"), result => result.ToString().Contains(shown.Body!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_user_sends_elsewhere_is_shown_with_its_file_and_an_echo_is_not_fetched()
    {
        await using var scene = await StartAsync();
        scene.Grant();
        var file = new ScriptedFile("mine.txt", "text/plain", 100);
        scene.Network.SayFromOtherDevice(Scene.Alice, "ada", Content(null, new FilePart(file)));
        var own = await scene.Server.ExpectAsync("/message[privilege:privilege]");
        Assert.Contains("https://files.example/shared/", own.Descendants(Ns.Client + "body").Single().Value, StringComparison.Ordinal);
        Assert.Equal(1, file.Opened);
    }

    [Fact]
    public async Task The_same_file_has_the_same_address_after_a_restart_too()
    {
        await using var scene = await StartAsync();
        var file = new ScriptedFile("a.png", "image/png", 10);
        var said = Say(scene, null, new FilePart(file, FileKind.Image));
        var first = await scene.Server.ExpectAsync($"{FromAda}[contains(body, 'files.example')]");
        await scene.StopGatewayAsync();
        await scene.StartGatewayAsync();
        scene.SayTo("ada", "m1", "hello again");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m1']");
        scene.Network.Raise(
            new MessageReceived { Chat = new ChatId("ada"), Sender = new ContactId("ada"), EditOf = said.Ids[0], Content = Content("with words", new FilePart(file, FileKind.Image)) }, Scene.Alice);
        await scene.Server.ExpectAsync($"{FromAda}[contains(body, 'with words')]");
        Assert.Equal(1, file.Opened);
        Assert.Equal(1, scene.Count("SELECT COUNT(*) FROM files"));
        using var answer = await scene.FetchAsync(first.Body!);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Only_the_chat_of_the_file_waits_and_its_user_is_told_once()
    {
        var time = new ManualTime();
        await using var scene = await StartAsync(time);
        var gate = new TaskCompletionSource();
        Say(scene, null, new FilePart(new ScriptedFile("film.zip", "application/zip", 5_000_000) { Gate = gate.Task }));
        scene.Network.Say("ada", "behind it", Scene.Alice);
        scene.Network.Say("bob", "elsewhere", Scene.Alice);
        await scene.Server.ExpectAsync("/message[body='elsewhere']");
        await time.AdvanceUntilAsync(() => scene.Bodies(FromAda).Any(static body => body == "film.zip (4.8 MB) is on its way…"));
        await scene.PassAsync(time, TimeSpan.FromSeconds(30));
        Assert.Empty(scene.Seen("/message[body='behind it']"));
        Assert.Contains("film.zip (4.8 MB)", await scene.WriteAsync("queue"), StringComparison.Ordinal);
        gate.SetResult();
        await scene.Server.ExpectAsync($"{FromAda}[contains(body, '/film.zip')]");
        await scene.Server.ExpectAsync("/message[body='behind it']");
        Assert.Single(scene.Bodies(FromAda), static body => body.Contains("on its way", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_breaks_off_is_tried_again()
    {
        var time = new ManualTime();
        await using var scene = await StartAsync(time);
        var file = new ScriptedFile("a.bin", "application/octet-stream", 200_000) { Failures = 2 };
        Say(scene, null, new FilePart(file));
        await time.AdvanceUntilAsync(() => scene.Seen($"{FromAda}[contains(body, 'files.example')]").Count == 1);
        Assert.Equal(3, file.Opened);
        await AssertServedAsync(scene, scene.Bodies($"{FromAda}[contains(body, 'files.example')]").Single(), file);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(scene.DataDirectory, "media", "incoming")));
    }

    [Theory]
    [InlineData(2_000_000, 2_000_000L, "[file: big.zip, 1.9 MB] could not be passed on: it is larger than the 1 MB that are passed on.", 0)]
    [InlineData(2_000_000, null, "[file: big.zip] could not be passed on: it is larger than the 1 MB that are passed on.", 1)]
    [InlineData(2_000_000, 5L, "[file: big.zip, 5 bytes] could not be passed on: it is larger than the 1 MB that are passed on.", 1)]
    [InlineData(600_000, 600_000L, "[file: big.zip, 585.9 kB] could not be passed on: the 488.3 kB for files that are kept for you are used up until the first of them expires.", 0)]
    [InlineData(600_000, null, "[file: big.zip] could not be passed on: the 488.3 kB for files that are kept for you are used up until the first of them expires.", 1)]
    public async Task What_is_too_much_is_said_and_the_message_is_shown_all_the_same(int length, long? told, string line, int opened)
    {
        await using var scene = await StartAsync(media: Scene.OwnStore(maxFileBytes: 1 << 20, quota: 500_000));
        var file = new ScriptedFile("big.zip", "application/zip", length) { Size = told };
        Say(scene, "look", new FilePart(file));
        await scene.Server.ExpectAsync($"{FromAda}[body='{line}']");
        await scene.Server.ExpectAsync($"{FromAda}[body='look']");
        Assert.Equal(opened, file.Opened);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(scene.DataDirectory, "media"), "*", SearchOption.AllDirectories));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM trace WHERE outcome = 9", 1);
    }

    [Fact]
    public async Task What_the_network_does_not_give_is_said_with_its_reason()
    {
        await using var scene = await StartAsync();
        Say(scene, null, new FilePart(new ScriptedFile(null, "image/png", 10) { Failures = 9, Failure = new NetworkException(NetworkError.NotFound, "The picture was deleted.") }, FileKind.Image));
        await scene.Server.ExpectAsync($"{FromAda}[body='[picture: image/png, 10 bytes] could not be passed on: The picture was deleted.']");
    }

    [Fact]
    public async Task What_was_not_fetched_before_a_crash_is_said()
    {
        await using var scene = await StartAsync();
        Say(scene, null, new FilePart(new ScriptedFile("lost.zip", "application/zip", 10) { Gate = Task.Delay(Timeout.Infinite, Stop) }));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM inbox WHERE payload IS NOT NULL", 1);
        await scene.RestartAfterCrashAsync();
        await scene.Server.ExpectAsync($"{FromAda}[body='[file: lost.zip, 10 bytes] could not be passed on: the file was not fetched before the gateway was restarted.']");
    }

    [Fact]
    public async Task A_public_address_is_shown_as_it_is()
    {
        await using var scene = await StartAsync();
        var file = new ScriptedFile("a.png", "image/png", 10) { Url = new Uri("https://cdn.example/a.png") };
        Say(scene, null, new FilePart(file, FileKind.Image));
        var shown = await scene.Server.ExpectAsync($"{FromAda}[body='https://cdn.example/a.png']");
        Assert.Equal(10, FileSharing.ReadAll(shown)[0].Size);
        Assert.Equal(0, file.Opened);
    }

    [Fact]
    public async Task What_has_expired_is_removed()
    {
        var time = new ManualTime();
        await using var scene = await StartAsync(time, Scene.OwnStore() with { KeepFor = TimeSpan.FromSeconds(30) });
        Say(scene, null, new FilePart(new ScriptedFile("a.png", "image/png", 10), FileKind.Image));
        var shown = await scene.Server.ExpectAsync($"{FromAda}[contains(body, 'files.example')]");
        time.Advance(TimeSpan.FromSeconds(31));
        using var expired = await scene.FetchAsync(shown.Body!);
        Assert.Equal(HttpStatusCode.Gone, expired.StatusCode);
        await time.AdvanceUntilAsync(() => !Kept(scene).Any(), TimeSpan.FromMinutes(10));
        using var gone = await scene.FetchAsync(shown.Body!);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal(0, scene.Count("SELECT COUNT(*) FROM files"));
    }

    [Fact]
    public async Task Files_go_with_the_account_that_is_removed()
    {
        await using var scene = await LoginScene.StartAsync(prepare: static scene => scene.Media = Scene.OwnStore());
        await scene.LogInAsync("work");
        scene.Network.Say("ada", Content(null, new FilePart(new ScriptedFile("a.png", "image/png", 10), FileKind.Image)), "work");
        var shown = await scene.Server.ExpectAsync("/message[contains(body, 'files.example')]");
        Assert.Single(Kept(scene));
        await scene.WriteAsync("remove work");
        Assert.Equal("The account work is removed.", await scene.WriteAsync("work"));
        using var gone = await scene.FetchAsync(shown.Body!);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Empty(Kept(scene));
    }

    internal static async Task<Scene> StartAsync(TimeProvider? time = null, Bridge.Gateway.Configuration.MediaConfiguration? media = null)
    {
        var scene = Scene.Prepare(time);
        scene.Media = media ?? Scene.OwnStore();
        await scene.StartGatewayAsync();
        scene.SayTo("ada", "m0", "hello");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m0']");
        return scene;
    }

    internal static MessageContent Content(string? text, params MessagePart[] parts) => new() { Text = text is null ? null : new RichText(text), Parts = parts };

    internal static MessageReceived Say(Scene scene, string? text, params MessagePart[] parts) => scene.Network.Say("ada", Content(text, parts), Scene.Alice);

    private static IEnumerable<string> Kept(Scene scene) => Directory.EnumerateFiles(Path.Combine(scene.DataDirectory, "media", "kept"), "*", SearchOption.AllDirectories);

    internal static async Task AssertServedAsync(Scene scene, string url, ScriptedFile file)
    {
        using var answer = await scene.FetchAsync(url);
        Assert.Equal((HttpStatusCode.OK, file.Size), (answer.StatusCode, answer.Content.Headers.ContentLength));
        await using var content = await answer.Content.ReadAsStreamAsync(Stop);
        Assert.Equal(file.Sha256, Convert.ToBase64String(await SHA256.HashDataAsync(content, Stop)));
    }
}
