using System.Security.Cryptography;
using Bridge.Adapters;
using Bridge.Adapters.Demo;
using Bridge.Gateway.Tests.Media.Remote;
using Bridge.Testing;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Files that users send, on their way to the network and when they do not arrive.</summary>
public sealed class SentFileTests : IAsyncLifetime
{
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(300_000);

    private FileServer _web = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _web = await FileServer.StartAsync();

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    [Fact]
    public async Task A_file_arrives_with_its_caption_and_the_sender_gets_the_receipt()
    {
        await using var scene = await StartAsync();
        Send(scene, "m1", _web.Put("/photo.png", Content, "image/png"), "What a view");
        await scene.Server.ExpectAsync("/message[@to='alice@localhost/phone']/receipts:received[@id='m1']");
        var (part, bytes) = await ArrivedAsync(scene);
        Assert.Equal(("photo.png", "image/png", FileKind.Image), (part.File.Name, part.File.MediaType, part.Kind));
        Assert.Equal(Content, bytes);
        Assert.Equal(["What a view"], scene.Arrived());
        Assert.Equal(["/photo.png"], _web.Asked);
    }

    [Fact]
    public async Task Several_files_are_one_message()
    {
        await using var scene = await StartAsync();
        var (one, two) = (_web.Put("/1.png", Content), _web.Put("/2.png", Content[..9]));
        scene.Server.Send($"<message from='{Scene.Phone}' to='ada@{Scene.Domain}' type='chat' id='m1'><body>{one}\n{two}</body>{Oob(one)}{Oob(two)}</message>");
        await Scene.UntilAsync(() => scene.Network.Received.Count == 1, "it arrives");
        Assert.Equal([300_000L, 9L], scene.Network.Received[0].Message.Content.Parts.OfType<FilePart>().Select(static part => part.File.Size));
        Assert.Equal(2, scene.Network.Received[0].Ids.Count);
    }

