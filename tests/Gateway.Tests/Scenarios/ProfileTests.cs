using System.Security.Cryptography;
using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Tests.Commands;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Pictures, names and cards: of people for their contacts, and of users for the network.</summary>
public sealed class ProfileTests
{
    private const string Echo = "echo@demo.localhost", Zoe = "zoe@demo.localhost", Metadata = "urn:xmpp:avatar:metadata", Data = "urn:xmpp:avatar:data";

    private static readonly byte[] Pixel = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==");

    [Fact]
    public async Task A_contacts_picture_is_told_by_hash_and_by_event_and_can_be_fetched_in_each_way_that_clients_have()
    {
        await using var scene = await StartAsync();
        await ConnectAsync(scene);
        Subscribe(scene);
        var hash = HashOf(Pixel);
        await SeenAsync(scene, $"/presence[@from='{Echo}/bridge' and @to='{Scene.Alice}' and not(@type)]/vcardupdate:x[vcardupdate:photo='{hash}']");
        await SeenAsync(
            scene,
            $"/message[@from='{Echo}' and @to='{Scene.Alice}' and @type='headline' and not(body)]/pubsubevent:event/pubsubevent:items[@node='{Metadata}']"
            + $"/pubsubevent:item[@id='{hash}']/*/*[local-name()='info' and @id='{hash}' and @bytes='{Pixel.Length}' and @type='image/png']");
        scene.Server.Send($"<presence type='probe' from='{Scene.Laptop}' to='{Echo}'/>");
        await SeenAsync(scene, $"/message[@from='{Echo}' and @to='{Scene.Laptop}' and @type='headline']/pubsubevent:event/pubsubevent:items[@node='{Metadata}']");

        var card = (await scene.AskAsync("get", Echo, "<vCard xmlns='vcard-temp'/>")).Element(Ns.Vcard + "vCard")!;
        Assert.Equal(Convert.ToBase64String(Pixel), card.Element(Ns.Vcard + "PHOTO")?.Element(Ns.Vcard + "BINVAL")?.Value);
        Assert.Equal("image/png", card.Element(Ns.Vcard + "PHOTO")?.Element(Ns.Vcard + "TYPE")?.Value);
        var four = (await scene.AskAsync("get", Echo, "<vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'/>")).Element(Ns.Vcard4 + "vcard")!;
        Assert.Equal(card.Element(Ns.Vcard + "FN")!.Value, four.Element(Ns.Vcard4 + "fn")?.Value);
        Assert.StartsWith("data:image/png;base64,", four.Element(Ns.Vcard4 + "photo")?.Value, StringComparison.Ordinal);
        Assert.Contains(hash, (await ItemsAsync(scene, Metadata)).ToString(), StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String(Pixel), (await ItemsAsync(scene, Data, hash)).ToString(), StringComparison.Ordinal);
        Assert.Contains("vcard-4.0", (await ItemsAsync(scene, "urn:xmpp:vcard4")).ToString(), StringComparison.Ordinal);
        Assert.Contains(card.Element(Ns.Vcard + "FN")!.Value, (await ItemsAsync(scene, "http://jabber.org/protocol/nick")).ToString(), StringComparison.Ordinal);
        Assert.Equal("error", (await ItemsAsync(scene, Data, new string('0', 40))).Type);
        Assert.Equal("error", (await ItemsAsync(scene, "eu.siacs.conversations.axolotl.devicelist")).Type);
        Assert.Equal("error", (await scene.AskAsync("get", $"nobody@{Scene.Domain}", "<vCard xmlns='vcard-temp'/>")).Type);
        var features = (await scene.AskAsync("get", Echo, "<query xmlns='http://jabber.org/protocol/disco#info'/>")).ToString();
        Assert.Contains("pep", features, StringComparison.Ordinal);
        Assert.Contains("category=\"account\"", features, StringComparison.Ordinal);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task Only_a_change_is_fetched_and_told()
    {
        await using var scene = await StartAsync();
        await ConnectAsync(scene);
        Subscribe(scene);
        await SeenAsync(scene, $"/message[@from='{Echo}' and @type='headline']");
        var other = new Photo([.. Pixel, 1]);
        Raise(scene, other, "v2");
        await SeenAsync(scene, $"/presence[@from='{Echo}/bridge']/vcardupdate:x[vcardupdate:photo='{HashOf(other.Content)}']");
        Raise(scene, other, "v2");
        // The same picture under another id is none that anybody has to be told of.
        var same = new Photo(other.Content);
        Raise(scene, same, "v3");
        var last = new Photo([.. Pixel, 2]);
        Raise(scene, last, "v4");
        await SeenAsync(scene, $"/message[@type='headline']/pubsubevent:event/pubsubevent:items/pubsubevent:item[@id='{HashOf(last.Content)}']");
        Assert.Equal((1, 1), (other.Opened, same.Opened));
        Assert.Equal(3, Events(scene).Count);
        Raise(scene, null, "");
        await SeenAsync(scene, $"/message[@from='{Echo}' and @type='headline']/pubsubevent:event/pubsubevent:items/pubsubevent:item[not(*/*)]");
        await SeenAsync(scene, $"/presence[@from='{Echo}/bridge']/vcardupdate:x[vcardupdate:photo='']");
        Assert.Equal("error", (await ItemsAsync(scene, Metadata)).Type);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task A_picture_that_is_known_is_not_fetched_again_after_a_restart()
    {
        await using var scene = await StartAsync();
        await ConnectAsync(scene);
        scene.Server.Send($"<presence type='subscribe' from='{Scene.Alice}' to='{Zoe}'/>");
        var photo = new Photo([.. Pixel, 7]);
        // Not in the network's list, whose people are told of anew with each connection.
        Raise(scene, photo, "kept", "zoe");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM avatars WHERE contact = 'zoe' AND avatar_id = 'kept'", 1);
        await scene.StopGatewayAsync();
        await scene.StartGatewayAsync();
        scene.SayTo("echo", "m2", "up again");
        await scene.Server.ExpectAsync("/message[body='up again']");
        await SeenAsync(scene, $"/message[@from='{Zoe}' and @type='headline']/pubsubevent:event/pubsubevent:items/pubsubevent:item[@id='{HashOf(photo.Content)}']");
        Raise(scene, photo, "kept", "zoe");
        var next = new Photo([.. Pixel, 8]);
        Raise(scene, next, "next", "zoe");
        await SeenAsync(scene, $"/message[@from='{Zoe}' and @type='headline']/pubsubevent:event/pubsubevent:items/pubsubevent:item[@id='{HashOf(next.Content)}']");
        Assert.Equal(1, photo.Opened);
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM avatars WHERE contact = 'zoe' AND avatar_id = 'next'", 1);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task What_is_too_large_or_no_picture_or_cannot_be_had_is_not_shown_and_harms_nobody()
    {
        await using var scene = await StartAsync();
        await ConnectAsync(scene);
        Subscribe(scene);
        await SeenAsync(scene, $"/message[@from='{Echo}' and @type='headline']");
        Raise(scene, new Photo([.. Pixel, .. new byte[100 * 1024]]) { Says = 10 }, "lying");
        await SeenAsync(scene, $"/presence[@from='{Echo}/bridge']/vcardupdate:x[vcardupdate:photo='']");
        Raise(scene, new Photo("<svg onload='alert(1)'/>"u8.ToArray()), "svg");
        var broken = new Photo(Pixel) { Fails = true };
        Raise(scene, broken, "broken");
        var good = new Photo([.. Pixel, 3]);
        Raise(scene, good, "good");
        await SeenAsync(scene, $"/presence[@from='{Echo}/bridge']/vcardupdate:x[vcardupdate:photo='{HashOf(good.Content)}']");
        broken.Fails = false;
        Raise(scene, broken, "broken");
        await SeenAsync(scene, $"/presence[@from='{Echo}/bridge' and @to='{Scene.Alice}']/vcardupdate:x[vcardupdate:photo='{HashOf(Pixel)}']");
        await Scene.UntilAsync(() => scene.Seen($"/presence[@from='{Echo}/bridge']/vcardupdate:x[vcardupdate:photo='{HashOf(Pixel)}']").Count >= 2, "it was had in the end");
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task A_user_who_wants_it_is_shown_to_the_network_with_name_and_picture_once_for_each()
    {
        await using var scene = await StartAsync();
        await ConnectAsync(scene);
        scene.Server.Send($"<presence type='subscribe' from='{Scene.Alice}' to='{Echo}'/>");
        Presence(scene, "a");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Empty(scene.Seen("/iq[@type='get']/vcard:vCard"));
        await scene.WriteAsync("set share-profile yes");
        await AnswerAsync(scene, 1, [.. Pixel, 5]);
        await Scene.UntilAsync(() => Profiles(scene).Count == 1, "the network has it");
        Assert.Equal("Alice Liddell", Profiles(scene)[0]);
        Presence(scene, "a");
        Presence(scene, "b");
        await AnswerAsync(scene, 2, Pixel);
        await Scene.UntilAsync(() => Profiles(scene).Count == 2, "the network has the new one");
        await scene.StopGatewayAsync();
        await scene.StartGatewayAsync();
        scene.SayTo("echo", "m2", "up again");
        Presence(scene, "b");
        await SeenAsync(scene, "/message[body='up again']");
        Presence(scene, "c");
        await AnswerAsync(scene, 3, null);
        await Scene.UntilAsync(() => Profiles(scene).Count == 3, "and the name alone");
        Assert.Empty(scene.Errors);
    }

    /// <summary>Presence and event come in either order.</summary>
    private static Task SeenAsync(Scene scene, string path) => Scene.UntilAsync(() => scene.Seen(path).Count > 0, path);

    private static List<string> Profiles(Scene scene) => [.. scene.Network.Calls.Where(static call => call.Verb == "SetProfile").Select(static call => call.Detail)];

    private static void Presence(Scene scene, string digit) => scene.Server.Send(
        $"<presence from='{Scene.Phone}' to='{Echo}'><x xmlns='vcard-temp:x:update'><photo>{string.Concat(Enumerable.Repeat(digit, 40))}</photo></x></presence>");

    private static async Task AnswerAsync(Scene scene, int number, byte[]? photo)
    {
        await Scene.UntilAsync(() => Asked(scene).Count == number, "the vCard is asked for");
        var asked = Asked(scene)[^1];
        var picture = photo is null ? "" : $"<PHOTO><TYPE>image/png</TYPE><BINVAL>{Convert.ToBase64String(photo)}</BINVAL></PHOTO>";
        scene.Server.Send($"<iq type='result' id='{asked.Id}' from='{Scene.Alice}' to='{asked.From}'><vCard xmlns='vcard-temp'><FN>Alice Liddell</FN>{picture}</vCard></iq>");
    }

    private static List<XElement> Asked(Scene scene) => scene.Seen($"/iq[@type='get' and @to='{Scene.Alice}' and vcard:vCard]");

    private static void Raise(Scene scene, Photo? photo, string id, string contact = "echo") =>
        scene.Network.Raise(new ContactChanged(new ContactProfile { Contact = new ContactId(contact), Avatar = photo, AvatarId = id }), Scene.Alice);

    private static List<XElement> Events(Scene scene) => scene.Seen($"/message[@from='{Echo}' and @to='{Scene.Alice}' and @type='headline']");

    private static Task<XElement> ItemsAsync(Scene scene, string node, string? id = null) => scene.AskAsync(
        "get", Echo, $"<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='{node}'>{(id is null ? "" : $"<item id='{id}'/>")}</items></pubsub>");

    private static async Task<Scene> StartAsync()
    {
        var scene = Scene.Prepare();
        scene.Settings["Pictures"] = "true";
        await scene.StartGatewayAsync();
        return scene;
    }

    private static void Subscribe(Scene scene) => scene.Server.Send($"<presence type='subscribe' from='{Scene.Alice}' to='{Echo}'/>");

    private static async Task ConnectAsync(Scene scene)
    {
        scene.SayTo("echo", "m1", "up");
        await SeenAsync(scene, "/message[body='up']");
    }

#pragma warning disable CA5350 // XEP-0084 names pictures so.
    private static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA1.HashData(content));
#pragma warning restore CA5350

    private sealed class Photo(byte[] content) : IFileHandle
    {
        private int _opened;

        public byte[] Content => content;

        public int Opened => _opened;

        public bool Fails { get; set; }

        public long? Says { get; init; }

        public string? Name => null;

        public string MediaType => "image/png";

        public long? Size => Says ?? content.Length;

        public Uri? Url => null;

        public Task<Stream> OpenAsync(CancellationToken stop)
        {
            Interlocked.Increment(ref _opened);
            return Fails ? throw new NetworkException(NetworkError.TimedOut, "not now") : Task.FromResult<Stream>(new MemoryStream(content));
        }
    }
}
