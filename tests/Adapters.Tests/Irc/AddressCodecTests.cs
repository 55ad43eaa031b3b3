using Bridge.Adapters.Irc;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

public sealed class AddressCodecTests
{
    private static readonly IrcAddressCodec Several = Of(("Servers:irc.a:Host", "irc.a"), ("Servers:127.0.0.1:Host", "127.0.0.1"));
    private static readonly IrcAddressCodec Any = Of(("AllowAnyServer", "true"));
    private static readonly IrcAddressCodec Fixed = Of(("Servers:irc.a:Host", "irc.a"), ("FixedServer", "IRC.A"));

    [Theory]
    [InlineData("#Chan%irc.a", AddressKind.Group, "irc.a", "#chan")]
    [InlineData("#50%off%IRC.A", AddressKind.Group, "irc.a", "#50%off")]
    [InlineData("#b@byfoot%127.0.0.1", AddressKind.Group, "127.0.0.1", "#b@byfoot")]
    [InlineData("[Nick]%irc.a", AddressKind.Contact, "irc.a", "[nick]")]
    [InlineData("&local%irc.a", AddressKind.Group, "irc.a", "&local")]
    [InlineData("irc.a", AddressKind.Account, "irc.a", "")]
    [InlineData("#🦜\u200d🙂%irc.a", AddressKind.Group, "irc.a", "#🦜\u200d🙂")]
    [InlineData("Polly🦜%irc.a", AddressKind.Contact, "irc.a", "polly🦜")]
    [InlineData("#\U00010400%irc.a", AddressKind.Group, "irc.a", "#\U00010428")]
    public void Reads_biboumis_addresses(string local, AddressKind kind, string account, string id)
    {
        Assert.True(Several.TryParse(local, out var address));
        Assert.Equal(new NetworkAddress(kind, new AccountKey(account), id), address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("%irc.a")]
    [InlineData("nick%irc.b")]
    [InlineData("irc.b")]
    [InlineData("#%irc.a")]
    [InlineData("a b%irc.a")]
    [InlineData("#a,#b%irc.a")]
    [InlineData("#a\r\nQUIT%irc.a")]
    [InlineData("nick!u@h%irc.a")]
    [InlineData(":x%irc.a")]
    public void Refuses_what_is_no_address(string local) => Assert.False(Several.TryParse(local, out _));

    [Fact]
    public void Half_a_character_is_no_address()
    {
        foreach (var local in (string[])["#\ud83e%irc.a", "#\udd9c\ud83e%irc.a", "nick\udd9c%irc.a", "\ud83enick%irc.a"])
            Assert.False(Several.TryParse(local, out _));
    }

    [Theory]
    [InlineData("nick%irc.x:6697", "irc.x:6697", true)]
    [InlineData("irc.x", "irc.x", true)]
    [InlineData("nick%irc.x:99999", "", false)]
    [InlineData("nick%bad host", "", false)]
    public void Any_server_means_any_host(string local, string account, bool parses)
    {
        Assert.Equal(parses, Any.TryParse(local, out var address));
        if (parses)
            Assert.Equal(account, address?.Account.Value);
    }

    [Theory]
    [InlineData("#chan", AddressKind.Group, "#chan")]
    [InlineData("#chan%irc.b", AddressKind.Group, "#chan%irc.b")]
    [InlineData("nick", AddressKind.Contact, "nick")]
    [InlineData("", AddressKind.Account, "")]
    public void A_fixed_server_is_left_out(string local, AddressKind kind, string id)
    {
        Assert.True(Fixed.TryParse(local, out var address));
        Assert.Equal(new NetworkAddress(kind, new AccountKey("irc.a"), id), address);
        Assert.Equal(local, Fixed.Format(address));
    }

    [Theory]
    [InlineData("irc://irc.a/chan", "#chan")]
    [InlineData("irc://irc.a/#chan", "#chan")]
    [InlineData(" #chan%irc.a ", "#chan")]
    [InlineData("bob%irc.a", "bob")]
    public void Reads_what_people_type(string text, string id)
    {
        Assert.True(Several.TryParseTyped(text, out var address));
        Assert.Equal(id, address.Id);
    }

    [Fact]
    public void Reading_what_was_formatted_gives_the_same() => Prop.ForAll<NonNull<string>>(text =>
    {
        foreach (var codec in new[] { Several, Any, Fixed })
        {
            foreach (var local in new[] { text.Get, "#" + text.Get, text.Get + "%irc.a", "#" + text.Get + "%127.0.0.1" })
            {
                _ = codec.TryParseTyped(local, out _);
                if (!codec.TryParse(local, out var address))
                    continue;
                var formatted = codec.Format(address);
                Assert.Equal(local.ToLowerInvariant(), formatted);
                Assert.True(codec.TryParse(formatted, out var again));
                Assert.Equal(address, again);
            }
        }
    }).QuickCheckThrowOnFailure();

    private static IrcAddressCodec Of(params (string Key, string Value)[] settings) =>
        new(IrcSettings.Read(settings.ToDictionary(x => x.Key, x => x.Value, StringComparer.OrdinalIgnoreCase)));
}
