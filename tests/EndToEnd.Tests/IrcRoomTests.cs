using System.Xml.Linq;
using Bridge.Testing.Clients;

namespace Bridge.EndToEnd.Tests;

/// <summary>Channels as rooms: who may what, settings, invitations, the list, absence, netsplits.</summary>
[Collection(IrcNetworksCollection.Name)]
public sealed class IrcRoomTests(IrcNetworks networks)
{
    private const string Admin = "http://jabber.org/protocol/muc#admin", Owner = "http://jabber.org/protocol/muc#owner", Data = "jabber:x:data";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    [Theory]
    [InlineData(IrcNetworks.Modern)]
    [InlineData(IrcNetworks.Plain)]
    public async Task Ranks_kicks_and_bans_go_both_ways(string server)
    {
        var suffix = server == IrcNetworks.Modern ? "m" : "p";
        var (channel, nick) = ($"#ranks-{suffix}", $"ranker-{suffix}");
        var (romeo, other) = await networks.MeetAsync("romeo", nick, channel, server);
        var room = IrcNetworks.Room(channel, server);
        await other.SendAsync($"MODE {channel} +v romeo");
        await StandsAsync(romeo, $"{room}/romeo", "member", "participant");
        await other.SendAsync($"MODE {channel} +o-v romeo romeo");
        await StandsAsync(romeo, $"{room}/romeo", "admin", "moderator");

        await AdministerAsync(romeo, room, $"<item nick='{nick}' affiliation='member'/>");
        await other.ExpectFromAsync("romeo", "-o+v");
        await StandsAsync(romeo, $"{room}/{nick}", "member", "participant");
        await AdministerAsync(romeo, room, $"<item nick='{nick}' affiliation='none' role='participant'/>");
        await other.ExpectFromAsync("romeo", "-v");
        await AdministerAsync(romeo, room, $"<item nick='{nick}' role='none'><reason>go</reason></item>");
        await other.ExpectFromAsync("romeo", $"KICK {channel} {nick} :go");
        await romeo.ExpectPresenceAsync($"{room}/{nick}", "unavailable");

        await AdministerAsync(romeo, room, $"<item nick='{nick}' affiliation='outcast'/>");
        var bans = await romeo.RequestAsync(room, "get", $"<query xmlns='{Admin}'><item affiliation='outcast'/></query>");
        var ban = bans.Descendants(XName.Get("item", Admin)).Single();
        await other.SendAsync($"JOIN {channel}");
        await other.ExpectAsync(line => line.Contains(" 474 ", StringComparison.Ordinal), "that it is banned");
        await AdministerAsync(romeo, room, $"<item jid='{XmppTestClient.Escape((string)ban.Attribute("jid")!)}' affiliation='none'/>");
        await other.JoinAsync(channel);
        await romeo.ExpectPresenceAsync($"{room}/{nick}", "");
        Assert.Empty((await romeo.RequestAsync(room, "get", $"<query xmlns='{Admin}'><item affiliation='outcast'/></query>")).Descendants(XName.Get("item", Admin)));

        // And who may not is told.
        var nurse = await networks.Stack.LogInAsync("nurse", nick);
        await nurse.JoinRoomAsync(room, "nurse");
        var refused = await nurse.RequestAsync(room, "set", $"<query xmlns='{Admin}'><item nick='romeo' role='none'/></query>");
        Assert.NotNull(refused.ChildOf("error")?.ChildOf("forbidden"));
    }

