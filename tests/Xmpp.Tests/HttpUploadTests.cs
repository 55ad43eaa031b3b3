using Bridge.Xmpp.Xeps;

namespace Bridge.Xmpp.Tests;

public sealed class HttpUploadTests
{
    [Fact]
    public void A_place_is_asked_for_and_read_with_the_headers_that_are_allowed()
    {
        Assert.Equal(
            "<request filename='a b.png' size='12' content-type='image/png' xmlns='urn:xmpp:http:upload:0'/>", Wire.Show(HttpUpload.BuildRequest("a b.png", 12, "image/png")));
        var slot = HttpUpload.ReadSlot(Wire.Parse("""
            <iq type='result'><slot xmlns='urn:xmpp:http:upload:0'>
              <put url='https://up.localhost/put/a'>
                <header name='authorization'>Basic abc&#10;def</header><header name='Cookie'>foo=bar</header><header name='Host'>10.0.0.1</header><header>nameless</header>
              </put>
              <get url='https://up.localhost/get/a'/>
            </slot></iq>
            """))!;
        Assert.Equal(("https://up.localhost/put/a", "https://up.localhost/get/a"), (slot.Put.AbsoluteUri, slot.Get.AbsoluteUri));
        Assert.Equal([("Authorization", "Basic abcdef"), ("Cookie", "foo=bar")], slot.Headers);
        Assert.Equal(slot.Headers, HttpUpload.ReadSlot(Wire.Trip(Stanza.Iq(Wire.Puppet, Wire.Alice, "result", "1", HttpUpload.BuildSlot(slot))))!.Headers);
    }

    [Theory]
    [InlineData("<iq type='result'/>")]
    [InlineData("<iq type='result'><slot xmlns='urn:xmpp:http:upload:0'/></iq>")]
    [InlineData("<iq type='result'><slot xmlns='urn:xmpp:http:upload:0'><put/><get/></slot></iq>")]
    [InlineData("<iq type='result'><slot xmlns='urn:xmpp:http:upload:0'><put url='https://a/b'/></slot></iq>")]
    [InlineData("<iq type='result'><slot xmlns='urn:xmpp:http:upload:0'><put url='file:///etc/passwd'/><get url='https://a/b'/></slot></iq>")]
    [InlineData("<iq type='result'><slot xmlns='urn:xmpp:http:upload:0'><put url='https://a/b'/><get url='javascript:alert(1)'/></slot></iq>")]
    public void What_is_no_place_is_none(string iq) => Assert.Null(HttpUpload.ReadSlot(Wire.Parse(iq)));

    [Fact]
    public void The_largest_file_is_told_in_advance_or_by_the_refusal()
    {
        var info = Disco.ReadInfo(Wire.Parse("""
            <iq type='result'><query xmlns='http://jabber.org/protocol/disco#info'><feature var='urn:xmpp:http:upload:0'/>
            <x type='result' xmlns='jabber:x:data'><field var='FORM_TYPE' type='hidden'><value>urn:xmpp:http:upload:0</value></field><field var='max-file-size'><value>5242880</value></field></x>
            </query></iq>
            """))!;
        Assert.Equal(5_242_880, HttpUpload.ReadMaxFileSize(info));
        Assert.Null(HttpUpload.ReadMaxFileSize(info with { Forms = [] }));
        const string Refusal = """
            <iq type='error' xmlns='jabber:client'><error type='modify'><not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
            <file-too-large xmlns='urn:xmpp:http:upload:0'><max-file-size>20000</max-file-size></file-too-large></error></iq>
            """;
        Assert.Equal(20_000, HttpUpload.ReadTooLarge(Wire.Parse(Refusal)));
        Assert.Equal(0, HttpUpload.ReadTooLarge(Wire.Parse(Refusal.Replace("20000", "much", StringComparison.Ordinal))));
        Assert.Null(HttpUpload.ReadTooLarge(Wire.Parse("<iq type='error'><error type='auth'/></iq>")));
    }
}
