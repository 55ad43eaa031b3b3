using System.Xml.Linq;
using Bridge.Testing.Clients;

namespace Bridge.EndToEnd.Tests;

/// <summary>What is known of people and what servers say of the account: details, absence, nicks, ranks, standard replies.</summary>
[Collection(IrcNetworksCollection.Name)]
public sealed class IrcPeopleTests(IrcNetworks networks)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_vCard_of_a_person_and_of_an_occupant_tells_who_they_are_and_their_account()
    {
        var (peter, other) = await networks.MeetAsync("peter", "card-other", "#cards", capabilities: "account-notify");
        await other.SayAsync("NickServ", "REGISTER hunter2 card@localhost.test");
        await other.ExpectFromAsync("card-other", "ACCOUNT :card-other");
        foreach (var address in (string[])[IrcNetworks.Contact("card-other"), $"{IrcNetworks.Room("#cards")}/card-other"])
        {
            var card = (await peter.RequestAsync(address, "get", "<vCard xmlns='vcard-temp'/>", Patience)).ChildOf("vCard", "vcard-temp");
            Assert.Equal("card-other", card?.ChildOf("NICKNAME", "vcard-temp")?.Value);
            var details = card?.ChildOf("DESC", "vcard-temp")?.Value;
            Assert.Contains("Account: card-other", details, StringComparison.Ordinal);
            Assert.Contains("#cards", details, StringComparison.Ordinal);
        }

        Assert.Contains("Account: card-other", await peter.AskAsync(Address(IrcNetworks.Modern), "whois card-other"), StringComparison.Ordinal);
        Assert.NotNull((await peter.RequestAsync(IrcNetworks.Contact("nobody-here"), "get", "<vCard xmlns='vcard-temp'/>", Patience)).ChildOf("error")?.ChildOf("item-not-found"));
    }

    [Fact]
    public async Task What_is_for_a_rank_alone_is_marked_in_the_room()
    {
        var peter = await networks.Stack.LogInAsync("peter", "ranks");
        var room = IrcNetworks.Room("#ranks");
        await peter.JoinRoomAsync(room, "peter");
        var other = await networks.OnIrcAsync("rank-other");
        await other.JoinAsync("#ranks");
        await other.SayAsync("@#ranks", "psst, operators");
        await peter.ExpectMessageAsync($"{room}/rank-other", "(@#ranks) psst, operators");
    }

    [Fact]
    public async Task Who_is_away_says_so_once_to_who_writes()
    {
        var (peter, other) = await networks.MeetAsync("peter", "away-other", "#away");
        await other.SendAsync("AWAY :at lunch");
        var contact = IrcNetworks.Contact("away-other");
        foreach (var text in (string[])["hungry?", "and now?"])
        {
            await peter.SayAsync(contact, text);
            await other.ExpectFromAsync("peter", $"PRIVMSG away-other :{text}");
        }

        await peter.ExpectAsync(stanza => stanza.Is("message", "chat") && stanza.From().Bare == contact && stanza.Body() == "away-other is away: at lunch", "word of it");
        // What is sent after the second answer comes behind it.
        await other.SayAsync("peter", "back soon");
        await peter.ExpectAsync(stanza => stanza.From().Bare == contact && stanza.Body() == "back soon", "the answer");
        Assert.Equal(1, peter.CountMessages("away-other is away: at lunch"));
    }

    [Fact]
    public async Task Who_does_not_share_presence_is_not_seen_to_be_away()
    {
        var watch = await networks.OnIrcAsync("share-watch", capabilities: "away-notify");
        await watch.JoinAsync("#share");
        var room = IrcNetworks.Room("#share");
        // Nobody whose other clients are there.
        var abram = await networks.Stack.LogInAsync("abram", "share");
        var gregory = await networks.Stack.LogInAsync("gregory", "share");
        Assert.StartsWith("Stored.", await abram.AskAsync(Address(IrcNetworks.Modern), "set share-presence no"), StringComparison.Ordinal);
        await abram.JoinRoomAsync(room, "share-abram", Patience);
        await gregory.JoinRoomAsync(room, "share-gregory", Patience);
        await SayAwayAsync(abram, "share-abram");
        await SayAwayAsync(gregory, "share-gregory");
        // The other one's absence takes as long, and began later.
        await watch.ExpectFromAsync("share-gregory", "AWAY :resting", Patience);
        Assert.Equal(0, watch.Count("share-abram", " AWAY"));
        Assert.StartsWith("Stored.", await abram.AskAsync(Address(IrcNetworks.Modern), "unset share-presence"), StringComparison.Ordinal);
        await watch.ExpectFromAsync("share-abram", "AWAY :resting", Patience);

        Task SayAwayAsync(XmppTestClient client, string nick) => client.SendAsync($"<presence to='{room}/{nick}'><show>away</show><status>resting</status></presence>");
    }

    [Fact]
    public async Task The_wanted_nick_is_taken_when_its_holder_leaves_without_a_channel_in_common()
    {
        var holder = await networks.OnIrcAsync("nick-wanted");
        var (_, other) = await networks.MeetAsync("balthasar", "nick-other", "#nick");
        var balthasar = await networks.Stack.LogInAsync("balthasar", "nick");
        await balthasar.AskAsync(Address(IrcNetworks.Modern), "set nick nick-wanted");
        await balthasar.AskAsync(Address(IrcNetworks.Modern), "disconnect");
        await other.ExpectFromAsync("balthasar", "QUIT", Patience);
        await balthasar.JoinRoomAsync(IrcNetworks.Room("#nick"), "nick-wanted", Patience);
        var joined = await other.ExpectAsync(static line => line.StartsWith(":nick-wanted", StringComparison.Ordinal) && line.Contains(" JOIN ", StringComparison.Ordinal), "the join under another nick");
        var substitute = joined[1..joined.IndexOf('!', StringComparison.Ordinal)];
        Assert.NotEqual("nick-wanted", substitute);
        await holder.SendAsync("QUIT :done");
        await other.ExpectFromAsync(substitute, "NICK :nick-wanted", Patience);
        await balthasar.ExpectAsync(stanza => stanza.Is("presence", "unavailable") && stanza.From().Resource == substitute && stanza.StatusCodes().Contains(303), "the new nick", Patience);
        Assert.StartsWith("Stored.", await balthasar.AskAsync(Address(IrcNetworks.Modern), "unset nick"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_replies_are_read_where_they_belong()
    {
        var (benvolio, _) = await networks.MeetAsync("benvolio", "std-other", "#standard", IrcNetworks.Complete);
        var room = IrcNetworks.Room("#standard", IrcNetworks.Complete);
        networks.Spec.Say("benvolio", "NOTE * OPER_MESSAGE :The server sleeps tonight");
        networks.Spec.Say("benvolio", "WARN JOIN SLOW_DOWN #standard :Not so fast");
        networks.Spec.Say("benvolio", "FAIL METADATA KEY_INVALID :There is no such key");
        await SaidAsync(Address(IrcNetworks.Complete), "The server sleeps tonight");
        await SaidAsync(room, "Not so fast");
        await SaidAsync(Address(IrcNetworks.Complete), "There is no such key");

        // A failure is the answer to what failed.
        networks.Spec.FailNext("TOPIC", "RATE_LIMITED", "Slow down with the topic");
        await benvolio.SendAsync($"<message type='groupchat' id='std1' to='{room}'><subject>new</subject></message>");
        var refused = await benvolio.ExpectAsync(static stanza => stanza.Is("message", "error") && stanza.Id() == "std1", "the refusal");
        Assert.Equal("Slow down with the topic", refused.ChildOf("error")?.ChildOf("text")?.Value);

        Task<XElement> SaidAsync(string from, string text) =>
            benvolio.ExpectAsync(stanza => stanza.Is("message") && stanza.From().Bare == from && stanza.Body()?.Contains(text, StringComparison.Ordinal) == true, text, Patience);
    }

    private static string Address(string server) => $"{server}@{Stack.Domain}";
}
