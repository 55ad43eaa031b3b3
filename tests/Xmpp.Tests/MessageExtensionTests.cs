using System.Xml.Linq;
using Bridge.Xmpp.Xeps;

namespace Bridge.Xmpp.Tests;

public sealed class MessageExtensionTests
{
    [Fact]
    public void Payloads_have_the_form_that_clients_expect()
    {
        var cases = new (XElement Built, string Wire)[]
        {
            (Receipts.BuildRequest(), "<request xmlns='urn:xmpp:receipts'/>"),
            (Receipts.BuildReceived("1"), "<received xmlns='urn:xmpp:receipts' id='1'/>"),
            (ChatMarkers.BuildMarkable(), "<markable xmlns='urn:xmpp:chat-markers:0'/>"),
            (ChatMarkers.BuildDisplayed("1"), "<displayed xmlns='urn:xmpp:chat-markers:0' id='1'/>"),
            (ChatStates.Build(ChatState.Composing), "<composing xmlns='http://jabber.org/protocol/chatstates'/>"),
            (Correction.Build("1"), "<replace xmlns='urn:xmpp:message-correct:0' id='1'/>"),
            (Retraction.Build("1"), "<retract xmlns='urn:xmpp:message-retract:1' id='1'/>"),
            (Retraction.BuildModerated("1", Jid.Parse("room@gw/Carol"), "o", "r"),
                "<retract xmlns='urn:xmpp:message-retract:1' id='1'><moderated xmlns='urn:xmpp:message-moderate:1' by='room@gw/Carol'>"
                + "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='o'/></moderated><reason>r</reason></retract>"),
            (Reactions.Build("1", "👍", "🎉"), "<reactions xmlns='urn:xmpp:reactions:0' id='1'><reaction>👍</reaction><reaction>🎉</reaction></reactions>"),
            (Replies.Build("1", Jid.Parse("a@b/c")), "<reply xmlns='urn:xmpp:reply:0' to='a@b/c' id='1'/>"),
            (Fallbacks.BuildWhole(Ns.Sfs), "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body/></fallback>"),
            (Hints.Store(), "<store xmlns='urn:xmpp:hints'/>"),
            (Hints.NoStore(), "<no-store xmlns='urn:xmpp:hints'/>"),
            (OutOfBand.Build("https://a/b.png", "d"), "<x xmlns='jabber:x:oob'><url>https://a/b.png</url><desc>d</desc></x>"),
            (StanzaIds.BuildOriginId("1"), "<origin-id xmlns='urn:xmpp:sid:0' id='1'/>"),
            (StanzaIds.BuildStanzaId("1", Wire.Room), "<stanza-id xmlns='urn:xmpp:sid:0' by='room@irc.localhost' id='1'/>"),
            (OccupantId.Build("1"), "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='1'/>"),
            (Nickname.Build("Carol"), "<nick xmlns='http://jabber.org/protocol/nick'>Carol</nick>"),
            (Delay.Build(new DateTimeOffset(2026, 1, 2, 5, 4, 5, TimeSpan.FromHours(2)), Wire.Room), "<delay xmlns='urn:xmpp:delay' from='room@irc.localhost' stamp='2026-01-02T03:04:05.000Z'/>"),
            (DirectInvite.Build(new(Wire.Room, "r")), "<x xmlns='jabber:x:conference' jid='room@irc.localhost' reason='r'/>"),
            (VcardTemp.BuildUpdate("ab"), "<x xmlns='vcard-temp:x:update'><photo>ab</photo></x>"),
            (VcardTemp.BuildUpdate(null), "<x xmlns='vcard-temp:x:update'/>"),
            (Hats.Build(("urn:a", "Admin")), "<hats xmlns='urn:xmpp:hats:0'><hat uri='urn:a' title='Admin'/></hats>"),
        };
        foreach (var (built, wire) in cases)
            Assert.Equal(Trees.Canonical(Wire.Parse(wire)), Trees.Canonical(Wire.Trip(built)));
    }

