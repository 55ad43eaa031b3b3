using System.Xml.Linq;
using Bridge.Xmpp.Xeps;

namespace Bridge.Xmpp.Tests;

public sealed class ServiceExtensionTests
{
    [Fact]
    public void Joining_is_read_with_the_history_that_is_wanted()
    {
        var since = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var join = new Muc.JoinRequest("pw", new(0, 1, 2, since));
        Assert.Equal(join, Muc.ReadJoin(Wire.Trip(Presence(Muc.BuildJoin(join.History, join.Password)))));
        Assert.Equal(new Muc.JoinRequest(null, null), Muc.ReadJoin(Presence(Muc.BuildJoin())));
        Assert.Equal(new Muc.HistoryRequest(null, 0), Muc.ReadJoin(Wire.Parse("<presence><x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='-1' maxchars='0' since='yesterday'/></x></presence>"))!.History);
        Assert.Null(Muc.ReadJoin(Presence()));
        Assert.Null(Muc.ReadJoin(Stanza.Presence(Wire.Alice, Wire.Room, "unavailable", Muc.BuildJoin())));
    }

    [Fact]
    public void An_occupant_has_the_form_that_clients_expect()
    {
        var item = new Muc.Item("member", "participant") { Jid = Wire.Alice, Nick = "New", ActorNick = "Admin", Reason = "r" };
        var built = Muc.BuildUser(item, 100, 110);
        Assert.Equal(
            "<x xmlns='muc#user'><item affiliation='member' role='participant' jid='alice@localhost/r' nick='New'><actor nick='Admin'/><reason>r</reason></item><status code='100'/><status code='110'/></x>",
            Wire.Show(built));
        var read = Muc.ReadUser(Wire.Trip(Presence(built)))!;
        Assert.Equal(item, read.Item);
        Assert.Equal([100, 110], read.Codes.Order());
        Assert.Null(Muc.ReadUser(Presence()));
        var odd = Muc.ReadUser(Wire.Parse("<presence><x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='king' jid='@'/><status code='x'/></x></presence>"))!;
        Assert.Equal(new Muc.Item(null, null), odd.Item);
        Assert.Empty(odd.Codes);
        var gone = Muc.ReadUser(Presence(Muc.BuildDestroyed(Wire.Room, "moved")))!;
        Assert.True(gone.IsDestroyed);
        Assert.Equal(Wire.Room, gone.Alternative);
    }

    [Fact]
    public void A_subject_stands_alone()
    {
        var message = Muc.SubjectMessage(Wire.Room, Wire.Alice, "");
        Assert.Equal("<message type='groupchat' from='room@irc.localhost' to='alice@localhost/r'><subject/></message>", Wire.Show(message));
        Assert.Equal("", Muc.ReadSubject(Wire.Trip(message)));
        Assert.Equal("new", Muc.ReadSubject(Muc.SubjectMessage(Wire.Room, Wire.Alice, "new")));
        Assert.Null(Muc.ReadSubject(Stanza.Message(Wire.Alice, Wire.Room, "groupchat", "1", new XElement(Ns.Component + "subject", "s"), Stanza.BodyOf("b"))));
        Assert.Null(Muc.ReadSubject(Stanza.Message(Wire.Alice, Wire.Room, "groupchat", "1")));
    }

    [Fact]
    public void Rooms_are_administered()
    {
        Muc.Item[] items = [new("owner", null) { Jid = Wire.Alice }, new(null, "none") { Nick = "Bob", Reason = "r" }];
        Assert.Equal(items, MucAdmin.Read(Wire.Trip(Iq("set", MucAdmin.Build(items)))));
        Assert.Null(MucAdmin.Read(Iq("get", Ping.Build())));
        var destroy = MucAdmin.ReadOwner(Wire.Trip(Iq("set", MucAdmin.BuildDestroy(Wire.Room, "r"))))!;
        Assert.Equal(new MucAdmin.OwnerRequest(true, Wire.Room, "r", null), destroy);
        Assert.Equal("submit", MucAdmin.ReadOwner(Iq("set", MucAdmin.BuildOwner(new("submit", []))))!.Form!.Type);
        var moderation = Wire.Parse("<iq type='set'><moderate xmlns='urn:xmpp:message-moderate:1' id='1'><retract xmlns='urn:xmpp:message-retract:1'/><reason>r</reason></moderate></iq>");
        Assert.Equal(new Retraction.Request("1", true, null, "r"), Retraction.ReadModeration(moderation));
    }