    [Fact]
    public async Task Half_operators_are_told_and_may_what_the_server_lets_them()
    {
        var (romeo, other) = await networks.MeetAsync("romeo", "half-other", "#half");
        var room = IrcNetworks.Room("#half");
        var guest = await networks.OnIrcAsync("half-guest");
        await guest.JoinAsync("#half");
        await other.SendAsync("MODE #half +h half-guest");
        await StandsAsync(romeo, $"{room}/half-guest", "member", "moderator");
        await other.SendAsync("MODE #half -h half-guest");
        await StandsAsync(romeo, $"{room}/half-guest", "none", "participant");

        await other.SendAsync("MODE #half +h romeo");
        await StandsAsync(romeo, $"{room}/romeo", "member", "moderator");
        await AdministerAsync(romeo, room, "<item nick='half-guest' role='none'><reason>go</reason></item>");
        await other.ExpectFromAsync("romeo", "KICK #half half-guest :go");
        await guest.JoinAsync("#half");
        var refused = await romeo.RequestAsync(room, "set", $"<query xmlns='{Admin}'><item nick='half-other' role='none'/></query>");
        Assert.NotNull(refused.ChildOf("error")?.ChildOf("forbidden"));

        await other.SendAsync("MODE #half +o romeo");
        await StandsAsync(romeo, $"{room}/romeo", "admin", "moderator");
        await AdministerAsync(romeo, room, "<item nick='half-guest' affiliation='member' role='moderator'/>");
        await other.ExpectFromAsync("romeo", "MODE #half +h :half-guest");
        await StandsAsync(romeo, $"{room}/half-guest", "member", "moderator");
        var halves = await romeo.RequestAsync(room, "get", $"<query xmlns='{Admin}'><item affiliation='member'/></query>");
        Assert.Equal(["half-guest"], halves.Descendants(XName.Get("item", Admin)).Select(static item => (string?)item.Attribute("nick")));

        // By the affiliation and by the role, from one rank to the next and to none.
        await AdministerAsync(romeo, room, "<item nick='half-guest' role='participant'/>");
        await StandsAsync(romeo, $"{room}/half-guest", "member", "participant");
        await other.ExpectFromAsync("romeo", "-h");
        await AdministerAsync(romeo, room, "<item nick='half-guest' affiliation='member' role='moderator'/>");
        await StandsAsync(romeo, $"{room}/half-guest", "member", "moderator");
        await AdministerAsync(romeo, room, "<item nick='half-guest' affiliation='none' role='participant'/>");
        await StandsAsync(romeo, $"{room}/half-guest", "none", "participant");

        // A half operator may not make operators: that is the server's to say.
        await other.SendAsync("MODE #half -o+h romeo romeo");
        await StandsAsync(romeo, $"{room}/romeo", "member", "moderator");
        var made = await romeo.RequestAsync(room, "set", $"<query xmlns='{Admin}'><item nick='half-guest' affiliation='admin'/></query>");
        Assert.NotNull(made.ChildOf("error")?.ChildOf("forbidden"));
        await AdministerAsync(romeo, room, "<item nick='half-guest' role='participant'/>");
        await StandsAsync(romeo, $"{room}/half-guest", "member", "participant");
    }

    [Theory]
    [InlineData(IrcNetworks.Modern)]
    [InlineData(IrcNetworks.Plain)]
    public async Task The_configuration_of_a_room_is_that_of_the_channel(string server)
    {
        var suffix = server == IrcNetworks.Modern ? "m" : "p";
        var channel = $"#config-{suffix}";
        var (romeo, other) = await networks.MeetAsync("romeo", $"config-{suffix}", channel, server);
        var room = IrcNetworks.Room(channel, server);
        await other.SendAsync($"MODE {channel} +o romeo");
        await StandsAsync(romeo, $"{room}/romeo", "admin", "moderator");
        var form = await romeo.RequestAsync(room, "get", $"<query xmlns='{Owner}'/>");
        Assert.Contains(form.Descendants(XName.Get("field", Data)), field => (string?)field.Attribute("var") == "muc#roomconfig_moderatedroom");
        await ConfigureAsync(romeo, room, ("muc#roomconfig_moderatedroom", "1"), ("muc#roomconfig_passwordprotectedroom", "1"), ("muc#roomconfig_roomsecret", "sesame"), ("muc#roomconfig_changesubject", "0"));
        await other.ExpectFromAsync("romeo", "sesame");
        await romeo.ExpectAsync(stanza => stanza.Is("message") && stanza.From() == (room, "") && stanza.StatusCodes().Contains(104), "word of the change");
        var features = (await romeo.DiscoInfoAsync(room)).Descendants().Select(static element => (string?)element.Attribute("var")).ToList();
        Assert.Contains("muc_passwordprotected", features);
        Assert.Contains("muc_moderated", features);

        // The key, and only people with a voice may speak or set the topic.
        var nurse = await networks.Stack.LogInAsync("nurse", $"config-{suffix}");
        await nurse.SendJoinAsync(room, "nurse");
        Assert.NotNull((await nurse.ExpectPresenceAsync($"{room}/nurse", "error")).ChildOf("error")?.ChildOf("not-authorized"));
        await nurse.SendAsync($"<presence to='{XmppTestClient.Escape(room)}/nurse'><x xmlns='http://jabber.org/protocol/muc'><password>sesame</password></x></presence>");
        // The connection of the first attempt may still have the nick.
        var self = await nurse.ExpectAsync(
            stanza => stanza.Is("presence", "") && stanza.From().Bare == room && stanza.StatusCodes().Contains(110) && (string?)stanza.RoomItem()?.Attribute("role") == "visitor", "nurse as a visitor");
        var nick = self.From().Resource;
        await nurse.SendAsync($"<message type='groupchat' id='mute' to='{XmppTestClient.Escape(room)}'><body>may I?</body></message>");
        await nurse.ExpectAsync(
            stanza => stanza.Is("message", "error") && stanza.Id() == "mute" && stanza.ChildOf("error")?.ChildOf("text") is not null, "why it was not sent");
        await nurse.SendAsync($"<message type='groupchat' id='topic' to='{XmppTestClient.Escape(room)}'><subject>mine</subject></message>");
        await nurse.ExpectAsync(stanza => stanza.Is("message", "error") && stanza.Id() == "topic" && stanza.ChildOf("error")?.ChildOf("forbidden") is not null, "why there is no such topic");
        await AdministerAsync(romeo, room, $"<item nick='{nick}' role='participant'/>");
        await StandsAsync(nurse, $"{room}/{nick}", "member", "participant");

        await ConfigureAsync(romeo, room, ("muc#roomconfig_passwordprotectedroom", "0"), ("muc#roomconfig_membersonly", "1"));
        await other.ExpectFromAsync("romeo", "+i");
        var paris = await networks.Stack.LogInAsync("paris", $"config-{suffix}");
        await paris.SendJoinAsync(room, "paris");
        Assert.NotNull((await paris.ExpectPresenceAsync($"{room}/paris", "error")).ChildOf("error")?.ChildOf("registration-required"));
    }