    [Fact]
    public async Task A_file_said_in_a_room_is_reflected_when_it_has_arrived()
    {
        await using var scene = await StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "alice");
        var address = _web.Put("/a.png", Content);
        scene.Server.Send($"<message from='{Scene.Phone}' to='{Scene.Lobby}' type='groupchat' id='m1'><body>{address}</body>{Oob(address)}</message>");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Phone}' and @type='groupchat' and body='{address}']/oob:x");
        Assert.Equal(Content, (await ArrivedAsync(scene)).Bytes);
        var gone = new Uri(_web.Plain, "/gone");
        scene.Server.Send($"<message from='{Scene.Phone}' to='{Scene.Lobby}' type='groupchat' id='m2'><body>{gone}</body>{Oob(gone)}</message>");
        Assert.Equal("The file could not be fetched: the server answered 404.", await ErrorAsync(scene, "m2"));
    }

    [Fact]
    public async Task The_key_of_an_encrypted_file_is_nowhere_when_it_could_not_be_had()
    {
        await using var scene = await StartAsync();
        var address = _web.PutEncrypted("/a.jpg", Content);
        scene.Server.Send($"<message from='{Scene.Phone}' to='ada@{Scene.Domain}' type='chat' id='m1'><body>{address.OriginalString}</body></message>");

        // The server's certificate is signed by nobody: what is told of that has no key in it either.
        Assert.StartsWith("The file could not be fetched: the server's certificate is not valid", await ErrorAsync(scene, "m1"));
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 0);
        var key = address.Fragment[25..];
        Assert.DoesNotContain(scene.Log, line => line.Contains(key, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(scene.Server.Received, stanza => stanza.ToString().Contains(key, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("MaxFileBytes", "1000", "/a.png", "The file is larger than the 1000 bytes that this network takes.")]
    [InlineData("Levels:Files", "Rejected", "/a.png", "There are no files on this network, and this chat takes none as text.")]
    [InlineData("MaxFileBytes", "1000", "/gone", "The file could not be fetched: the server answered 404.")]
    public async Task What_does_not_go_through_is_told_with_its_reason(string setting, string value, string path, string reason)
    {
        await using var scene = await StartAsync(new Dictionary<string, string> { [setting] = value });
        _web.Put("/a.png", Content);
        Send(scene, "m1", new Uri(_web.Plain, path));
        Assert.Equal(reason, await ErrorAsync(scene, "m1"));
        Assert.Empty(scene.Network.Received);
    }

    [Fact]
    public async Task An_address_of_this_machine_is_refused_with_a_sentence()
    {
        await using var scene = await StartAsync();
        Send(scene, "m1", new Uri("http://169.254.169.254/latest/meta-data"));
        Assert.Equal("The file could not be fetched: its address is not public.", await ErrorAsync(scene, "m1"));
    }

    [Fact]
    public async Task Where_files_are_not_taken_the_link_is_said_and_nothing_is_fetched()
    {
        await using var scene = await StartAsync(new Dictionary<string, string> { ["Levels:Files"] = "Fallback" });
        var address = _web.Put("/a.bin", Content);
        Send(scene, "m1", address, "Here");
        await Scene.UntilAsync(() => scene.Network.Received.Count == 1, "it arrives");
        Assert.Equal([$"Here\n{address}"], scene.Arrived());
        Assert.Empty(_web.Asked);
    }

    [Fact]
    public async Task What_the_network_turns_away_for_now_is_fetched_again()
    {
        await using var scene = await StartAsync();
        scene.Network.Faults.DropSends = 1;
        Send(scene, "m1", _web.Put("/a.png", Content));
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m1']");
        Assert.Equal(Content, (await ArrivedAsync(scene)).Bytes);
        Assert.Equal(["/a.png", "/a.png"], _web.Asked);
    }

    [Fact]
    public async Task A_server_that_is_busy_is_asked_again_and_a_transfer_that_broke_off_is_begun_again()
    {
        var time = new ManualTime();
        await using var scene = await StartAsync(time: time);
        var asked = 0;
        Send(scene, "m1", _web.On("/a.png", async context =>
        {
            switch (++asked)
            {
                case 1:
                    context.Response.StatusCode = 503;
                    return;
                case 2:
                    context.Response.ContentLength = Content.Length;
                    await context.Response.Body.WriteAsync(Content.AsMemory(0, 1000));
                    await context.Response.Body.FlushAsync();
                    context.Abort();
                    return;
                default:
                    await context.Response.Body.WriteAsync(Content);
                    return;
            }
        }));
        await time.AdvanceUntilAsync(() => scene.Seen("/message/receipts:received[@id='m1']").Count > 0);
        Assert.Equal(Content, (await ArrivedAsync(scene)).Bytes);
    }

    [Fact]
    public async Task A_transfer_that_never_comes_to_its_end_is_given_up()
    {
        var time = new ManualTime();
        await using var scene = await StartAsync(time: time);
        Send(scene, "m1", _web.On("/a.png", static async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.Body.WriteAsync(new byte[10]);
            await context.Response.Body.FlushAsync();
            context.Abort();
        }));
        await time.AdvanceUntilAsync(() => scene.Seen("/message[@type='error']").Count > 0);
        Assert.Equal("The file could not be fetched: the transfer broke off.", await ErrorAsync(scene, "m1"));
        Assert.Equal(3, _web.Asked.Count);
        Assert.Empty(scene.Network.Received);
    }

    [Fact]
    public async Task A_connection_that_is_lost_during_the_send_leaves_it_in_doubt()
    {
        await using var scene = await StartAsync();
        scene.Network.Faults.DisconnectNextSend = true;
        Send(scene, "m1", _web.Put("/a.png", Content));
        Assert.StartsWith("May not have been delivered", await ErrorAsync(scene, "m1"));
        Assert.Single(_web.Asked);
    }

    [Fact]
    public async Task A_late_word_of_a_file_in_doubt_takes_the_doubt_back()
    {
        await using var scene = await StartAsync();
        (scene.Network.Faults.UncertainSends, scene.Network.Faults.Echo, scene.Network.Faults.EchoDelay) = (1, DemoEcho.Late, TimeSpan.FromMilliseconds(500));
        Send(scene, "m1", _web.Put("/a.png", Content));
        Assert.StartsWith("May not have been delivered", await ErrorAsync(scene, "m1"));
        await scene.Server.ExpectAsync("/message[contains(body, 'which may not have been delivered, has arrived')]");
        Assert.Single(scene.Network.Received);
        Assert.Single(_web.Asked);
    }

    [Fact]
    public async Task What_waited_when_the_gateway_crashed_is_fetched_afterwards_with_all_that_was_told_of_it()
    {
        await using var scene = await StartAsync();
        scene.SayTo("ada", "m0", "hello");
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m0']");
        scene.Network.Faults.ThrottleNextSend = TimeSpan.FromSeconds(4);
        var address = _web.Put("/a", Content);
        var hash = Convert.ToBase64String(SHA256.HashData(Content));
        scene.Server.Send(
            $"<message from='{Scene.Phone}' to='ada@{Scene.Domain}' type='chat' id='m1'><request xmlns='urn:xmpp:receipts'/><file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'><name>photo.png</name>"
            + $"<media-type>image/png</media-type><size>{Content.Length}</size><hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>{hash}</hash></file><sources><url-data xmlns='http://jabber.org/protocol/url-data' target='{address}'/></sources></file-sharing></message>");
        await Scene.UntilAsync(() => _web.Asked.Count == 1, "the first try");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox WHERE state = 0", 1);
        await scene.RestartAfterCrashAsync();
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m1']");
        var (part, bytes) = await ArrivedAsync(scene, 1);
        Assert.Equal(("photo.png", "image/png"), (part.File.Name, part.File.MediaType));
        Assert.Equal(Content, bytes);
    }

    [Fact]
    public async Task What_takes_long_is_told_once_and_the_receipt_comes_at_the_end()
    {
        var time = new ManualTime();
        await using var scene = await StartAsync(time: time);
        var end = new TaskCompletionSource();
        Send(scene, "m1", _web.On("/film.mp4", async context =>
        {
            context.Response.ContentLength = Content.Length;
            await context.Response.Body.WriteAsync(Content.AsMemory(0, 1000));
            await context.Response.Body.FlushAsync();
            await end.Task;
            await context.Response.Body.WriteAsync(Content.AsMemory(1000));
        }));
        const string Notice = $"/message[@from='bot@{Scene.Domain}/bridge' and contains(body, 'is on its way')]";
        await Scene.UntilAsync(() => _web.Asked.Count == 1, "the file is asked for");
        await time.AdvanceUntilAsync(() => scene.Seen(Notice).Count > 0);
        Assert.Matches(@"^Your message of \d\d:\d\d:\d\d UTC to ada@demo.localhost is on its way: the file film.mp4 is being fetched", scene.Bodies(Notice).Single());
        Assert.Empty(scene.Seen("/message/receipts:received"));
        end.SetResult();
        await scene.Server.ExpectAsync("/message/receipts:received[@id='m1']");
        Assert.Single(scene.Seen(Notice));
        Assert.Empty(scene.Seen("/message[contains(body, ' waits: ')]"));
    }

    [Fact]
    public async Task A_file_whose_place_is_said_later_goes_then_and_once()
    {
        await using var scene = await StartAsync();
        var sources = $"<sources xmlns='urn:xmpp:sfs:0' id='f'><url-data xmlns='http://jabber.org/protocol/url-data' target='{_web.Put("/x", Content)}'/></sources>";
        Say("m1", "<body>What a view</body><file-sharing xmlns='urn:xmpp:sfs:0' id='f'><file xmlns='urn:xmpp:file:metadata:0'><name>summit.jpg</name><media-type>image/jpeg</media-type></file></file-sharing>");
        foreach (var id in (string[])["m2", "m3"])
            Say(id, $"<attach-to xmlns='urn:xmpp:message-attaching:1' id='m1'/>{sources}<body>{_web.Plain}x</body><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body/></fallback>");
        Say("m4", $"<attach-to xmlns='urn:xmpp:message-attaching:1' id='forgotten'/>{sources}");
        await Scene.UntilAsync(() => scene.Network.Received.Count == 3, "all of it arrives");
        Assert.Equal(["What a view", "", ""], scene.Arrived());
        Assert.Equal([null, "summit.jpg", "x"], scene.Network.Received.Select(static one => one.Message.Content.Parts.OfType<FilePart>().SingleOrDefault()?.File.Name));

        void Say(string id, string inside) => scene.Server.Send($"<message from='{Scene.Phone}' to='ada@{Scene.Domain}' type='chat' id='{id}'>{inside}</message>");
    }

    [Fact]
    public async Task Echo_sends_it_back()
    {
        await using var scene = await StartAsync();
        Send(scene, "m1", _web.Put("/a.txt", "hello"u8.ToArray(), "text/plain"), contact: "echo");
        await scene.Server.ExpectAsync("/message[contains(body, '[text/plain a.txt, 5 bytes, 2cf24dba5fb0]')]");
    }

    private static string Oob(Uri address) => $"<x xmlns='jabber:x:oob'><url>{address}</url></x>";

    private static void Send(Scene scene, string id, Uri address, string? caption = null, string contact = "ada") => scene.Server.Send(
        $"<message from='{Scene.Phone}' to='{contact}@{Scene.Domain}' type='chat' id='{id}'><body>{caption ?? address.ToString()}</body>{Oob(address)}<request xmlns='urn:xmpp:receipts'/></message>");

    private static async Task<string?> ErrorAsync(Scene scene, string id)
    {
        var error = await scene.Server.ExpectAsync($"/message[@type='error' and @id='{id}']");
        return error.Child(Ns.Component, "error")?.Elements().First(static one => one.Name.LocalName == "text").Value;
    }

    private static async Task<(FilePart Part, byte[] Bytes)> ArrivedAsync(Scene scene, int place = 0)
    {
        await Scene.UntilAsync(() => scene.Network.Received.Count > place, "it arrives");
        var part = (FilePart)scene.Network.Received[place].Message.Content.Parts.Single();
        await using var stream = await part.File.OpenAsync(Stop);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Stop);
        return (part, copy.ToArray());
    }

    private async Task<Scene> StartAsync(Dictionary<string, string>? settings = null, TimeProvider? time = null)
    {
        var scene = Scene.Prepare(time);
        scene.Media = _web.Trusting();
        foreach (var (key, value) in settings ?? [])
            scene.Settings[key] = value;
        await scene.StartGatewayAsync();
        return scene;
    }
}