    [Fact]
    public void Invitations_go_both_ways()
    {
        var invite = new MucInvite.Invitation(false, Wire.Alice, null, "r") { Password = "p" };
        var decline = new MucInvite.Invitation(true, null, Wire.Alice, null);
        Assert.Equal([invite], MucInvite.Read(Wire.Trip(Message(MucInvite.Build(invite)))));
        Assert.Equal([decline], MucInvite.Read(Wire.Trip(Message(MucInvite.Build(decline)))));
        Assert.Empty(MucInvite.Read(Message()));
    }

    [Fact]
    public void Commands_are_executed_in_stages()
    {
        var form = new DataForms.Form("form", [new("code", "text-single") { Label = "Code", IsRequired = true }]) { Title = "Log in" };
        var response = Commands.Build(new("jabber:iq:register", "s1", "executing") { Actions = ["prev", "next"], Form = form, Notes = [new("warn", "w")] });
        Assert.Equal(
            "<command node='jabber:iq:register' sessionid='s1' status='executing' xmlns='commands'><actions execute='next'><prev/><next/></actions><note type='warn'>w</note>"
            + "<x type='form'><title>Log in</title><field var='code' type='text-single' label='Code'><required/></field></x></command>",
            Wire.Show(response));
        var request = Commands.Read(Wire.Parse("<iq type='set'><command xmlns='http://jabber.org/protocol/commands' node='n' sessionid='s'><x xmlns='jabber:x:data' type='submit'><field var='code'><value>1</value></field></x></command></iq>"))!;
        Assert.Equal(("n", "s", "execute", "1"), (request.Node, request.SessionId, request.Action, request.Form!.Value("code")));
        Assert.Null(Commands.Read(Wire.Parse("<iq type='set'><command xmlns='http://jabber.org/protocol/commands'/></iq>")));
        Assert.DoesNotContain("actions", Wire.Show(Commands.Build(new("n", "s", "completed") { Actions = ["next"] })));
    }

    [Fact]
    public void Registration_takes_a_form_or_the_older_elements()
    {
        var built = Register.Build("Do it", true, [("username", "u"), ("password", null)], new("form", [DataForms.FormTypeField(Ns.Register.NamespaceName)]));
        Assert.StartsWith("<query xmlns='jabber:iq:register'><registered/><instructions>Do it</instructions><username>u</username><password/><x type='form'>", Wire.Show(built));
        var legacy = Register.Read(Wire.Parse("<iq type='set'><query xmlns='jabber:iq:register'><username>a</username><password>b</password></query></iq>"))!;
        Assert.Equal(("a", "b", false), (legacy.Fields["username"], legacy.Fields["password"], legacy.IsRemoval));
        var form = Register.Read(Wire.Parse("<iq type='set'><query xmlns='jabber:iq:register'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>f</value></field><field var='phone'><value>1</value></field></x></query></iq>"))!;
        Assert.Equal("1", Assert.Single(form.Fields).Value);
        Assert.True(Register.Read(Wire.Parse("<iq type='set'><query xmlns='jabber:iq:register'><remove/></query></iq>"))!.IsRemoval);
        Assert.True(Register.Read(Wire.Parse("<iq type='set'><query xmlns='jabber:iq:register'><x xmlns='jabber:x:data' type='cancel'/></query></iq>"))!.IsCancelled);
        Assert.Null(Register.Read(Wire.Parse("<iq type='get'><query xmlns='jabber:iq:register'/></iq>")));
        Assert.Equal("x@y", GatewayPrompt.Read(Wire.Parse("<iq type='set'><query xmlns='jabber:iq:gateway'><prompt> x@y </prompt></query></iq>")));
        Assert.Equal("<query xmlns='jabber:iq:gateway'><jid>room@irc.localhost</jid><prompt>room@irc.localhost</prompt></query>", Wire.Show(GatewayPrompt.BuildResult(Wire.Room)));
    }

