using System.Text.Json.Nodes;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests.Clients;

/// <summary>What a user of slixmpp sees and does: getting in, contacts, and everything that a message can carry.</summary>
public sealed class SlixmppTests
{
    private const string Bot = $"bot@{DemoStack.Domain}";

    [Theory]
    [InlineData(ClientServer.Prosody)]
    [InlineData(ClientServer.PlainProsody)]
    [InlineData(ClientServer.Ejabberd)]
    public async Task Everything_goes_through(ClientServer kind)
    {
        Assert.SkipUnless(SlixmppClient.WhyMissing is null, SlixmppClient.WhyMissing ?? "");
        await using var stack = await DemoStack.StartAsync(kind switch
        {
            ClientServer.Prosody => new ProsodyServer { Components = DemoStack.Components },
            ClientServer.PlainProsody => new ProsodyServer { Components = DemoStack.Components, Privileges = false },
            _ => new EjabberdServer { Components = DemoStack.Components },
        }, ("RequireLogin", "true"));
        var (echo, parrot) = ("echo%juliet@demo.localhost", "parrot%juliet@demo.localhost");
        await using var balcony = await SlixmppClient.ConnectAsync(stack.Xmpp, "juliet", "balcony");
        await RegistersByFormAsync(balcony, "juliet");
        await using var garden = await SlixmppClient.ConnectAsync(stack.Xmpp, "juliet", "garden");
        await HasContactsAsync(balcony, garden, kind, echo);
        await HasPicturesAsync(balcony, echo);
        await TalksAsync(balcony, garden, echo);
        await CarriesAsync(balcony, garden, parrot);
        await RegistersByCommandAsync(stack);
        await RegistersByChatAsync(balcony);
    }

    /// <summary>By the form of XEP-0077.</summary>
    private static async Task RegistersByFormAsync(SlixmppClient client, string name)
    {
        var known = (await client.AskAsync("features", ("to", DemoStack.Domain)))!;
        Assert.Contains("gateway/demo", known["identities"]!.AsArray().Select(static identity => (string)identity!));
        var form = (await client.AskAsync("form", ("to", DemoStack.Domain)))!;
        Assert.False((bool)form["registered"]!);
        await client.AskAsync("register", ("to", DemoStack.Domain), ("username", name), ("password", "demo"));
        Assert.True((bool)(await client.AskAsync("form", ("to", DemoStack.Domain)))!["registered"]!);
    }

    /// <summary>By the ad-hoc command of XEP-0050, with a second factor.</summary>
    private static async Task RegistersByCommandAsync(DemoStack stack)
    {
        await using var romeo = await SlixmppClient.ConnectAsync(stack.Xmpp, "romeo", "street");
        Assert.Contains("jabber:iq:register", (await romeo.AskAsync("commands", ("to", Bot)))!.AsObject().Select(static command => command.Key));
        await StepAsync(romeo, null);
        await StepAsync(romeo, new JsonObject { ["way"] = "password" });
        await StepAsync(romeo, new JsonObject { ["username"] = "careful-romeo", ["password"] = "demo" });
        var done = await StepAsync(romeo, new JsonObject { ["code"] = "123456" });
        Assert.Equal("completed", (string?)done["status"]);
        await romeo.SayAsync($"echo%careful-romeo@{DemoStack.Domain}", "in");
        await romeo.MessageAsync($"echo%careful-romeo@{DemoStack.Domain}", "in");
    }

    private static async Task<JsonNode> StepAsync(SlixmppClient client, JsonObject? values) =>
        (await client.AskAsync("command", ("to", Bot), ("node", "jabber:iq:register"), ("values", values)))!;

    /// <summary>By writing to the control contact: a second account of the same user.</summary>
    private static async Task RegistersByChatAsync(SlixmppClient client)
    {
        Assert.Contains("How do you want to log in?", await client.CommandAsync(Bot, "login"), StringComparison.Ordinal);
        await client.CommandAsync(Bot, "User name and password");
        await client.CommandAsync(Bot, "nurse");
        Assert.StartsWith("You are logged in as nurse.", await client.CommandAsync(Bot, "demo"), StringComparison.Ordinal);
        await client.SayAsync($"echo%nurse@{DemoStack.Domain}", "by another name");
        await client.MessageAsync($"echo%nurse@{DemoStack.Domain}", "by another name");
    }

