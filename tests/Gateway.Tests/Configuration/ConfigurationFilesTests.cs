using Bridge.Gateway.Configuration;
using Xunit;

namespace Bridge.Gateway.Tests.Configuration;

public sealed class ConfigurationFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_given_goes_over_appsettings()
    {
        _folder.File("appsettings.json", """{ "Bridge": { "Server": { "Host": "a", "Port": 1 } } } // comments are fine""");
        var file = _folder.File("mine.json", """{ "bridge": { "server": { "port": 2 }, } }""");
        var problems = new ConfigurationProblems();
        var configuration = ConfigurationFiles.Load(_folder.Path, file, problems)!;
        Assert.Equal(("a", "2"), (configuration["Bridge:Server:Host"], configuration["Bridge:Server:Port"]));
    }

    [Fact]
    public void The_line_of_a_mistake_names_the_file_it_is_in()
    {
        var file = _folder.File("mine.json", """{ "Bridge": { "Server": { "Port": "x" } } }""");
        var configuration = ConfigurationFiles.Load(_folder.Path, file, new ConfigurationProblems());
        var problems = new ConfigurationProblems(configuration);
        problems.Error("Bridge:Server:Port", "x", "is wrong", "mend it");
        Assert.Equal($"Bridge:Server:Port = \"x\": is wrong; mend it. (in {file})", Assert.Single(problems.Errors).ToString());
    }

    [Theory]
    [InlineData("{ \"Bridge\": {\n  \"A\": 1\n  \"B\": 2 } }", ":3:3: the file is not valid JSON here")]
    [InlineData("", ":1:1: the file is not valid JSON here")]
    [InlineData("[]", "mine.json: ")]
    [InlineData("{ \"A\": 1, \"a\": 2 }", "mine.json: ")]
    public void A_file_that_is_not_JSON_is_one_line_with_its_place(string content, string expected)
    {
        var file = _folder.File("mine.json", content);
        var problems = new ConfigurationProblems();
        Assert.Null(ConfigurationFiles.Load(_folder.Path, file, problems));
        var line = Assert.Single(problems.Errors).ToString();
        Assert.StartsWith(file, line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_told()
    {
        var problems = new ConfigurationProblems();
        Assert.Null(ConfigurationFiles.Load(_folder.Path, "/no/such.json", problems));
        Assert.StartsWith("/no/such.json: the file does not exist", Assert.Single(problems.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_place_of_the_file_is_told()
    {
        var problems = new ConfigurationProblems();
        Assert.Null(ConfigurationFiles.Load(_folder.Path, _folder.Path, problems));
        Assert.Contains("cannot be read", Assert.Single(problems.Errors).ToString(), StringComparison.Ordinal);
    }
}