    [Fact]
    public void Permissions_are_found_where_Prosody_nests_them()
    {
        var read = Privilege.ReadPermissions(Wire.Parse(
            "<message to='gw.xmpp.local' from='xmpp.local'><privilege xmlns='urn:xmpp:privilege:2'><perm access='roster' type='both'/><perm access='message' type='outgoing'/>"
            + "<perm access='presence' type='managed_entity'/><perm access='iq'><namespace ns='http://jabber.org/protocol/pubsub' type='both'>"
            + "<namespace ns='http://jabber.org/protocol/pubsub#owner' type='set'/></namespace></perm></privilege></message>"))!;
        Assert.True(read is { RosterGet: true, RosterSet: true, OutgoingMessages: true, Presence: true });
        Assert.Equal([Ns.Pubsub.NamespaceName], read.IqGet);
        Assert.Equal(2, read.IqSet.Count);
        var none = Privilege.ReadPermissions(Wire.Parse("<message><privilege xmlns='urn:xmpp:privilege:2'><perm access='roster' type='none'/></privilege></message>"))!;
        Assert.False(none.RosterGet || none.RosterSet || none.OutgoingMessages || none.Presence);
        Assert.Null(Privilege.ReadPermissions(Message()));
    }

    [Fact]
    public void Both_versions_of_privileges_are_read_and_the_newest_is_written_unless_asked()
    {
        var read = Privilege.ReadPermissions(Wire.Parse("<message><privilege xmlns='urn:xmpp:privilege:1'><perm access='message' type='outgoing'/></privilege></message>"))!;
        Assert.Equal((Ns.PrivilegeOne, true, false), (read.Version, read.OutgoingMessages, read.RosterGet));
        // Prosody says so to components that it has nothing for.
        Assert.True(Privilege.ReadPermissions(Wire.Parse("<message><privilege xmlns='urn:xmpp:privilege:2'/></message>")) is { OutgoingMessages: false, Presence: false });

        var own = Stanza.Message(Wire.Alice.Bare, Wire.Puppet.Bare, "chat", "own1", Stanza.BodyOf("hi"));
        foreach (var version in (System.Xml.Linq.XNamespace?[])[null, Ns.Privilege, Ns.PrivilegeOne])
        {
            var whole = Wire.Trip(Stanza.Message(Wire.Room, Wire.Alice, null, "w1", Privilege.BuildMessage(own, version)));
            Assert.NotNull(whole.Child(version ?? Ns.Privilege, "privilege"));
            Assert.Equal("own1", Privilege.InnerMessage(whole)?.Id);
            Assert.Null(Privilege.ReadPermissions(whole));
        }

        Assert.Null(Privilege.InnerMessage(own));
        Assert.Null(Privilege.InnerMessage(Wire.Parse("<message><privilege xmlns='urn:xmpp:privilege:2'><forwarded xmlns='urn:xmpp:forward:0'><iq xmlns='jabber:client'/></forwarded></privilege></message>")));
    }

    [Theory]
    [InlineData("<iq type='result'><query xmlns='jabber:iq:version'><name> ejabberd </name><version>23.01-1</version><os>x</os></query></iq>", "ejabberd", "23.01-1")]
    [InlineData("<iq type='result'><query xmlns='jabber:iq:version'><name>Prosody</name></query></iq>", "Prosody", "")]
    [InlineData("<iq type='result'><query xmlns='jabber:iq:version'/></iq>", "", "")]
    [InlineData("<iq type='result'/>", null, null)]
    [InlineData("<iq type='error'><query xmlns='jabber:iq:version'><name>Prosody</name></query></iq>", null, null)]
    public void What_a_server_says_that_it_is_is_read(string answer, string? name, string? version) =>
        Assert.Equal(name is null ? null : (name, version!), SoftwareVersion.Read(Wire.Parse(answer)));

