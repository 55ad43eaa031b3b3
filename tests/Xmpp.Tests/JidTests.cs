using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Bridge.Xmpp.Tests;

public sealed class JidTests
{
    [Theory]
    [InlineData("alice@example.org", "alice", "example.org", null)]
    [InlineData("Alice@Example.ORG/Phone", "alice", "example.org", "Phone")]
    [InlineData("example.org", null, "example.org", null)]
    [InlineData("example.org.", null, "example.org", null)]
    [InlineData("example.org/a@b/c", null, "example.org", "a@b/c")]
    [InlineData("a@b/@", "a", "b", "@")]
    [InlineData("#chan%irc.libera.chat@irc.example.org/Nick name", "#chan%irc.libera.chat", "irc.example.org", "Nick name")]
    [InlineData("-100123+17@telegram.localhost", "-100123+17", "telegram.localhost", null)]
    [InlineData(@"alice\40example.com@mail.example.org", @"alice\40example.com", "mail.example.org", null)]
    [InlineData("ÄRGER@MÜNCHEN.de", "ärger", "münchen.de", null)]
    [InlineData("ｂｏｂ＠@x", null, null, null)]
    [InlineData("ｂｏｂ@x", "bob", "x", null)]
    [InlineData("e\u0301te\u0301@x/re\u0301", "été", "x", "ré")]
    [InlineData("ｶﾞ@x", "\u30ac", "x", null)]
    [InlineData("\u1112\u1161\u11ab@x", "한", "x", null)]
    [InlineData("a@x/b\u00a0c\u3000d", "a", "x", "b c d")]
    [InlineData("a@x/👨‍👩‍👧", "a", "x", "👨‍👩‍👧")]
    [InlineData("😀@x", "😀", "x", null)]
    [InlineData("a@xn--mnchen-3ya.de", "a", "xn--mnchen-3ya.de", null)]
    [InlineData("a@127.0.0.1", "a", "127.0.0.1", null)]
    [InlineData("a@[::1]/r", "a", "[::1]", "r")]
    [InlineData("a@[2001:DB8:0::1]", "a", "[2001:db8::1]", null)]
    [InlineData("a@m\u3002x", "a", "m.x", null)]
    public void Addresses_are_prepared(string text, string? local, string? domain, string? resource)
    {
        var legal = Jid.TryParse(text, out var jid);
        Assert.Equal(domain is not null, legal);
        Assert.Equal((local, domain, resource), (jid?.Local, jid?.Domain, jid?.Resource));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("@example.org")]
    [InlineData("alice@")]
    [InlineData("alice@/r")]
    [InlineData("example.org/")]
    [InlineData("/r")]
    [InlineData("a@b@c")]
    [InlineData("a b@c")]
    [InlineData("a'b@c")]
    [InlineData("a:b@c")]
    [InlineData("a<b@c")]
    [InlineData("a&b@c")]
    [InlineData("a\"b@c")]
    [InlineData("a\u0001b@c")]
    [InlineData("a\u007fb@c")]
    [InlineData("a\u00a0b@c")]
    [InlineData("a\u200bb@c")]
    [InlineData("a\ufffeb@c")]
    [InlineData("a\ue000b@c")]
    [InlineData("a\u2028b@c")]
    [InlineData("a@b/x\u0000")]
    [InlineData("a@b/x\n")]
    [InlineData("a@b/x\ufffe")]
    [InlineData("a@b c")]
    [InlineData("a@b..c")]
    [InlineData("a@.")]
    [InlineData("a@.b")]
    [InlineData("a@b!")]
    [InlineData("a@[::1")]
    [InlineData("a@[1.2.3.4]")]
    [InlineData("a@[::1%eth0]")]
    [InlineData("a@b\u2024")]
    public void What_is_no_address_is_refused(string? text)
    {
        Assert.False(Jid.TryParse(text, out var jid));
        Assert.Null(jid);
    }

    [Fact]
    public void Lone_surrogates_are_refused()
    {
        foreach (var text in (string[])["a\ud800@b", "\udc00@b", "a@b\ud800", "a@b/\ud800x", "a@b/\udc00\ud800"])
            Assert.False(Jid.TryParse(text, out _));
    }