    [Theory]
    [InlineData(IrcNetworks.Modern)]
    [InlineData(IrcNetworks.Plain)]
    public async Task Invitations_go_both_ways(string server)
    {
        var suffix = server == IrcNetworks.Modern ? "m" : "p";
        var channel = $"#invites-{suffix}";
        var (romeo, other) = await networks.MeetAsync("romeo", $"host-{suffix}", channel, server);
        var room = IrcNetworks.Room(channel, server);
        await other.SendAsync($"MODE {channel} +o romeo");
        await StandsAsync(romeo, $"{room}/romeo", "admin", "moderator");
        var guest = await networks.OnIrcAsync($"guest-{suffix}", server);
        var contact = IrcNetworks.Contact($"guest-{suffix}", server);
        await romeo.SendAsync($"<message to='{XmppTestClient.Escape(room)}'><x xmlns='http://jabber.org/protocol/muc#user'><invite to='{contact}'/></x></message>");
        await guest.ExpectFromAsync("romeo", "INVITE");
        var friend = await networks.OnIrcAsync($"friend-{suffix}", server);
        await romeo.SendAsync($"<message to='{IrcNetworks.Contact($"friend-{suffix}", server)}'><x xmlns='jabber:x:conference' jid='{XmppTestClient.Escape(room)}'/></message>");
        await friend.ExpectFromAsync("romeo", "INVITE");
        await romeo.SendAsync($"<message to='{contact}' type='normal'><x xmlns='jabber:x:conference' jid='balcony@conference.localhost' reason='come'/></message>");
        await guest.ExpectFromAsync("romeo", "xmpp:balcony@conference.localhost?join (come)");
        await romeo.SendAsync($"<message id='nowhere' to='{IrcNetworks.Contact("nobody-at-all", server)}'><x xmlns='jabber:x:conference' jid='{XmppTestClient.Escape(room)}'/></message>");
        await romeo.ExpectAsync(stanza => stanza.Is("message", "error") && stanza.Id() == "nowhere" && stanza.ChildOf("error")?.ChildOf("item-not-found") is not null, "that nobody is called so");

        await other.SendAsync($"JOIN {channel}-2");
        await other.SendAsync($"INVITE romeo {channel}-2");
        var invited = await romeo.ExpectAsync(
            stanza => stanza.From().Bare == IrcNetworks.Room(channel + "-2", server) && stanza.Descendants().Any(element => element.Name.LocalName == "invite"), "the invitation");
        Assert.Equal(IrcNetworks.Contact($"host-{suffix}", server), (string?)invited.Descendants().First(element => element.Name.LocalName == "invite").Attribute("from"));
    }