    [Fact]
    public void What_is_sent_in_a_users_name_is_in_the_clients_namespace()
    {
        var own = Stanza.Message(Wire.Alice.Bare, Wire.Puppet.Bare, "chat", "own1", Stanza.BodyOf("sent from my phone"));
        var text = Wire.Trip(Stanza.Message(Wire.Room, Wire.Alice, null, "w1", Privilege.BuildMessage(own)));
        var inner = text.Child(Ns.Privilege, "privilege")!.Child(Ns.Forward, "forwarded")!.Child(Ns.Client, "message")!;
        Assert.Equal("sent from my phone", inner.Body);
        Assert.True(own.Name.Namespace == Ns.Component);
        var iq = Privilege.BuildIq(Iq("set", Ping.Build()));
        Assert.NotNull(iq.Child(Ns.Client, "iq")!.Child(Ns.Ping, "ping"));
        var result = Wire.Parse("<iq type='result'><privilege xmlns='urn:xmpp:privilege:2'><forwarded xmlns='urn:xmpp:forward:0'><iq xmlns='jabber:client' type='error'/></forwarded></privilege></iq>");
        Assert.True(Privilege.ReadIqResult(result)!.IsError);
        Assert.Null(Privilege.ReadIqResult(Iq("result")));
    }

    [Fact]
    public void Avatars_are_published_three_ways()
    {
        byte[] png = [1, 2, 3];
        var hash = new string('a', 40);
        var metadata = new Avatars.Metadata(hash, 3, "image/png", 192, 192);
        var message = Wire.Trip(Message(Pubsub.BuildEvent(Ns.AvatarMetadata.NamespaceName, Avatars.BuildMetadata(metadata))));
        var items = Pubsub.ReadEvent(message)!;
        Assert.Equal((Ns.AvatarMetadata.NamespaceName, hash), (items.Node, items.Items[0].Id));
        Assert.Equal(metadata, Avatars.ReadMetadata(items.Items[0].Payload));
        Assert.Equal("", Avatars.ReadMetadata(Avatars.BuildMetadata(null).Payload)!.Sha1Hex);
        var result = Pubsub.ReadResult(Wire.Trip(Iq("result", Pubsub.BuildResult(Ns.AvatarData.NamespaceName, Avatars.BuildData(hash, png)))))!;
        Assert.Equal(png, Avatars.ReadData(result.Items[0].Payload)!.Value.ToArray());
        Assert.Null(Avatars.ReadData(result.Items[0].Payload, 2));
        var card = VcardTemp.Read(Wire.Trip(Iq("result", VcardTemp.Build(new() { FullName = "Carol", Photo = png, PhotoType = "image/png", Email = "c@x", Phone = "1" }))))!;
        Assert.Equal(("Carol", "image/png", "c@x", "1"), (card.FullName, card.PhotoType, card.Email, card.Phone));
        Assert.Equal(png, card.Photo!.Value.ToArray());
        Assert.Null(VcardTemp.Read(Iq("result", VcardTemp.Build(new() { Photo = png })), 2)!.Photo);
        Assert.True(VcardTemp.IsRequest(Iq("get", VcardTemp.BuildRequest())));
    }

    [Fact]
    public void Nodes_are_read_and_published()
    {
        var request = Pubsub.ReadRequest(Wire.Trip(Iq("get", Pubsub.BuildRequest(new("n", ["a", "b"], 3)))))!;
        Assert.Equal(("n", 3), (request.Node, request.Max));
        Assert.Equal(["a", "b"], request.Ids);
        Assert.Equal(
            "<pubsub xmlns='pubsub'><publish node='n'><item id='i'><ping/></item></publish><publish-options><x type='submit'>"
            + "<field var='FORM_TYPE' type='hidden'><value>http://jabber.org/protocol/pubsub#publish-options</value></field><field var='pubsub#access_model'><value>whitelist</value></field></x></publish-options></pubsub>",
            Wire.Show(Pubsub.BuildPublish("n", new("i", Ping.Build()), ("pubsub#access_model", "whitelist"))));
        var gone = Pubsub.ReadEvent(Wire.Parse("<message><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='n'><retract id='i'/></items></event></message>"))!;
        Assert.Equal(["i"], gone.Retracted);
    }

