using Bridge.Gateway.Configuration;
using Xunit;

namespace Bridge.Gateway.Tests.Configuration;

public sealed class AccessPolicyTests
{
    [Theory]
    [InlineData("alice@example.org", "irc.example.org", "Use")]
    [InlineData("alice@example.org/phone", "irc.example.org", "Use")]
    [InlineData("Alice@Example.ORG", "irc.example.org", "Use")]
    [InlineData("example.org", "irc.example.org", "Use")]
    [InlineData("alice@other.example", "irc.example.org", "None")]
    [InlineData("alice@evil-example.org", "irc.example.org", "None")]
    [InlineData("alice@sub.example.org", "irc.example.org", "None")]
    [InlineData("alice@irc.example.org", "irc.example.org", "None")]
    [InlineData("alice@", "irc", "None")]
    [InlineData("", "irc", "None")]
    [InlineData("boss@far.example", "irc.example.org", "Use, Link, Admin")]
    public void Without_rules_the_parent_domain_may_use_it(string jid, string network, string expected) =>
        Assert.Equal(expected, Policy([]).For(jid, network).ToString());

    [Theory]
    [InlineData("mallory@example.org", "None")]
    [InlineData("mallory@example.org/x@y/z", "None")]
    [InlineData("alice@example.org", "Use, Link")]
    [InlineData("good@spam.example", "Use")]
    [InlineData("bad@spam.example", "None")]
    [InlineData("anyone@else.example", "Use")]
    [InlineData("chief@else.example", "Use, Link, Admin")]
    [InlineData("boss@far.example", "Use, Link, Admin")]
    public void The_nearest_rule_counts(string jid, string expected)
    {
        var policy = Policy(new()
        {
            ["*"] = "use",
            ["example.org"] = "link",
            ["mallory@example.org"] = "block",
            ["spam.example"] = "block",
            ["good@spam.example"] = "use",
            ["chief@else.example"] = "admin",
            ["far.example"] = "block",
        });
        Assert.Equal(expected, policy.For(jid, "irc.example.org").ToString());
    }

    [Fact]
    public void A_rule_about_others_leaves_the_parent_domain_alone()
    {
        var policy = Policy(new() { ["spam.example"] = "block" });
        Assert.Equal(AccessFlags.Use, policy.For("alice@example.org", "irc.example.org"));
        Assert.Equal(AccessFlags.None, policy.For("bob@else.example", "irc.example.org"));
    }

    [Fact]
    public void Blocking_everybody_blocks_the_parent_domain_as_well() =>
        Assert.Equal(AccessFlags.None, Policy(new() { ["*"] = "block" }).For("alice@example.org", "irc.example.org"));

    [Theory]
    [InlineData("block", true)]
    [InlineData(" Use ", true)]
    [InlineData("LINK", true)]
    [InlineData("admin", true)]
    [InlineData("", false)]
    [InlineData("allow", false)]
    [InlineData("use,link", false)]
    public void Rules_are_four_words(string text, bool expected) => Assert.Equal(expected, AccessPolicy.TryParseRule(text, out _));

    private static AccessPolicy Policy(Dictionary<string, string> rules)
    {
        var flags = rules.ToDictionary(r => r.Key, r => AccessPolicy.TryParseRule(r.Value, out var f) ? f : throw new ArgumentException(r.Value));
        return new AccessPolicy(new AccessConfiguration(["boss@far.example"], flags));
    }
}