    private static async Task HasContactsAsync(SlixmppClient balcony, SlixmppClient garden, ClientServer kind, string echo)
    {
        if (kind != ClientServer.Prosody)
        {
            // Whom the user writes with asks; slixmpp accepts, and asks in turn.
            await balcony.SayAsync(echo, "hello");
            Assert.Equal("Echo", (string?)(await balcony.HappensAsync("asked", asked => (string?)asked["from"] == echo, "Echo asks"))["nick"]);
        }
        foreach (var client in (SlixmppClient[])[balcony, garden])
        {
            var listed = await client.HappensAsync("roster", roster => (string?)roster["items"]![echo]?["subscription"] == "both", "Echo is in the list");
            if (kind == ClientServer.Prosody)
                Assert.Equal(("Echo", "Demo (juliet)"), ((string?)listed["items"]![echo]!["name"], (string?)listed["items"]![echo]!["groups"]![0]));
            await client.HappensAsync("presence", presence => (string?)presence["from"] == echo + "/bridge" && (string?)presence["type"] is "available" or "away" or "chat", "Echo is there");
        }
    }

    private static async Task HasPicturesAsync(SlixmppClient client, string echo)
    {
        var shown = await client.HappensAsync("picture", picture => (string?)picture["from"] == echo && (string?)picture["by"] == "vcard" && (string?)picture["hash"] is { Length: 40 }, "a picture in presence");
        var card = (await client.AskAsync("vcard", ("of", echo)))!;
        Assert.Equal(("Echo", (string?)shown["hash"]), ((string?)card["name"], (string?)card["hash"]));
        var pushed = await client.HappensAsync("picture", picture => (string?)picture["from"] == echo && (string?)picture["by"] == "pep", "a picture by PEP");
        Assert.Equal((string?)pushed["hash"], (string?)(await client.AskAsync("avatar", ("of", echo), ("id", (string?)pushed["hash"])))!["hash"]);
    }

    /// <summary>Two sessions of the user hear the same; the one that is silent gets copies of what the other says.</summary>
    private static async Task TalksAsync(SlixmppClient balcony, SlixmppClient garden, string echo)
    {
        var id = await balcony.SayAsync(echo, "wherefore art thou 🎂");
        await balcony.MessageAsync(echo, said => (string?)said["receipt"] == id, "the receipt");
        await garden.CopyAsync(echo, said => (string?)said["id"] == id, "what the other session said");
        await balcony.MessageAsync(echo, "wherefore art thou 🎂");
        await garden.MessageAsync(echo, "wherefore art thou 🎂");
        await garden.SayAsync(echo, "from the garden");
        await balcony.CopyAsync(echo, static said => (string?)said["body"] == "from the garden", "what the other session said");
        await balcony.MessageAsync(echo, "from the garden");
        await garden.MessageAsync(echo, "from the garden");
    }

    /// <summary>A message and all that can be said of one, to somebody who does the same.</summary>
    private static async Task CarriesAsync(SlixmppClient client, SlixmppClient other, string parrot)
    {
        await client.AskAsync("state", ("to", parrot), ("state", "composing"));
        await client.MessageAsync(parrot, static said => (string?)said["state"] == "composing", "typing");

        var id = await client.SayAsync(parrot, "a rose");
        var answer = await client.MessageAsync(parrot, static said => (string?)said["reply"]?["text"] == "a rose", "an answer");
        Assert.Equal((id, "> a rose\n"), ((string?)answer["reply"]!["id"], (string?)answer["reply"]!["quoted"]));
        Assert.Equal("juliet@localhost", ((string?)answer["reply"]!["to"])!.Split('/')[0]);
        var theirs = (string)answer["id"]!;

        await client.SayAsync(parrot, "any other name", ("replace", id));
        var edited = await client.MessageAsync(parrot, said => (string?)said["replace"] == theirs, "a correction");
        Assert.Contains("any other name", (string?)edited["body"], StringComparison.Ordinal);

        await client.AskAsync("react", ("to", parrot), ("id", theirs), ("emoji", new JsonArray("👍", "🎂")));
        var reacted = await client.MessageAsync(parrot, static said => said["reactions"] is not null, "reactions");
        Assert.Equal((theirs, "👍🎂"), ((string?)reacted["reactions"]!["id"], string.Concat(reacted["reactions"]!["emoji"]!.AsArray().Select(static emoji => (string?)emoji).Order(StringComparer.Ordinal).Reverse())));

        await client.SayAsync(parrot, "smells as sweet", ("reply", theirs), ("quoted", "> any other name\n"));
        var again = await client.MessageAsync(parrot, static said => (string?)said["reply"]?["text"] == "smells as sweet", "an answer to the answer");

        await client.AskAsync("mark", ("to", parrot), ("id", (string?)again["id"]), ("kind", "displayed"));
        await client.AskAsync("retract", ("to", parrot), ("id", id));
        await client.MessageAsync(parrot, said => (string?)said["retract"] == theirs, "a retraction");
        await other.MessageAsync(parrot, said => (string?)said["retract"] == theirs, "a retraction");
        Assert.DoesNotContain(client.Events, static happened => happened["error"] is not null);
    }
}