    [Fact]
    public void Archives_are_queried_in_pages()
    {
        var query = Archive.Read(Wire.Parse(
            "<iq type='set'><query xmlns='urn:xmpp:mam:2' queryid='q'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>urn:xmpp:mam:2</value></field>"
            + "<field var='start'><value>2026-01-02T03:04:05Z</value></field><field var='with'><value>a@b</value></field><field var='ids'><value>1</value><value>2</value></field></x>"
            + "<set xmlns='http://jabber.org/protocol/rsm'><max>50</max><before/></set><flip-page/></query></iq>"))!;
        Assert.Equal(("q", "a@b", 50, ""), (query.QueryId, query.With!.ToString(), query.Page!.Max, query.Page.Before));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), query.Start);
        Assert.Equal(["1", "2"], query.Ids);
        Assert.True(query.IsFlipped && !query.IsMalformed);
        Assert.True(Archive.Read(Wire.Parse("<iq type='set'><query xmlns='urn:xmpp:mam:2'><x xmlns='jabber:x:data' type='submit'><field var='start'><value>now</value></field></x></query></iq>"))!.IsMalformed);

        var result = Archive.BuildResult("q", "s1", Stanza.Message(Wire.Room.WithResource("C"), Wire.Alice, "groupchat", "1", Stanza.BodyOf("b")), new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        Assert.Equal(
            "<result queryid='q' id='s1' xmlns='urn:xmpp:mam:2'><forwarded><delay stamp='2026-01-02T03:04:05.000Z'/><message type='groupchat' id='1' from='room@irc.localhost/C' to='alice@localhost/r'><body>b</body></message></forwarded></result>",
            Wire.Show(result));
        Assert.Equal("<fin complete='true' xmlns='urn:xmpp:mam:2'><set><count>0</count></set></fin>", Wire.Show(Archive.BuildEnd(true, Rsm.BuildResult(null, null, 0))));
    }

    [Fact]
    public void Small_services_answer()
    {
        Assert.True(Ping.IsRequest(Iq("get", Ping.Build())));
        Assert.Equal("<query xmlns='jabber:iq:version'><name>Bridge</name><version>1</version></query>", Wire.Show(SoftwareVersion.Build("Bridge", "1")));
        Assert.Equal("<time xmlns='urn:xmpp:time'><tzo>-03:30</tzo><utc>2026-01-02T03:04:05.000Z</utc></time>", Wire.Show(EntityTime.Build(new DateTimeOffset(2026, 1, 1, 23, 34, 5, TimeSpan.FromHours(-3.5)))));
        Assert.Equal("<query seconds='61' xmlns='jabber:iq:last'>gone</query>", Wire.Show(LastActivity.Build(TimeSpan.FromSeconds(61.9), "gone")));
        Assert.Equal(TimeSpan.FromSeconds(61), LastActivity.Read(Iq("result", LastActivity.Build(TimeSpan.FromSeconds(61)))));
        Assert.Equal(["mailto:a@b"], ContactAddresses.BuildForm(("abuse-addresses", ["mailto:a@b"])).Find("abuse-addresses")!.Values);
        Assert.Equal("1", Reactions.BuildRestrictions(1, ["👍"]).Value("max_reactions_per_user"));
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05Z", true)]
    [InlineData("2026-01-02T03:04:05.123456789Z", true)]
    [InlineData("2026-01-02T03:04:05.1234567Z", true)]
    [InlineData("2026-01-02T05:04:05+02:00", true)]
    [InlineData("2026-01-02T03:04:05.123456789", true)]
    [InlineData(".", false)]
    [InlineData("20260102T03:04:05", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Times_are_read(string? text, bool legal)
    {
        var read = DateTimes.Read(text);
        Assert.Equal(legal, read is not null);
        if (legal)
            Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), read!.Value.AddTicks(-(read.Value.Ticks % TimeSpan.TicksPerSecond)));
    }

    private static XElement Presence(params object[] content) => Stanza.Presence(Wire.Alice, Wire.Room, null, content);

    private static XElement Message(params object[] content) => Stanza.Message(Wire.Alice, Wire.Room, null, "1", content);

    private static XElement Iq(string type, params object[] content) => Stanza.Iq(Wire.Alice, Wire.Room, type, "1", content);
}