    [Fact]
    public void What_is_built_is_read()
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        Assert.True(Receipts.IsRequested(Message(Receipts.BuildRequest())));
        Assert.Equal("1", Receipts.ReadReceived(Message(Receipts.BuildReceived("1"))));
        Assert.True(ChatMarkers.IsMarkable(Message(ChatMarkers.BuildMarkable())));
        Assert.Equal("1", ChatMarkers.ReadDisplayed(Message(ChatMarkers.BuildDisplayed("1"))));
        Assert.All(Enum.GetValues<ChatState>(), state => Assert.Equal(state, ChatStates.Read(Message(ChatStates.Build(state)))));
        Assert.Equal("1", Correction.Read(Message(Correction.Build("1"))));
        Assert.Equal(new Retraction.Request("1"), Retraction.Read(Message(Retraction.Build("1"))));
        Assert.Equal(new Retraction.Request("1", true, "room@irc.localhost/C", "r"), Retraction.Read(Message(Retraction.BuildModerated("1", Wire.Room.WithResource("C"), null, "r"))));
        Assert.Equal(new Retraction.Request("1"), Retraction.Read(Wire.Parse("<message><apply-to xmlns='urn:xmpp:fasten:0' id='1'><retract xmlns='urn:xmpp:message-retract:0'/></apply-to></message>")));
        Assert.Equal(["👍", "🎉"], Reactions.Read(Message(Reactions.Build("1", "👍", "🎉", "👍", "")))!.Emoji);
        Assert.Equal(new Replies.Target("1", "a@b/c"), Replies.Read(Message(Replies.Build("1", Jid.Parse("a@b/c")))));
        Assert.Equal("https://a/b.png", OutOfBand.Read(Message(OutOfBand.Build("https://a/b.png")))[0].Url.AbsoluteUri);
        Assert.Empty(OutOfBand.Read(Message(OutOfBand.Build("no address"))));
        Assert.Equal("1", StanzaIds.ReadOriginId(Message(StanzaIds.BuildOriginId("1"))));
        Assert.Equal("Carol", Nickname.Read(Message(Nickname.Build(" Carol "))));
        Assert.Equal(at, Delay.Read(Message(Delay.Build(at))));
        Assert.Equal(at, Idle.Read(Message(Idle.Build(at))));
        Assert.Equal(new DirectInvite.Invitation(Wire.Room, "r", "p"), DirectInvite.Read(Message(DirectInvite.Build(new(Wire.Room, "r", "p")))));
        Assert.Equal(new string('a', 40), VcardTemp.ReadUpdate(Message(VcardTemp.BuildUpdate(new string('a', 40)))));
        Assert.Equal("", VcardTemp.ReadUpdate(Message(VcardTemp.BuildUpdate(""))));
        Assert.Null(VcardTemp.ReadUpdate(Message(VcardTemp.BuildUpdate(null))));
    }

    [Fact]
    public void Every_reader_takes_nonsense_calmly()
    {
        var random = new Random(45);
        var readers = typeof(Muc).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(Muc).Namespace && type.IsPublic)
            .SelectMany(type => type.GetMethods())
            .Where(method => method.IsStatic && (method.Name.StartsWith("Read", StringComparison.Ordinal) || method.Name.StartsWith("Is", StringComparison.Ordinal) || method.Name == "Detect"))
            .Where(method => method.GetParameters() is [{ ParameterType.Name: "XElement" }, .. var rest] && rest.All(p => p.HasDefaultValue))
            .ToList();
        Assert.True(readers.Count > 40);
        var known = typeof(Ns).GetFields().Select(field => field.GetValue(null)).OfType<XNamespace>().ToList();
        string[] names = ["x", "query", "set", "items", "item", "event", "pubsub", "command", "reactions", "retract", "moderate", "fallback", "body", "delay", "forwarded", "privilege", "perm", "namespace", "vCard", "PHOTO", "BINVAL", "field", "value", "history", "invite", "destroy", "file-sharing", "sources", "url-data", "metadata", "info", "data", "photo", "prompt", "max", "message", "iq"];
        string[] values = ["", "1", "-1", "99999999999999999999", "get", "set", "http://a b", "https://a", "2026-99-99T00:00:00Z", "0001-01-01T00:00:00+14:00", "a@b/c", "@", "both", "form"];
        string[] attributes = ["id", "type", "node", "var", "stamp", "since", "by", "jid", "from", "to", "start", "end", "for", "seconds", "max_items", "target", "access", "ns", "code", "bytes", "length"];
        for (var i = 0; i < 3000; i++)
        {
            var stanza = Nonsense(0);
            foreach (var reader in readers)
                reader.Invoke(null, [stanza, .. reader.GetParameters().Skip(1).Select(p => p.DefaultValue)]);
            Fallbacks.BodyWithout(stanza, known[0], Ns.Reply);
        }

        XElement Nonsense(int depth)
        {
            var element = new XElement((depth == 0 ? Ns.Component : known[random.Next(known.Count)]) + (depth == 0 ? "iq" : names[random.Next(names.Length)]));
            for (var n = random.Next(4); n > 0; n--)
                element.SetAttributeValue(attributes[random.Next(attributes.Length)], values[random.Next(values.Length)]);
            for (var n = depth < 5 ? random.Next(5) : 0; n > 0; n--)
                element.Add(random.Next(4) == 0 ? values[random.Next(values.Length)] : Nonsense(depth + 1));
            if (depth > 0 && random.Next(2) == 0)
                element.Add(new XElement(element.Name.Namespace + names[random.Next(names.Length)], new XAttribute("id", "1"), values[random.Next(values.Length)]));
            return element;
        }
    }

    [Theory]
    [InlineData("groupchat", "1", false)]
    [InlineData("error", "1", false)]
    [InlineData("chat", null, false)]
    [InlineData("chat", "1", true)]
    public void Receipts_are_not_always_due(string type, string? id, bool due) =>
        Assert.Equal(due, Receipts.IsRequested(Stanza.Message(Wire.Alice, Wire.Puppet, type, id, Receipts.BuildRequest())));

    [Fact]
    public void A_quotation_is_marked_in_code_points()
    {
        var quoted = Replies.Quote("We should bake a cake", "Great idea!");
        Assert.Equal("> We should bake a cake\nGreat idea!", quoted.Body);
        Assert.Equal("24", quoted.Fallback.Elements().Single().Attr("end"));

        var emoji = Replies.Quote("😀\r\n😀", "👍 yes");
        Assert.Equal("> 😀\n> 😀\n👍 yes", emoji.Body);
        Assert.Equal("8", emoji.Fallback.Elements().Single().Attr("end"));
        var message = Message(Stanza.BodyOf(emoji.Body), emoji.Fallback);
        Assert.Equal("👍 yes", Fallbacks.BodyWithout(message, Ns.Reply));
        Assert.Equal(emoji.Body, Fallbacks.BodyWithout(message, Ns.Reactions));
        Assert.Equal("", Fallbacks.BodyWithout(Message(Stanza.BodyOf("x"), Fallbacks.BuildWhole(Ns.Reactions)), Ns.Reactions));
        Assert.Equal("", Fallbacks.BodyWithout(Wire.Parse("<message><body>x</body><fallback xmlns='urn:xmpp:fallback:0' for='a'/></message>"), "a"));
        Assert.Equal("x", Fallbacks.BodyWithout(Wire.Parse("<message><body>x</body><fallback xmlns='urn:xmpp:fallback:0' for='a'><body start='-1' end='z'/></fallback></message>"), "a"));
        Assert.Null(Fallbacks.BodyWithout(Message(), Ns.Reply));
        Assert.Equal("> 😀\n> 😀\n", Fallbacks.BodyOf(message, Ns.Reply));
        Assert.Equal("", Fallbacks.BodyOf(message, Ns.Reactions));
        Assert.Equal("", Fallbacks.BodyOf(Message(), Ns.Reply));
    }

    [Fact]
    public void A_message_full_of_fallback_ranges_costs_no_more_than_one_with_some()
    {
        var message = Message(Stanza.BodyOf(new string('x', 60_000)));
        for (var i = 0; i < 2_000; i++)
            message.Add(Fallbacks.BuildRange(Ns.Reply, i, i + 1));
        Assert.Equal(60_000 - 64, Fallbacks.BodyWithout(message, Ns.Reply)!.Length);
    }

    [Fact]
    public void Texts_are_no_reactions()
    {
        var message = Message(Reactions.Build("1", "👍", "two words", "a\nb", new string('x', 65), "👍", ""));
        Assert.Equal(["👍"], Reactions.Read(message)!.Emoji);
        Assert.True(Styling.IsDisabled(Wire.Parse("<message><unstyled xmlns='urn:xmpp:styling:0'/></message>")) && !Styling.IsDisabled(message));
    }

    [Fact]
    public void Spoofed_ids_are_taken_away()
    {
        var message = Message(
            StanzaIds.BuildStanzaId("evil", Wire.Room), StanzaIds.BuildStanzaId("theirs", Jid.Parse("alice@localhost")),
            new XElement(Ns.Sid + "stanza-id", new XAttribute("id", "nobody's")), OccupantId.Build("x"));
        StanzaIds.StripSpoofed(message, "irc.localhost");
        OccupantId.Strip(message);
        Assert.Null(StanzaIds.ReadStanzaId(message, Wire.Room));
        Assert.Equal("theirs", StanzaIds.ReadStanzaId(message, Jid.Parse("Alice@localhost")));
        Assert.Single(message.Elements());
    }

    [Theory]
    [InlineData("<encrypted xmlns='eu.siacs.conversations.axolotl'/>", "OMEMO")]
    [InlineData("<encrypted xmlns='urn:xmpp:omemo:2'/><encryption xmlns='urn:xmpp:eme:0' namespace='urn:xmpp:omemo:2'/>", "OMEMO")]
    [InlineData("<openpgp xmlns='urn:xmpp:openpgp:0'/>", "OpenPGP")]
    [InlineData("<x xmlns='jabber:x:encrypted'/>", "OpenPGP")]
    [InlineData("<encryption xmlns='urn:xmpp:eme:0' namespace='urn:new' name='New'/>", "New")]
    [InlineData("<encryption xmlns='urn:xmpp:eme:0' namespace='eu.siacs.conversations.axolotl'/>", "OMEMO")]
    [InlineData("<body>?OTRv3?</body>", "OTR")]
    [InlineData("<body>hi</body>", null)]
    public void Encrypted_messages_are_found(string content, string? name) => Assert.Equal(name, Encryption.Detect(Wire.Parse($"<message>{content}</message>")));

    [Fact]
    public void Carbons_and_forwarded_messages_are_read()
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var carbon = Forwarding.ReadCarbon(Message(new XElement(Ns.Carbons + "sent", Forwarding.Build(Message(Stanza.BodyOf("b")), at))))!;
        Assert.True(carbon.IsSent);
        Assert.Equal(("b", at), (carbon.Copy.Stanza.Body, carbon.Copy.Stamp));
        Assert.Null(Forwarding.ReadCarbon(Message(new XElement(Ns.Carbons + "received"))));
    }

    [Fact]
    public void Files_are_read_with_what_is_known_of_them()
    {
        var file = new FileSharing.File(new Uri("https://up.localhost/a/b.png"))
        {
            Name = "b.png",
            MediaType = "image/png",
            Size = 5_000_000_000,
            Width = 3,
            Height = 4,
            Length = TimeSpan.FromSeconds(1.5),
            Description = "d",
            Sha256 = "abc=",
            Thumbnail = ("cid:x", "image/webp"),
            IsInline = false,
        };
        Assert.Equal(file, Assert.Single(FileSharing.ReadAll(Wire.Trip(Message(FileSharing.Build(file))))));
        var older = Wire.Trip(Message(FileSharing.BuildReference(file, "https://up.localhost/a/b.png")));
        Assert.Equal(file with { IsInline = true }, Assert.Single(FileSharing.ReadAll(older)));
        Assert.Equal(("0", "28"), (older.Child(Ns.Reference, "reference")!.Attr("begin"), older.Child(Ns.Reference, "reference")!.Attr("end")));
        Assert.Empty(FileSharing.ReadAll(Wire.Trip(Message(FileSharing.Build(new(new Uri("file:///etc/passwd")))))));
        var sims = Wire.Parse(
            "<message><reference xmlns='urn:xmpp:reference:0' type='data'><media-sharing xmlns='urn:xmpp:sims:1'><file xmlns='urn:xmpp:jingle:apps:file-transfer:5'>"
            + "<media-type>image/png</media-type><size>9</size></file><sources><reference xmlns='urn:xmpp:reference:0' type='data' uri='https://a/b'/></sources></media-sharing></reference></message>");
        var read = Assert.Single(FileSharing.ReadAll(sims));
        Assert.Equal(("image/png", 9L, "https://a/b"), (read.MediaType, read.Size, read.Url.AbsoluteUri));
    }

    private static XElement Message(params object[] content) => Stanza.Message(Wire.Alice, Wire.Puppet, "chat", "id", content);
}
