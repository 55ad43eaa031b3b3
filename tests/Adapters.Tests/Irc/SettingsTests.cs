using System.Net;
using Bridge.Adapters.Irc;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

public sealed class SettingsTests
{
    [Fact]
    public void Defaults_are_verified_tls_and_a_polite_rate()
    {
        var server = Read(("Servers:Irc.Libera.Chat:Host", "irc.libera.chat")).Find("irc.libera.chat");
        Assert.NotNull(server);
        Assert.Equal((true, 6697, true, 1.0, 10), (server.Tls, server.Port, server.VerifyCertificate, server.MessagesPerSecond, server.Burst));
        Assert.Equal("windows-1252", server.Fallback.WebName);
    }

    [Theory]
    [InlineData("CP1251", "windows-1251")]
    [InlineData("cp1250", "windows-1250")]
    [InlineData("WINDOWS-1252//TRANSLIT", "windows-1252")]
    [InlineData("cp866", "cp866")]
    [InlineData("ISO8859-2", "iso-8859-2")]
    [InlineData("ISO_8859-15", "iso-8859-15")]
    [InlineData("KOI8R", "koi8-r")]
    [InlineData("KOI8-U", "koi8-u")]
    [InlineData("UTF8", "utf-8")]
    public void Encodings_have_the_names_of_iconv_as_well(string name, string known)
    {
        Assert.Equal(known, Read(("Servers:a:Encoding", name)).Find("a")!.Fallback.WebName);
        Assert.Equal(known, OutgoingEncoding.Find(name)!.WebName);
        Assert.Null(IrcOptions.FindProblem(IrcOptions.All.Single(static option => option.Key == "encoding"), null, name));
    }

    [Fact]
    public void Every_value_can_be_set()
    {
        var settings = Read(("Servers:a:Host", "h.test"), ("servers:A:tls", "false"), ("Servers:a:VerifyCertificate", "false"), ("Servers:a:Encoding", "koi8-r"),
            ("Servers:a:Password", "p w"), ("Servers:a:MessagesPerSecond", "0.5"), ("Servers:a:Burst", "3"), ("MessagesPerSecond", "0"), ("Burst", "7"),
            ("Servers:a:TrustedFingerprint", "AB:" + new string('c', 62)), ("Servers:irc.b:6697:Host", "irc.b"), ("Servers:c", ""), ("FixedServer", ""),
            ("Servers:a:WebIrc:Password", "hunter2"), ("Servers:a:webirc:Gateway", "xmpp"), ("Servers:a:WebIrc:Prefix", "2001:db8:1::/48"), ("Servers:a:LoginWithoutTls", "true"));
        var server = settings.Find("a")!;
        Assert.Equal(("h.test", 6667, false, "koi8-r", "p w", 0.5, 3), (server.Host, server.Port, server.VerifyCertificate, server.Fallback.WebName, server.Password, server.MessagesPerSecond, server.Burst));
        Assert.Equal(new WebIrc("hunter2", "xmpp", IPNetwork.Parse("2001:db8:1::/48")), server.WebIrc);
        Assert.True(server.LoginWithoutTls);
        Assert.Equal("AB" + new string('C', 62), server.TrustedFingerprint);
        Assert.Equal((0.0, 7), (settings.Find("irc.b:6697")!.MessagesPerSecond, settings.Find("irc.b:6697")!.Burst));
        Assert.Equal("c", settings.Find("c")?.Host);
        Assert.Null(settings.Find("d"));
    }

    [Theory]
    [InlineData("Servers:a:Port", "70000", "Servers:a:Port")]
    [InlineData("Servers:a:Port", "x", "Servers:a:Port")]
    [InlineData("Servers:a:Tls", "maybe", "Servers:a:Tls")]
    [InlineData("Servers:a:Host", "not a host", "Servers:a:Host")]
    [InlineData("Servers:a:Prot", "1", "Servers:a:Prot")]
    [InlineData("Servers:a:Encoding", "klingon", "Servers:a:Encoding")]
    [InlineData("Servers:a:OutgoingEncoding", "klingon", "Servers:a:OutgoingEncoding")]
    [InlineData("Servers:a:OutgoingEncoding", "utf-16", "Servers:a:OutgoingEncoding")]
    [InlineData("Servers:a:OutgoingEncoding", "iso-2022-jp", "Servers:a:OutgoingEncoding")]
    [InlineData("Servers:a:OutgoingEncoding", "IBM037", "Servers:a:OutgoingEncoding")]
    [InlineData("Servers:a:TrustedFingerprint", "12", "Servers:a:TrustedFingerprint")]
    [InlineData("Servers:a:WebIrc:Password", "two words", "Servers:a:WebIrc:Password")]
    [InlineData("Servers:a:WebIrc:Prefix", "10.0.0.0/8", "Servers:a:WebIrc:Prefix")]
    [InlineData("Servers:a:WebIrc:Prefix", "2001:db8::/100", "Servers:a:WebIrc:Prefix")]
    [InlineData("Servers:a:WebIrc:Gateway", "a b", "Servers:a:WebIrc:Gateway")]
    [InlineData("Servers:a:WebIrc:Typo", "1", "Servers:a:WebIrc:Typo")]
    [InlineData("Servers:a b:Host", "x", "Servers:a b:Host")]
    [InlineData("FixedServer", "b", "FixedServer")]
    [InlineData("MessagesPerSecond", "-1", "MessagesPerSecond")]
    [InlineData("MessagesPerSecond", "NaN", "MessagesPerSecond")]
    [InlineData("Burst", "0", "Burst")]
    [InlineData("Typo", "1", "Typo")]
    public void A_mistake_names_its_key(string key, string value, string named)
    {
        var mistake = Assert.Throws<AdapterSettingException>(() => Read(("Servers:x:Host", "x"), (key, value)));
        Assert.Equal(named, mistake.Key);
        Assert.DoesNotContain('\n', mistake.Message);
    }

    [Fact]
    public void Without_any_server_there_is_nothing_to_do() => Assert.Equal("Servers", Assert.Throws<AdapterSettingException>(() => Read()).Key);

    [Theory]
    [InlineData("irc.x", "irc.x", 6697, true)]
    [InlineData("irc.x:6667", "irc.x", 6667, false)]
    [InlineData("irc.x:7000", "irc.x", 7000, true)]
    [InlineData("[::1]:6697", "::1", 6697, true)]
    [InlineData("::1", "::1", 6697, true)]
    public void Any_server_is_read_from_its_name(string name, string host, int port, bool tls)
    {
        var server = Read(("AllowAnyServer", "true")).Find(name);
        Assert.Equal((host, port, tls), (server?.Host, server?.Port, server?.Tls));
    }

    [Theory]
    [InlineData("Alice", "Alice")]
    [InlineData("jean-luc.p", "jean-luc_p")]
    [InlineData("1st", "st")]
    [InlineData("a b", "a_b")]
    [InlineData("日本", "user")]
    public void Names_become_legal_nicks(string name, string nick) => Assert.StartsWith(nick, NickName.Sanitise(name, 30), StringComparison.Ordinal);

    private static IrcSettings Read(params (string Key, string Value)[] settings) =>
        IrcSettings.Read(settings.ToDictionary(x => x.Key, x => x.Value, StringComparer.OrdinalIgnoreCase));
}
