using Bridge.Gateway.Configuration;
using Xunit;

namespace Bridge.Gateway.Tests.Configuration;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--config x.json", "x.json")]
    [InlineData("--config=x.json", "x.json")]
    [InlineData("--check-config --config x.json", "x.json")]
    [InlineData("", null)]
    public void The_file_is_found(string arguments, string? expected)
    {
        var line = CommandLine.Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Null(line.Mistake);
        Assert.Equal(expected, line.ConfigFile);
    }

    [Theory]
    [InlineData("--config")]
    [InlineData("--confg x.json")]
    [InlineData("x.json")]
    public void What_is_not_known_is_a_mistake(string arguments) => Assert.NotNull(CommandLine.Parse(arguments.Split(' ')).Mistake);
}