    [Theory]
    [InlineData(IrcNetworks.Modern)]
    [InlineData(IrcNetworks.Plain)]
    public async Task Invitations_in_each_form_arrive_or_say_why_not(string server)
    {
        var suffix = server == IrcNetworks.Modern ? "m" : "p";
        var channel = $"#closed-{suffix}";
        var (romeo, other) = await networks.MeetAsync("romeo", $"closer-{suffix}", channel, server);
        var room = IrcNetworks.Room(channel, server);
        await other.SendAsync($"MODE {channel} +o romeo");
        await StandsAsync(romeo, $"{room}/romeo", "admin", "moderator");
        string[] forms =
        [
            IrcNetworks.Contact("GUEST", server), $"{IrcNetworks.Contact("GUEST", server)}/bridge", $"{room}/GUEST", $"irc.localhost/GUEST", "GUEST",
        ];
        for (var i = 0; i < forms.Length; i++)
        {
            var nick = $"form{i}-{suffix}";
            var guest = await networks.OnIrcAsync(nick, server);
            await InviteAsync(romeo, room, forms[i].Replace("GUEST", nick, StringComparison.Ordinal), $"form{i}");
            await guest.ExpectFromAsync("romeo", $"INVITE {nick}");
        }

        await RefusedAsync(IrcNetworks.Contact("nobody-at-all", server), "item-not-found");
        await RefusedAsync("nobody-at-all", "item-not-found");
        var here = await InviteAsync(romeo, room, $"{room}/closer-{suffix}", "here");
        Assert.NotNull((await ErrorAsync(here)).ChildOf("text"));
        await other.SendAsync($"MODE {channel} +i-o romeo");
        await StandsAsync(romeo, $"{room}/romeo", "none", "participant");
        await networks.OnIrcAsync($"outside-{suffix}", server);
        await RefusedAsync(IrcNetworks.Contact($"outside-{suffix}", server), "forbidden");

        // From person to person, into a channel that one is not in oneself.
        var far = await networks.OnIrcAsync($"far-{suffix}", server);
        await far.JoinAsync($"#far-{suffix}");
        await romeo.SendAsync($"<message id='far' to='{IrcNetworks.Contact($"outside-{suffix}", server)}'><x xmlns='jabber:x:conference' jid='{IrcNetworks.Room($"#far-{suffix}", server)}'/></message>");
        Assert.NotNull((await ErrorAsync("far")).ChildOf("text"));

        // Into a channel that is closed: who is invited comes in, and who declines troubles nobody.
        await far.SendAsync($"MODE #far-{suffix} +i");
        await romeo.SendJoinAsync(IrcNetworks.Room($"#far-{suffix}", server), "romeo");
        Assert.NotNull((await romeo.ExpectPresenceAsync($"{IrcNetworks.Room($"#far-{suffix}", server)}/romeo", "error")).ChildOf("error")?.ChildOf("registration-required"));
        await far.SendAsync($"INVITE romeo #far-{suffix}");
        await romeo.ExpectAsync(
            stanza => stanza.From().Bare == IrcNetworks.Room($"#far-{suffix}", server) && stanza.Descendants().Any(static element => element.Name.LocalName == "invite"), "the invitation");
        await romeo.SendAsync($"<message id='no' to='{IrcNetworks.Room($"#far-{suffix}", server)}'><x xmlns='http://jabber.org/protocol/muc#user'><decline to='{IrcNetworks.Contact($"far-{suffix}", server)}'/></x></message>");
        await romeo.JoinRoomAsync(IrcNetworks.Room($"#far-{suffix}", server), "romeo");
        Assert.DoesNotContain(romeo.Everything, static stanza => stanza.Is("message", "error") && stanza.Id() == "no");

        async Task<XElement> ErrorAsync(string id) =>
            (await romeo.ExpectAsync(stanza => stanza.Is("message", "error") && stanza.Id() == id, $"why {id} is refused")).ChildOf("error")!;

        async Task RefusedAsync(string whom, string condition)
        {
            var error = await ErrorAsync(await InviteAsync(romeo, room, whom, $"refused-{condition}-{whom.Length}"));
            Assert.True(error.ChildOf(condition) is not null, error.ToString());
        }
    }

    [Theory]
    [InlineData(IrcNetworks.Modern)]
    [InlineData(IrcNetworks.Plain)]
    public async Task The_list_of_channels_comes_in_pages_and_can_be_searched(string server)
    {
        var suffix = server == IrcNetworks.Modern ? "m" : "p";
        var (romeo, other) = await networks.MeetAsync("romeo", $"lister-{suffix}", "#list-one", server);
        await other.JoinAsync("#list-two");
        await other.JoinAsync("#list-three");
        await other.SendAsync("TOPIC #list-three :about apples");
        await other.FenceAsync();
        var address = $"{server}@{Stack.Domain}";
        var seen = new List<string>();
        for (string? after = ""; after is not null;)
        {
            var page = await romeo.RequestAsync(
                address, "get", $"<query xmlns='http://jabber.org/protocol/disco#items'><set xmlns='http://jabber.org/protocol/rsm'><max>2</max>{(after.Length > 0 ? $"<after>{XmppTestClient.Escape(after)}</after>" : "")}</set></query>");
            var items = page.Descendants().Where(static element => element.Name.LocalName == "item").Select(static item => (string)item.Attribute("jid")!).ToList();
            Assert.InRange(items.Count, 0, 2);
            seen.AddRange(items);
            after = items.Count == 2 ? page.Descendants().Single(static element => element.Name.LocalName == "last").Value : null;
        }

        Assert.Equal(seen.Distinct(), seen);
        Assert.Superset(new HashSet<string>([IrcNetworks.Room("#list-one", server), IrcNetworks.Room("#list-two", server), IrcNetworks.Room("#list-three", server)]), seen.ToHashSet());
        await romeo.SayAsync(address, "list apples");
        var found = await romeo.ExpectAsync(stanza => stanza.From().Bare == $"bot@{Stack.Domain}" && stanza.Body()?.Contains("#list-three", StringComparison.Ordinal) == true, "what was searched for");
        Assert.DoesNotContain("#list-two", found.Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_members_do_and_are_is_shown()
    {
        var (romeo, other) = await networks.MeetAsync("romeo", "member", "#members-are", capabilities: "setname chghost");
        var room = IrcNetworks.Room("#members-are");
        await other.SendAsync("AWAY :lunch");
        await romeo.ExpectAsync(stanza => stanza.Is("presence", "") && stanza.From() == (room, "member") && stanza.ChildOf("show")?.Value == "away" && stanza.ChildOf("status")?.Value == "lunch", "the absence and why");
        await other.SendAsync("AWAY");
        await romeo.ExpectAsync(stanza => stanza.Is("presence", "") && stanza.From() == (room, "member") && stanza.ChildOf("show") is null && stanza.ChildOf("status") is null && stanza.RoomItem() is not null, "the return");
        await other.SendAsync("SETNAME :Somebody else");
        await other.SendAsync("OPER admin admin");
        await other.SendAsync("CHGHOST member elsewhere.test");
        await other.ExpectFromAsync("member", "CHGHOST");
        // The same person under another name and host: whoever asks sees both, and nobody has come or gone.
        var who = await romeo.AskAsync($"{IrcNetworks.Modern}@{Stack.Domain}", "whois member");
        Assert.Contains("Somebody else", who, StringComparison.Ordinal);
        Assert.Contains("elsewhere.test", who, StringComparison.Ordinal);
        Assert.DoesNotContain(romeo.Everything, stanza => stanza.Is("presence", "unavailable") && stanza.From() == (room, "member"));
        var late = await networks.OnIrcAsync("late-comer");
        await late.SendAsync("AWAY :before");
        await other.SendAsync("INVITE late-comer #members-are");
        await late.JoinAsync("#members-are");
        await romeo.ExpectAsync(stanza => stanza.Is("presence", "") && stanza.From() == (room, "late-comer"), "who came late");

        // A private message by the occupant, and what is for operators alone.
        await romeo.SendAsync($"<message type='chat' id='pm' to='{room}/member'><body>psst</body><x xmlns='http://jabber.org/protocol/muc#user'/></message>");
        await other.ExpectFromAsync("romeo", "PRIVMSG member :psst");
        await other.SayAsync("romeo", "what?");
        await romeo.ExpectMessageAsync($"{room}/member", "what?");
        await other.SendAsync("MODE #members-are +o romeo");
        await other.SayAsync("@#members-are", "between us");
        await romeo.ExpectMessageAsync($"{room}/member", "(@#members-are) between us");
        await romeo.SendAsync($"<message type='chat' id='nobody' to='{IrcNetworks.Contact("nobody-at-all")}'><body>hello?</body></message>");
        var refused = await romeo.ExpectAsync(stanza => stanza.Is("message", "error") && stanza.Id() == "nobody", "that there is nobody");
        Assert.NotNull(refused.ChildOf("error")?.ChildOf("item-not-found"));
    }

    [Fact]
    public async Task A_netsplit_takes_people_away_and_brings_them_back_and_nobody_else_notices()
    {
        var (romeo, other) = await networks.MeetAsync("romeo", "hubber", "#split");
        var room = IrcNetworks.Room("#split");
        await networks.Leaf.StartAsync();
        await LinkedAsync(other);
        var nicks = Enumerable.Range(0, 10).Select(number => $"leafy{number:00}").ToList();
        await ComeAsync(nicks);
        await networks.Leaf.KillAsync();
        foreach (var nick in nicks)
            await romeo.ExpectPresenceAsync($"{room}/{nick}", "unavailable", Patience);
        await romeo.SayAsync(room, "still here", "groupchat");
        await other.ExpectFromAsync("romeo", "still here");
        await networks.Leaf.StartAsync();
        await LinkedAsync(other);
        await ComeAsync(nicks);
        await networks.Leaf.StopAsync();

        async Task ComeAsync(List<string> people)
        {
            await Task.WhenAll(people.Select(async nick => await (await networks.OnIrcAsync(nick, "leaf.test")).JoinAsync("#split")));
            foreach (var nick in people)
                await romeo.ExpectPresenceAsync($"{room}/{nick}", "", Patience);
        }
    }

    [Fact]
    public async Task Twenty_channels_are_joined_again_after_the_server_was_away()
    {
        var paris = await networks.Stack.LogInAsync("paris", "many");
        var rooms = Enumerable.Range(0, 20).Select(number => IrcNetworks.Room($"#many{number}", IrcNetworks.Plain)).ToList();
        foreach (var room in rooms)
            await paris.JoinRoomAsync(room, "paris", Patience);
        await networks.Stack.IrcServers[1].RestartAsync();
        foreach (var room in rooms)
            await paris.ExpectAsync(stanza => stanza.From() == (room, "") && stanza.Body()?.StartsWith("Back in", StringComparison.Ordinal) == true, $"being back in {room}", Patience);
        var other = await networks.OnIrcAsync("counter", IrcNetworks.Plain);
        await other.JoinAsync("#many19");
        await other.SayAsync("#many19", "welcome back");
        await paris.ExpectMessageAsync($"{rooms[^1]}/counter", "welcome back");
    }

    private async Task LinkedAsync(IrcTestClient client)
    {
        for (var deadline = DateTime.UtcNow + Patience; ; await Task.Delay(100))
        {
            Assert.True(DateTime.UtcNow < deadline, $"{networks.Leaf.ServerName} does not link.");
            var before = client.Everything.Count;
            await client.SendAsync("LINKS");
            await client.ExpectAsync(line => line.Contains(" 365 ", StringComparison.Ordinal), "the end of the links");
            if (client.Everything.Skip(before).Any(line => line.Contains(" 364 ", StringComparison.Ordinal) && line.Contains(networks.Leaf.ServerName, StringComparison.Ordinal)))
                return;
        }
    }

    private static Task<XElement> StandsAsync(XmppTestClient client, string occupant, string affiliation, string role) => client.ExpectAsync(
        stanza => stanza.Is("presence", "") && (string?)stanza.Attribute("from") == occupant && (string?)stanza.RoomItem()?.Attribute("affiliation") == affiliation
            && (string?)stanza.RoomItem()?.Attribute("role") == role,
        $"{occupant} as {affiliation} and {role}");

    private static async Task AdministerAsync(XmppTestClient client, string room, string item)
    {
        var answer = await client.RequestAsync(room, "set", $"<query xmlns='{Admin}'>{item}</query>");
        Assert.True(answer.Is("iq", "result"), answer.ToString());
    }

    private static async Task ConfigureAsync(XmppTestClient client, string room, params IEnumerable<(string Key, string Value)> values)
    {
        var fields = string.Concat(values.Select(static field => $"<field var='{field.Key}'><value>{field.Value}</value></field>"));
        var form = $"<query xmlns='{Owner}'><x xmlns='{Data}' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>{fields}</x></query>";
        var answer = await client.RequestAsync(room, "set", form);
        Assert.True(answer.Is("iq", "result"), answer.ToString());
    }

    /// <summary>Invites somebody through the room.</summary>
    private static async Task<string> InviteAsync(XmppTestClient client, string room, string whom, string id)
    {
        await client.SendAsync(
            $"<message id='{id}' to='{XmppTestClient.Escape(room)}'><x xmlns='http://jabber.org/protocol/muc#user'><invite to='{XmppTestClient.Escape(whom)}'/></x></message>");
        return id;
    }
}
