using Bridge.Testing.Clients;

namespace Bridge.EndToEnd.Tests;

/// <summary>Archives: every way to ask, and the ways to have none.</summary>
[Collection(IrcNetworksCollection.Name)]
public sealed class IrcArchiveTests(IrcNetworks networks)
{
    private const string Bot = $"bot@{Stack.Domain}";

    private static readonly string[] Words = ["one", "two", "three", "four", "five"];

    [Fact]
    public async Task Pages_ids_people_and_edges_are_found_by_their_user_alone()
    {
        var (mercutio, ann) = await networks.MeetAsync("mercutio", "mam-ann", "#mam");
        var bob = await networks.OnIrcAsync("mam-bob");
        await bob.JoinAsync("#mam");
        var room = IrcNetworks.Room("#mam");
        List<string> ids = [];
        foreach (var word in Words)
        {
            var speaker = word is "two" or "five" ? bob : ann;
            await speaker.SayAsync("#mam", word);
            ids.Add(Mam.IdOf(await mercutio.ExpectMessageAsync($"{room}/{speaker.Nick}", word)));
        }

        var all = await mercutio.QueryAsync(room);
        Assert.True(all.IsComplete);
        Assert.Equal(Words, all.Bodies);
        Assert.Equal(ids, all.Messages.Select(static message => message.Id));
        var (first, last) = await mercutio.MetadataAsync(room);
        Assert.Equal((ids[0], ids[^1]), (first?.Id, last?.Id));
        Assert.True(first?.At <= last?.At);

        await FoundAsync("<max>2</max>", ["one", "two"], isComplete: false);
        await FoundAsync($"<max>2</max><after>{ids[1]}</after>", ["three", "four"], isComplete: false);
        await FoundAsync($"<max>2</max><after>{ids[3]}</after>", ["five"], isComplete: true);
        await FoundAsync("<max>2</max><before/>", ["four", "five"], isComplete: false);
        await FoundAsync($"<max>5</max><before>{ids[2]}</before>", ["one", "two"], isComplete: true);
        var flipped = await mercutio.QueryAsync(room, "<max>2</max><before/>", isFlipped: true);
        Assert.Equal(["five", "four"], flipped.Bodies);

        await RestrictedAsync(["one", "two"], ("before-id", ids[2]));
        await RestrictedAsync(["four", "five"], ("after-id", ids[2]));
        await RestrictedAsync(["two", "three"], ("after-id", ids[0]), ("before-id", ids[3]));
        await RestrictedAsync(["two", "four"], ("ids", ids[1]), ("ids", ids[3]));
        await RestrictedAsync(["two", "five"], ("with", $"{room}/mam-bob"));
        await RestrictedAsync(["one", "three", "four"], ("with", IrcNetworks.Contact("mam-ann")));
        foreach (var field in new[] { "before-id", "after-id", "ids" })
            Assert.NotNull((await mercutio.QueryAsync(room, fields: (field, "never-seen"))).End.ChildOf("error")?.ChildOf("item-not-found"));

        // In the room or not: the archive is the one of whoever asks.
        var lady = await networks.Stack.LogInAsync("lady", "mam");
        await EmptyAsync(lady, room);
        await lady.JoinRoomAsync(room, "lady-mam");
        await EmptyAsync(lady, room);
        await bob.SayAsync("#mam", "to both");
        await lady.ExpectMessageAsync($"{room}/mam-bob", "to both");
        Assert.Equal(["to both"], (await lady.QueryAsync(room)).Bodies);
        Assert.NotNull((await lady.QueryAsync(room, fields: ("ids", ids[0]))).End.ChildOf("error"));

        async Task FoundAsync(string page, string[] words, bool isComplete)
        {
            var found = await mercutio.QueryAsync(room, page);
            Assert.Equal(words, found.Bodies);
            Assert.Equal(isComplete, found.IsComplete);
        }

        async Task RestrictedAsync(string[] words, params (string, string)[] fields)
        {
            var found = await mercutio.QueryAsync(room, fields: fields);
            Assert.Equal(words, found.Bodies);
            Assert.True(found.IsComplete);
        }
    }

    [Fact]
    public async Task What_is_not_to_be_kept_is_not_and_what_was_kept_is_forgotten()
    {
        var (mercutio, other) = await networks.MeetAsync("mercutio", "keep-other", "#kept");
        var room = IrcNetworks.Room("#kept");
        var lady = await networks.Stack.LogInAsync("lady", "kept");
        await lady.JoinRoomAsync(room, "lady");
        await SaidAsync("kept");
        Assert.StartsWith("Stored.", await mercutio.RunAsync(room, "configure", ("record-history", "no")), StringComparison.Ordinal);
        await SaidAsync("not kept");
        Assert.Equal(["kept"], (await mercutio.QueryAsync(room)).Bodies);
        Assert.Equal(["kept", "not kept"], (await lady.QueryAsync(room)).Bodies);
        var phone = await networks.Stack.LogInAsync("mercutio", "phone");
        Assert.DoesNotContain((await phone.JoinRoomAsync(room, "mercutio")).Stanzas, static stanza => stanza.Body() == "not kept");

        Assert.StartsWith("Stored.", await mercutio.RunAsync(room, "configure", ("record-history", "inherit")), StringComparison.Ordinal);
        await SaidAsync("kept again");
        Assert.Equal(["kept", "kept again"], (await mercutio.QueryAsync(room)).Bodies);
        Assert.Contains(room, await mercutio.RunAsync(Bot, "forget-history", ("address", room)), StringComparison.Ordinal);
        await EmptyAsync(mercutio, room);
        Assert.Equal(["kept", "not kept", "kept again"], (await lady.QueryAsync(room)).Bodies);

        async Task SaidAsync(string text)
        {
            await other.SayAsync("#kept", text);
            await mercutio.ExpectMessageAsync($"{room}/keep-other", text);
            await lady.ExpectMessageAsync($"{room}/keep-other", text);
        }
    }

    [Fact]
    public async Task A_network_without_archives_says_so_and_shows_the_last_messages_at_a_join()
    {
        await networks.Stack.GatewayAnswersAsync(IrcNetworks.Forgetful);
        var other = await networks.OnIrcAsync("none-other");
        await other.JoinAsync("#none");
        var room = $"#none%{IrcNetworks.Modern}@{IrcNetworks.Forgetful}";
        var paris = await networks.Stack.LogInAsync("paris", "none");
        await paris.JoinRoomAsync(room, "paris-none");
        await other.SayAsync("#none", "from memory");
        await paris.ExpectMessageAsync($"{room}/none-other", "from memory");
        var features = (await paris.DiscoInfoAsync(room)).Descendants().Select(static element => (string?)element.Attribute("var")).ToList();
        Assert.Contains("http://jabber.org/protocol/muc", features);
        Assert.DoesNotContain(Mam.Ns, features);
        Assert.True((await paris.QueryAsync(room)).End.Is("iq", "error"));
        var phone = await networks.Stack.LogInAsync("paris", "none-phone");
        Assert.Contains((await phone.JoinRoomAsync(room, "paris-none")).Stanzas, static stanza => stanza.Body() == "from memory");
    }

    private static async Task EmptyAsync(XmppTestClient client, string room)
    {
        var nothing = await client.QueryAsync(room);
        Assert.True(nothing.IsComplete);
        Assert.Empty(nothing.Messages);
        Assert.Equal((null, null), await client.MetadataAsync(room));
    }
}