    [Fact]
    public void Parts_have_at_most_1023_bytes()
    {
        var most = new string('a', 1023);
        Assert.True(Jid.TryParse($"{most}@b/{most}", out _));
        Assert.False(Jid.TryParse($"{most}a@b", out _));
        Assert.False(Jid.TryParse($"a@b/{most}a", out _));
        Assert.False(Jid.TryParse($"a@b/{new string('é', 512)}", out _));
        Assert.False(Jid.TryParse(new string('é', 512) + "@b", out _));
        Assert.False(Jid.TryParse(new string('a', 64) + ".b", out _));
        Assert.True(Jid.TryParse(string.Join('.', Enumerable.Repeat("abc", 255)), out _));
        Assert.False(Jid.TryParse(string.Join('.', Enumerable.Repeat("abc", 257)), out _));
    }

    [Fact]
    public void Equality_is_that_of_the_prepared_form()
    {
        var one = Jid.Parse("Alice@Example.org/R");
        var other = Jid.Parse("alice@example.ORG./R");
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.True(one == other);
        Assert.True(one != Jid.Parse("alice@example.org/r"));
        Assert.Equal("alice@example.org/R", one.ToString());
        Assert.Equal(Jid.Parse("alice@example.org"), one.Bare);
        Assert.Same(one.Bare, one.Bare);
        Assert.Same(one.Bare, one.Bare.Bare);
        Assert.Equal("alice@example.org/S", one.WithResource("S").ToString());
        Assert.True(Jid.Parse("b").IsDomain);
        Assert.False(Jid.Parse("a@b").IsDomain);
        Assert.Throws<FormatException>(() => Jid.Parse("a@"));
        Assert.Throws<FormatException>(() => one.WithResource(""));
    }

    [Fact]
    public void A_repeated_address_is_not_prepared_again()
    {
        var text = "someone@example.org/Resource";
        Assert.True(Jid.TryParse(text, out var first));
        Assert.True(Jid.TryParse(new string(text), out var second));
        Assert.Same(first, second);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            _ = Jid.TryParse(text, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Preparation_is_stable_for_any_text() => Prop.ForAll<string>(text =>
    {
        if (!Jid.TryParse(text, out var jid))
            return true;
        return Jid.TryParse(jid.ToString(), out var again) && again.ToString() == jid.ToString() && again.Equals(jid)
            && Jid.TryCreate(jid.Local, jid.Domain, jid.Resource, out var made) && made == jid;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Random_characters_never_throw_and_preparation_is_stable()
    {
        var random = new Random(7622);
        for (var i = 0; i < 50_000; i++)
        {
            var text = new StringBuilder();
            for (var length = random.Next(1, 6); length > 0; length--)
                text.Append(random.Next(4) == 0 ? "@/.[]:"[random.Next(6)] : (char)random.Next(random.Next(2) == 0 ? 0x250 : 0x10000));
            var address = "a" + text + random.Next(3) switch { 0 => "", 1 => "@b", _ => "@b/c" };
            if (Jid.TryParse(address, out var jid))
                Assert.True(Jid.TryParse(jid.ToString(), out var again) && again == jid, address);
        }
    }

    [Theory]
    [InlineData("Carol", "Carol")]
    [InlineData("  Carol\tB.\n", "Carol B.")]
    [InlineData("a\u0001\ud800b", "ab")]
    [InlineData("\u0001 ", null)]
    [InlineData(null, null)]
    public void Any_name_becomes_a_resource_if_something_is_left(string? name, string? expected)
    {
        Assert.Equal(expected is not null, Jid.TryMakeResource(name, out var resource));
        if (expected is not null)
            Assert.Equal(expected, resource);
    }

    [Fact]
    public void A_made_resource_is_always_legal()
    {
        Assert.True(Jid.TryMakeResource(string.Concat(Enumerable.Repeat("😀", 600)), out var cut));
        Assert.True(Encoding.UTF8.GetByteCount(cut) <= 1023);
        Prop.ForAll<string>(name => !Jid.TryMakeResource(name, out var made) || Jid.Parse("a@b").WithResource(made).Resource == made)
            .QuickCheckThrowOnFailure();
    }
}
