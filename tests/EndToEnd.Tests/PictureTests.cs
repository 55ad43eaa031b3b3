using System.Security.Cryptography;
using System.Xml.Linq;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>Pictures of people for clients of both kinds: those that follow events (XEP-0084) and those that follow hashes in presence (XEP-0153).</summary>
public sealed class PictureTests
{
    private const string Echo = $"echo@{DemoStack.Domain}", Metadata = "urn:xmpp:avatar:metadata", Data = "urn:xmpp:avatar:data";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_picture_is_told_in_both_ways_and_fetched_in_both_and_is_the_same(bool ejabberd)
    {
        await using var stack = await DemoStack.StartAsync(
            ejabberd ? new EjabberdServer { Components = DemoStack.Components } : new ProsodyServer { Components = DemoStack.Components });
        var client = await stack.LogInAsync();
        await client.SayAsync(Echo, "hello");
        await client.ExpectMessageAsync(Echo, "hello", Patience);
        await client.SendAsync($"<presence type='subscribe' to='{Echo}'/>");
        await client.SendAsync($"<presence type='subscribed' to='{Echo}'/>");

        var presence = await client.ExpectAsync(
            static stanza => stanza.Is("presence") && stanza.From() == (Echo, "bridge") && HashIn(stanza) is { Length: 40 }, "a presence with a hash", Patience);
        var told = await client.ExpectAsync(
            static stanza => stanza.Is("message", "headline") && stanza.From() == (Echo, "") && ItemIn(stanza, Metadata) is not null, "an event with metadata", Patience);
        var hash = HashIn(presence)!;
        Assert.Equal(hash, (string?)ItemIn(told, Metadata)!.Attribute("id"));
        Assert.Null(told.Body());

        var card = await client.RequestAsync(Echo, "get", "<vCard xmlns='vcard-temp'/>");
        var photo = Convert.FromBase64String(card.ChildOf("vCard")!.ChildOf("PHOTO")!.ChildOf("BINVAL")!.Value);
        Assert.Equal(hash, Hash(photo));
        var items = await client.RequestAsync(Echo, "get", $"<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='{Data}'><item id='{hash}'/></items></pubsub>");
        Assert.Equal(photo, Convert.FromBase64String(ItemIn(items, Data)!.Value));

        // A client that comes later is told in both ways as well, and a restart changes nothing.
        await stack.Gateway.KillAsync();
        await stack.Gateway.StartAsync();
        await stack.AnswersAsync();
        await client.SayAsync(Echo, "again");
        await client.ExpectMessageAsync(Echo, "again", Patience);
        var phone = await stack.LogInAsync("garden");
        await phone.ExpectAsync(stanza => stanza.Is("presence") && stanza.From() == (Echo, "bridge") && HashIn(stanza) == hash, "the same hash", Patience);
        await phone.ExpectAsync(stanza => stanza.From() == (Echo, "") && (string?)ItemIn(stanza, Metadata)?.Attribute("id") == hash, "the same event", Patience);
    }

    private static string? HashIn(XElement presence) => presence.ChildOf("x", "vcard-temp:x:update")?.ChildOf("photo")?.Value;

    private static XElement? ItemIn(XElement stanza, string node) => stanza.Descendants().FirstOrDefault(
        element => element.Name.LocalName == "item" && (string?)element.Parent?.Attribute("node") == node);

    private static string Hash(byte[] content)
    {
#pragma warning disable CA5350 // The name of a picture (XEP-0084), and no secret.
        return Convert.ToHexStringLower(SHA1.HashData(content));
#pragma warning restore CA5350
    }
}
