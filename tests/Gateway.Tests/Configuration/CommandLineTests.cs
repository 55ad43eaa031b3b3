using Bridge.Gateway.Configuration;
using Bridge.Gateway.Import;
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
    [InlineData("import")]
    [InlineData("import biboumi")]
    [InlineData("import slidge x.db")]
    [InlineData("import biboumi x.db y.db")]
    [InlineData("import biboumi x.db --network")]
    [InlineData("import biboumi x.db --check-config")]
    [InlineData("--dry-run")]
    public void What_is_not_known_is_a_mistake(string arguments) => Assert.NotNull(CommandLine.Parse(arguments.Split(' ')).Mistake);

    [Theory]
    [InlineData("import biboumi x.db", null, false, null)]
    [InlineData("import --dry-run biboumi --config=c.json x.db", null, true, "c.json")]
    [InlineData("import biboumi x.db --network irc", "irc", false, null)]
    [InlineData("import biboumi --network=irc x.db --config c.json", "irc", false, "c.json")]
    public void An_import_is_read(string arguments, string? network, bool isDryRun, string? config)
    {
        var line = CommandLine.Parse(arguments.Split(' '));
        Assert.Null(line.Mistake);
        Assert.Equal(new ImportRequest("x.db", network, isDryRun), line.Import);
        Assert.Equal(config, line.ConfigFile);
    }

    [Theory]
    [InlineData("--help", "--check-config")]
    [InlineData("import --help", "--dry-run")]
    [InlineData("import biboumi x.db -h", "--network NAME")]
    public void Help_tells_what_there_is(string arguments, string expected) =>
        Assert.Contains(expected, CommandLine.Parse(arguments.Split(' ')).Print, StringComparison.Ordinal);
}
