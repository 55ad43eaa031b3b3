using System.Xml.Linq;
using Bridge.Xmpp.Xeps;

namespace Bridge.Xmpp.Tests;

public sealed class DiscoTests
{
    private static readonly string[] Features =
    [
        "http://jabber.org/protocol/muc", "http://jabber.org/protocol/disco#items", "http://jabber.org/protocol/caps", "http://jabber.org/protocol/disco#info",
    ];

    // XEP-0115 section 5.2.
    private static readonly Disco.Info Simple = new([new("client", "pc", "Exodus 0.9.1")], Features, []);

    // XEP-0115 section 5.3.
    private static readonly Disco.Info Complex = new(
        [new("client", "pc", "Psi 0.11", "en"), new("client", "pc", "Ψ 0.11", "el")],
        Features,
        [
            new("result",
            [
                DataForms.FormTypeField("urn:xmpp:dataforms:softwareinfo"),
                new("software_version", null, "0.11"),
                new("ip_version", "text-multi", "ipv6", "ipv4"),
                new("os", null, "Mac"),
                new("os_version", null, "10.5.1"),
                new("software", null, "Psi"),
            ]),
        ]);

    [Fact]
    public void The_hashes_are_those_of_the_specification()
    {
        Assert.Equal("QgayPKawpkPSDYmwT/WM94uAlu0=", Caps.Ver(Simple));
        Assert.Equal("q07IKJEyjvHSyhy//CH0CxmKi8w=", Caps.Ver(Complex));
    }

    [Fact]
    public void What_is_sent_is_read_and_verified()
    {
        var read = Disco.ReadInfo(Wire.Trip(Stanza.Iq(Wire.Alice, Wire.Puppet, "result", "1", Disco.BuildInfo(Complex, "n#v"))))!;
        Assert.True(Caps.IsVerified(read, "q07IKJEyjvHSyhy//CH0CxmKi8w="));
        Assert.False(Caps.IsVerified(read, "QgayPKawpkPSDYmwT/WM94uAlu0="));
        Assert.True(read.Has(Ns.Muc));
        Assert.Equal("urn:xmpp:dataforms:softwareinfo", read.Forms[0].FormType);
    }

    [Fact]
    public void An_ill_formed_answer_verifies_nothing()
    {
        var twice = Simple with { Features = [.. Features, Features[0]] };
        Assert.False(Caps.IsVerified(twice, Caps.Ver(twice)));
    }

    [Fact]
    public void The_node_comes_back_unchanged()
    {
        var request = Stanza.Iq(Wire.Alice, Wire.Puppet, "get", "1", Disco.InfoRequest("n#v"));
        Assert.Equal("n#v", Disco.ReadNode(Wire.Trip(request)));
        Assert.Equal("n#v", Disco.BuildInfo(Simple, "n#v").Attr("node"));
        var advert = Caps.Read(Wire.Trip(Stanza.Presence(Wire.Alice, Wire.Puppet, null, Caps.Build("n", "v"))))!;
        Assert.Equal(("n#v", "sha-1"), (advert.DiscoNode, advert.Hash));
    }

    [Fact]
    public void Items_come_in_pages()
    {
        var items = Disco.BuildItems([new(Wire.Puppet, "Carol", "x")], "list", Rsm.BuildResult("a", "b", 7, 3));
        Assert.Equal(
            "<query node='list' xmlns='disco#items'><item jid='carol@irc.localhost/bridge' node='x' name='Carol'/><set><first index='3'>a</first><last>b</last><count>7</count></set></query>",
            Wire.Show(items));
        Assert.Equal(new Disco.Item(Wire.Puppet, "Carol", "x"), Assert.Single(Disco.ReadItems(Stanza.Iq(Wire.Alice, Wire.Puppet, "result", "1", items))));
        var page = new Rsm.Request(10, "x", null, null);
        Assert.Equal(page, Rsm.Read(new XElement("q", Rsm.BuildRequest(page))));
        Assert.Equal(new Rsm.Request(null, null, "", null), Rsm.Read(Wire.Parse("<query><set xmlns='http://jabber.org/protocol/rsm'><max>-1</max><before/><after/></set></query>")));
        Assert.Null(Rsm.Read(null));
    }

    [Fact]
    public void Forms_survive_the_round_trip()
    {
        var form = new DataForms.Form("form",
            [
                DataForms.FormTypeField("t"),
                new("a", "list-single", "1") { Label = "L", Description = "D", IsRequired = true, Options = [new("1", "One"), new("2")] },
                new("b", "boolean", "true"),
                new(null, "fixed", "text"),
            ])
        { Title = "T", Instructions = "I" };
        var read = DataForms.Read(Wire.Trip(Stanza.Message(Wire.Alice, Wire.Puppet, null, null, DataForms.Build(form))))!;
        Assert.Equal(Wire.Show(DataForms.Build(form)), Wire.Show(DataForms.Build(read)));
        Assert.True(read.IsTrue("b"));
        Assert.Null(DataForms.Read(new XElement("x")));
        Assert.NotNull(DataForms.Read(new XElement("q", DataForms.Build(form)), "t"));
        Assert.Null(DataForms.Read(new XElement("q", DataForms.Build(form)), "u"));
    }

    [Fact]
    public void A_huge_form_is_cut()
    {
        var x = new XElement(Ns.Data + "x", Enumerable.Range(0, 1000).Select(_ => new XElement(Ns.Data + "field", Enumerable.Range(0, 300).Select(_ => new XElement(Ns.Data + "value")))));
        var form = DataForms.Read(x)!;
        Assert.Equal((256, 256), (form.Fields.Count, form.Fields[0].Values.Count));
    }
}
