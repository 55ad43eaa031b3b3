using Bridge.Gateway.Configuration;
using Xunit;

namespace Bridge.Gateway.Tests.Configuration;

public sealed class SpellingHintTests
{
    [Theory]
    [InlineData("secret", "Secret")]
    [InlineData("Sercet", "Secret")]
    [InlineData("Secrets", "Secret")]
    [InlineData("SecretFiles", "SecretFile")]
    [InlineData("Ports", "Port")]
    [InlineData("Prot", "Port")]
    [InlineData("Password", null)]
    [InlineData("", null)]
    public void The_nearest_key_is_found(string typed, string? expected) =>
        Assert.Equal(expected, SpellingHint.Nearest(typed, ["Secret", "SecretFile", "Port"]));
}
